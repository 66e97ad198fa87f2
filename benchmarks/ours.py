"""The gateway of this project as `gateway serve` runs it, one worker; settings come from the environment.

Run as `python -m benchmarks.ours`; it prints its address when it listens. Everything is on: access token,
both records durable on disk, the check of what leaves.
"""

import asyncio
import socket
import sys

import uvicorn
import uvloop

from gateway.api.app import create_app
from gateway.settings import read_settings
from gateway.wiring import running


async def _serve() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    async with running(read_settings()) as gateway:
        config = uvicorn.Config(
            create_app(gateway),
            access_log=False,
            log_level="warning",
            lifespan="off",
            proxy_headers=False,
            server_header=False,
        )
        host, port = listening.getsockname()[:2]
        sys.stdout.write(f"http://{host}:{port}\n")
        sys.stdout.flush()
        await uvicorn.Server(config).serve(sockets=[listening])


if __name__ == "__main__":
    uvloop.run(_serve())
