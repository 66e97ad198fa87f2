"""Faults of locators: each stands in the pinned contract of every message it reads.

A `BodyReaction.xsd` is read in the one style of `contracts/bronnen/`: elements inside elements, named types
for texts only.
"""

from collections.abc import Iterator
from pathlib import Path as File

from lxml import etree

from gateway.core.locator import Element
from gateway.core.mapping import Lijst, Locator, Mapping, Operatie, Tabel
from gateway.errors import Fault
from gateway.register.files import Files, Loaded
from gateway.register.places import Path
from gateway.register.toml import SourceFile

_XS = "{http://www.w3.org/2001/XMLSchema}"


Way = tuple[Element, ...]
"""An element, after those around it."""


def check_locators(files: Files) -> Iterator[Fault]:
    """Find messages without a contract, and locators that are not in the contract of their message."""
    for manifest in files.manifesten:
        adapter = manifest.file.path.parent.name
        for number, operatie in enumerate(manifest.contract.operatie):
            if operatie.koppelvlak != "soap" or not operatie.dienst or not operatie.versie:
                continue
            pad = message_path(adapter, operatie)
            dossier = read_dossier(files.contracts / pad)
            if dossier is None:
                yield from manifest.file.blame(
                    ("operatie", number, "dienst"),
                    f"contracts/{pad} ontbreekt of beschrijft geen ClientSuwi: leg het bericht daar vast",
                )
            elif adapter in files.mappings:
                yield from _message(files.mappings[adapter], operatie, dossier)


def message_path(adapter: str, operatie: Operatie) -> str:
    """Tell where below `contracts/` the answer of a SOAP operation is pinned."""
    return f"bronnen/{adapter}/{operatie.dienst}-{operatie.versie}/BodyReaction.xsd"


def read_dossier(path: File) -> Element | None:
    """Read the ClientSuwi of a BodyReaction.xsd; None when the file is missing, no XML, or has none."""
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
        root = etree.fromstring(path.read_bytes(), parser)
    except (OSError, etree.XMLSyntaxError):
        return None
    client = next((found for found in root.iter(f"{_XS}element") if found.get("name") == "ClientSuwi"), None)
    return None if client is None else Element(many=False, children=_inside(client))


def _inside(node: etree._Element, *, many: bool = False, first: int = 0) -> dict[str, Element]:
    """Give what can stand in an element; `many` below a sequence or choice that itself can repeat.

    Ranks count from `first`; what stands below something that repeats may stand mixed.
    """
    found: dict[str, Element] = {}
    for part in node:
        repeats = many or part.get("maxOccurs", "1") != "1"
        rank = first if many else first + len(found)
        if part.tag == f"{_XS}element":
            found[part.get("name", "")] = Element(repeats, _inside(part), rank)
        else:
            found |= _inside(part, many=repeats, first=rank)
    return found


def _message(loaded: Loaded[Mapping], operatie: Operatie, dossier: Element) -> Iterator[Fault]:
    for number, tabel in enumerate(loaded.contract.tabel):
        if tabel.bron == operatie.bron and tabel.dienst in {None, operatie.dienst}:
            for place, text in _rows(tabel, (dossier,), ("tabel", number), loaded.file):
                yield from loaded.file.blame(place, f"{operatie.dienst}: {text}")


def _rows(rows: Tabel | Lijst, above: Way, where: Path, file: SourceFile) -> Iterator[tuple[Path, str]]:
    """Find what is wrong with rows and with all that is read of each; nothing below a stand-in."""
    row = _follow(above, rows.rij)
    if isinstance(row, str):
        yield (*where, "rij"), row
    elif not file.is_mended((*where, "rij")):
        yield from _texts(rows.intern, row, (*where, "intern"))
        if isinstance(rows, Tabel):
            yield from _texts(rows.veld, row, (*where, "veld"))
            for name, lijst in rows.lijst.items():
                yield from _rows(lijst, row, (*where, "lijst", name), file)


def _texts(locators: dict[str, Locator], row: Way, where: Path) -> Iterator[tuple[Path, str]]:
    for name, locator in locators.items():
        found = _follow(row, locator.uit)
        if isinstance(found, str):
            yield (*where, name, "uit"), found
        elif found[-1].children:
            yield (*where, name, "uit"), f"{locator.uit} is geen tekst: wijs een element aan dat erin staat"


def _follow(way: Way, path: str) -> Way | str:
    """Go down from an element; gives what is wrong when the message cannot be read so."""
    for part in path.split("/") if path != "." else ():
        name, _, mark = part.partition("[")
        if name == "..":
            way = way[:-1]
            continue
        below = way[-1].children.get(name) if way else None
        if below is None:
            return f"{name} van {path} staat niet in BodyReaction.xsd: neem de naam daaruit over"
        if below.many != bool(mark):
            often = "meer dan een keer: zet er [] achter, of [1]" if below.many else "een keer: haal [ ] weg"
            return f"{name} van {path} kan er {often}"
        way = (*way, below)
    return way
