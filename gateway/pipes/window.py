"""Ask a source only in the hours that its afspraak names."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from gateway.core.call import Call
from gateway.core.facts import Facts
from gateway.core.venster import Venster, opens
from gateway.errors import SourceError
from gateway.pipes.fetch import Fetch


@dataclass(frozen=True, slots=True)
class Window:
    """The hours of one source; `local` tells the time of Amsterdam."""

    vensters: tuple[Venster, ...]
    gesloten: tuple[date, ...]
    local: Callable[[], datetime]

    def closed_for(self) -> float:
        """Tell in how many seconds the source opens; 0 when it is open."""
        now = self.local()
        opening = opens(self.vensters, self.gesloten, now)
        return 0.0 if opening is None else opening.timestamp() - now.timestamp()


def window(fetch: Fetch, hours: Window) -> Fetch:
    """Answer BUITEN_VENSTER at once while the source is closed."""

    async def open_only(call: Call) -> Facts:
        if closed := hours.closed_for():
            raise SourceError("NIET_BESCHIKBAAR", "BUITEN_VENSTER", "BRON_NIET_BESCHIKBAAR", after=closed)
        return await fetch(call)

    return open_only if hours.vensters else fetch
