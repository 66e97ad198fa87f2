"""How far sources can confirm a person: which of them repeat a birth date, read from manifests and mocks."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from adapters.mock.lives import Life
from adapters.mock.service import Asked, Service
from adapters.mock.world import World, build_world
from tests.fakes.processes import ROOT

_PARTS = (slice(0, 4), slice(4, 6), slice(6, 8))
_OF_PARTS = {0: "NEE", 1: "GEDEELTELIJK", 2: "GEDEELTELIJK", 3: "JA"}


@cache
def world() -> World:
    """Give the mock sources with every life."""
    return build_world()


@cache
def manifests() -> tuple[Mapping[str, Any], ...]:
    """Read the manifest of every source folder."""
    paths = sorted((ROOT / "adapters").glob("*/manifest.toml"))
    return tuple(tomllib.loads(path.read_text("utf-8")) for path in paths)


def spoken(manifest: Mapping[str, Any], face: str) -> str:
    """Give the koppelvlak over which a source is asked: SOAP where that is wished and spoken."""
    speaks = any(operatie["koppelvlak"] == "soap" for operatie in manifest["operatie"])
    koppelvlak: str = "soap" if face == "soap" and speaks else manifest["koppelvlak"]
    return koppelvlak


def vergewist(life: Life, asked: Mapping[tuple[str, str | None], tuple[str, str | None]], face: str) -> str:
    """Say how far the sources that answered confirm the birth date of the question: the best of them."""
    found = {
        _agreeing(life.gevraagd, born)
        for (bron, gemeente), (status, _) in asked.items()
        if status in {"GEVONDEN", "NIETS_GEVONDEN"}
        for born in _repeated(life, bron, gemeente, face)
    }
    return _OF_PARTS[max(found, default=0)]


def _agreeing(asked: str, known: str) -> int:
    """Count the parts of two birth dates that both sides know; a source that differs has no answer."""
    return sum(int(asked[part]) > 0 and asked[part] == known[part] for part in _PARTS)


def _repeated(life: Life, bron: str, gemeente: str | None, face: str) -> Iterable[str]:
    """Give the birth date that a bron repeats if it knows the person; none where a message has no place."""
    for service, koppelvlak in _services(bron, face):
        tree = world().client(service, life.bsn, Asked(gemeente=gemeente))
        if tree is not None and koppelvlak == "rest":
            yield life.geboortedatum
        elif tree is not None and isinstance(born := tree.get("Geboortedat"), str):
            yield born


def _services(bron: str, face: str) -> Iterator[tuple[Service, str]]:
    for manifest in manifests():
        koppelvlak = spoken(manifest, face)
        for operatie in manifest["operatie"]:
            if (operatie["bron"], operatie["koppelvlak"]) == (bron, koppelvlak):
                for service in world().services:
                    if _address(service, koppelvlak) == operatie.get("pad", operatie.get("dienst")):
                        yield service, koppelvlak


def _address(service: Service, koppelvlak: str) -> str | None:
    return service.name if koppelvlak == "soap" else (service.rest or "").replace("{code}", "{gemeente}")
