"""Faults of cases before they are tried: a case with a typing error would hold for the wrong reason."""

from collections.abc import Iterator
from typing import get_args

from gateway.core.doelbinding import Geval, Gevallen, Rol
from gateway.core.velden import Profiel
from gateway.errors import PROBLEMS, Fault
from gateway.register.files import Files, Loaded

ALLOWED = "TOEGESTAAN"


def check_gevallen(files: Files, profiel: Profiel) -> Iterator[Fault]:
    """Find cases without a purpose, purposes without both kinds of case, and names that do not exist."""
    for name, loaded in files.gevallen.items():
        if not (files.contracts / "doelbindingen" / f"{name}.toml").is_file():
            yield loaded.file.fault(
                (), f"bij deze gevallen ontbreekt {name}.toml: schrijf het of haal ze weg"
            )
        yield from _both_kinds(loaded)
        for number, geval in enumerate(loaded.contract.geval):
            yield from _names(number, geval, loaded, profiel)


def _both_kinds(loaded: Loaded[Gevallen]) -> Iterator[Fault]:
    allowed = {geval.uitkomst == ALLOWED for geval in loaded.contract.geval}
    for kind, said in ((True, "mag"), (False, "wordt geweigerd")):
        if kind not in allowed:
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
