"""Run the mock sources as a process of their own: `python -m adapters.mock --port 8081`."""

import argparse
import io
import json
import signal
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from adapters.mock.arguments import read_arguments
from adapters.mock.clock import MockClock, real_time
from adapters.mock.failed import in_dutch
from adapters.mock.fault import write_faults
from adapters.mock.http_server import http_server, serve
from adapters.mock.lives import Life, LifeError
from adapters.mock.numbers import masked
from adapters.mock.own.validate import own_faults
from adapters.mock.ports import addresses, bronnen_of, listen, only, start_lines
from adapters.mock.schema import SchemaError
from adapters.mock.server import Guard, serve_world
from adapters.mock.world import PERSONAS, World, build_world
from adapters.mock.wsdl_set import write_wsdl_set

_STOPS = tuple(number for number in signal.Signals if number.name in {"SIGTERM", "SIGINT", "SIGBREAK"})
"""What uvicorn stops at; SIGBREAK (Ctrl+Break) is there on Windows only."""


def main() -> int:
    """Serve until SIGTERM or SIGINT, then stop cleanly; gives the exit code (2: unusable arguments)."""
    _speak_utf8()
    if sys.argv[1:2] in (["persona"], ["validate"], ["run"]):
        return _command(sys.argv[1:])
    arguments = read_arguments()
    try:
        own = [folder for folder in (arguments.personas, arguments.eigen) if folder not in {None, PERSONAS}]
        if faults := own_faults(own, arguments.contracten):
            sys.stderr.write(f"mock-bronnen starten niet:\n{write_faults(faults)}")
            return 2
        world = build_world(
            arguments.personas,
            arguments.contracten,
            eigen=arguments.eigen,
            bevolking=arguments.bevolking,
            seed=arguments.seed,
        )
        world = only(world, arguments.bron or bronnen_of(world))
        if arguments.wsdl:
            sys.stdout.writelines(_write_wsdls(arguments, world))
            return 0
        if arguments.toon_levens:
            sys.stdout.writelines(write_lives(world.lives))
            return 0
        clock = MockClock()
        guard, wire = _read_profile(arguments, world)
        app = serve_world(
            world,
            ignore_fields=arguments.negeer_fields,
            guard=guard,
            clock=clock,
            keep=arguments.journaal,
        )
        bronnen = bronnen_of(world) if arguments.poort_per_bron else (None,)
        listening = listen(arguments.host, arguments.port, bronnen)
    except (LifeError, SchemaError, OSError, OverflowError, ValueError, ImportError) as error:
        sys.stderr.write(f"mock-bronnen starten niet: {masked(in_dutch(error))}\n")
        return 2
    for number in _STOPS:
        # uvicorn raises the signal again after its clean stop; without this the process would die by it
        signal.signal(number, lambda *_: None)
    sys.stdout.writelines(start_lines(listening, wire="https" if wire else "http"))
    sys.stdout.flush()
    serve(http_server(app, listening, **wire), listening)
    return 0


def _speak_utf8() -> None:
    """Write UTF-8 and the same line ends everywhere: names do not fit the code page of a pipe on Windows."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _command(words: list[str]) -> int:
    """Do a command beside serving; imported only here, because serving needs nothing of it."""
    if words[0] == "run":
        from adapters.mock.scenario.command import run as run_scenarios  # noqa: PLC0415 - idem

        return run_scenarios(words[1:])
    from adapters.mock.commands import run  # noqa: PLC0415 - idem

    return run(words)


def _read_profile(arguments: argparse.Namespace, world: World) -> tuple[Guard | None, dict[str, Any]]:
    """Give what guards SOAP, and the options of uvicorn for TLS (none: plain http).

    Both tell the real time, however the clock of the sources is set: what a caller signs now is valid now.
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
    strict = read_strict(arguments.pki, bronnen, clock=real_time, tls=not arguments.http)
    if arguments.http:
        return strict.guard, {}
    context = tls_context(arguments.pki)
    return strict.guard, {"ssl_context_factory": lambda *_: context}


def _write_wsdls(arguments: argparse.Namespace, world: World) -> Iterator[str]:
    """Write the WSDLs with the addresses that these arguments would listen on, and name each."""
    wire = "https" if arguments.profiel == "strict" and not arguments.http else "http"
    where = addresses(
        arguments.host, arguments.port, bronnen_of(world), wire=wire, own_ports=arguments.poort_per_bron
    )
    for path in write_wsdl_set(world, arguments.wsdl, where):
        yield f"{path}\n"


def write_lives(lives: Mapping[str, Life]) -> Iterator[str]:
    """Write each life as one line of JSON, always the same for the same life."""
    for life in lives.values():
        yield f"{json.dumps(life.tables, ensure_ascii=False, sort_keys=True, default=str)}\n"


if __name__ == "__main__":
    sys.exit(main())
