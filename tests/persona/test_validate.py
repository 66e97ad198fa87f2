"""`gateway persona validate`: every fault of a life, by line and key, with its cure."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from adapters.mock.fault import Fault, write_faults
from adapters.mock.own.lines import key_lines
from adapters.mock.own.promise import read_vocabulary
from adapters.mock.own.validate import life_files, validate_lives
from adapters.mock.world import CONTRACTS, PERSONAS, build_world

ROOT = CONTRACTS.parent
WORLD = build_world()
WORDS = read_vocabulary(CONTRACTS)
HERE = Path(__file__).parent
LIFE = (HERE / "life.toml").read_text("utf-8")
FAULTS = tomllib.loads((HERE / "faults.toml").read_text("utf-8"))


def faults_of(path: Path, text: str) -> list[Fault]:
    path.write_text(text, "utf-8")
    return validate_lives([path], WORLD, WORDS)


def gateway(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gateway", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


def mocks(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "adapters.mock", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


def test_every_life_of_ours_is_valid() -> None:
    """The people that come with the mock sources have no fault, and neither have those of the tests."""
    files = life_files([PERSONAS, ROOT / "tests" / "adapters" / "lives"])
    assert len(files) > 20
    assert validate_lives(files, WORLD, WORDS) == []


def test_the_life_of_the_table_is_valid(tmp_path: Path) -> None:
    """Every fault below comes from the one change made."""
    assert faults_of(tmp_path / "T.toml", LIFE) == []


@pytest.mark.parametrize("wrong", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named_with_line_key_and_cure(wrong: dict[str, Any], tmp_path: Path) -> None:
    """One change gives one fault, on its line and at its key, in these words and with this cure."""
    assert wrong["old"] in LIFE
    [fault] = faults_of(tmp_path / "T.toml", LIFE.replace(wrong["old"], wrong["new"], 1))
    assert (fault.file, fault.line, fault.place, fault.text) == (
        "T.toml",
        wrong["line"],
        wrong["place"],
        wrong["text"],
    )
    assert wrong["cure"] in fault.cure


def test_all_faults_come_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    """Of everything in the table that can stand together every fault is named in one go."""
    together = (
        "birth-date",
        "indication",
        "brin",
        "key-of-ours",
        "digits",
        "deviating-form",
        "promised-reason",
    )
    text = LIFE
    for name in together:
        text = text.replace(FAULTS[name]["old"], FAULTS[name]["new"], 1)
    found = [(fault.line, fault.text) for fault in faults_of(tmp_path / "T.toml", text)]
    assert found == [(FAULTS[name]["line"], FAULTS[name]["text"]) for name in together]


def test_two_files_with_one_number_are_a_fault_of_the_second(tmp_path: Path) -> None:
    """A number belongs to one life; the other is named."""
    for name in ("A.toml", "B.toml"):
        (tmp_path / name).write_text(LIFE, "utf-8")
    [fault] = validate_lives(life_files([tmp_path]), WORLD, WORDS)
    assert (fault.file, fault.line) == ("B.toml", 3)
    assert fault.text == "hetzelfde burgerservicenummer als A.toml"


ODD = {
    "deep-lists": ("a=" + "[" * 5000, "te diep genest", "sluit elke haak"),
    "deep-keys": (".".join("a" * 5000) + "=1", "te diep genest", "ten hoogste 50 diep"),
    "digits": ("a=" + "9" * 6000, "een geheel getal is te groot", "ten hoogste 18 cijfers"),
    "hexadecimal": ("a=0x" + "f" * 6000, "een geheel getal is te groot", "ten hoogste 18 cijfers"),
}


@pytest.mark.parametrize(("text", "said", "cure"), ODD.values(), ids=ODD)
def test_a_file_that_chokes_a_parser_hides_no_verdict_on_another(
    text: str, said: str, cure: str, tmp_path: Path
) -> None:
    """A file too deep or with a number too long is a fault, to the sources too; others are judged."""
    (tmp_path / "A.toml").write_text(text, "utf-8")
    (tmp_path / "B.toml").write_text(LIFE.replace('"PW"', '"P1"'), "utf-8")
    checked, served = mocks("persona", "validate", tmp_path), mocks("--eigen", tmp_path, "--port", "0")
    first, second, *others = checked.stdout.splitlines()
    assert (checked.returncode, checked.stderr, first) == (1, "", f"A.toml: {said}")
    assert second.startswith("    herstel: ")
    assert cure in second
    assert others[0].startswith("B.toml:20: ")
    assert (served.returncode, served.stdout) == (2, "")
    assert served.stderr == f"mock-bronnen starten niet:\n{checked.stdout}"


def test_a_folder_named_as_a_life_hides_no_verdict_on_another(tmp_path: Path) -> None:
    """A folder x.toml is a fault with its cure, and the other files are judged."""
    (tmp_path / "A.toml").mkdir()
    (tmp_path / "B.toml").write_text(LIFE.replace('"PW"', '"P1"'), "utf-8")
    folder, life = validate_lives(life_files([tmp_path]), WORLD, WORDS)
    assert (folder.file, folder.line, folder.text) == ("A.toml", 0, "dit is geen bestand")
    assert "geef de map een andere naam" in folder.cure
    assert (life.file, life.line) == ("B.toml", 20)


def test_lines_are_found_through_texts_and_lists_of_many_lines() -> None:
    """What looks like a key inside a long text or list is none, and lines after it still count."""
    text = 'a = """\nb = 1\n[c]\n"""\nd = [\n  "e = 1", # ]\n]\n[f]\n"g.h" = 1\n[[f.i]]\n[[f.i]]\nj = 1\n'
    assert key_lines(text) == {
        ("a",): 1,
        ("d",): 5,
        ("f",): 8,
        ("f", "g.h"): 9,
        ("f", "i"): 10,
        ("f", "i", 0): 10,
        ("f", "i", 1): 11,
        ("f", "i", 1, "j"): 12,
    }


def test_lines_are_found_after_a_line_of_many_long_texts() -> None:
    """However many long texts stand on one line, the key on the next line is found."""
    assert key_lines("a = [" + '"""[""", ' * 2000 + "]\nb = 1\n") == {("a",): 1, ("b",): 2}


def test_the_command_names_faults_and_ends_with_1(tmp_path: Path) -> None:
    """For people two lines a fault, for machines a list; both end with 1."""
    (tmp_path / "T.toml").write_text(LIFE.replace('"PW"', '"P1"'), "utf-8")
    said, as_json = (
        gateway("persona", "validate", tmp_path),
        gateway("persona", "validate", "--json", tmp_path),
    )
    place = "gemeente.0855.Bijstandsregelingen.Uitkeringsverhouding[1].CdSzWet"
    assert said.stdout == f"T.toml:20: {place}: een cijfer waar dat niet mag\n    herstel: laat cijfers weg\n"
    assert (said.returncode, as_json.returncode) == (1, 1)
    [fault] = json.loads(as_json.stdout)
    assert fault == {
        "bestand": "T.toml",
        "regel": 20,
        "plaats": place,
        "fout": "een cijfer waar dat niet mag",
        "herstel": "laat cijfers weg",
    }


def test_it_speaks_utf8_whatever_the_code_page(tmp_path: Path) -> None:
    """Into a pipe with the code page of Windows go names in UTF-8, and lines that end as everywhere."""
    (tmp_path / "Łódź.toml").write_text(LIFE.replace("naam =", '"ź" =', 1), "utf-8")
    command = [sys.executable, "-m", "adapters.mock", "persona", "validate", str(tmp_path)]
    environ = {**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252"}
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    assert done.stdout.startswith("Łódź.toml:4: persoon.ź: deze sleutel bestaat niet\n".encode())


def test_the_command_ends_with_0_when_all_is_well_and_2_when_there_is_nothing(tmp_path: Path) -> None:
    """Nothing found is 0, nothing to check or no command is 2 with Dutch words."""
    (tmp_path / "T.toml").write_text(LIFE, "utf-8")
    fine, nothing, no_command = (
        mocks("persona", "validate", tmp_path / "T.toml"),
        mocks("persona", "validate", tmp_path / "er-niet"),
        mocks("persona"),
    )
    assert (fine.returncode, fine.stdout) == (0, "1 levens nagekeken: alles klopt\n")
    assert (nothing.returncode, nothing.stdout) == (2, "")
    assert "geen leven (*.toml) gevonden" in nothing.stderr
    assert (no_command.returncode, "dit ontbreekt: OPDRACHT" in no_command.stderr) == (2, True)


def test_mock_sources_name_the_line_of_a_faulty_life(tmp_path: Path) -> None:
    """Mock sources do not start on a faulty life, beside ours or instead; file and line are named."""
    (tmp_path / "T.toml").write_text(LIFE.replace('"PW"', '"P1"'), "utf-8")
    for option in ("--eigen", "--personas"):
        ended = mocks(option, tmp_path, "--port", "0")
        assert (ended.returncode, ended.stdout) == (2, "")
        assert "T.toml:20: gemeente.0855" in ended.stderr


def test_no_fault_shows_a_number_outside_the_test_range() -> None:
    """Whatever a fault holds, nine digits that are not of the test range are stars."""
    fault = Fault("SVB_X_111222333.xml", 1, "[111222333]", "111222333 of 999990019", "a111222333b")
    assert "111222333" not in write_faults([fault]) + json.dumps(fault.shown())
    assert "999990019" in write_faults([fault])
