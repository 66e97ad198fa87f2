"""What the loader refuses: every fault at once, with file, line and what to do."""

import shutil

import pytest

from gateway.errors import Fault
from tests.contracts.faults_adapter import ADAPTER
from tests.contracts.faults_form import FORM
from tests.contracts.faults_law import LAW
from tests.contracts.faults_locator import LOCATOR
from tests.contracts.faults_source import SOURCE
from tests.contracts.room import CASES, DJI, Room
from tests.contracts.row import (
    AFNEMERS,
    DUO,
    GEMEENTE,
    MAN_GEMEENTE,
    MAP_UWV,
    PROFIEL,
    REINTEGRATIE,
    SVB,
    UWV,
    WERK,
    WET,
    Row,
)


def test_the_contracts_of_this_project_load(room: Room) -> None:
    """What is committed has no faults."""
    assert room.faults() == ()


@pytest.mark.parametrize("row", FORM + LAW + SOURCE + ADAPTER + LOCATOR, ids=lambda row: row.why)
def test_one_change_gives_its_own_fault(room: Room, row: Row) -> None:
    """This change is refused with the file, the true line and the name of what is wrong, and no more."""
    line = room.change(row.file, row.old, row.new, at=row.at, above=row.above)
    faults = room.faults()
    own = [fault for fault in faults if (fault.file, fault.line) == (row.file, line) and _says(fault, row)]
    rest = [
        fault
        for fault in faults
        if fault not in own and not any(word in fault.text for word in (*row.also, _CASE))
    ]
    assert len(own) == 1, faults
    assert rest == []


_CASE = "geval klopt niet"


def _says(fault: Fault, row: Row) -> bool:
    return all(word in fault.text for word in row.says)


def test_what_no_agreement_supplies_may_be_excluded(room: Room) -> None:
    """An excluded element of a source that may not deliver that veld for this purpose is no contradiction."""
    room.change(REINTEGRATIE, '"OmsRv"]', '"OmsRv", "DatBArbeidsverhouding"]')
    assert len(room.faults()) == 1
    before, edge, after = room.read(UWV).partition('"UWV_WERKBEDRIJF"\ndoelbinding = "GEMEENTE_REINTEGRATIE"')
    line = f'  "{WERK}.datumAanvangWerkzaamheden",\n'
    room.write(UWV, before + edge + after.replace(line, "", 1))
    assert room.faults() == ()


def test_ten_faults_in_ten_files_are_told_at_once(room: Room) -> None:
    """No fault hides another: ten files, ten faults, sorted by file and line."""
    changes = (
        (PROFIEL, 'titel = "Opleidingen"', 'titel = ""'),
        (AFNEMERS, '["casemanager"]', '["baas"]'),
        (DJI, '"Laat zien of kennis recent is."', '""'),
        (CASES, '"ROL_NIET_TOEGELATEN"', '"ROL_NIET"'),
        (UWV, "aannamen = [", "aanamen = ["),
        (SVB, 'sha256 = "c877', 'sha256 = "d877'),
        (GEMEENTE, 'artikel = "18a', 'artikkel = "18a'),
        (WET, 'code = "PW"', 'code = "WW"'),
        (MAP_UWV, '"alleen_werk"', '"alleen_wrk"'),
        (MAN_GEMEENTE, 'operatie = "VERWIJSINDEX"', 'operatie = "REGISTER"'),
    )
    places = {(file, room.change(file, old, new)) for file, old, new in changes}
    faults = room.faults()
    assert {(fault.file, fault.line) for fault in faults} == places
    assert list(faults) == sorted(faults)
    assert str(faults[0]).startswith("adapters/gemeente/manifest.toml:")


def test_faults_of_form_and_of_meaning_in_one_file_are_told_at_once(room: Room) -> None:
    """A double key, a missing controller, a wildcard and three unknown names in one file: all are told."""
    twice = room.change(DJI, 'regime = "AVG"\n', 'regime = "AVG"\nregime = "WJSG"\n', at='regime = "WJSG"')
    room.change(DJI, 'verwerkingsverantwoordelijke = "', '# "')
    role = room.change(DJI, '["casemanager"]', '["baas"]')
    wildcard = room.change(DJI, f'"{WERK}.codeSectorUwv"', f'"{WERK}.*"')
    veld = room.change(DJI, f'"{WERK}.urenklasse"', f'"{WERK}.uren"')
    afnemer = room.change(DJI, 'afnemers = ["00000099000000010000"]', 'afnemers = ["00000099000000030000"]')
    assert [fault.line for fault in room.faults() if fault.file == DJI] == [
        1,
        twice,
        afnemer,
        role,
        veld,
        wildcard,
    ]


def test_versions_that_overlap_are_refused(room: Room) -> None:
    """Of three versions, every pair with a day in common is told, at the first day of the later one."""
    for start, end in (("2026-03-01", "2026-03-31"), ("2027-01-01", None)):
        _version(room, start, end)
    lines = [
        (fault.file, fault.line)
        for fault in room.faults()
        if "overlapt met de versie van 2026-01-01" in fault.text
    ]
    assert lines == [(DJI.replace("2026-01-01", start), 7) for start in ("2026-03-01", "2027-01-01")]
    assert len(room.faults()) == 2


