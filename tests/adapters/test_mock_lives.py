"""The lives: persons of the test range, and promises that hang together."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from stdnum.nl import bsn as elfproef

from adapters.mock.lives import Life, LifeError, load_life, load_lives
from adapters.mock.world import CONTRACTS, PERSONAS, build_world

LIVES = sorted(build_world().lives.values(), key=lambda life: life.name)
EVERY_LIFE = pytest.mark.parametrize("life", LIVES, ids=lambda life: life.name)

DOEL = "DJI_INTAKE_ARBEIDSMARKT"
PROFIEL = tomllib.loads((CONTRACTS / "profiel.toml").read_text("utf-8"))
GROUPS = {
    groep["pad"].rpartition(".")[2]: groep["pad"] for groep in PROFIEL["groep"] if groep["soort"] == "RIJEN"
}


def _velden_of() -> dict[str, set[str]]:
    """Read which velden each bron may deliver for the purpose of the promises."""
    [doel] = [
        path for path in (CONTRACTS / "doelbindingen").glob(f"{DOEL}.*.toml") if "cases" not in path.name
    ]
    allowed = {regel["veld"] for regel in tomllib.loads(doel.read_text("utf-8"))["veld"]}
    return {
        levering["bron"]: allowed.intersection(levering["velden"])
        for path in (CONTRACTS / "bronnen").glob("*/afspraak.toml")
        for levering in tomllib.loads(path.read_text("utf-8")).get("levering", [])
        if levering["doelbinding"] == DOEL
    }


VELDEN_OF = _velden_of()


def test_lives_are_the_valid_test_persons_of_their_files() -> None:
    """Each file with a number is one life; each number is of the test range and passes the elfproef."""
    files = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in PERSONAS.glob("*.toml")}
    assert [life.name for life in LIVES] == sorted(name for name in files if "bsn" in files[name]["persoon"])
    assert all(life.bsn.startswith("9999") and elfproef.is_valid(life.bsn) for life in LIVES)


@EVERY_LIFE
def test_promise_accounts_for_every_veld_once(life: Life) -> None:
    """Each veld of each source asked is in a row of that source or in nietGeleverd, both if unreadable."""
    delivered = _delivered(life.verwacht)
    absent = [(veld, bron, code) for veld, bron, code, _ in _niet_geleverd(life.verwacht)]
    unreadable = {
        (veld, bron, code) for veld, bron, code, why in _niet_geleverd(life.verwacht) if why == "ONLEESBAAR"
    }
    planned = {
        (veld, entry["bron"], entry.get("gemeente"))
        for entry in life.verwacht["bronnen"]
        for veld in VELDEN_OF[entry["bron"]]
    }
    assert len(absent) == len(set(absent))
    assert delivered & set(absent) <= unreadable
    assert delivered | set(absent) == planned


@EVERY_LIFE
def test_promise_gives_the_reason_that_fits_the_status(life: Life) -> None:
    """A source without rows in a group gives its status as reason there, one with rows another reason."""
    status = {(e["bron"], e.get("gemeente")): e["bronStatus"] for e in life.verwacht["bronnen"]}
    rows = {(veld.rpartition(".")[0], bron, code) for veld, bron, code in _delivered(life.verwacht)}
    for veld, bron, code, reden in _niet_geleverd(life.verwacht):
        pad = veld.rpartition(".")[0]
        if (pad, bron, code) in rows:
            assert reden in {"NIET_GEREGISTREERD", "AFGESCHERMD", "ONLEESBAAR"}
        elif status[bron, code] == "GEVONDEN" and pad not in GROUPS.values():
            assert reden == "NIET_GEREGISTREERD"
        elif status[bron, code] == "GEVONDEN":
            assert reden == "NIETS_GEVONDEN"
        else:
            assert reden == status[bron, code]


@EVERY_LIFE
def test_promise_writes_empty_only_when_every_source_answered(life: Life) -> None:
    """`[]` stands only for a group that is not in onvolledig, absent is only one that is."""
    onvolledig = life.verwacht["onvolledig"]
    rows = {path: life.verwacht.get(group) for group, path in GROUPS.items()}
    assert {path for path, given in rows.items() if given is None} <= set(onvolledig)
    assert {path for path, given in rows.items() if given == []} & set(onvolledig) == set()
    assert life.verwacht["volledig"] is (not onvolledig)


@EVERY_LIFE
def test_promise_uses_velden_of_the_vocabulary(life: Life) -> None:
    """Every veld that a promise names exists in profiel.toml."""
    known = {veld["pad"] for veld in PROFIEL["veld"]}
    assert {veld for veld, *_ in _niet_geleverd(life.verwacht)} <= known
    assert {veld for veld, *_ in _delivered(life.verwacht)} <= known


def test_lives_hold_every_hostile_date_and_case() -> None:
    """Together the lives hold the odd dates, a shielded law and a law that is not read."""
    text = "".join((PERSONAS / f"{life.name}.toml").read_text("utf-8") for life in LIVES)
    for odd in ('"66660101"', '"88881231"', '"20140000"', '"00000000"', '"ZW"', '"AKW"', '"05"', '"33"'):
        assert odd in text


def test_life_without_birth_date_is_refused(tmp_path: Path) -> None:
    """A file without a birth date is refused by name."""
    (tmp_path / "P99.toml").write_text('[persoon]\nnaam = "Niemand"\n', "utf-8")
    with pytest.raises(LifeError, match=r"P99\.toml: 'geboortedatum' ontbreekt"):
        load_life(tmp_path / "P99.toml")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('persoon = "x"', "persoon is een tabel"),
        ("[persoon]\nbsn = 999990019", r"persoon\.bsn is een tekst"),
        ("[persoon]\ngeboortedatum = 1993-06-08", r"persoon\.geboortedatum is een tekst"),
        ("[gevraagd]\ngeboortedatum = 19930608", r"gevraagd\.geboortedatum is een tekst"),
        ("[afwijking]\nSVBDossierPersoonGSD = true", r"afwijking\.SVBDossierPersoonGSD is een tabel"),
        ('verhaal = "\udcff"', "geen UTF-8"),
    ],
)
def test_a_value_of_another_kind_is_refused_by_name(tmp_path: Path, text: str, named: str) -> None:
    """Whoever reads lives in Python gets a LifeError with file and key, also when a table is no table."""
    (tmp_path / "P99.toml").write_text(text, "utf-8", errors="surrogateescape")
    with pytest.raises(LifeError, match=rf"^P99\.toml: {named}"):
        load_life(tmp_path / "P99.toml")


def test_a_person_without_a_number_is_known_to_no_source(tmp_path: Path) -> None:
    """Who has no burgerservicenummer is in no mock; facts at a source without a number are a mistake."""
    nobody = '[persoon]\ngeboortedatum = "19930608"\n'
    (tmp_path / "A.toml").write_text('[persoon]\nbsn = "999990019"\ngeboortedatum = "19900101"\n', "utf-8")
    (tmp_path / "B.toml").write_text(nobody, "utf-8")
    assert list(load_lives(tmp_path)) == ["999990019"]
    (tmp_path / "B.toml").write_text(f"{nobody}[duo]\n", "utf-8")
    with pytest.raises(LifeError, match=r"B\.toml: zonder persoon\.bsn .* haal weg: duo"):
        load_lives(tmp_path)


def test_a_question_knows_only_another_birth_date(tmp_path: Path) -> None:
    """`[gevraagd]` changes the birth date that is asked, and nothing else can be put there."""
    person = '[persoon]\nbsn = "999990019"\ngeboortedatum = "19840000"\n[gevraagd]\n'
    path = tmp_path / "P99.toml"
    path.write_text(f'{person}geboortedatum = "19840512"\n', "utf-8")
    life = load_life(path)
    assert (life.geboortedatum, life.gevraagd) == ("19840000", "19840512")
    path.write_text(f'{person}bsn = "999990020"\n', "utf-8")
    with pytest.raises(LifeError, match="gevraagd kent alleen geboortedatum"):
        load_life(path)


def test_life_outside_the_test_range_is_refused(tmp_path: Path) -> None:
    """A number outside 9999xxxxx is refused, without repeating it."""
    (tmp_path / "P99.toml").write_text('[persoon]\nbsn = "111222333"\ngeboortedatum = "19900101"\n', "utf-8")
    with pytest.raises(LifeError, match="buiten de testreeks") as caught:
        load_life(tmp_path / "P99.toml")
    assert "111222333" not in str(caught.value)


def test_two_lives_with_one_number_are_refused(tmp_path: Path) -> None:
    """Two files for the same person are refused."""
    for name in ("A", "B"):
        (tmp_path / f"{name}.toml").write_text(
            '[persoon]\nbsn = "999990019"\ngeboortedatum = "19900101"\n', "utf-8"
        )
    with pytest.raises(LifeError, match=r"B\.toml: hetzelfde"):
        load_lives(tmp_path)


def _delivered(verwacht: Mapping[str, Any]) -> set[tuple[str, str, str | None]]:
    found: set[tuple[str, str, str | None]] = set()
    if "indicatieStartkwalificatie" in verwacht:
        found.add(("arbeidsmarktkwalificatie.indicatieStartkwalificatie", "DUO", None))
    for group, path in GROUPS.items():
        for row in verwacht.get(group, []):
            code = row.get("gemeente", {}).get("code")
            found |= {(f"{path}.{name}", row["bron"], code) for name in row.keys() - {"bron", "herkomst"}}
    return found


def _niet_geleverd(verwacht: Mapping[str, Any]) -> list[tuple[str, str, str | None, str]]:
    return [
        (veld, entry["bron"], entry.get("gemeente"), entry["reden"])
        for entry in verwacht["nietGeleverd"]
        for veld in entry["velden"]
    ]
