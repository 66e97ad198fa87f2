"""The hours of a source as the page on contracts shows them."""

import re
import shutil
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from gateway.core.afspraak import Afspraak
from gateway.core.venster import opens
from gateway.register.register import load
from tests.fakes.processes import ROOT

_BLOCK = re.compile(r"^```toml\n(gesloten = .*?)^```$", re.MULTILINE | re.DOTALL)
_AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture
def afspraak(tmp_path: Path) -> Afspraak:
    """The afspraak of the SVB with the hours of the page above its first levering, as the page says."""
    (hours,) = _BLOCK.findall((ROOT / "docs" / "contracten.md").read_text("utf-8"))
    shutil.copytree(ROOT / "contracts", tmp_path / "contracts")
    path = tmp_path / "contracts" / "bronnen" / "svb" / "afspraak.toml"
    path.write_text(path.read_text("utf-8").replace("[[levering]]", f"{hours}\n[[levering]]", 1), "utf-8")
    return load(tmp_path / "contracts", ROOT / "adapters").afspraken["svb"]


def test_the_hours_on_the_page_load_and_say_what_the_page_says(afspraak: Afspraak) -> None:
    """Open until just before `tot`, without `tot` until midnight, not on Sunday, not on closed days."""
    opening = {
        "2026-11-02T18:00": "2026-11-03T08:30",
        "2026-11-02T17:59": None,
        "2026-11-07T23:59": None,
        "2026-11-08T12:00": "2026-11-09T08:30",
        "2026-12-25T12:00": "2026-12-28T08:30",
    }
    seen = {now: opens(afspraak.venster, afspraak.gesloten, _at(now)) for now in opening}
    assert seen == {now: None if then is None else _at(then) for now, then in opening.items()}


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=_AMSTERDAM)
