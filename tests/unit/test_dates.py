"""Dates of sources (`interface.md` §8, Dates): whole, partly known, unknown, open, impossible."""

import json
from datetime import date

import msgspec
import pytest

from gateway.core.datum import begin_date, bounds, confirmed, end_date, years_before
from tests.fakes.answers import BENEFIT, facts, rows
from tests.fakes.dossiers import Tree, benefit, benefits
from tests.fakes.world import World

UNKNOWN = {"type": "DatumOnbekend"}
BEGIN, END = "datumAanvangUitkeringsverhouding", "datumEindeUitkeringsverhouding"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20150401", {"type": "Datum", "datum": "2015-04-01"}),
        ("20160229", {"type": "Datum", "datum": "2016-02-29"}),
        ("20140600", {"type": "JaarMaandDatum", "jaar": 2014, "maand": 6}),
        ("20140000", {"type": "JaarDatum", "jaar": 2014}),
        ("00000000", UNKNOWN),
        ("66660101", UNKNOWN),
        ("20230231", UNKNOWN),
        ("20150229", UNKNOWN),
        ("20141301", UNKNOWN),
        ("20140014", UNKNOWN),
        ("88881231", UNKNOWN),
        ("99991231", UNKNOWN),
        ("00140101", UNKNOWN),
        ("2014-4-1", UNKNOWN),
        ("\uff12\uff10\uff11\uff14\uff10\uff11\uff10\uff11", UNKNOWN),
        ("2014", UNKNOWN),
        (" 2014010", UNKNOWN),
    ],
)
def test_begin_dates(text: str, expected: dict[str, object]) -> None:
    """A begin goes out as precise as the source knows it; every impossible date is DatumOnbekend."""
    assert msgspec.to_builtins(begin_date(text)) == expected


@pytest.mark.parametrize("text", ["00000000", "88881231", "99991231"])
def test_open_ends(text: str) -> None:
    """The three sentinels of an end mean open: no end date, and the row runs."""
    assert end_date(text) is None
    (row,) = rows("SVB", BENEFIT, benefits(benefit("AOW", "20200101", text)))
    assert END not in row
    assert row["indicatieLopend"] == "JA"


@pytest.mark.parametrize("text", ["20230231", "66660101", "20141301", "abcdefgh"])
def test_impossible_ends_are_not_open(text: str) -> None:
    """An impossible end is DatumOnbekend, not open, and nothing is said about running."""
    (row,) = rows("SVB", BENEFIT, benefits(benefit("AOW", "20200101", text)))
    assert row[END] == UNKNOWN
    assert "indicatieLopend" not in row


@pytest.mark.parametrize(
    ("text", "reasons", "drift"),
    [("20230231", {f"{BENEFIT}.{BEGIN}": "ONLEESBAAR"}, 1), ("00000000", {}, 0), ("66660101", {}, 0)],
)
def test_impossible_dates_are_reported(text: str, reasons: dict[str, str], drift: int) -> None:
    """An impossible date is ONLEESBAAR and counts as drift; a known sentinel does neither."""
    read = facts("SVB", benefits(benefit("AOW", text)))
    assert read.redenen == reasons
    assert read.drift == drift


def test_one_readable_date_is_enough() -> None:
    """ONLEESBAAR stands in nietGeleverd only where no row of the source has that date."""
    svb = benefits(benefit("AOW", "20230231"), benefit("ANW", "20200101"))
    absent = World({"SVB": svb}).ask()["nietGeleverd"]
    assert [
        entry for entry in absent if entry["bron"] == "SVB" and entry["veld"] == f"{BENEFIT}.{BEGIN}"
    ] == []


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        ("20240201", None, "JA"),
        ("20240201", "20261031", "NEE"),
        ("20240201", "20261101", "JA"),
        ("20240201", "20270331", "JA"),
        ("20240201", "20261100", "JA"),
        ("20240201", "20261000", "NEE"),
        ("20240201", "20260000", None),
        ("20240201", "20250000", "NEE"),
        ("20240201", "20270000", "JA"),
        ("20261101", None, "JA"),
        ("20261102", None, "NEE"),
        ("20261201", "20270331", "NEE"),
        ("00000000", None, "JA"),
        ("00000000", "20261031", "NEE"),
    ],
)
def test_running_today(begin: str, end: str | None, expected: str | None) -> None:
    """`indicatieLopend` holds for today, also with a future end; silent where the end may be either side."""
    (row,) = rows("SVB", BENEFIT, benefits(benefit("AOW", begin, end)))
    assert row.get("indicatieLopend") == expected


def test_a_missing_date_is_a_missing_key() -> None:
    """A date the source leaves out or leaves empty is no key, never null."""
    tree: Tree = {"Uitkeringsverhouding": [{"DatEUitkeringsverhouding": "", "SzWet": {"CdSzWet": "WW"}}]}
    (row,) = rows("UWV_UITKERING", BENEFIT, tree)
    assert BEGIN not in row
    assert END not in row
    assert "null" not in json.dumps(row)


@pytest.mark.parametrize(
    ("today", "years", "expected"),
    [
        (date(2026, 11, 1), 10, date(2016, 11, 1)),
        (date(2024, 2, 29), 10, date(2014, 2, 28)),
        (date(2024, 2, 29), 4, date(2020, 2, 29)),
    ],
)
def test_years_before(today: date, years: int, expected: date) -> None:
    """Years are counted to the day; 29 February becomes 28 where the year has none."""
    assert years_before(today, years) == expected


@pytest.mark.parametrize(
    ("asked", "found", "expected"),
    [
        ("19940314", "19940314", "JA"),
        ("19940300", "19940314", "GEDEELTELIJK"),
        ("19940000", "19940314", "GEDEELTELIJK"),
        ("19940314", "19940300", "GEDEELTELIJK"),
        ("19940314", "19940000", "GEDEELTELIJK"),
        ("19940314", "00000000", "NEE"),
        ("19940314", "66660101", "NEE"),
        ("19940314", "", "NEE"),
        ("19940000", "00000314", "NEE"),
        ("19940314", "19940315", None),
        ("19940314", "19950314", None),
        ("19940300", "19940414", None),
        ("19940000", "19950000", None),
        ("19940314", "1994031", None),
        ("19940314", "onbekend", None),
    ],
)
def test_birth_dates_compare_at_the_coarser_precision(asked: str, found: str, expected: str | None) -> None:
    """Parts unknown on either side match; any known part that differs does not."""
    assert confirmed(asked, found) == expected


def test_bounds_hold_every_day_a_date_can_mean() -> None:
    """A month or year stretches from its first to its last day."""
    assert bounds(begin_date("20140600")) == (20140601, 20140631)
    assert bounds(begin_date("20140000")) == (20140101, 20141231)
