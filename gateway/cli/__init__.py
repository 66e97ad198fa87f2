"""The command line: parse, call, print. Machine answers alone on stdout, everything else on stderr."""

import sys

import typer

from gateway.cli import ask, contract, keeping, pki, serve, sources
from gateway.cli.console import err
from gateway.errors import GatewayError, Refused

app = typer.Typer(
    help="Eén vraag over één persoon, één arbeidsmarktprofiel.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(serve.app)
app.add_typer(ask.app)
app.add_typer(contract.app, name="contract")
app.add_typer(keeping.keys, name="keys")
app.add_typer(keeping.database, name="db")
app.add_typer(keeping.log, name="log")
app.add_typer(pki.app, name="pki")
app.add_typer(sources.app, name="sources")


def main() -> None:
    """Run a command; an error becomes one clear text on stderr and its exit code."""
    try:
        app()
    except GatewayError as error:
        text = (
            f"{error.problem.titel} ({error.code}). {error.detail}"
            if isinstance(error, Refused)
            else str(error)
        )
        err.print(text, markup=False, soft_wrap=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
