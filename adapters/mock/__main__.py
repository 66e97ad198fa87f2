"""Run the mock sources as a process of their own: `python -m adapters.mock --port 8081`."""

import argparse
import json
import signal
import socket
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import uvicorn

from adapters.mock.arguments import read_arguments
from adapters.mock.clock import MockClock
from adapters.mock.lives import Life, LifeError
from adapters.mock.protocol import WireProtocol
from adapters.mock.schema import SchemaError
from adapters.mock.server import Guard, serve_world
from adapters.mock.world import World, build_world

_BACKLOG = 2048


def main() -> int:
    """Serve until SIGTERM or SIGINT, then stop cleanly; gives the exit code (2: unusable arguments)."""
    arguments = read_arguments()
    try:
        world = build_world(
            arguments.personas, arguments.contracten, bevolking=arguments.bevolking, seed=arguments.seed
        )
        if arguments.toon_levens:
            sys.stdout.writelines(write_lives(world.lives))
            return 0
        clock = MockClock()
        guard, tls = _read_profile(arguments, world, clock)
        app = serve_world(
            world,
            ignore_fields=arguments.negeer_fields,
            guard=guard,
            clock=clock,
            keep=arguments.journaal,
        )
        listening = _listen(arguments.host, arguments.port)
    except (LifeError, SchemaError, OSError, ValueError, ImportError) as error:
        sys.stderr.write(f"mock-bronnen starten niet: {error}\n")
        return 2
    for number in (signal.SIGTERM, signal.SIGINT):
        # uvicorn raises the signal again after its clean stop; without this the process would die by it
        signal.signal(number, lambda *_: None)
    host, port = listening.getsockname()[:2]
    sys.stdout.write(f"mock-bronnen op {'https' if tls else 'http'}://{host}:{port}\n")
    sys.stdout.flush()
    config = uvicorn.Config(
        app,
        http=WireProtocol,
        access_log=False,
        log_level="warning",
        lifespan="off",
        server_header=False,
        **tls,
    )
    uvicorn.Server(config).run(sockets=[listening])
    return 0


def _read_profile(
    arguments: argparse.Namespace, world: World, clock: MockClock
) -> tuple[Guard | None, dict[str, Any]]:
    """Give what guards SOAP, and the options of uvicorn for TLS (none: plain http).

    Raises OSError, ValueError or ImportError when a PKI folder cannot be used or xmlsec is not there.
    """
    if arguments.profiel == "open":
        return None, {}
    try:
        # only here: the open profile runs without xmlsec and lxml
        from adapters.mock.strict import read_strict  # noqa: PLC0415
        from adapters.mock.tls import tls_context  # noqa: PLC0415
    except ImportError as error:
        raise ImportError("profiel strict vraagt xmlsec: installeer het project met [strict]") from error
    bronnen = {service.bron for service in world.services if service.soap}
    strict = read_strict(arguments.pki, bronnen, clock=clock, tls=not arguments.http)
    if arguments.http:
        return strict.guard, {}
    context = tls_context(arguments.pki)
    return strict.guard, {"ssl_context_factory": lambda *_: context}


def _listen(host: str, port: int) -> socket.socket:
    """Listen before the line is printed, so that whoever reads it can connect at once."""
    listening = socket.create_server((host, port), backlog=_BACKLOG)
    listening.setblocking(False)  # noqa: FBT003 - the signature of the standard library
    return listening


def write_lives(lives: Mapping[str, Life]) -> Iterator[str]:
    """Write each life as one line of JSON, always the same for the same life."""
    for life in lives.values():
        yield f"{json.dumps(life.tables, ensure_ascii=False, sort_keys=True, default=str)}\n"


if __name__ == "__main__":
    sys.exit(main())
