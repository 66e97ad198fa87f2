"""When a source is open (`openingstijden` of an afspraak), in Europe/Amsterdam."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Literal

from gateway.core.contract import Contract

Dag = Literal["MA", "DI", "WO", "DO", "VR", "ZA", "ZO"]
DAYS: tuple[Dag, ...] = ("MA", "DI", "WO", "DO", "VR", "ZA", "ZO")
_FURTHESTDAYS = 400


class Venster(Contract):
    """Hours on days of the week; without `tot` until midnight."""

    dagen: tuple[Dag, ...]
    van: time = time.min
    tot: time = time.max


def opens(vensters: Sequence[Venster], gesloten: Sequence[date], now: datetime) -> datetime | None:
    """Tell when a source opens again; None when it is open now, or has no hours at all.

    `now` is the local time of Amsterdam, with its zone; `gesloten` are days on which it stays closed. A
    source that never opens within a year opens then.
    """
    if not vensters:
        return None
    for start, end in _openings(vensters, gesloten, now):
        if now < end:
            return start if now < start else None
    return now + timedelta(days=_FURTHESTDAYS)


def _openings(
    vensters: Sequence[Venster], gesloten: Sequence[date], now: datetime
) -> Iterator[tuple[datetime, datetime]]:
    for number in range(_FURTHESTDAYS):
        day = now.date() + timedelta(days=number)
        if day not in gesloten:
            today = [venster for venster in vensters if DAYS[day.weekday()] in venster.dagen]
            for venster in sorted(today, key=lambda venster: venster.van):
                yield (
                    datetime.combine(day, venster.van, now.tzinfo),
                    datetime.combine(day, venster.tot, now.tzinfo),
                )
