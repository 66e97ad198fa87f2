"""`urenklasse`: paid hours a week over the opgaven of a relation's last twelve months."""

from datetime import date, timedelta

import pytest

from tests.fakes.answers import WORK, rows
from tests.fakes.dossiers import Tree, job, work


def hours(*jobs: Tree) -> str | None:
    """Read the class of the one row."""
    (row,) = rows("UWV_POLIS", WORK, work(*jobs))
    return row.get("urenklasse")


@pytest.mark.parametrize(
    ("paid", "expected"),
    [
        ("0", "TOT_12"),
        ("619", "TOT_12"),
        ("623", "TOT_12"),
        ("624", "12_TOT_24"),
        ("1247", "12_TOT_24"),
        ("1248", "24_TOT_36"),
        ("1871", "24_TOT_36"),
        ("1872", "36_PLUS"),
        ("2080", "36_PLUS"),
    ],
)
def test_the_borders_of_the_classes(paid: str, expected: str) -> None:
    """Over 52 weeks: below 12 hours a week (11.9), from 12, from 24, from 36."""
    year = job("20200101", "20201229", paid=(("20200101", "20201229", paid),))
    assert hours(year) == expected


@pytest.mark.parametrize("paid", [None, "", "veel", "12,5", "1" * 6, "9" * 5000])
def test_no_readable_hours_no_key(paid: str | None) -> None:
    """Without a whole number of hours nothing is said."""
    assert hours(job("20200101", "20201231", paid=(("20200101", "20200131", paid),))) is None


def test_no_returns_no_key() -> None:
    """A relation without opgaven has no hours."""
    assert hours(job("20200101", "20201231")) is None


def test_only_the_last_twelve_months_count() -> None:
    """Full-time years before the last one do not raise the class."""
    full, small = ("20180101", "20181231", "2080"), ("20200101", "20201231", "260")
    assert hours(job("20180101", "20201231", paid=(full, small))) == "TOT_12"


@pytest.mark.parametrize("end", ["20270331", "20291231"])
def test_a_future_end_does_not_hide_the_hours(end: str) -> None:
    """A contract that ends later still shows the hours of its latest year."""
    assert hours(job("20250101", end, paid=(("20251001", "20260930", "2080"),))) == "36_PLUS"


def test_hours_after_the_work_ended_do_not_count() -> None:
    """When work becomes wachtgeld, the opgaven of the wachtgeld are not hours of that work."""
    kinds = (("15", "20180101", "20181231"), ("18", "20190101", None))
    paid = (("20180101", "20181231", "2080"), ("20190101", "20211231", "0"))
    assert hours(job("20180101", kinds=kinds, paid=paid)) == "36_PLUS"


def test_parallel_contracts_with_one_employer_add_up() -> None:
    """Two contracts of 20 hours at the same time are 40 hours a week, not 20."""
    half = (("20200101", "20201229", "1040"),)
    assert hours(job("20200101", "20201229", paid=half), job("20200101", "20201229", paid=half)) == "36_PLUS"


def test_a_year_of_weekly_contracts_has_the_hours_of_them_all() -> None:
    """Fifty-two contracts of a week, of 40 and 20 hours in turn, are one row of 30 hours a week."""
    weeks = [date(2020, 1, 6) + timedelta(weeks=number) for number in range(52)]
    spans = [(f"{monday:%Y%m%d}", f"{monday + timedelta(days=6):%Y%m%d}") for monday in weeks]
    contracts = [
        job(*span, paid=((*span, "20" if number % 2 else "40"),)) for number, span in enumerate(spans)
    ]
    assert hours(*contracts) == "24_TOT_36"


def test_a_correction_is_taken_off() -> None:
    """An opgave with negative hours over the same days lowers the hours, it adds no days."""
    paid = (("20200101", "20201229", "2080"), ("20200101", "20201229", "-1560"))
    assert hours(job("20200101", "20201229", paid=paid)) == "TOT_12"


@pytest.mark.parametrize(
    "period", [("20230231", "20201229"), ("20200101", "88881231"), ("20200600", "20200630")]
)
def test_an_opgave_over_an_unknown_period_is_left_out(period: tuple[str, str]) -> None:
    """Hours over days that are not known cannot be hours a week."""
    paid = ((*period, "99999"), ("20200101", "20201229", "624"))
    assert hours(job("20200101", "20201229", paid=paid)) == "12_TOT_24"


def test_work_with_a_short_break_of_other_income_counts_its_hours_once() -> None:
    """Parts of one relation that join again share their opgaven: twenty hours a week stay twenty."""
    kinds = (
        ("15", "20200101", "20200630"),
        ("31", "20200701", "20200703"),
        ("15", "20200704", "20201229"),
    )
    paid = (("20200101", "20201229", "1040"),)
    assert hours(job("20200101", "20201229", kinds=kinds, paid=paid)) == "12_TOT_24"
