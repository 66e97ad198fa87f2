"""Steps: small pure functions from rows to rows. What each reads and gives stands in `core.mapping.STEPS`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from gateway.core.datum import (
    UNKNOWN,
    Datum,
    SourceDate,
    begin_date,
    bounds,
    day_number,
    days_between,
    whole_day,
    years_before,
)
from gateway.core.waardelijst import Waardelijst
from gateway.extract.education import koppel_resultaat
from gateway.extract.rows import Row

_MERGE_GAP_DAYS = 7
_WEEK = 7
_HOUR_CLASSES = ((12, "TOT_12"), (24, "12_TOT_24"), (36, "24_TOT_36"))
_MOST_HOURS = "36_PLUS"


@dataclass(frozen=True, slots=True)
class Context:
    """What steps may know besides rows: the day, the bounds of a row by name, the look-back, the lists."""

    today: date
    begin: str
    einde: str
    terugkijk: int | None
    lijsten: Mapping[str, Waardelijst]


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
    """Make one row of relations with the same employer whose gap is at most seven days."""
    merged: list[Row] = []
    for row in sorted(rows, key=lambda row: bounds(row.get(context.begin, UNKNOWN))[0]):
        earlier = next((other for other in reversed(merged) if _adjoin(other, row, context)), None)
        if earlier is None:
            merged.append(row)
        else:
            merged[merged.index(earlier)] = _joined(earlier, row, context)
    return merged


def _adjoin(earlier: Row, later: Row, context: Context) -> bool:
    if "werkgever" not in earlier or earlier["werkgever"] != later.get("werkgever"):
        return False
    begin = whole_day(later.get(context.begin))
    end = earlier.get(context.einde)
    if end is None:
        return True
    last = whole_day(end)
    return begin is not None and last is not None and days_between(last, begin) <= _MERGE_GAP_DAYS


def _joined(earlier: Row, later: Row, context: Context) -> Row:
    row = {**earlier, **later, context.begin: earlier.get(context.begin, UNKNOWN)}
    ends = (earlier.get(context.einde), later.get(context.einde))
    row.pop(context.einde, None)
    if None not in ends:
        row[context.einde] = max(ends, key=lambda end: bounds(end)[1])
    if "opgaven" in row:
        row["opgaven"] = [*earlier["opgaven"], *later["opgaven"]]
    return row


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
    returns = [
        item
        for item in row["opgaven"]
        if _is_number(item.get("uren")) and "begin" in item and "einde" in item
    ]
    last = whole_day(row.get(context.einde)) or max((_day(item["einde"]) for item in returns), default=None)
    if last is None:
        return row
    start = years_before(last, 1).strftime("%Y%m%d")
    recent = [item for item in returns if item["begin"] > start]
    days = sum(_days(item) for item in recent)
    if days <= 0:
        return row
    weekly = sum(int(item["uren"]) for item in recent) * _WEEK / days
    return {**row, "urenklasse": next((name for limit, name in _HOUR_CLASSES if weekly < limit), _MOST_HOURS)}


def _is_number(text: Any) -> bool:  # noqa: ANN401 - a slot that may be missing
    return isinstance(text, str) and text.isascii() and text.isdigit()


def _day(text: str) -> date:
    return whole_day(begin_date(text)) or date.min


def _days(item: Row) -> int:
    begin, end = _day(item["begin"]), _day(item["einde"])
    return (end - begin).days + 1 if date.min not in (begin, end) else 0


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
    "alleen_inkomen": alleen_inkomen,
    "koppel_resultaat": koppel_resultaat,
    "binnen_terugkijk": binnen_terugkijk,
    "laatste_contract": laatste_contract,
    "laatste_sector": laatste_sector,
    "urenklasse": urenklasse,
    "lopend": lopend,
}


def run_steps(names: Iterable[str], rows: list[Row], context: Context) -> list[Row]:
    """Run steps in order."""
    for name in names:
        rows = STEPS[name](rows, context)
    return rows
