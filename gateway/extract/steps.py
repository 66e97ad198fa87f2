"""Steps: small pure functions from rows to rows. What each reads and gives stands in `core.mapping.STEPS`."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from gateway.core.datum import (
    UNKNOWN,
    Datum,
    SourceDate,
    bounds,
    calendar_day,
    day_number,
    days_between,
    whole_day,
    years_before,
)
from gateway.core.facts import Absent
from gateway.core.waardelijst import Waardelijst
from gateway.extract.education import koppel_resultaat
from gateway.extract.refusal import unusable
from gateway.extract.rows import Row
from gateway.extract.values import UNKNOWN_CODE

_MERGE_GAP_DAYS = 7
_WEEK = 7
_HOUR_CLASSES = ((12, "TOT_12"), (24, "12_TOT_24"), (36, "24_TOT_36"))
_MOST_HOURS = "36_PLUS"
_GEMEENTECODE = re.compile(r"[0-9]{4}", re.ASCII)
_HOURS = re.compile(r"[+-]?[0-9]{1,5}")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Context:
    """What steps may know besides rows: the day, the bounds of a row by name, the look-back, the lists.

    `gemeente` is the one that answers, where one does; `gemeenten` are those whose rows may be read, or None
    for all.
    """

    today: date
    begin: str
    einde: str
    terugkijk: int | None
    lijsten: Mapping[str, Waardelijst]
    gemeente: str | None = None
    gemeenten: frozenset[str] | None = None


Step = Callable[[list[Row], Context], list[Row]]


def alleen_werk(rows: list[Row], context: Context) -> list[Row]:
    """Keep the periods of a relation that are work; a row per uninterrupted run of them."""
    return [part for row in rows for part in _work_parts(row, context)]


def _work_parts(row: Row, context: Context) -> list[Row]:
    periods = sorted(row["perioden"], key=_begin)
    runs = [
        (work, list(run)) for work, run in groupby(periods, key=lambda period: period.get("soort") == "WERK")
    ]
    parts = []
    for number, (work, run) in enumerate(runs):
        if not work:
            continue
        part = {**row, "perioden": run}
        if number > 0 or context.begin not in row:
            part[context.begin] = run[0].get("begin", UNKNOWN)
        if number < len(runs) - 1:
            part[context.einde] = run[-1].get("einde") or _day_before(runs[number + 1][1][0])
        parts.append(part)
    return parts


def _begin(period: Row) -> int:
    return bounds(period.get("begin", UNKNOWN))[0]


def _day_before(period: Row) -> SourceDate:
    day = whole_day(period.get("begin"))
    return Datum((day - timedelta(days=1)).isoformat()) if day else UNKNOWN


def voeg_aaneen(rows: list[Row], context: Context) -> list[Row]:
    """Make one row of relations with the same employer whose gap is at most seven days.

    The work grows with the number of rows and no faster, also when all or none of them join.
    """
    merged: list[Row] = []
    places: dict[object, list[int]] = {}
    opgaven: dict[int, list[list[Row]]] = {}
    for row in sorted(rows, key=lambda row: bounds(row.get(context.begin, UNKNOWN))[0]):
        own = places.setdefault(row["werkgever"], []) if "werkgever" in row else []
        place = _continued(own, merged, row, context)
        if place is None:
            own.append(len(merged))
            merged.append(row)
        else:
            if "opgaven" in row:
                opgaven.setdefault(place, [merged[place]["opgaven"]]).append(row["opgaven"])
            merged[place] = _joined(merged[place], row, context)
    for place, lists in opgaven.items():
        merged[place]["opgaven"] = [item for own in _different(lists) for item in own]
    return merged


def _different(lists: Iterable[list[Row]]) -> Iterable[list[Row]]:
    """Give each list once: parts of one relation share theirs, and its hours count once."""
    return {id(own): own for own in lists}.values()


def _continued(places: list[int], merged: Sequence[Row], row: Row, context: Context) -> int | None:
    """Give the last of an employer's places whose row this one continues.

    Rows come by begin: a row that ended too long before this one, or on a day that is not known, is continued
    by no later row either, so its place is dropped. An open row takes in all that follows: it is the last.
    """
    begin = whole_day(row.get(context.begin))
    while places:
        end = merged[places[-1]].get(context.einde)
        if end is None:
            return places[-1]
        if begin is None:
            return None
        last = whole_day(end)
        if last is not None and days_between(last, begin) <= _MERGE_GAP_DAYS:
            return places[-1]
        places.pop()
    return None


def _joined(earlier: Row, later: Row, context: Context) -> Row:
    """Make one row: earliest begin, latest end, and the rest of the relation that ends last."""
    last, other = later, earlier
    if bounds(earlier.get(context.einde))[1] > bounds(later.get(context.einde))[1]:
        last, other = earlier, later
    row = {**other, **last, context.begin: earlier.get(context.begin, UNKNOWN)}
    if context.einde not in last:
        row.pop(context.einde, None)
    return row


def eigen_gemeente(rows: list[Row], context: Context) -> list[Row]:
    """Keep rows of the gemeenten that were asked.

    A row that does not say whose it is belongs to the gemeente that answered; raises SourceError when that
    is not known either, or when what it says is no gemeentecode: dropped, it would read as "nothing".
    """
    if context.gemeenten is None:
        return rows
    owners = [row.get("gemeentecode", context.gemeente) for row in rows]
    if any(owner is None or not _GEMEENTECODE.fullmatch(owner) for owner in owners):
        raise unusable()
    return [
        {**row, "gemeentecode": owner}
        for row, owner in zip(rows, owners, strict=True)
        if owner in context.gemeenten
    ]


def alleen_inkomen(rows: list[Row], context: Context) -> list[Row]:
    """Drop rows of laws that are no income from or instead of work (list `sz-wet`, NIET_LEZEN)."""
    laws = context.lijsten["sz-wet"].waarden
    return [
        row
        for row in rows
        if (law := laws.get(row.get("wet", ""))) is None or law.behandeling != "NIET_LEZEN"
    ]


def binnen_terugkijk(rows: list[Row], context: Context) -> list[Row]:
    """Keep rows that overlap the look-back; one that ended before it goes."""
    start = day_number(years_before(context.today, context.terugkijk or 0))
    return [row for row in rows if bounds(row.get(context.einde))[1] >= start]


def laatste_contract(rows: list[Row], _context: Context) -> list[Row]:
    """Give the contract of the latest period."""
    return [_with_latest(row, "perioden", "contract", "codeTypeArbeidscontract") for row in rows]


def laatste_sector(rows: list[Row], _context: Context) -> list[Row]:
    """Give the sector of the latest classification."""
    return [_with_latest(row, "sectoren", "sector", "codeSectorUwv") for row in rows]


def _with_latest(row: Row, items: str, name: str, veld: str) -> Row:
    latest: Row = max(row[items], key=_begin, default={})
    return {**row, veld: latest[name]} if name in latest else row


def urenklasse(rows: list[Row], context: Context) -> list[Row]:
    """Give the class of paid hours a week over the returns of the relation's last twelve months."""
    return [_with_hours(row, context) for row in rows]


