"""Draws periods as bars on one axis of years, each only as precise as its dates are known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from rich.cells import cell_len, set_cell_size
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from gateway.core.datum import DatumOnbekend, SourceDate, bounds

FULL, CLAIMED, VAGUE, POINT = "▇", "▒", "░", "◆"
UNKNOWN_BEGIN = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}"
UNKNOWN_END = "?"
RUNNING = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
INDENT = 2
_LEGEND = (
    (FULL, "periode"),
    (CLAIMED, "zelf opgegeven"),
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

    `begin` and `end` None are not known; `running` means the end has not come; `point` is a diploma date;
    `claimed` means that only the person says so.
    """

    label: str
    words: str
    begin: Span | None = None
    end: Span | None = None
    running: bool = False
    point: Span | None = None
    claimed: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane: its title and colour, its bars oldest first, and a remark when it is not whole."""

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

    def place(self, day: date) -> float:
        """Give how many cells lie before the start of a day; below 0 or above `cells` is outside."""
        return (day - self.first).days * self.cells / ((self.last - self.first).days + 1)

    def ticks(self) -> dict[int, int]:
        """Give cell → year for the years that are written out."""
        years = range(self.first.year, self.last.year + 1)
        ticks: dict[int, int] = {}
        for step in _STEPS:
            ticks = {round(self.place(date(year, 1, 1))): year for year in years if year % step == 0}
            if all(right - left >= _YEAR_CELLS for left, right in pairwise(ticks)):
                break
        return ticks if ticks and min(ticks) < _YEAR_CELLS else {0: self.first.year, **ticks}

    def header(self) -> tuple[str, str]:
        """Give the line of years and the line of the axis itself, as they stand above a drawn bar."""
        years, line = " " * (self.cells + _MARKS), "─" * self.cells
        for cell, year in self.ticks().items():
            years = f"{years[: cell + 1]}{year}{years[cell + 5 :]}"
            line = f"{line[:cell]}┬{line[cell + 1 :]}"
        return years, f" {line[: self.cells]} nu"

    def draw(self, bar: Bar) -> str:
        """Draw one bar, with a cell before and after the axis for marks."""
        cells = dict.fromkeys(range(-1, self.cells + 1), " ")
        begin, end = bar.begin, bar.end
        if end is None and bar.running:
            end = self.last, self.last
        known = [edge for edge in (begin, end) if edge is not None]
        if known:
            self._fill(cells, (known[0][0], known[-1][1]), VAGUE)
            self._fill(cells, (known[0][1], known[-1][0]), CLAIMED if bar.claimed else FULL)
            self._mark(cells, begin, end, running=bar.running)
        if bar.point is not None:
            exact = self._cells(bar.point) == self._cells((bar.point[0], bar.point[0]))
            self._fill(cells, bar.point, POINT if exact else "" if known else VAGUE)
        return "".join(cells.values())

    def _cells(self, part: Span) -> range:
        """Give the cells nearest to a stretch of days, at least one; none outside the axis."""
        start, stop = self.place(part[0]), self.place(part[1] + timedelta(days=1))
        first, after = round(start), round(stop)
        if first >= after:
            first = int((start + stop) / 2)
            after = first + 1
        inside = part[0] <= self.last and part[1] >= self.first and part[0] <= part[1]
        return range(max(0, first), min(self.cells, after)) if inside else range(0)

    def _fill(self, cells: dict[int, str], part: Span, char: str) -> None:
        for cell in self._cells(part):
            cells[cell] = char or cells[cell]

    def _mark(self, cells: dict[int, str], begin: Span | None, end: Span | None, *, running: bool) -> None:
        if begin is None and end is not None:
            cells[min(self._cells(end), default=self.cells) - 1] = UNKNOWN_BEGIN
        if end is None and begin is not None:
            cells[max(self._cells(begin), default=self.cells - 1) + 1] = UNKNOWN_END
        if running:
            cells[self.cells] = RUNNING


def timeline(lanes: Sequence[Lane], *, today: date, width: int) -> RenderableType:
    """Give the drawing, at most `width` cells wide."""
    bars = [bar for lane in lanes for bar in lane.bars]
    title = max(cell_len(lane.title) for lane in lanes)
    axis, label = _layout(bars, today, width)
    years, line = axis.header()
    parts: list[RenderableType] = [Text(f"  {years}\n  {line}", style="dim")] if bars else []
    for lane in lanes:
        name = (set_cell_size(lane.title, title if lane.remark else cell_len(lane.title)), "bold")
        parts.append(indented(Text.assemble(name, "  " if lane.remark else "", lane.remark)))
        for bar in lane.bars:
            drawn = (axis.draw(bar), lane.style)
            parts.append(Text.assemble("  ", drawn, " ", _fit(bar.label, label), "  ", bar.words))
    if bars:
        legend = _legend("".join(axis.draw(bar) for bar in bars), width - INDENT)
        parts += [Text(), indented(Text(legend, style="dim"))]
    return Group(*parts)


def indented(part: RenderableType, cells: int = INDENT) -> Padding:
    """Give a part of the screen, moved to the right."""
    return Padding(part, (0, 0, 0, cells))


def _layout(bars: Sequence[Bar], today: date, width: int) -> tuple[Axis, int]:
    """Divide the width: words keep theirs, the axis gets at least half of the rest, labels are cut to fit."""
    room = width - max((cell_len(bar.words) for bar in bars), default=0) - _GAPS - _MARKS
    label = max((cell_len(bar.label) for bar in bars), default=0)
    cells = max(_NARROWEST, min(_WIDEST, max(room - label, room // 2)))
    return Axis(date(_first_year(bars, today), 1, 1), today, cells), max(_NARROWEST, min(label, room - cells))


def _fit(text: str, cells: int) -> str:
    return set_cell_size(text, cells) if cell_len(text) <= cells else f"{set_cell_size(text, cells - 1)}…"


def _first_year(bars: Sequence[Bar], today: date) -> int:
    edges = [edge for bar in bars for edge in (bar.begin, bar.end, bar.point) if edge is not None]
    return min((edge[0].year for edge in edges if edge[0] <= today), default=today.year)


def _legend(drawn: str, width: int) -> str:
    """Explain the characters that were used, breaking lines only between explanations."""
    used = [f"{char} {words}" for char, words in _LEGEND if char in drawn]
    lines = [""]
    for part in (*used, "leeg = geen gegevens, niet: niets gedaan"):
        joined = f"{lines[-1]} · {part}" if lines[-1] else part
        lines[-1:] = [joined] if cell_len(joined) <= width else [lines[-1], part]
    return "\n".join(lines)
