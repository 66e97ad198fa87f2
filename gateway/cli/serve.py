"""`gateway serve` and `gateway mocks`: the two that keep running."""

import asyncio
import os
import signal
import socket
import sys
from types import FrameType
from typing import Annotated

import typer
import uvicorn
import uvloop

from gateway import demo as demonstration
from gateway.api.app import create_app
from gateway.cli.console import EXAMPLES, err
from gateway.cli.worker import config, settle_memory, supervise
from gateway.errors import SettingsInvalid
from gateway.logs import configure_logs
from gateway.settings import Settings, read_settings
from gateway.system_words import in_dutch
from gateway.wiring import running

_BACKLOG = 2048

app = typer.Typer()


@app.command(
    epilog=EXAMPLES + "gateway serve\n\ngateway serve --workers 2\n\n"
    "GATEWAY_REDIS_URL=redis://127.0.0.1 gateway serve --workers 4"
)
def serve(
    workers: Annotated[
        int,
        typer.Option(
            min=1,
            max=64,
            help="zoveel processen op dezelfde poort; limieten, bewaarde antwoorden en onderbrekers zijn dan"
            " van elk proces apart, limieten en bewaarde antwoorden met GATEWAY_REDIS_URL van alle samen",
        ),
    ] = 1,
) -> None:
    """Start de gateway met de instellingen uit de omgeving (GATEWAY_…).

    SIGTERM en Ctrl-C: er komt geen vraag meer bij, wat loopt wordt beantwoord en vastgelegd.
    """
    settings = read_settings()
    configure_logs(settings.log_niveau)
    listening = _listen(settings)
    if workers == 1:
        uvloop.run(_serve(settings, listening))
        return
    # Tried once here: keys and database are made, and what is wrong is said once and before anything serves.
    asyncio.run(_try(settings))
    supervise(settings, listening, workers, lambda: _say(settings, listening, f"{workers} processen"))


async def _try(settings: Settings) -> None:
    # Without the collector: nothing happens here that it should hear of, nor wait for one that is away.
    async with running(settings.model_copy(update={"otlp_endpoint": None})):
        pass


async def _serve(settings: Settings, listening: socket.socket) -> None:
    async with running(settings) as gateway:
        server = _Patient(config(create_app(gateway), settings))
        settle_memory()
        # uvicorn raises a caught signal again when it is done; without this the rest would not be closed.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, server.handle_exit)
        _say(settings, listening)
        await server.serve(sockets=[listening])


class _Patient(uvicorn.Server):
    """A server that a second Ctrl-C does not make leave questions half recorded."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - uvicorn's
        """Take every signal as a SIGTERM."""
        super().handle_exit(signal.SIGTERM, frame)


def _say(settings: Settings, listening: socket.socket, how: str = "") -> None:
    where = f"http://{settings.host}:{listening.getsockname()[1]}"
    err.print(f"gateway{how and f' met {how}'} op {where}", markup=False)


def _listen(settings: Settings) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(_BACKLOG)
    except OSError as error:
        text = f"GATEWAY_HOST, GATEWAY_PORT: hier kan niet worden geluisterd ({in_dutch(error)})"
        raise SettingsInvalid((text,)) from None
    return listening


@app.command(
    add_help_option=False, context_settings={"allow_extra_args": True, "ignore_unknown_options": True}
)
def mocks(context: typer.Context) -> None:
    """Start de nagebootste bronnen; `gateway mocks --help` noemt de opties."""
    _become_mocks(context.args)


@app.command(
    add_help_option=False, context_settings={"allow_extra_args": True, "ignore_unknown_options": True}
)
def persona(context: typer.Context) -> None:
    """Eigen testpersonen nakijken, maken of overnemen; `gateway persona --help` noemt de opdrachten."""
    _become_mocks(["persona", *context.args])


def _become_mocks(arguments: list[str]) -> None:
    os.execve(  # noqa: S606 - our own module, in this process's place
        sys.executable, [sys.executable, "-m", "adapters.mock", *arguments], demonstration.child_environ()
    )
