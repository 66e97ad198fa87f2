"""The numbers of a pipe, as the documentation tells them."""

import re
from pathlib import Path

from gateway.core.mapping import Pijp

_PAGE = Path(__file__).parents[2] / "docs" / "bron-toevoegen.md"
_LINE = re.compile(r"^\| `(\w+)` \| (\S+) \|", re.MULTILINE)


def test_the_page_tells_every_number_and_what_it_is_by_default() -> None:
    """Each number of a pipe stands in the page on adding a source, with its default."""
    told = dict(_LINE.findall(_PAGE.read_text("utf-8")))
    numbers = Pijp().model_dump(by_alias=True)
    assert told == {name: str(value).lower() for name, value in numbers.items()}
