"""Take over the answers of another simulator: a folder with `<Service>_<Operation>_<BSN>.xml`."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from adapters.mock.answers.soap import Checked, check_soap
from adapters.mock.answers.walk import line_of
from adapters.mock.fault import Fault
from adapters.mock.lives import VERSIE
from adapters.mock.numbers import is_test_number, names_a_person, passes
from adapters.mock.own.toml_text import write_toml
from adapters.mock.service import Service

_NAME = re.compile(r"([A-Za-z]+)(?:-v\d+)?_([A-Za-z]+)_(\d{9})\.xml", re.ASCII)
_BSN = ("Burgerservicenr", "SofiNr")
_ADVICE = "maak een kopie met een nummer 9999xxxxx dat de elfproef doorstaat, in de naam en in het bestand"
_COMMENTS = {
    "versie": "Overgenomen van een andere simulator: wat onder [antwoord] staat, wordt zo gegeven.",
    "persoon": "Een geboortedatum die geen antwoord noemt is hier 00000000: onbekend.",
    "gemeente": "De gemeenten die in de antwoorden als bron staan; de verwijsindex noemt ze.",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """One file that can be served: of whom, by which service, its element in text and what it tells."""

    bsn: str = field(repr=False)
    service: Service
    operation: str
    text: str = field(repr=False)
    born: str = field(repr=False)
    gemeenten: frozenset[str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one file: `GOED`, `AFGEWEZEN` (with faults) or `OVERGESLAGEN` (a number of a person)."""

    file: str
    verdict: str
    faults: tuple[Fault, ...] = ()
    taken: Taken | None = None


def judge(paths: Iterable[Path], services: tuple[Service, ...], folder: Path) -> list[Verdict]:
    """Judge each file. What holds a number outside the test range is skipped, and nothing of it is kept."""
    return [_judge(path, services, folder) for path in paths]


def write_lives(verdicts: Iterable[Verdict], target: Path) -> list[Path]:
    """Write a life per person with its answers beside it, and give the lives. Raises FileExistsError."""
    people: dict[str, list[Taken]] = defaultdict(list)
    for verdict in verdicts:
        if verdict.taken:
            people[verdict.taken.bsn].append(verdict.taken)
    if people and target.exists() and any(target.iterdir()):
        raise FileExistsError(f"{target}: deze map is niet leeg; kies met --uit een nieuwe")
    return [_write(bsn, taken, target) for bsn, taken in sorted(people.items())]


def _judge(path: Path, services: tuple[Service, ...], folder: Path) -> Verdict:
    file, content = path.name, path.read_bytes()
    name = _NAME.fullmatch(file)
    if not name:
        cure = "noem het <Dienst>_<Operatie>_<BSN>.xml"
        return _rejected(file, 0, "", "aan deze naam is dienst, operatie en persoon niet te zien", cure)
    if not (is_test_number(name[3]) and passes(name[3])) or names_a_person(
        content.decode("utf-8", "replace")
    ):
        return _skipped(file, 0, "")
    checked = check_soap(content, file, services, folder)
    if checked.faults:
        return Verdict(file, "AFGEWEZEN", checked.faults)
    return _accepted(file, name, checked)


def _accepted(file: str, name: re.Match[str], checked: Checked) -> Verdict:
    payload, service = checked.payload, checked.service
    if payload is None or service is None or not payload.tag.endswith("Response"):
        cure = "alleen antwoorden worden overgenomen; een SOAP-fout maakt u met [afwijking]"
        return _rejected(file, 0, "", "geen antwoord van een dienst", cure)
    if (name[1], name[2]) != (service.name, service.operation):
        cure = f"noem het {service.name}_{service.operation}_{name[3]}.xml"
        return _rejected(file, 0, "", "de naam noemt een andere dienst of operatie dan de inhoud", cure)
    for element in payload.iter(*_BSN):
        if not is_test_number(element.text or ""):
            return _skipped(file, line_of(element), str(element.tag))
    echo = payload.findtext("ClientSuwi/Burgerservicenr")
    if echo not in {None, name[3]}:
        cure = "maak de naam en ClientSuwi.Burgerservicenr gelijk"
        return _rejected(
            file, 0, "ClientSuwi.Burgerservicenr", "het antwoord gaat over een andere persoon", cure
        )
    return Verdict(file, "GOED", taken=_taken(payload, service, name[3]))


def _taken(payload: etree._Element, service: Service, bsn: str) -> Taken:
    codes = (
        {element.text or "" for element in payload.iter("CdPartijSuwi")}
        if service.bron == "gemeente"
        else set()
    )
    alone = etree.fromstring(etree.tostring(payload, with_tail=False))
    etree.cleanup_namespaces(alone)
    born = payload.findtext("ClientSuwi/Geboortedat") or ""
    text = etree.tostring(alone, encoding="unicode")
    return Taken(bsn, service, service.operation, text, born, frozenset(codes - {""}))


def _write(bsn: str, taken: list[Taken], target: Path) -> Path:
    (target / bsn).mkdir(parents=True)
    files = {each.service.name: f"{bsn}/{each.service.name}_{each.operation}.xml" for each in taken}
    for each in taken:
        (target / files[each.service.name]).write_text(each.text, "utf-8", newline="\n")
    born = next((each.born for each in taken if each.born), "00000000")
    gemeenten = sorted({code for each in taken for code in each.gemeenten})
    tables = {
        "versie": VERSIE,
        "persoon": {"bsn": bsn, "geboortedatum": born},
        **({"gemeente": {code: {} for code in gemeenten}} if gemeenten else {}),
        "antwoord": files,
    }
    path = target / f"{bsn}.toml"
    path.write_text(write_toml(tables, _COMMENTS), "utf-8", newline="\n")
    return path


def _rejected(file: str, line: int, place: str, text: str, cure: str) -> Verdict:
    return Verdict(file, "AFGEWEZEN", (Fault(file, line, place, text, cure),))


def _skipped(file: str, line: int, place: str) -> Verdict:
    text = "er staat een nummer in dat geen testnummer is; niets hiervan is bewaard"
    return Verdict(file, "OVERGESLAGEN", (Fault(file, line, place, text, _ADVICE),))


def xml_files(folder: Path) -> Iterator[Path]:
    """Give the files to judge. Raises FileNotFoundError when the folder has none."""
    found = sorted(folder.glob("*.xml"))
    if not found:
        raise FileNotFoundError(f"{folder}: geen bestanden *.xml gevonden")
    yield from found
