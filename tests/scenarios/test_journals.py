"""The same scenario gives the same journal on any machine."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.scenarios.conftest import new_pair
from tests.scenarios.journals import KEPT, digests


@pytest.mark.parametrize(
    ("hashseed", "zone", "locale"),
    [("0", "Pacific/Kiritimati", "C"), ("4242", "America/New_York", "tr_TR.UTF-8")],
)
def test_the_bytes_are_those_of_every_machine(tmp_path: Path, hashseed: str, zone: str, locale: str) -> None:
    """Whatever the hash seed, time zone, locale, ports and processes, the digests are the committed ones."""
    with ExitStack() as stack:
        pair = new_pair(stack, tmp_path, PYTHONHASHSEED=hashseed, TZ=zone, LC_ALL=locale, LANG=locale)
        assert digests(pair) == KEPT.read_text("utf-8")
