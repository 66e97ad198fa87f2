"""Promises too long to write out (`[verwacht.reeksen]` of a life): a row and how often it returns.

[[verwacht.werkervaring]]                     # the first row of the answer, by hand
[[verwacht.werkervaring]]                     # the last
[verwacht.reeksen]
aantal = 221                                  # rows there are in all
[[verwacht.reeksen.werkervaring]]
herhaal = { aantal = 120, om_de_dagen = 28 }  # this row so often, each so many days later
…
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

Row = Mapping[str, Any]
_PERIOD = ("datumEindeWerkzaamheden", "datumAanvangWerkzaamheden")


def written_out(promised: Mapping[str, Any]) -> dict[str, Any]:
    """Give the promise with every row of its series, newest first; as it is when it has none.

    Asserts that the series give the promised number of rows, and the first and the last that were written.
    """
    series = promised.get("reeksen")
    if series is None:
        return dict(promised)
    rows = sorted((row for each in series["werkervaring"] for row in _repeated(each)), key=_days)
    assert len(rows) == len({_days(row) for row in rows}) == series["aantal"], "as many rows, none at once"
    assert [rows[-1], rows[0]] == promised["werkervaring"], "the first and the last row, as written by hand"
    rest = {name: value for name, value in promised.items() if name != "reeksen"}
    return {**rest, "werkervaring": rows[::-1]}


def _repeated(series: Row) -> Iterator[Row]:
    row = {name: value for name, value in series.items() if name != "herhaal"}
    for number in range(series["herhaal"]["aantal"]):
        later = timedelta(days=number * series["herhaal"]["om_de_dagen"])
        moved = {name: date.fromisoformat(row[name]["datum"]) + later for name in _PERIOD}
        yield {**row, **{name: {"type": "Datum", "datum": f"{day}"} for name, day in moved.items()}}


def _days(row: Row) -> tuple[str, ...]:
    """Give what work is ordered by: its end, then its begin."""
    return tuple(row[name]["datum"] for name in _PERIOD)
