"""Converters of dates and texts take any text without falling over, and never invent precision."""

from datetime import date

from hypothesis import example, given
from hypothesis import strategies as st

from gateway.core.datum import (
    Datum,
    DatumOnbekend,
    JaarDatum,
    JaarMaandDatum,
    begin_date,
    bounds,
    confirmed,
    end_date,
)
from gateway.core.facts import Absent
from gateway.extract.values import jaar, tekst
from tests.fakes.strategies import PROPERTY

digits = st.text("0123456789", min_size=6, max_size=9)
eight = st.integers(0, 99_999_999).map(lambda number: f"{number:08d}")
near = st.dates().map(lambda day: f"{day.year:04d}{day:%m%d}")
texts = (
    st.text()
    | digits
    | eight
    | near
    | st.sampled_from(("2024W011", "2024-306", "20240230", "1e7", "\x00" * 8))
)


@PROPERTY
@given(text=texts)
@example(text="9" * 5000)
def test_date_converters_take_any_text(text: str) -> None:
    """Any text is a date, an unknown date or an open end; its bounds hold whole numbers in order."""
    for value in (begin_date(text), end_date(text), jaar(text)):
        assert value is None or isinstance(value, Datum | JaarMaandDatum | JaarDatum | DatumOnbekend)
        earliest, latest = bounds(value)
        assert earliest <= latest


@PROPERTY
@given(text=texts)
def test_a_whole_date_is_exactly_what_the_source_wrote(text: str) -> None:
    """A Datum comes from eight digits that are that day of the calendar, and from nothing else."""
    for value in (begin_date(text), end_date(text), jaar(text)):
        if isinstance(value, Datum):
            assert date.fromisoformat(value.datum).strftime("%Y%m%d") == text


@PROPERTY
@given(year=st.integers(0, 9999), month=st.integers(0, 99))
def test_a_year_never_becomes_1_january(year: int, month: int) -> None:
    """A date without a day stays a year or a month, or is unknown."""
    for value in (
        begin_date(f"{year:04d}{month:02d}00"),
        end_date(f"{year:04d}{month:02d}00"),
        jaar(f"{year:04d}"),
    ):
        assert not isinstance(value, Datum)
        if isinstance(value, JaarMaandDatum):
            assert (value.jaar, value.maand) == (year, month)
        if isinstance(value, JaarDatum):
            assert value.jaar == year


@PROPERTY
@given(asked=near, found=texts)
def test_birth_dates_compare_without_falling_over(asked: str, found: str) -> None:
    """Whatever a source repeats as a birth date: only the very same whole date is JA."""
    assert (confirmed(asked, found) == "JA") <= (asked == found)


@PROPERTY
@given(text=st.text(max_size=300))
def test_texts_pass_in_nfc_or_not_at_all(text: str) -> None:
    """A text is given in its one form, short and without invisible characters, or it is ONLEESBAAR."""
    given = tekst(text)
    if given is not Absent.ONLEESBAAR:
        assert isinstance(given, str)
        assert len(given) <= 200
        assert given == tekst(given)
        assert not set(given) & set("\x00\n\r\t\x85\u200b\u202e\u2066\ufeff\u2028\u2029\u061c")
