"""`gateway serve` and `gateway mocks`: the two that keep running."""

import asyncio
import gc
import os
import signal
import socket
import sys
from functools import partial
from typing import cast

import typer
import uvicorn
import uvloop

from gateway import demo as demonstration
from gateway.api.app import create_app
from gateway.api.protocol import StrictHttp, malformed
from gateway.cli.console import EXAMPLES, err
from gateway.errors import SettingsInvalid
from gateway.logs import configure_logs
from gateway.settings import Settings, read_settings
from gateway.wiring import Gateway, running

_BACKLOG = 2048
_GC_THRESHOLD = (10_000, 20, 20)

app = typer.Typer()


@app.command(epilog=EXAMPLES + "gateway serve")
def serve() -> None:
    """Start de gateway met de instellingen uit de omgeving (GATEWAY_…)."""
    settings = read_settings()
    configure_logs(settings.log_niveau)
    uvloop.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    listening = _listen(settings)
    async with running(settings) as gateway:
        server = uvicorn.Server(configured(gateway))
        _settle_memory()
        # uvicorn raises a caught signal again when it is done; without this the rest would not be closed.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, server.handle_exit)
        err.print(f"gateway op http://{settings.host}:{listening.getsockname()[1]}", markup=False)
        await server.serve(sockets=[listening])


def configured(gateway: Gateway) -> uvicorn.Config:
    """Give how the API is served."""
    # uvicorn makes a protocol for each connection; only the type it expects has no name for a partial one.
    protocol = cast("type[asyncio.Protocol]", partial(StrictHttp, refusal=malformed(gateway.version)))
    return uvicorn.Config(
        create_app(gateway),
        http=protocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        timeout_graceful_shutdown=15,
    )


def _settle_memory() -> None:
    """Keep what was loaded at the start out of every later garbage collection (`docs/prestaties.md`)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GC_THRESHOLD)


def _listen(settings: Settings) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(_BACKLOG)
    except OSError as error:
        reason = error.strerror or "niet te gebruiken"
        raise SettingsInvalid(
            (f"GATEWAY_HOST, GATEWAY_PORT: hier kan niet worden geluisterd ({reason})",)
        ) from None
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
