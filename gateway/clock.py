"""The clock of the gateway: UTC for moments, Europe/Amsterdam for days, a fixed day for demos and tests."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
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

    def moment(self) -> str:
        """Give the moment in UTC, RFC 3339 with Z, to the second."""
        text = self.real().isoformat(timespec="seconds")[:19]
        return f"{self.peildatum.isoformat()}{text[10:]}Z" if self.peildatum else f"{text}Z"

    def epoch(self) -> float:
        """Give the real moment in seconds since 1970; tokens follow this one, never the peildatum."""
        return self.real().timestamp()
