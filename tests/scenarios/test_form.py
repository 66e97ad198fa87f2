"""The form of a scenario file: what is refused, where, and its JSON Schema."""

import json
import tomllib
from pathlib import Path

import httpx
import jsonschema
import pytest

from adapters.mock.scenario.form import scenario_schema
from tests.scenarios.conftest import SCENARIOS, Pair, command, edited

_SUNDAY = SCENARIOS / "duo-op-zondag-dicht.toml"
_WAAR = '{ bron = "duo" }\nt'
_WRONG = {
    "unknown key": ("persoon =", "persoonn =", "4: persoonn: onbekend; bekend zijn versie"),
    "unknown key of a rule": ("status = 503", "statusje = 503", "9: regels[1].statusje: onbekend"),
    "unknown key in waar": (_WAAR, '{ bronn = "duo" }\nt', "10: regels[1].waar.bronn: onbekend"),
    "a person in waar": (_WAAR, '{ persoon = "P04" }\nt', "10: regels[1].waar.persoon: onbekend"),
    "unknown kind": ('"STATUS"', '"STAAT"', "8: regels[1].soort: moet een zijn van VERTRAGING"),
    "unknown key of a step": ("schuif =", "schuiff =", "24: stappen[2].schuiff: onbekend"),
    "unknown key of an answer": ("verwacht.onvolledig", "verwacht.heel", "26: stappen[2].verwacht.heel: "),
    "version": ("versie = 1", "versie = 2", "1: versie: moet een zijn van 1"),
    "moment": ("T10:00:00Z", "T10:00:00", "5: klok: moet een moment met tijdzone"),
    "fraction as count": ("schuif =", "keer = 2.0\nschuif =", "24: stappen[2].keer: moet een geheel getal"),
    "impossible count": (
        '"GEVONDEN" }]\njournaal = [{ bron = "duo", precies = 1 }]',
        '"GEVONDEN" }]\njournaal = [{ minstens = 2, hoogstens = 1 }]',
        "28: stappen[2].journaal[1].hoogstens: mag niet minder zijn dan minstens",
    ),
    "number as person": ('"P01"', '"999990019"', "4: persoon: de naam van een leven"),
    "a shift without end": ("schuif = 86400", "schuif = inf", "24: stappen[2].schuif: moet een getal zijn"),
    "a shift of no number": ("schuif = 86400", "schuif = nan", "24: stappen[2].schuif: moet een getal zijn"),
    "a shift too far": ("schuif = 86400", "schuif = 1e300", "24: stappen[2].schuif: moet van -1000000000"),
    "a moment bare": (
        '"2026-11-01T10:00:00Z"', "2026-11-01T10:00:00Z", "5: klok: moet een tekst zijn: zet een datum"
    ),
    "unknown bron in an answer": (
        '"UWV_POLIS"', '"UWV_POLIES"',
        "16: stappen[1].verwacht.bronnen[2].bron: moet een zijn van DJI_IN_MADE, DUO, GEMEENTE_REINTEGRATIE",
    ),
    "unknown status in an answer": (
        '"NIET_BESCHIKBAAR"', '"WEG"', "16: stappen[1].verwacht.bronnen[1].bronStatus: moet een zijn van FOUT"
    ),
    "no TOML": ('"P01"', "P01", "4: de waarde is geen TOML"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), _WRONG.values(), ids=_WRONG)
def test_a_wrong_key_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    """A file that is not a scenario gives 2, with file, line and key, before any server is asked."""
    path = edited(tmp_path, _SUNDAY, old, new)
    done = command(str(path), "--mocks", "http://127.0.0.1:9", token="x")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"{path.name}:{said}")


