"""The clock of the mock sources: the real one, until someone sets or moves it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

A_MOMENT = "een moment met tijdzone, zoals 2026-11-01T08:00:00Z"
_FIRST_YEAR, _LAST_YEAR = 1970, 2999


def real_time() -> datetime:
    """Give the moment in UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class MockClock:
    """Tells the moment to rules and journal; signatures and TLS follow the real time.

    Set, it stands still until it is moved: only so are two runs of one scenario the same.
    """

    _standing: datetime | None = None
    _ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        """Give the moment in UTC."""
        return (self._standing or real_time()) + self._ahead

    def set(self, moment: datetime | None, seconds: float = 0) -> None:
        """Stand still at a moment (None: be the real clock again), moved at once; or else change nothing.

        Raises OverflowError outside the years 1970 to 2999.
        """
        ahead, standing = timedelta(seconds=seconds), within(moment) if moment else None
        within((standing or real_time()) + ahead)
        self._standing, self._ahead = standing, ahead

    def move(self, seconds: float) -> None:
        """Move, ahead or back; a running clock keeps running. Raises OverflowError as `set` does."""
        ahead = self._ahead + timedelta(seconds=seconds)
        within((self._standing or real_time()) + ahead)
        self._ahead = ahead

    def show(self) -> dict[str, Any]:
        """Give the moment, and whether it stands still."""
        return {"moment": write_moment(self()), "staat_stil": self._standing is not None}


def within(moment: datetime) -> datetime:
    """Give a moment in UTC. Raises OverflowError so far away that rules could not reckon around it."""
    moment = moment.astimezone(UTC)
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise OverflowError
    return moment


def read_moment(text: str) -> datetime | None:
    """Read a moment with a time zone; None when it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def write_moment(moment: datetime) -> str:
    """Write a moment in UTC to the millisecond: `2026-11-01T08:00:00.000Z`."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
