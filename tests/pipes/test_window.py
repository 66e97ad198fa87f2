"""Opening hours: outside them a source is not asked, and the answer says from when it is."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from gateway.core.venster import Venster, opens
from gateway.errors import SourceError
from gateway.pipes.window import Window, window
from tests.pipes.stage import FACTS, Scripted, call

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WORKDAYS = Venster(dagen=("MA", "DI", "WO", "DO", "VR"), van=time(8, 30), tot=time(18))
SATURDAY = Venster(dagen=("ZA",), van=time(10))
CHRISTMAS = (date(2026, 12, 25), date(2026, 12, 26))


def at(text: str) -> datetime:
    """Read a local moment."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        ("2026-11-02T08:29:59", "2026-11-02T08:30:00"),
        ("2026-11-02T08:30:00", None),
        ("2026-11-02T17:59:59", None),
        ("2026-11-02T18:00:00", "2026-11-03T08:30:00"),
        ("2026-11-06T18:00:00", "2026-11-07T10:00:00"),
        ("2026-11-07T23:59:59", None),
        ("2026-11-08T00:00:00", "2026-11-09T08:30:00"),
        ("2026-12-24T19:00:00", "2026-12-28T08:30:00"),
        ("2026-10-24T09:00:00", "2026-10-24T10:00:00"),
        ("2026-10-25T02:30:00", "2026-10-26T08:30:00"),
    ],
)
def test_hours_are_those_of_the_netherlands(now: str, opening: str | None) -> None:
    """Open from `van` until just before `tot`, on its days but no closed ones, also when clocks change."""
    expected = None if opening is None else at(opening)
    assert opens((WORKDAYS, SATURDAY), CHRISTMAS, at(now)) == expected


def test_without_hours_a_source_is_always_open() -> None:
    """No venster, no closing."""
    assert opens((), CHRISTMAS, at("2026-12-25T03:00:00")) is None


async def test_outside_its_hours_a_source_is_not_asked() -> None:
    """BUITEN_VENSTER at once, with the seconds until it opens; the change of clocks counts."""
    source = Scripted([FACTS])
    hours = Window((WORKDAYS,), (), lambda: at("2026-10-24T08:30:00"))
    with pytest.raises(SourceError) as closed:
        await window(source.fetch, hours)(call())
    error = closed.value
    assert (error.status, error.oorzaak, error.reden) == (
        "NIET_BESCHIKBAAR",
        "BUITEN_VENSTER",
        "BRON_NIET_BESCHIKBAAR",
    )
    assert (error.after, source.calls) == (49 * 3600.0, [])
