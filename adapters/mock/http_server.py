"""The HTTP server under the mock sources: the same for the command and for tests."""

import sys
from collections.abc import Sequence
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from adapters.mock.ports import Listening, own_ports
from adapters.mock.protocol import WireProtocol


def loop_of(platform: str) -> str:
    """Name the event loop of a system for uvicorn.

    That of Windows shuts a connection down before it closes it: the fault VERBROKEN would be no reset there.
    """
    return "asyncio:SelectorEventLoop" if platform == "win32" else "auto"


def http_server(app: ASGIApp, listening: Sequence[Listening], **wire: Any) -> uvicorn.Server:  # noqa: ANN401 - the options of uvicorn
    """Give a server of these sockets, to `serve`; `wire` holds the options for TLS."""
    return uvicorn.Server(
        uvicorn.Config(
            own_ports(app, listening),
            http=WireProtocol,
            loop=loop_of(sys.platform),
            access_log=False,
            log_level="warning",
            lifespan="off",
            server_header=False,
            **wire,
        )
    )


def serve(server: uvicorn.Server, listening: Sequence[Listening]) -> None:
    """Serve until the server is told to stop; then every socket is closed."""
    server.run(sockets=[each.socket for each in listening])
