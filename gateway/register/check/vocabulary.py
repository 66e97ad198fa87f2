"""Faults of the vocabulary and of the code lists."""

import re
from collections.abc import Iterator

from gateway.core.velden import Groep, Profiel, Veld
from gateway.errors import Fault
from gateway.register.files import Files
from gateway.register.toml import SourceFile


def check_profiel(files: Files, profiel: Profiel) -> Iterator[Fault]:
    """Find velden and groups of `profiel.toml` that do not fit together."""
    if files.profiel is None:
        return
    file = files.profiel.file
    for number, bron in enumerate(profiel.bronnen):
        if bron in profiel.bronnen[:number]:
            yield from file.blame(("bronnen", number), f"bron {bron} staat er twee keer: houd er een over")
    seen = set[str]()
    for number, veld in enumerate(profiel.veld):
        if veld.pad in seen:
            yield from file.blame(
                ("veld", number, "pad"), f"veld {veld.pad} staat er twee keer: houd er een over"
            )
        seen.add(veld.pad)
        yield from _veld(number, veld, profiel, files, file)
    seen = set[str]()
    for number, groep in enumerate(profiel.groep):
        if groep.pad in seen:
            yield from file.blame(
                ("groep", number, "pad"), f"groep {groep.pad} staat er twee keer: houd er een over"
            )
        seen.add(groep.pad)
        yield from _groep(number, groep, profiel, file)


def _veld(number: int, veld: Veld, profiel: Profiel, files: Files, file: SourceFile) -> Iterator[Fault]:
    where = ("veld", number)
    if veld.groep not in profiel.groepen:
        yield from file.blame(
            (*where, "pad"), f"groep {veld.groep} van {veld.pad} bestaat niet: voeg een [[groep]] toe"
        )
    for position, lijst in enumerate(veld.lijsten):
        if lijst not in files.lijsten:
            yield from file.blame(
                (*where, "lijsten", position),
                f"waardelijst {lijst!a} van {veld.pad} bestaat niet: kies een bestand uit waardelijsten/",
            )
    if veld.type != "BEGRIP" and (veld.type == "CODE") != bool(veld.lijsten):
        yield from file.blame(
            (*where, "lijsten"),
            f"{veld.pad}: een CODE noemt zijn lijsten, een BEGRIP mag dat, een ander veld heeft ze niet",
        )
    if (veld.type == "KEUZE") != bool(veld.waarden):
        yield from file.blame(
            (*where, "waarden"), f"{veld.pad}: een KEUZE heeft waarden, een ander veld heeft ze niet"
        )


def _groep(number: int, groep: Groep, profiel: Profiel, file: SourceFile) -> Iterator[Fault]:
    for key, name in (("begin", groep.begin), ("einde", groep.einde), ("peilveld", groep.peilveld)):
        if name is None:
            continue
        veld = profiel.velden.get(f"{groep.pad}.{name}")
        if veld is None or veld.type != "DATUM":
            yield from file.blame(
                ("groep", number, key), f"{groep.pad} kent geen datum {name!a}: noem een veld van deze groep"
            )


def check_waardelijsten(files: Files) -> Iterator[Fault]:
    """Find code lists with another name than their file, a code twice, or a pattern that is none."""
    for loaded in files.waardelijsten:
        lijst, file, seen = loaded.contract, loaded.file, set[str]()
        if file.path.stem != lijst.naam:
            yield from file.blame(
                ("naam",), f"naam {lijst.naam} verschilt van het bestand {file.path.name}: maak ze gelijk"
            )
        for number, waarde in enumerate(lijst.waarde):
            if waarde.code in seen:
                yield from file.blame(
                    ("waarde", number, "code"), f"code {waarde.code} staat er twee keer: houd er een over"
                )
            seen.add(waarde.code)
        if lijst.geldig_tot is not None and lijst.geldig_tot < lijst.geldig_van:
            yield from file.blame(("geldigTot",), "geldigTot ligt voor geldigVan: zet ze in volgorde")
        if lijst.patroon is not None and not _is_pattern(lijst.patroon):
            yield from file.blame(
                ("patroon",), f"patroon {lijst.patroon!a} is geen geldige reguliere expressie: verbeter het"
            )


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True
