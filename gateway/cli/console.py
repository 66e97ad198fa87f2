"""What every command shares: where it prints and how it says that machines read along."""

from typing import Annotated

import typer
from rich.console import Console

EXAMPLES = "Voorbeelden:\n\n"
Json = Annotated[bool, typer.Option("--json", help="alleen het antwoord voor machines op stdout")]

err = Console(stderr=True, highlight=False)


def out() -> Console:
    """Give the console for people on stdout."""
    return Console(highlight=False)
