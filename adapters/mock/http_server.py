"""The HTTP server under the mock sources: the same for the command and for tests."""

from collections.abc import Sequence
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from adapters.mock.ports import Listening, own_ports
from adapters.mock.protocol import WireProtocol


def http_server(app: ASGIApp, listening: Sequence[Listening], **wire: Any) -> uvicorn.Server:  # noqa: ANN401 - the options of uvicorn
    """Give a server of these sockets, to `serve`; `wire` holds the options for TLS."""
    return uvicorn.Server(
        uvicorn.Config(
            own_ports(app, listening),
            http=WireProtocol,
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
