"""All bad answers together, read in a process of their own: how many, what they open, what they cost."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.fakes.processes import ROOT

_MEGABYTE = 1024
_CASES = ("open('/etc/hostname')", "__import__('socket').create_connection(('127.0.0.1', 9))")


@pytest.fixture(scope="module")
def measured() -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.hostile.measure"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_every_answer_ends_in_a_refusal(measured: dict[str, Any]) -> None:
    """Of five thousand distinct bad answers and more, none is accepted and none ends in another error."""
    assert measured["distinct"] >= 5000
    assert (measured["accepted"], measured["unhandled"]) == (0, 0)
    assert measured["refused"] == measured["distinct"]


def test_nothing_is_opened(measured: dict[str, Any]) -> None:
    """While they are read nothing of the interpreter opens a file, a connection or a process."""
    assert measured["opened"] == []


def test_no_answer_takes_much(measured: dict[str, Any]) -> None:
    """No single answer takes more than 64 MB beside itself, or five seconds."""
    assert measured["growth"] <= 64 * _MEGABYTE, measured["largest"]
    assert measured["seconds"] < 5, measured["slowest"]


@pytest.mark.parametrize("opening", _CASES)
def test_the_watch_sees_what_is_opened(opening: str) -> None:
    """The measurement would have seen a file or a connection."""
    program = f"""
from tests.hostile.measure import Watch
watch = Watch()
watch.watching = True
try:
    {opening}
except OSError:
    pass
watch.watching = False
print(len(watch.opened))
"""
    command = [sys.executable, "-W", "ignore", "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) > 0
