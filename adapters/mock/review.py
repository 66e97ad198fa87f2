"""The commands on messages of others, which read XML with lxml: `persona import` and `mocks validate`."""

import argparse
import sys
from pathlib import Path

from adapters.mock.answers.rest import PathUnknown, check_json
from adapters.mock.answers.soap import check_soap
from adapters.mock.fault import Fault, instead, write_faults, write_json
from adapters.mock.numbers import masked
from adapters.mock.own.imports import Verdict, judge, write_lives, xml_files
from adapters.mock.reporting import Unusable, report
from adapters.mock.service import Service
from adapters.mock.world import build_world

_JSON_BEGINS = (b"{", b"[")


def take_over(arguments: argparse.Namespace) -> int:
    """Do `persona import`. Raises Unusable, OSError."""
    world = build_world()
    verdicts = judge(xml_files(arguments.map), world.services, world.folder)
    lives = write_lives(verdicts, arguments.uit)
    if arguments.json:
        shown = [_shown(verdict) for verdict in verdicts]
        sys.stdout.write(write_json({"bestanden": shown, "levens": [path.name for path in lives]}))
    else:
        sys.stdout.writelines(f"{verdict.verdict:<13}{masked(verdict.file)}\n" for verdict in verdicts)
        sys.stdout.write(write_faults(fault for verdict in verdicts for fault in verdict.faults))
        sys.stdout.write(
            f"{len(lives)} levens in {masked(str(arguments.uit))}; gateway mocks --eigen MAP geeft ze\n"
        )
    return int(any(verdict.faults for verdict in verdicts))


def _shown(verdict: Verdict) -> dict[str, object]:
    faults = [fault.shown() for fault in verdict.faults]
    return {"bestand": masked(verdict.file), "oordeel": verdict.verdict, "fouten": faults}


def validate(arguments: argparse.Namespace) -> int:
    """Do `mocks validate`. Raises Unusable, OSError."""
    world = build_world()
    services = _services(world.services, arguments.dienst)
    faults: list[Fault] = []
    for path in arguments.bestanden:
        content = path.read_bytes()
        if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_JSON_BEGINS):
            faults += _json(content, path.name, world.folder, arguments)
        else:
            faults += check_soap(content, path.name, services, world.folder).faults
    return report(
        faults, f"{len(arguments.bestanden)} berichten nagekeken: alles klopt\n", as_json=arguments.json
    )


def _services(services: tuple[Service, ...], wanted: str | None) -> tuple[Service, ...]:
    found = tuple(service for service in services if wanted in {None, service.name, service.key})
    if not found:
        known = {service.key for service in services if service.soap}
        raise Unusable(f"--dienst: {instead(wanted or '', known)}")
    return found


def _openapi(folder: Path, bron: str | None) -> Path:
    known = {path.parent.name for path in folder.glob("*/openapi.json")}
    if bron not in known:
        raise Unusable(f"--bron: dit is JSON; zeg van welke bron: {', '.join(sorted(known))}")
    return folder / str(bron) / "openapi.json"


def _json(content: bytes, file: str, folder: Path, arguments: argparse.Namespace) -> list[Fault]:
    try:
        return check_json(content, file, _openapi(folder, arguments.bron), arguments.pad)
    except PathUnknown as error:
        raise Unusable(str(error)) from None
