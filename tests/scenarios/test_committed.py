"""The scenarios that come with the mock sources, against a real gateway."""

import json
from contextlib import ExitStack
from pathlib import Path
from xml.etree import ElementTree as ET

import httpx
import pytest

from tests.scenarios.conftest import ANSWERED, SCENARIOS, Pair, edited, new_pair

_HALF = SCENARIOS / "de-helft-mislukt.toml"
_SUNDAY = SCENARIOS / "duo-op-zondag-dicht.toml"
_OTHERS = {"soort": "STATUS", "id": "van-een-ander", "waar": {"trace": "a" * 32}}


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.toml")), ids=lambda path: path.stem)
def test_it_comes_out_as_it_says(pair: Pair, path: Path) -> None:
    """Each committed scenario gives, against our gateway, exactly what it expects."""
    done = pair.run(path)
    assert (done.code, done.err) == (0, ""), done.out
    assert done.out.endswith("alles als verwacht\n")


@pytest.mark.parametrize(
    ("scenario", "old", "new", "step", "text"),
    [
        (_SUNDAY, '"NIET_BESCHIKBAAR"', '"GEVONDEN"', "zondag",
         "bron DUO: bronStatus GEVONDEN verwacht, NIET_BESCHIKBAAR gekregen"),
        (_SUNDAY, "volledig = true", "volledig = false", "maandag",
         "volledig: false verwacht, true gekregen"),
        (_SUNDAY, "verwacht.onvolledig = []", 'verwacht.onvolledig = ["x"]', "maandag",
         "onvolledig: [x] verwacht, [] gekregen"),
        (_SUNDAY, '"UWV_POLIS"', '"UWV_POLIS", gemeente = "0855"', "zondag",
         "bron UWV_POLIS 0855: staat niet in het antwoord"),
        (_HALF, "precies = 5", "precies = 4", "tien vragen",
         "journaal helft: precies 4 verwacht, 5 gevonden"),
        (ANSWERED, '"uitkeringsverhouding"]', '"arbeidsmarktkwalificatie.opleiding"]', "alleen onderwijs",
         "arbeidsmarktkwalificatie.opleiding: afwezig verwacht, aanwezig"),
        (ANSWERED, "verwacht.afwezig", "verwacht.status = 403\nverwacht.afwezig", "alleen onderwijs",
         "status: 403 verwacht, 200 gekregen"),
        (ANSWERED, "verwacht.afwezig", 'verwacht.velden."persoon.vergewist" = ["NEE"]\nverwacht.afwezig',
         "alleen onderwijs", "persoon.vergewist: [NEE] verwacht, [JA] gekregen"),
        (ANSWERED, "verwacht.afwezig", "verwacht.velden.uitkeringsverhouding = []\nverwacht.afwezig",
         "alleen onderwijs", "uitkeringsverhouding: [] verwacht, niets gekregen"),
        (ANSWERED, "resultaatOpleidingGeregistrDuo", "brinNr", "alleen onderwijs", "vraagt brinNr niet"),
    ],
)  # fmt: skip
def test_a_wrong_expectation_fails_by_name(  # noqa: PLR0913, PLR0917 - the columns of the table
    pair: Pair, tmp_path: Path, scenario: Path, old: str, new: str, step: str, text: str
) -> None:
    """What comes out otherwise gives 1 and stands by file, step and words in the table and in JUnit."""
    path = edited(tmp_path, scenario, old, new)
    done = pair.run(path, "--junit", tmp_path / "uit.xml")
    assert done.code == 1, done.out + done.err
    line, told = next(pair for pair in zip(done.out.splitlines(), done.out.splitlines()[1:], strict=False)
                      if pair[0].startswith("ANDERS"))  # fmt: skip
    assert line == f"ANDERS  {path.name}  {step}"
    assert told.strip().endswith(text)
    failed = [case for case in _cases(tmp_path / "uit.xml") if case.find("failure") is not None]
    assert [(case.get("classname"), case.get("name")) for case in failed] == [(path.stem, step)]
    failure = failed[0].find("failure")
    assert failure is not None
    assert failure.get("message") == told.strip()


def test_the_same_seed_gives_the_same_journal_bytes(pair: Pair, tmp_path: Path) -> None:
    """In a row and in other processes a scenario gives the same bytes; another seed gives others."""
    files = [_HALF, _SUNDAY, SCENARIOS / "uitkering-eindigt.toml"]
    first = pair.run(*files, "--json")
    assert first.code == 0
    assert pair.run(*files, "--json") == first
    with ExitStack() as stack:
        assert new_pair(stack, tmp_path).run(*files, "--json") == first
    steps = [step["journaal"] for each in json.loads(first.out) for step in each["stappen"]]
    for entries in steps:
        assert entries == sorted(entries, key=lambda entry: json.dumps(entry, sort_keys=True))
    journal = [entry for entries in steps for entry in entries]
    assert {entry["regel"] for entry in journal} == {"helft", "1", None}
    assert "999990019" not in first.out
    other = pair.run(edited(tmp_path, _HALF, "seed = 4", "seed = 5"), "--json")
    assert (
        json.loads(other.out)[0]["stappen"][0]["journaal"]
        != json.loads(first.out)[0]["stappen"][0]["journaal"]
    )


def test_it_leaves_nothing_behind_and_others_alone(pair: Pair) -> None:
    """A run leaves no rule, state or journal and sets the clock back; another's rule still stands."""
    admin = f"{pair.sources.url}/__admin"
    httpx.post(f"{admin}/faults", json=_OTHERS).raise_for_status()
    try:
        assert pair.run(_SUNDAY, SCENARIOS / "uitkering-eindigt.toml").code == 0
        assert [rule["id"] for rule in httpx.get(f"{admin}/faults").json()] == ["van-een-ander"]
        assert httpx.get(f"{admin}/requests").json() == httpx.get(f"{admin}/states").json() == []
        assert httpx.get(f"{admin}/people/P01").json()["versie"] == 1
        assert not httpx.get(f"{admin}/clock").json()["staat_stil"]
    finally:
        httpx.delete(f"{admin}/faults/van-een-ander").raise_for_status()


def test_a_rule_from_outside_is_named(pair: Pair) -> None:
    """Where a rule of somebody else changed what came out the table says which rule, and what it struck."""
    admin = f"{pair.sources.url}/__admin"
    everybody = {"soort": "STATUS", "id": "van-een-ander", "waar": {"bron": "svb"}}
    httpx.post(f"{admin}/faults", json=everybody).raise_for_status()
    try:
        done = pair.run(_SUNDAY)
    finally:
        httpx.delete(f"{admin}/faults/van-een-ander").raise_for_status()
    told = [line.strip() for line in done.out.splitlines() if "van-een-ander" in line]
    text = "regel van-een-ander van buiten dit scenario greep in bij SVBDossierPersoonGSD-v0200"
    assert (done.code, told) == (1, [text])


def _cases(path: Path) -> list[ET.Element]:
    return list(ET.parse(path).getroot().iter("testcase"))  # noqa: S314 - our own file
