"""A population on the command line of the mock sources."""

import json
import os
import subprocess
import sys
from typing import Any

import httpx
import pytest

from adapters.mock.world import CONTRACTS
from tests.fakes.processes import mock_sources

ROOT = CONTRACTS.parent


def mocks(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "adapters.mock", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)


def shown(*arguments: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in mocks("--toon-levens", *arguments).stdout.splitlines()]


def test_sources_answer_about_personas_and_people_of_the_seed() -> None:
    """With --bevolking the sources know the people that --toon-levens shows, beside the personas."""
    lives = shown("--bevolking", "40", "--seed", "3")
    people = [life["persoon"]["bsn"] for life in lives if "datumInsluiting" in life["persoon"]]
    at_duo = {life["persoon"]["bsn"] for life in lives if "duo" in life}
    bodies = [{"burgerservicenummer": bsn, "fields": ["geboortedatum"]} for bsn in ["999990019", *people]]
    with mock_sources("--bevolking", "40", "--seed", "3") as sources, httpx.Client(timeout=5) as client:
        answers = [
            client.post(f"{sources.url}/duo/v1/onderwijsdossiers", json=body).json() for body in bodies
        ]
    found = {dossier["burgerservicenummer"] for answer in answers for dossier in answer["dossiers"]}
    assert found == at_duo & {"999990019", *people}
    assert (len(people), "999990019" in found, len(found) > 10) == (40, True, True)


def test_lives_are_the_same_bytes_whatever_the_encoding_of_the_screen() -> None:
    """Where a pipe has the code page of Windows, --toon-levens writes the same UTF-8."""
    command = [sys.executable, "-m", "adapters.mock", "--toon-levens", "--bevolking", "500"]
    western, usual = (
        subprocess.run(
            command, cwd=ROOT, env=os.environ | {"PYTHONIOENCODING": name}, capture_output=True, check=True
        ).stdout
        for name in ("cp1252", "utf-8")
    )
    assert western == usual
    assert "ı".encode() in usual  # noqa: RUF001 - a letter that cp1252 does not have


def test_without_bevolking_there_are_only_personas() -> None:
    """Nobody is added unless asked for."""
    assert [life["persoon"]["bsn"] for life in shown() if "datumInsluiting" in life["persoon"]] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--bevolking", "9500"), "vraag 0 tot en met 8000 mensen"),
        (("--bevolking", "-1"), "vraag 0 tot en met 8000 mensen"),
        (("--bevolking", "veel"), "--bevolking: geef een geheel getal"),
        (("--seed", "zeven"), "--seed: geef een geheel getal"),
    ],
)
def test_an_unusable_number_is_exit_2(arguments: tuple[str, ...], words: str) -> None:
    """What cannot be used ends the process with 2 and a text that says what can."""
    ended = mocks("--port", "0", *arguments)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert words in ended.stderr


def test_help_is_dutch_with_an_example() -> None:
    """The help names every option in Dutch and shows the command of a population."""
    ended = mocks("--help")
    assert ended.returncode == 0
    assert "gateway mocks --bevolking 5000 --seed 7" in ended.stdout
    for english in ("usage", "options", "show this", "default", "optional"):
        assert english not in ended.stdout
