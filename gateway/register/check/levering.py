"""Faults of what sources agreed to deliver: the edges of the law, and the pinned files."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from gateway.core.afspraak import Afspraak, Levering
from gateway.core.velden import Profiel
from gateway.errors import Fault
from gateway.register.files import Files, Loaded

_OUR_OWN = frozenset({"afspraak.toml", "README.md"})


def check_afspraken(files: Files, profiel: Profiel) -> Iterator[Fault]:
    """Find faults of every agreement, and files of source contracts that nobody pinned."""
    pinned = set[Path]()
    seen = set[tuple[str, str]]()
    for loaded in files.afspraken:
        afspraak, file = loaded.contract, loaded.file
        if file.path.parent.name != afspraak.bron:
            yield from file.blame(
                ("bron",),
                f"bron {afspraak.bron} verschilt van de map {file.path.parent.name}: maak ze gelijk",
            )
        if afspraak.relates_to == "tussenstation" and afspraak.beveiliging != "2W-be-S":
            yield from file.blame(
                ("relatesTo",),
                "tussenstation kan alleen waar antwoorden getekend zijn: zet beveiliging op 2W-be-S",
            )
        if bool(afspraak.levering) == bool(afspraak.geen_levering):
            yield from file.blame(
                ("bron",), "een afspraak heeft een [[levering]], of zegt in geenLevering waarom niet"
            )
        yield from _hours(loaded)
        for number, levering in enumerate(afspraak.levering):
            yield from _levering(number, levering, loaded, files, profiel)
            edge = (levering.bron, levering.doelbinding)
            if edge in seen:
                yield from file.blame(
                    ("levering", number, "bron"),
                    f"levering {' aan '.join(edge)} staat er twee keer: voeg ze samen",
                )
            seen.add(edge)
        yield from _bestanden(loaded, files)
        pinned |= {(file.path.parent / bestand.pad).resolve() for bestand in afspraak.bestand}
    yield from _unpinned(files, pinned)


def _hours(loaded: Loaded[Afspraak]) -> Iterator[Fault]:
    afspraak, blame = loaded.contract, loaded.file.blame
    if afspraak.gesloten and not afspraak.venster:
        yield from blame(
            ("gesloten",), "gesloten telt alleen met uren: voeg een [[venster]] toe, of haal het weg"
        )
    for number, venster in enumerate(afspraak.venster):
        if not venster.dagen or venster.van >= venster.tot:
            yield from blame(
                ("venster", number, "van" if venster.dagen else "dagen"),
                "een venster noemt dagen, en begint voor het eindigt (zonder tot: om middernacht)",
            )


def _levering(
    number: int, levering: Levering, loaded: Loaded[Afspraak], files: Files, profiel: Profiel
) -> Iterator[Fault]:
    where, blame = ("levering", number), loaded.file.blame
    adapter = loaded.file.path.parent.name
    if levering.bron not in profiel.bronnen:
        yield from blame(
            (*where, "bron"), f"bron {levering.bron} bestaat niet: kies uit bronnen in profiel.toml"
        )
    elif levering.bron not in _operations(files, adapter):
        yield from blame(
            (*where, "bron"), f"bron {levering.bron} hoort niet bij {adapter}: zie zijn manifest.toml"
        )
    if levering.doelbinding not in files.doelen:
        yield from blame(
            (*where, "doelbinding"),
            f"doelbinding {levering.doelbinding} bestaat niet: kies een id uit doelbindingen/",
        )
    if levering.grondslag is None and levering.status != "ONTBREEKT":
        yield from blame(
            (*where, "grondslag"),
            f"levering {levering.bron}: de grondslag ontbreekt: noem hem, of zet status op ONTBREEKT",
        )
    for position, veld in enumerate(levering.velden):
        if veld not in profiel.velden:
            yield from blame(
                (*where, "velden", position), f"veld {veld} bestaat niet: neem een pad uit profiel.toml over"
            )
        elif veld in levering.velden[:position]:
            yield from blame(
                (*where, "velden", position), f"veld {veld} staat er twee keer: houd er een over"
            )


def _operations(files: Files, adapter: str) -> frozenset[str]:
    """Give the bronnen an adapter can ask; every bron when its manifest could not be read."""
    if files.is_unread(adapter, "manifest.toml") and files.profiel is not None:
        return frozenset(files.profiel.contract.bronnen)
    found = (loaded.contract for loaded in files.manifesten if loaded.file.path.parent.name == adapter)
    return frozenset(operatie.bron for manifest in found for operatie in manifest.operatie)


def _bestanden(loaded: Loaded[Afspraak], files: Files) -> Iterator[Fault]:
    folder, bronnen = loaded.file.path.parent, files.contracts / "bronnen"
    for number, bestand in enumerate(loaded.contract.bestand):
        where, path = ("bestand", number), (folder / bestand.pad).resolve()
        if not path.is_relative_to(bronnen):
            yield from loaded.file.blame(
                (*where, "pad"), f"{bestand.pad} ligt buiten bronnen/: leg het bestand daar vast"
            )
        elif not path.is_file():
            yield from loaded.file.blame(
                (*where, "pad"), f"bestand {bestand.pad} ontbreekt: zet het terug of haal de regel weg"
            )
        elif (actual := hashlib.sha256(path.read_bytes()).hexdigest()) != bestand.sha256:
            yield from loaded.file.blame(
                (*where, "sha256"),
                f"{bestand.pad} is veranderd: bekijk het verschil; is het goed, leg dan {actual} vast",
            )


def _unpinned(files: Files, pinned: set[Path]) -> Iterator[Fault]:
    unread = {path.parent for path in files.unread if path.name == "afspraak.toml"}
    bronnen = files.contracts / "bronnen"
    for path in sorted(bronnen.rglob("*")):
        if path.is_dir() or path.name in _OUR_OWN or path.resolve() in pinned:
            continue
        if unread and (path.is_relative_to(bronnen / "suwiml") or unread.intersection(path.parents)):
            continue
        name = path.relative_to(files.contracts.parent).as_posix()
        yield Fault(name, 1, "heeft geen vingerafdruk: leg het vast als [[bestand]] in een afspraak.toml")


def check_suppliers(files: Files, profiel: Profiel) -> Iterator[Fault]:
    """Find whitelisted velden that no deployed source delivers for that purpose."""
    if any(path.name in {"afspraak.toml", "manifest.toml", "mapping.toml"} for path in files.unread):
        return
    given = {
        (deal.bron, deal.doelbinding, veld)
        for item in files.afspraken
        for deal in item.contract.levering
        for veld in deal.velden
    }
    mapped = {
        (tabel.bron, f"{tabel.groep}.{name}")
        for adapter, loaded in files.mappings.items()
        for tabel in loaded.contract.tabel
        if tabel.bron in _operations(files, adapter)
        for name in tabel.geeft
    }
    for doel in files.doelbindingen:
        supplied = {veld for bron, id_, veld in given if id_ == doel.contract.id and (bron, veld) in mapped}
        for number, regel in enumerate(doel.contract.veld):
            if regel.veld in profiel.velden and regel.veld not in supplied:
                yield from doel.file.blame(
                    ("veld", number, "veld"),
                    f"geen bron levert {regel.veld} voor dit doel: regel een levering of haal het veld weg",
                )