def _with_hours(row: Row, context: Context) -> Row:
    returns = [paid for item in row["opgaven"] if (paid := _paid(item)) is not None]
    if not returns:
        return row
    last = whole_day(row.get(context.einde))
    if last is None or last > context.today:
        last = max(end for _, end, _ in returns)
    start = years_before(last, 1)
    recent = [paid for paid in returns if start < paid[0] <= last]
    days = _days_covered((begin, end) for begin, end, _ in recent)
    if days == 0:
        return row
    weekly = sum(hours for _, _, hours in recent) * _WEEK / days
    return {**row, "urenklasse": next((name for limit, name in _HOUR_CLASSES if weekly < limit), _MOST_HOURS)}


def _paid(item: Row) -> tuple[date, date, int] | None:
    """Read begin, end and hours of one return; None where one of them is not known."""
    hours = _HOURS.fullmatch(item.get("uren", ""))
    begin, end = calendar_day(item.get("begin", "")), calendar_day(item.get("einde", ""))
    if hours is None or begin is None or end is None or end < begin:
        return None
    return begin, end, int(hours[0])


def _days_covered(periods: Iterable[tuple[date, date]]) -> int:
    """Count each day once, so that contracts side by side add hours and not days."""
    days, last = 0, date.min
    for begin, end in sorted(periods):
        days += max(0, (end - max(begin - _DAY, last)).days)
        last = max(last, end)
    return days


def beroep(rows: list[Row], _context: Context) -> list[Row]:
    """Give the occupation that a self-declared job names last, coded or in the person's own words."""
    return [_with_occupation(row) for row in rows]


def _with_occupation(row: Row) -> Row:
    named = [item for item in row["perioden"] if "naam" in item or "eigen_naam" in item]
    if not named:
        return row
    words = named[-1].get("naam", named[-1].get("eigen_naam"))
    if isinstance(words, Absent):
        return {**row, "beroep": words}
    code = named[-1].get("code")
    if code is UNKNOWN_CODE:
        # Not delivered: `beroep` then has words alone. It stays in the row to be counted as drift.
        return {**row, "beroep": {"omschrijving": words}, "beroepscode": code}
    return {**row, "beroep": {"omschrijving": words} | ({"code": code.code} if code else {})}


def lopend(rows: list[Row], context: Context) -> list[Row]:
    """Say whether a row runs today; nothing where its end is not known well enough."""
    today = day_number(context.today)
    return [{**row, "indicatieLopend": runs} if (runs := _runs(row, context, today)) else row for row in rows]


def _runs(row: Row, context: Context, today: int) -> str | None:
    if context.begin in row and bounds(row[context.begin])[0] > today:
        return "NEE"
    earliest, latest = bounds(row.get(context.einde))
    if latest < today:
        return "NEE"
    return "JA" if earliest >= today else None


STEPS: Mapping[str, Step] = {
    "alleen_werk": alleen_werk,
    "voeg_aaneen": voeg_aaneen,
    "eigen_gemeente": eigen_gemeente,
    "alleen_inkomen": alleen_inkomen,
    "koppel_resultaat": koppel_resultaat,
    "binnen_terugkijk": binnen_terugkijk,
    "laatste_contract": laatste_contract,
    "laatste_sector": laatste_sector,
    "urenklasse": urenklasse,
    "beroep": beroep,
    "lopend": lopend,
}


def run_steps(names: Iterable[str], rows: list[Row], context: Context) -> list[Row]:
    """Run steps in order."""
    for name in names:
        rows = STEPS[name](rows, context)
    return rows
