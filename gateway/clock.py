"""The clock of the gateway: UTC for moments, Europe/Amsterdam for days, a fixed day for demos and tests."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def system_time() -> datetime:
    """Give the real moment in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """Tells moments and days; with `peildatum` it shows that date with the real time of day."""

    peildatum: date | None = None
    real: Callable[[], datetime] = system_time

    def today(self) -> date:
        """Give the day in Europe/Amsterdam."""
        return self.peildatum or self.real().astimezone(_AMSTERDAM).date()

    def local(self) -> datetime:
        """Give the moment in Europe/Amsterdam."""
        return self._shown(self.real().astimezone(_AMSTERDAM))

    def moment(self, later: float = 0.0) -> str:
        """Give the moment, or one so many seconds later, in UTC: RFC 3339 with Z, to the second."""
        shown = self._shown(self.real())
        if later:
            shown += timedelta(seconds=later)
        return f"{shown.isoformat(timespec='seconds')[:19]}Z"

    def _shown(self, moment: datetime) -> datetime:
        day = self.peildatum
        return moment.replace(year=day.year, month=day.month, day=day.day) if day else moment

    def epoch(self) -> float:
        """Give the real moment in seconds since 1970; tokens follow this one, never the peildatum."""
        return self.real().timestamp()