@pytest.mark.parametrize(
    ("text", "said"),
    [("a=" + "[" * 5000, "te diep genest"), ("a=" + "9" * 6000, "een geheel getal is te groot")],
    ids=["deep", "digits"],
)
def test_a_file_that_chokes_a_parser_is_named(tmp_path: Path, text: str, said: str) -> None:
    """A file too deep or with a number too long gives 2 with file and cure."""
    path = tmp_path / "x.toml"
    path.write_text(text, "utf-8")
    done = command(str(path), "--mocks", "http://127.0.0.1:9", token="x")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"x.toml: {said}\n    herstel: ")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('{ bron = "duo" }\nt', '{ bron = "kvk" }\nt', "10: regels[1].waar.bron: "),
        (
            '[{ bron = "duo", minstens = 1, hoogstens = 2 }]\n\n',
            '[{ bron = "kvk" }]\n\n',
            "20: stappen[1].journaal[1].bron: moet",
        ),
        ("status = 503", 'status = 503\nid = "a"\n[[regels]]\nsoort="LEEG"\nid = "a"', "13: regels[2].id: "),
    ],
)
def test_what_only_the_sources_know_is_named_too(
    pair: Pair, tmp_path: Path, old: str, new: str, said: str
) -> None:
    """A rule that the sources refuse gives 2, with file, line and key, and no rule stays behind."""
    path = edited(tmp_path, _SUNDAY, old, new)
    if "LEEG" in new:
        path.write_text(path.read_text().replace('waar = { bron = "duo" }\n', ""))
    done = pair.run(path)
    assert done.code == 2
    assert done.err.startswith(f"{path.name}:{said}")
    assert httpx.get(f"{pair.sources.url}/__admin/faults").json() == []


def test_a_wrong_key_is_named_for_machines(tmp_path: Path) -> None:
    """With --json the faults come as JSON on stdout, in the form of the other commands, and nowhere else."""
    path = edited(tmp_path, _SUNDAY, "schuif =", "schuiff =")
    done = command(str(path), "--json", "--mocks", "http://127.0.0.1:9", token="x")
    assert (done.code, done.err) == (2, "")
    [fault] = json.loads(done.out)
    assert fault["fout"].startswith("onbekend; bekend zijn naam, klok, schuif")
    assert {name: fault[name] for name in ("bestand", "regel", "plaats")} == {
        "bestand": path.name,
        "regel": 24,
        "plaats": "stappen[2].schuiff",
    }
    assert "gateway mocks run --schema" in fault["herstel"]


def test_the_schema_is_that_of_the_files() -> None:
    """The printed JSON Schema is valid, accepts every committed scenario and no unknown key."""
    done = command("--schema")
    assert (done.code, json.loads(done.out)) == (0, scenario_schema())
    jsonschema.Draft7Validator.check_schema(scenario_schema())
    check = jsonschema.Draft7Validator(scenario_schema())
    files = sorted(SCENARIOS.glob("*.toml"))
    assert len(files) >= 12
    for path in files:
        given = tomllib.loads(path.read_text("utf-8"))
        assert check.is_valid(given), path.name
        assert not check.is_valid({**given, "onbekend": 1})


def test_without_token_servers_or_files_it_says_what_to_do(pair: Pair, tmp_path: Path) -> None:
    """Each gives 2 and one line that names the option."""
    url, path = pair.sources.url, str(_SUNDAY)
    for words, token, text in (
        ([path, "--mocks", url], None, 'MOCKS_TOKEN: ontbreekt; doe: export MOCKS_TOKEN="$(gateway token)"'),
        (
            [path, "--mocks", url, "--tegen", pair.gateway.url],
            "x",
            "MOCKS_TOKEN: de gateway aanvaardt dit niet;",
        ),
        ([path, "--mocks", "http://127.0.0.1:9"], "x", "--mocks: geen antwoord van http://127.0.0.1:9;"),
        ([path, "--mocks", url, "--tegen", "http://127.0.0.1:9"], "x", "--tegen: geen antwoord van"),
        ([path, "--mocks", "127.0.0.1"], "x", "--mocks: geef een adres als http://127.0.0.1:8080"),
        ([path, "--mocks", pair.gateway.url], "x", "persoon: de bronnen op"),
        (
            [path, "--junit", "/er/niet/x.xml"],
            "x",
            "--junit: /er/niet/x.xml: noem een bestand in een map die",
        ),
        ([str(tmp_path)], "x", "BESTAND: geen scenario (*.toml) gevonden"),
        ([str(tmp_path / "weg.toml")], "x", f"{tmp_path / 'weg.toml'}: dit bestand is er niet"),
    ):
        done = command(*words, token=token)
        assert (done.code, done.out, done.err.count("\n")) == (2, "", 1), words
        assert done.err.startswith(text), done.err
