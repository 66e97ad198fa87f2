"""Draws periods as bars on one axis of years, each only as precise as its dates are known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from gateway.core.datum import DatumOnbekend, SourceDate, bounds

FULL, VAGUE, POINT = "▇", "░", "◆"
UNKNOWN_BEGIN, UNKNOWN_END, RUNNING = "‹", "?", "›"
_LEGEND = (
    (FULL, "periode"),
    (VAGUE, "dag of maand niet bekend"),
    (POINT, "diploma"),
    (UNKNOWN_BEGIN, "begin onbekend"),
    (UNKNOWN_END, "einde onbekend"),
    (RUNNING, "loopt nog"),
)
_STEPS = (1, 2, 5, 10, 20, 50, 100)
_YEAR_CELLS = 6
_WIDEST, _NARROWEST = 64, 8
_MARKS = 2
_GAPS = 5

Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a lane: what, when in words, and the dates to draw.

    `begin` and `end` None are not known; `running` means the end has not come; `point` is a diploma date.
    """

    label: str
    words: str
    begin: Span | None = None
    end: Span | None = None
    running: bool = False
    point: Span | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane: its title and colour, its bars oldest first, and what to say when it is empty or not whole."""

    title: str
    style: str
    bars: tuple[Bar, ...]
    remark: str = ""


def span(value: SourceDate | None) -> Span | None:
    """Give the first and last day a date can mean; None when it is absent or unknown."""
    if value is None or isinstance(value, DatumOnbekend):
        return None
    first, last = bounds(value)
    return _day(first), _day(last)


def _day(number: int) -> date:
    year, month, day = number // 10_000, number // 100 % 100, number % 100
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return min(date(year, month, 1) + timedelta(days=day - 1), last)


@dataclass(frozen=True, slots=True)
class Axis:
    """A stretch of whole years up to today over a number of character cells."""

    first: date
    last: date
    cells: int

    def cell(self, day: date) -> int:
        """Give the cell of a day; below 0 or from `cells` on it lies outside."""
        return (day - self.first).days * self.cells // ((self.last - self.first).days + 1)

    def ticks(self) -> dict[int, int]:
        """Give cell → year for the years that are written out."""
        years = range(self.first.year, self.last.year + 1)
        for step in _STEPS:
            ticks = {self.cell(date(year, 1, 1)): year for year in years if year % step == 0}
            if all(right - left >= _YEAR_CELLS for left, right in pairwise(ticks)):
                break
        if not ticks or min(ticks) >= _YEAR_CELLS:
            ticks[0] = self.first.year
        return ticks

    def header(self) -> tuple[str, str]:
        """Give the line of years and the line of the axis itself, each two wider than the cells."""
        ticks = self.ticks()
        years, line = [" "] * (self.cells + _MARKS), ["─"] * self.cells
        for cell, year in ticks.items():
            years[cell + 1 : cell + 5] = str(year)
            line[cell] = "┬"
        years = years[: self.cells + _MARKS]
        if not "".join(years[-5:]).strip():
            years[-3:] = "nu "
        return "".join(years), f" {''.join(line)} "

    def draw(self, bar: Bar) -> str:
        """Draw one bar, with a cell before and after the axis for marks."""
        cells = dict.fromkeys(range(-1, self.cells + 1), " ")
        begin, end = bar.begin, bar.end
        if end is None and bar.running:
            end = self.last, self.last
        known = [edge for edge in (begin, end) if edge is not None]
        if known:
            self._fill(cells, (known[0][0], known[-1][1]), VAGUE)
            self._fill(cells, (known[0][1], known[-1][0]), FULL)
            self._mark(cells, begin, end, running=bar.running)
        if bar.point is not None:
            exact = self.cell(bar.point[0]) == self.cell(bar.point[1])
            self._fill(cells, bar.point, POINT if exact else VAGUE if not known else "")
        return "".join(cells.values())

    def _fill(self, cells: dict[int, str], part: Span, char: str) -> None:
        for cell in range(max(0, self.cell(part[0])), min(self.cells - 1, self.cell(part[1])) + 1):
            cells[cell] = char or cells[cell]

    def _mark(self, cells: dict[int, str], begin: Span | None, end: Span | None, *, running: bool) -> None:
        if begin is None and end is not None:
            cells[max(-1, min(self.cells, self.cell(end[0])) - 1)] = UNKNOWN_BEGIN
        if end is None and begin is not None:
            cells[min(self.cells, self.cell(begin[1]) + 1)] = UNKNOWN_END
        if running:
            cells[self.cells] = RUNNING


def timeline(lanes: Sequence[Lane], *, today: date, width: int) -> Iterator[Text]:
    """Give the lines of the timeline, none wider than `width` cells."""
    bars = [bar for lane in lanes for bar in lane.bars]
    words = max((cell_len(bar.words) for bar in bars), default=0)
    label = max((cell_len(bar.label) for bar in bars), default=0)
    room = width - words - _GAPS - _MARKS
    cells = max(_NARROWEST, min(_WIDEST, max(room - label, room // 2)))
    label = max(_NARROWEST, min(label, room - cells))
    axis = Axis(date(_first_year(bars, today), 1, 1), today, cells)
    drawn = [axis.draw(bar) for bar in bars]
    years, line = axis.header()
    if bars:
        yield Text(f"  {years}", style="dim")
        yield Text(f"  {line}", style="dim")
    for lane in lanes:
        yield Text.assemble(" ", (lane.title, "bold"), f"  {lane.remark}" if lane.remark else "")
        for bar in lane.bars:
            shown = set_cell_size(bar.label, label) if cell_len(bar.label) <= label else _cut(bar.label, label)
            yield Text.assemble("  ", (axis.draw(bar), lane.style), " ", shown, "  ", bar.words)
    yield Text()
    yield Text(_legend("".join(drawn)), style="dim")


def _cut(text: str, cells: int) -> str:
    return set_cell_size(text, cells - 1) + "…"


def _first_year(bars: Sequence[Bar], today: date) -> int:
    edges = [edge for bar in bars for edge in (bar.begin, bar.end, bar.point) if edge is not None]
    return min((edge[0].year for edge in edges if edge[0] <= today), default=today.year)


def _legend(drawn: str) -> str:
    used = [f"{char} {words}" for char, words in _LEGEND if char in drawn]
    return " · ".join([*used, "leeg = geen gegevens, niet: niets gedaan"])
