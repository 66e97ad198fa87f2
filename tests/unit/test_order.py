"""Rows stand newest first, and `rij` says which row is which (`interface.md` §2 and §8)."""

from typing import Any

from tests.fakes.answers import BENEFIT, EDUCATION, WORK, JsonRow
from tests.fakes.dossiers import benefit, benefits, education, enrolment, job, result, support, supports, work
from tests.fakes.world import World

BEGIN, END = "datumAanvangUitkeringsverhouding", "datumEindeUitkeringsverhouding"


def group(answer: dict[str, Any], path: str) -> list[JsonRow]:
    """Give the rows of a group, none when it is absent."""
    node: Any = answer
    for part in path.split("."):
        node = node.get(part, {})
    return node or []


def shown(rows: list[JsonRow], *names: str) -> list[tuple[str | None, ...]]:
    """Show the named dates and texts of rows."""
    return [tuple(_text(row.get(name)) for name in names) for row in rows]


def _text(value: Any) -> str | None:
    if isinstance(value, dict):
        return str(value.get("datum") or value.get("jaar") or value.get("code") or value["type"])
    return value if value is None else str(value)


def test_open_rows_come_first_then_the_latest_end_then_the_latest_begin() -> None:
    """By end, open first; among equal ends by begin."""
    tree = benefits(
        benefit("AOW", "20100101", "20151231"),
        benefit("AOW", "20120101"),
        benefit("AOW", "20110101", "20201231"),
        benefit("AOW", "20130101"),
        benefit("AOW", "20120101", "20201231"),
    )
    assert shown(group(World({"SVB": tree}).ask(), BENEFIT), BEGIN, END) == [
        ("2013-01-01", None),
        ("2012-01-01", None),
        ("2012-01-01", "2020-12-31"),
        ("2011-01-01", "2020-12-31"),
        ("2010-01-01", "2015-12-31"),
    ]


def test_an_open_row_that_has_yet_to_begin_is_open() -> None:
    """A benefit that begins next month has no end: it stands first, although it does not run yet."""
    tree = benefits(
        benefit("AOW", "20200101", "20271231"), benefit("AOW", "20261201"), benefit("AOW", "20100101")
    )
    assert shown(group(World({"SVB": tree}).ask(), BENEFIT), BEGIN, "indicatieLopend") == [
        ("2026-12-01", "NEE"),
        ("2010-01-01", "JA"),
        ("2020-01-01", "JA"),
    ]


def test_equal_dates_stand_in_the_order_of_their_sources() -> None:
    """Rows with the same dates are ordered by the name of their bron, and conflicts stay side by side."""
    answer = World(
        {
            "UWV_UITKERING": benefits(benefit("WW")),
            "SVB": benefits(benefit("AOW")),
            "GEMEENTE_UITKERING/0855": benefits(benefit("PW")),
        }
    ).ask()
    assert shown(group(answer, BENEFIT), "bron", "categorie") == [
        ("GEMEENTE_UITKERING", "BIJSTAND"),
        ("SVB", "OUDERDOM"),
        ("UWV_UITKERING", "WERKLOOSHEID"),
    ]


def test_dates_known_in_part_take_their_last_day() -> None:
    """A year ends on its last day; a date that is not known stands last."""
    tree = benefits(
        benefit("AOW", "20100101", "20230231"),
        benefit("AOW", "20100101", "20200000"),
        benefit("AOW", "20100101", "20200630"),
    )
    assert shown(group(World({"SVB": tree}).ask(), BENEFIT), END) == [
        ("2020",),
        ("2020-06-30",),
        ("DatumOnbekend",),
    ]


def test_diplomas_are_ordered_by_their_date_else_end_else_begin() -> None:
    """An education stands at its diploma; without one at its end, else at its begin."""
    tree = education(
        (
            enrolment("20080801", "20120711", name="oud"),
            enrolment("20150801", "20160711", name="afgebroken"),
            enrolment("20170801", name="lopend"),
        ),
        (
            result("G", "20140101", name="jong"),
            result("G", "20120711", name="oud"),
            result("G", "00000000", None, name="onbekend"),
        ),
    )
    assert shown(group(World({"DUO": tree}).ask(), EDUCATION), "omschrijvingOpleidingsnaam") == [
        ("lopend",),
        ("afgebroken",),
        ("jong",),
        ("oud",),
        ("onbekend",),
    ]


def test_an_unknown_date_of_a_diploma_leaves_its_end() -> None:
    """A diploma of which the day is unknown stands at the end of its education."""
    tree = education(
        (enrolment("20100801", "20140711", name="einde"),),
        (result("G", "00000000", None, name="einde"), result("G", "20130101", name="eerder")),
    )
    assert shown(group(World({"DUO": tree}).ask(), EDUCATION), "omschrijvingOpleidingsnaam") == [
        ("einde",),
        ("eerder",),
    ]


def test_the_order_betrays_no_date_that_is_not_delivered() -> None:
    """Without dates in the wish, rows stand in the order in which the source gave them."""
    for years in (("2010", "2020"), ("2020", "2010")):
        tree = benefits(
            *(benefit(law, f"{year}0101") for law, year in zip(("AOW", "ANW"), years, strict=True))
        )
        answer = World({"SVB": tree}).ask((f"{BENEFIT}.categorie",))
        assert shown(group(answer, BENEFIT), "categorie") == [("OUDERDOM",), ("NABESTAANDEN",)]


FULL = {
    "UWV_POLIS": work(job("20150401", "20181231"), job("20190204", number="L02")),
    "SVB": benefits(benefit("AOW"), benefit("AOW"), benefit("ANW")),
    "DUO": education((enrolment(),), (result(name="Lassen"),)),
    "GEMEENTE_UITKERING/0855": benefits(benefit("PW")),
    "GEMEENTE_UITKERING/0772": benefits(benefit("PW")),
    "GEMEENTE_REINTEGRATIE/0855": supports(support("10"), support("11")),
}


def keys(answer: dict[str, Any]) -> list[str]:
    """Give every `rij` of an answer."""
    paths = (WORK, EDUCATION, BENEFIT, "reIntegratievoorziening")
    return [row["rij"] for path in paths for row in group(answer, path)]


def test_row_keys_are_stable_and_tell_rows_apart() -> None:
    """The same question gives the same keys, and no two rows share one, not even equal rows."""
    first, second = (keys(World(FULL).ask(gemeenten=("0855", "0772"))) for _ in range(2))
    assert first == second
    assert len(set(first)) == len(first) == 11


def test_row_keys_say_nothing() -> None:
    """A key is an opaque hash: no date, law or number of its row stands in it."""
    assert all(len(key) == 24 and set(key) <= set("0123456789abcdef") for key in keys(World(FULL).ask()))
