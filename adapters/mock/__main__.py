"""Run the mock sources as a process of their own: `python -m adapters.mock --port 8081`."""

import argparse
import signal
import socket
import sys
from pathlib import Path

import uvicorn

from adapters.mock.lives import LifeError
from adapters.mock.schema import SchemaError
from adapters.mock.server import create_app
from adapters.mock.world import CONTRACTS, PERSONAS

_BACKLOG = 2048


def main() -> int:
    """Serve until SIGTERM or SIGINT, then stop cleanly; gives the exit code (2: unusable arguments)."""
    arguments = _arguments()
    try:
        app = create_app(
            arguments.personas, contracts_dir=arguments.contracten, ignore_fields=arguments.negeer_fields
        )
        listening = _listen(arguments.host, arguments.port)
    except (LifeError, SchemaError, OSError) as error:
        sys.stderr.write(f"mock-bronnen starten niet: {error}\n")
        return 2
    for number in (signal.SIGTERM, signal.SIGINT):
        # uvicorn raises the signal again after its clean stop; without this the process would die by it
        signal.signal(number, lambda *_: None)
    host, port = listening.getsockname()[:2]
    sys.stdout.write(f"mock-bronnen op http://{host}:{port}\n")
    sys.stdout.flush()
    config = uvicorn.Config(app, access_log=False, log_level="warning", lifespan="off", server_header=False)
    uvicorn.Server(config).run(sockets=[listening])
    return 0


def _listen(host: str, port: int) -> socket.socket:
    """Listen before the line is printed, so that whoever reads it can connect at once."""
    listening = socket.create_server((host, port), backlog=_BACKLOG)
    listening.setblocking(False)  # noqa: FBT003 - the signature of the standard library
    return listening


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m adapters.mock", description="Nagebootste bronnen.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8081, help="0 kiest een vrije poort")
    parser.add_argument("--personas", type=Path, default=PERSONAS, help="map met een leven per bestand")
    parser.add_argument("--contracten", type=Path, default=CONTRACTS, help="map met de contracten")
    parser.add_argument("--negeer-fields", action="store_true", help="stuur hele dossiers, ook ongevraagd")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