def test_versions_that_follow_each_other_load(room: Room) -> None:
    """A version that ends the day before the next begins overlaps with nothing."""
    _version(room, "2027-01-01", None)
    room.change(DJI, "geldigVan = 2026-01-01", "geldigVan = 2026-01-01\ngeldigTot = 2026-12-31")
    versions = [found.versie for found in room.load().doelbindingen if found.id == "DJI_INTAKE_ARBEIDSMARKT"]
    assert versions == ["2026-01-01", "2027-01-01"]


def _version(room: Room, start: str, end: str | None) -> None:
    for file in (DJI, CASES):
        text = room.read(file).replace("geldigVan = 2026-01-01", f"geldigVan = {start}")
        text = text.replace(
            f"geldigVan = {start}",
            f"geldigVan = {start}\ngeldigTot = {end}" if end else f"geldigVan = {start}",
        )
        room.write(file.replace("2026-01-01", start), text)


@pytest.mark.parametrize("file", [PROFIEL, AFNEMERS])
def test_a_missing_file_is_one_fault(room: Room, file: str) -> None:
    """Without this file the loader says so, and nothing else."""
    (room.root / file).unlink()
    assert [(fault.file, fault.line, "ontbreekt" in fault.text) for fault in room.faults()] == [
        (file, 1, True)
    ]


@pytest.mark.parametrize(
    "folder",
    ["contracts", "adapters", "contracts/doelbindingen", "contracts/waardelijsten", "contracts/bronnen"],
)
def test_a_missing_folder_is_one_fault(room: Room, folder: str) -> None:
    """Without this folder the loader says so, and nothing else."""
    shutil.rmtree(room.root / folder)
    assert [(fault.file, fault.line, "ontbreekt" in fault.text) for fault in room.faults()] == [
        (folder, 1, True)
    ]


@pytest.mark.parametrize(
    ("gone", "told"),
    [
        (CASES, (DJI, "gevallen ontbreken")),
        (DJI, (CASES, "ontbreekt DJI_INTAKE_ARBEIDSMARKT.2026-01-01.toml")),
        (UWV, ("adapters/uwv/manifest.toml", "contracts/bronnen/uwv/afspraak.toml ontbreekt")),
        (MAP_UWV, ("adapters/uwv/manifest.toml", "adapters/uwv/mapping.toml ontbreekt")),
        (MAN_GEMEENTE, ("adapters/gemeente/mapping.toml", "adapters/gemeente/manifest.toml ontbreekt")),
        (
            "contracts/bronnen/svb/SVBDossierPersoonGSD-v0200/BodyAction.xsd",
            (SVB, "SVBDossierPersoonGSD-v0200/BodyAction.xsd ontbreekt"),
        ),
    ],
)
def test_a_file_that_another_needs_is_missed_by_name(room: Room, gone: str, told: tuple[str, str]) -> None:
    """The file that counts on it names what is missing."""
    (room.root / gone).unlink()
    assert any(fault.file == told[0] and told[1] in fault.text for fault in room.faults())


def test_a_source_contract_that_changed_is_refused(room: Room) -> None:
    """One byte more in an XSD is a fault at the digest that was pinned, with the digest that it has now."""
    path = "contracts/bronnen/svb/SVBDossierPersoonGSD-v0200/BodyAction.xsd"
    room.write(path, room.read(path) + "\n")
    (fault,) = room.faults()
    line = room.read(SVB).split('sha256 = "c877')[0].count("\n") + 1
    assert (fault.file, fault.line) == (SVB, line)
    assert "BodyAction.xsd is veranderd" in fault.text


@pytest.mark.parametrize("name", ["duo/extra.xsd", "duo/nieuw.yaml", "suwiml/Extra.xsd", "rdw/openapi.json"])
def test_a_source_contract_that_nobody_pinned_is_refused(room: Room, name: str) -> None:
    """Every file of a source contract has a digest, whatever its kind and folder."""
    path = room.root / "contracts/bronnen" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("<x/>", encoding="utf-8")
    (fault,) = room.faults()
    assert (fault.file, "vingerafdruk" in fault.text) == (f"contracts/bronnen/{name}", True)


def test_a_contract_that_nobody_reads_is_refused(room: Room) -> None:
    """A doelbinding with a typing error in its ending would be ignored without a word."""
    room.write(DJI.replace(".toml", ".tml"), room.read(DJI))
    assert [fault.file for fault in room.faults()] == [DJI.replace(".toml", ".tml")]


@pytest.mark.parametrize("file", [DJI, WET, CASES, DUO, MAP_UWV, MAN_GEMEENTE])
def test_broken_toml_is_one_fault_and_hides_no_other(room: Room, file: str) -> None:
    """A file that is no TOML is told at its line; of the rest is told what can be known without it."""
    line = room.read(file).count("\n") + 1
    room.write(file, room.read(file) + "dit is geen toml\n")
    role = room.change(AFNEMERS, '["casemanager"]', '["baas"]')
    assert [(fault.file, fault.line) for fault in room.faults()] == sorted([(file, line), (AFNEMERS, role)])


def test_bytes_that_are_no_text_are_refused(room: Room) -> None:
    """What is no UTF-8 is told at its line."""
    path = room.root / DJI
    before, after = path.read_bytes().split("Eén gegeven".encode())
    path.write_bytes(before + b"E\xe9n gegeven" + after)
    line = before.count(b"\n") + 1
    assert [(fault.file, fault.line, "U+FFFD" in fault.text) for fault in room.faults()] == [
        (DJI, line, True)
    ]
