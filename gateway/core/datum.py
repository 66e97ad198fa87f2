"""Dates as sources hold them: whole, partly known, unknown, open (`interface.md` §2 and §8, Dates).

SuwiML writes EEJJMMDD with `00` for unknown parts and uses sentinels; none of those may reach a date
parser unguarded. What goes out is the Haal Centraal polymorphic date.
"""

from datetime import date, timedelta
from typing import Annotated, Literal

import msgspec

_BEGIN_UNKNOWN = frozenset({"00000000", "66660101"})
_END_OPEN = frozenset({"00000000", "88881231", "99991231"})
_FIRST_YEAR, _LAST_YEAR = 1850, 2199
_MONTHS = 12
_LENGTH = 8
OPEN_END = 99_999_999
"""Sorts and compares as later than every date."""


_Day = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\Z")]
_Year = Annotated[int, msgspec.Meta(ge=int(_FIRST_YEAR), le=int(_LAST_YEAR))]
_Month = Annotated[int, msgspec.Meta(ge=1, le=12)]


class Datum(msgspec.Struct, frozen=True, tag_field="type", forbid_unknown_fields=True):
    """A whole date, ISO 8601."""

    datum: _Day


class JaarMaandDatum(msgspec.Struct, frozen=True, tag_field="type", forbid_unknown_fields=True):
    """A date of which only year and month are known."""

    jaar: _Year
    maand: _Month


class JaarDatum(msgspec.Struct, frozen=True, tag_field="type", forbid_unknown_fields=True):
    """A date of which only the year is known; it never becomes 1 January."""

    jaar: _Year


class DatumOnbekend(msgspec.Struct, frozen=True, tag_field="type", forbid_unknown_fields=True):
    """A date that exists but is not known."""


SourceDate = Datum | JaarMaandDatum | JaarDatum | DatumOnbekend

UNKNOWN = DatumOnbekend()
UNREADABLE = DatumOnbekend()
"""What an impossible date becomes; told apart from UNKNOWN by identity."""


def begin_date(text: str) -> SourceDate:
    """Read a begin date; unknown sentinels give UNKNOWN, an impossible date UNREADABLE."""
    return UNKNOWN if text in _BEGIN_UNKNOWN else _calendar_date(text)


def end_date(text: str) -> SourceDate | None:
    """Read an end date; None means open."""
    return None if text in _END_OPEN else _calendar_date(text)


def _calendar_date(text: str) -> SourceDate:
    day = calendar_day(text)
    return _partly_known(text) if day is None else Datum(day.isoformat())


def calendar_day(text: str) -> date | None:
    """Read EEJJMMDD as a day; None for anything but a day of the calendar between 1850 and 2199."""
    # Only digits may reach the parser: it also reads other forms of ISO 8601 (`2024W011`).
    if len(text) != _LENGTH or not text.isdigit():
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if _FIRST_YEAR <= day.year <= _LAST_YEAR else None


def _partly_known(text: str) -> SourceDate:
    if len(text) != _LENGTH or not (text.isascii() and text.isdigit()):
        return UNREADABLE
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    if not _FIRST_YEAR <= year <= _LAST_YEAR or month > _MONTHS or day != 0:
        return UNREADABLE
    return JaarDatum(year) if month == 0 else JaarMaandDatum(year, month)


def bounds(value: SourceDate | None) -> tuple[int, int]:
    """Give the earliest and latest day the value can mean, as EEJJMMDD numbers; None is an open end."""
    if value is None:
        return OPEN_END, OPEN_END
    if isinstance(value, Datum):
        number = int(value.datum.replace("-", ""))
        return number, number
    if isinstance(value, JaarMaandDatum):
        return value.jaar * 10_000 + value.maand * 100 + 1, value.jaar * 10_000 + value.maand * 100 + 31
    if isinstance(value, JaarDatum):
        return value.jaar * 10_000 + 101, value.jaar * 10_000 + 1231
    return 0, OPEN_END - 1


def day_number(day: date) -> int:
    """Write a day as the number EEJJMMDD."""
    return day.year * 10_000 + day.month * 100 + day.day


def whole_day(value: SourceDate | None) -> date | None:
    """Give the day when it is wholly known, else None."""
    return date.fromisoformat(value.datum) if isinstance(value, Datum) else None


def years_before(day: date, years: int) -> date:
    """Give the same day `years` earlier; 29 February becomes 28 February where it does not exist."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def confirmed(asked: str, found: str) -> Literal["JA", "GEDEELTELIJK", "NEE"] | None:
    """Compare two birth dates EEJJMMDD at the coarser precision of the two sides.

    JA: whole dates agree. GEDEELTELIJK: they agree as far as both are known. NEE: nothing to compare.
    None: they differ.
    """
    if not found or found in _BEGIN_UNKNOWN:
        return "NEE"
    if len(found) != _LENGTH or not (found.isascii() and found.isdigit()):
        return None
    parts = [(asked[part], found[part]) for part in (slice(0, 4), slice(4, 6), slice(6, 8))]
    known = [(left, right) for left, right in parts if left.strip("0") and right.strip("0")]
    if any(left != right for left, right in known):
        return None
    return "JA" if len(known) == len(parts) else "GEDEELTELIJK" if known else "NEE"


def days_between(earlier: date, later: date) -> int:
    """Count the days that lie between two days, neither included; negative when they overlap."""
    return (later - earlier - timedelta(days=1)).days
