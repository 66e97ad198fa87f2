"""One of several processes that serve on the same socket, under uvicorn's own supervisor."""

import gc
import resource
import signal
import socket
from collections.abc import Callable
from functools import partial
from typing import cast

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from gateway.api.app import create_app
from gateway.api.protocol import Crowd, StrictHttp, malformed
from gateway.errors import GatewayError
from gateway.logs import configure_logs, tell
from gateway.settings import Settings
from gateway.wiring import VERSION, running

_GC_THRESHOLD = (10_000, 20, 20)
_HEALTH_SECONDS = 30
_MARGIN_SECONDS = 5
_MOST_FILES = 65_536
_OWN_FILES = 512
"""Files for what is ours: five sources of 64 connections, Redis, the log, the collector."""

_FEWEST_CONNECTIONS = 16


class WorkerFailed(GatewayError):
    """A process could not start, although everything was tried before; its reason is in the log."""

    exit_code = 2


class Worker:
    """The application of one process: it makes its own gateway at the start and ends it at the end.

    Sent to the process as it is, so it holds settings only until then.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Start, serve and end."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif self._app is not None:
            await self._app(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        configure_logs(self._settings.log_niveau)
        # Ctrl-C reaches the supervisor as well, and it is the one that says when to end.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        await receive()
        try:
            async with running(self._settings) as gateway:
                self._app = create_app(gateway)
                settle_memory()
                await send({"type": "lifespan.startup.complete"})
                await receive()
        except GatewayError as error:
            tell("PROCES_NIET_GESTART", waarom=str(error))  # names, never values
            await send({"type": "lifespan.startup.failed"})
            return
        await send({"type": "lifespan.shutdown.complete"})


class _Supervisor(Multiprocess):
    """uvicorn's, which says when all serve, when it replaced one, and when one cannot start at all."""

    def __init__(self, config: uvicorn.Config, listening: socket.socket, ready: Callable[[], None]) -> None:
        super().__init__(config, [listening])
        self._ready = ready

    def init_processes(self) -> None:
        """Start every process and wait until all of them serve."""
        super().init_processes()
        if all(process.wait_until_ready(_HEALTH_SECONDS) for process in self.processes):
            self._ready()

    def keep_subprocess_alive(self) -> None:
        """Replace every process that is gone."""
        before = [process.pid for process in self.processes]
        super().keep_subprocess_alive()
        for old, process in zip(before, self.processes, strict=True):
            if process.exitcode == STARTUP_FAILURE:
                raise WorkerFailed("een proces kan niet starten")
            if old != process.pid:
                tell("PROCES_VERVANGEN", proces=old)


def supervise(settings: Settings, listening: socket.socket, workers: int, ready: Callable[[], None]) -> None:
    """Serve with so many processes until SIGTERM or SIGINT; `ready` is called when all of them do.

    Raises WorkerFailed.
    """
    configured = config(Worker(settings), settings, workers=workers)
    supervisor = _Supervisor(configured, listening, ready)
    try:
        supervisor.run()
    except WorkerFailed:
        supervisor.terminate_all()
        supervisor.join_all()
        raise


def config(app: ASGIApp, settings: Settings, *, workers: int = 1) -> uvicorn.Config:
    """Give uvicorn's configuration; with several workers each lives by the lifespan of its application."""
    # uvicorn makes a protocol for each connection; only the type it expects has no name for a partial one.
    crowd = Crowd(most_connections(settings.vragen_tegelijk))
    protocol = cast("type[StrictHttp]", partial(StrictHttp, refusal=malformed(VERSION), crowd=crowd))
    return uvicorn.Config(
        app,
        http=protocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off" if workers == 1 else "on",
        workers=workers,
        timeout_worker_healthcheck=_HEALTH_SECONDS,
        timeout_graceful_shutdown=int(settings.tijd_vraag) + _MARGIN_SECONDS,
    )


def most_connections(questions: int) -> int:
    """Give how many connections may be open: four a question, and never so many that sources get none.

    Takes as many files as the system lets this process have.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = _MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, _MOST_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    return max(min(4 * questions, files - _OWN_FILES), _FEWEST_CONNECTIONS)


def settle_memory() -> None:
    """Keep what was loaded at the start out of every later garbage collection (`docs/prestaties.md`)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GC_THRESHOLD)
