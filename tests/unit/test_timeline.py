"""Periods in words and as bars on the timeline of the screen."""

from datetime import date

import pytest

from gateway.core.datum import Datum, DatumOnbekend, JaarDatum, JaarMaandDatum, SourceDate
from gateway.screen.timeline import Axis, Bar, span
from gateway.screen.words import period_words

_DAY, _MONTH, _YEAR = Datum("2015-04-01"), JaarMaandDatum(2018, 12), JaarDatum(2014)


@pytest.mark.parametrize(
    ("begin", "end", "running", "words"),
    [
        (_DAY, _MONTH, False, "1 apr 2015 \N{EN DASH} dec 2018"),
        (_YEAR, _YEAR, False, "2014"),
        (_DAY, None, True, "vanaf 1 apr 2015"),
        (_DAY, DatumOnbekend(), False, "1 apr 2015 \N{EN DASH} onbekend"),
        (_DAY, None, False, "1 apr 2015 \N{EN DASH} onbekend"),
        (DatumOnbekend(), _MONTH, False, "begin onbekend \N{EN DASH} dec 2018"),
        (None, None, True, "loopt, begin onbekend"),
        (DatumOnbekend(), None, False, "onbekend"),
    ],
)
def test_period_in_words(
    begin: SourceDate | None, end: SourceDate | None, *, running: bool, words: str
) -> None:
    """A period is said as precisely as its dates are known, and never ends "now" unless it runs."""
    assert period_words(begin, end, running=running, days=True) == words


_AXIS = Axis(date(2017, 1, 1), date(2026, 12, 31), 20)


@pytest.mark.parametrize(
    ("begin", "end", "running", "drawn"),
    [
        (Datum("2018-01-01"), Datum("2019-12-31"), False, "   ▇▇▇▇               "),
        (JaarDatum(2018), Datum("2019-12-31"), False, "   ░░▇▇               "),
        (JaarDatum(2018), JaarDatum(2018), False, "   ░░                 "),
        (Datum("2026-01-01"), None, True, "                   ▇▇\u203a"),
        (DatumOnbekend(), Datum("2019-12-31"), False, "     \u2039▇               "),
        (Datum("2018-01-01"), DatumOnbekend(), False, "   ▇?                 "),
        (Datum("2018-01-01"), Datum("2018-01-02"), False, "   ▇                  "),
        (None, None, False, " " * 22),
        (Datum("2030-01-01"), None, False, " " * 21 + "?"),
    ],
)
def test_bar(begin: SourceDate | None, end: SourceDate | None, *, running: bool, drawn: str) -> None:
    """A bar fills what is known, shades what is only known to the year, and marks open and unknown ends."""
    assert _AXIS.draw(Bar("", "", span(begin), span(end), running)) == drawn


def test_diploma_is_a_point_or_a_year() -> None:
    """A diploma of a known day is one mark; of a known year the whole year is shaded."""
    assert _AXIS.draw(Bar("", "", point=span(Datum("2018-01-01")))).strip() == "◆"
    assert _AXIS.draw(Bar("", "", point=span(_YEAR))).strip() == ""
    assert _AXIS.draw(Bar("", "", point=span(JaarDatum(2018)))) == "   ░░                 "


def test_years_stand_above_their_first_day() -> None:
    """The axis names years at the cell of 1 January, and the last cell is today."""
    years, line = _AXIS.header()
    assert years == " 2017  2020      2025 "
    assert line == " ┬─────┬─────────┬─── nu"
