"""The differential test: what is not allowed cannot be told from the answer, however short the code.

Every element outside the plan is changed, one by one, in whole answers of every person: the facts stay equal.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from xml.sax.saxutils import escape

import pytest

from adapters.mock.lives import load_lives
from adapters.mock.service import Asked
from adapters.mock.world import build_world
from gateway.core.bsn import Bsn
from gateway.core.locator import planned_paths
from gateway.core.plan import SourcePlan
from tests.fakes.answers import ROOT, call_of, envelope, plan_of, reader_of

_SERVICE = {
    "UWV_POLIS": "UWVDossierInkomstenGSD",
    "UWV_UITKERING": "UWVDossierWerknemersverzekeringenGSD",
    "UWV_WERKBEDRIJF": "UWVWbDossierPersoonGSD",
    "SVB": "SVBDossierPersoonGSD",
    "DUO": "DUODossierPersoonGSD",
    "GEMEENTE_UITKERING": "Bijstandsregelingen",
    "GEMEENTE_REINTEGRATIE": "GSDDossierReintegratie",
}
_ECHO = {("Burgerservicenr",), ("Geboortedat",)}
WORLD = build_world()
LIVES = {**WORLD.lives, **load_lives(ROOT / "tests" / "adapters" / "lives")}


def _leaves(tree: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict[str, Any], str]]:
    """Give every leaf: its path by names, the object that holds it and its name."""
    for name, value in tree.items():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                yield from _leaves(item, (*path, name))
            elif isinstance(value, str):
                yield (*path, name), tree, name


def _planned(source: SourcePlan) -> set[tuple[str, ...]]:
    """Give the planned paths in SuwiML names, and the echo of the person."""
    paths = {
        tuple(part.removesuffix("[]") for part in path)
        for path in planned_paths(table.rows for table in source.tabellen)
    }
    return {tuple(part[0].upper() + part[1:] for part in path) for path in paths} | _ECHO


def _other(text: str) -> str:
    """Give another text of the same length and kind."""
    return "".join("5" if letter != "5" else "6" for letter in text) if text.isdigit() else "X" * len(text)


@pytest.mark.parametrize("bron", sorted(_SERVICE))
def test_no_forbidden_element_changes_the_facts(bron: str) -> None:
    """Changing any element the plan does not name, in any answer about anyone, changes no fact at all."""
    source = next(found for found in plan_of().bronnen if found.bron == bron)
    reader, planned = reader_of(source), _planned(source)
    service = next(found for found in WORLD.services if found.name == _SERVICE[bron])
    world, changed = replace(WORLD, lives=LIVES), 0
    for bsn, life in LIVES.items():
        for gemeente in sorted(life.bron("gemeente")) if source.operatie.per else [None]:
            tree: Any = world.client(service, bsn, Asked(gemeente))
            if tree is None or life.afwijking(service.name, "antwoordt_over"):
                continue
            call = call_of(source, bsn=Bsn(bsn), born=life.geboortedatum, gemeente=gemeente)
            before = reader.facts(_written(source, tree, life.geboortedatum), call)
            for path, holder, name in list(_leaves(tree)):
                if path not in planned:
                    kept, holder[name] = holder[name], _other(holder[name])
                    assert reader.facts(_written(source, tree, life.geboortedatum), call) == before, path
                    holder[name] = kept
                    changed += 1
    assert changed > 20


def _written(source: SourcePlan, tree: Any, born: str) -> bytes:
    if source.operatie.koppelvlak == "rest":
        dossier = _lowered(tree) | {"geboortedatum": born}
        dossier["burgerservicenummer"] = dossier.pop("burgerservicenr")
        return json.dumps({"dossiers": [dossier]}).encode()
    return envelope(source.operatie, _xml({"ClientSuwi": tree}))


def _xml(tree: Any) -> str:
    return "".join(
        f"<{name}>{_xml(item) if isinstance(item, dict) else escape(item)}</{name}>"
        for name, value in tree.items()
        for item in (value if isinstance(value, list) else [value])
    )


def _lowered(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {name[0].lower() + name[1:]: _lowered(value) for name, value in tree.items()}
    return [_lowered(item) for item in tree] if isinstance(tree, list) else tree
