"""Faults of cases before they are tried: a case with a typing error would hold for the wrong reason."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import get_args

from gateway.core.doelbinding import Geval, Gevallen, Rol
from gateway.core.mapping import STEPS, Mapping
from gateway.core.velden import Profiel
from gateway.errors import Fault
from gateway.problems import PROBLEMS
from gateway.register.files import Files, Loaded

ALLOWED = "TOEGESTAAN"


def check_gevallen(files: Files, profiel: Profiel) -> Iterator[Fault]:
    """Find cases without a purpose, purposes without both kinds of case, and names that do not exist."""
    for name, loaded in files.gevallen.items():
        if not (files.contracts / "doelbindingen" / f"{name}.toml").is_file():
            yield loaded.file.fault(
                (), f"bij deze gevallen ontbreekt {name}.toml: schrijf het of haal ze weg"
            )
        yield from _both_kinds(loaded, needed=_kinds(name, files))
        for number, geval in enumerate(loaded.contract.geval):
            yield from _names(number, geval, loaded, profiel)


def _kinds(name: str, files: Files) -> frozenset[bool]:
    """Give which kinds of case a purpose needs: allowed and refused, or without a basis refused only."""
    found = (loaded.contract for loaded in files.doelbindingen)
    baseless = {f"{doel.id}.{doel.versie}" for doel in found if doel.grondslag.status == "ONTBREEKT"}
    return frozenset({False}) if name in baseless else frozenset({True, False})


def _both_kinds(loaded: Loaded[Gevallen], *, needed: frozenset[bool]) -> Iterator[Fault]:
    allowed = {geval.uitkomst == ALLOWED for geval in loaded.contract.geval}
    for kind, said in ((True, "mag"), (False, "wordt geweigerd")):
        if kind in needed - allowed:
            yield from loaded.file.blame(
                ("geval",), f"er is geen geval dat {said}: schrijf van beide soorten er ten minste een"
            )


def _names(number: int, geval: Geval, loaded: Loaded[Gevallen], profiel: Profiel) -> Iterator[Fault]:
    where = ("geval", number)
    blame = loaded.file.blame
    if geval.uitkomst != ALLOWED and geval.uitkomst not in PROBLEMS:
        yield from blame(
            (*where, "uitkomst"), f"uitkomst {geval.uitkomst!a} bestaat niet: {ALLOWED} of een foutcode"
        )
    if geval.rol not in get_args(Rol):
        yield from blame(
            (*where, "rol"), f"rol {geval.rol!a} bestaat niet: kies uit {', '.join(get_args(Rol))}"
        )
    for position, veld in enumerate(geval.velden or ()):
        if veld not in profiel.velden:
            yield from blame(
                (*where, "velden", position),
                f"veld {veld!a} bestaat niet: neem een pad uit profiel.toml over",
            )
    for position, bron in enumerate(geval.gevraagd or ()):
        if bron not in profiel.bronnen:
            yield from blame(
                (*where, "gevraagd", position), f"bron {bron} bestaat niet: kies uit bronnen in profiel.toml"
            )


def tryable(files: Files, profiel: Profiel, faults: Iterable[Fault]) -> Files | None:
    """Give what cases can be tried on in spite of faults elsewhere, so that those do not hide a wrong case.

    None when the vocabulary, a code list or a whole file is missing: then nothing can be planned.
    """
    lists = f"{files.contracts.name}/waardelijsten/"
    vocabulary = f"{files.contracts.name}/profiel.toml"
    lost = {path.name for path in files.unread if path.parent.name == "doelbindingen"}
    if not files.whole or files.afnemers is None or len(lost) < len(files.unread):
        return None
    if any(fault.file == vocabulary or fault.file.startswith(lists) for fault in faults):
        return None
    known = {f"{loaded.contract.id}.{loaded.contract.versie}" for loaded in files.doelbindingen}
    return replace(
        files,
        gevallen={name: cases for name, cases in files.gevallen.items() if name in known},
        mappings={
            name: replace(loaded, contract=_plannable(loaded.contract, profiel))
            for name, loaded in files.mappings.items()
        },
    )


def _plannable(mapping: Mapping, profiel: Profiel) -> Mapping:
    """Leave out unknown steps and groups: they are told already, and no plan can be made of them."""
    tabellen = (
        tabel.model_copy(update={"stappen": tuple(stap for stap in tabel.stappen if stap in STEPS)})
        for tabel in mapping.tabel
        if tabel.groep in profiel.groepen
    )
    return Mapping(tabel=tuple(tabellen))
