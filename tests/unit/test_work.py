"""Work from the polisadministratie (`interface.md` §8, Work and Look-back)."""

from datetime import date, timedelta
from typing import Any

import pytest

from gateway.core.datum import Datum
from gateway.extract.rows import Row
from gateway.extract.steps import Context, voeg_aaneen
from tests.fakes.answers import (
    TODAY,
    WORK,
    JsonRow,
    call_of,
    facts,
    found,
    raw,
    reader_of,
    rows,
    source_of,
)
from tests.fakes.dossiers import Tree, job, work

BEGIN, END = "datumAanvangWerkzaamheden", "datumEindeWerkzaamheden"


def periods(*jobs: Tree) -> set[tuple[str | None, str | None]]:
    """Read begin and end of every row."""
    return {(_day(row, BEGIN), _day(row, END)) for row in rows("UWV_POLIS", WORK, work(*jobs))}


def _day(row: JsonRow, name: str) -> str | None:
    value = row.get(name)
    return None if value is None else str(value.get("datum", value["type"]))


@pytest.mark.parametrize(
    ("kind", "is_work"),
    [
        *((str(code), True) for code in range(11, 18)),
        ("18", False),
        ("31", False),
        ("99", False),
        (None, False),
    ],
)
def test_work_is_kinds_11_to_17(kind: str | None, *, is_work: bool) -> None:
    """CdSrtIkv 11 to 17 is work; 18, any other and a missing kind are not, and the row is not given."""
    assert bool(periods(job("20200101", kinds=((kind, "20200101", None),)))) is is_work


def test_a_relation_without_periods_is_no_work() -> None:
    """Nothing says that it is work, so it is not given."""
    assert periods(job("20200101", kinds=())) == set()


def test_a_change_of_kind_splits_a_relation() -> None:
    """Work, then wachtgeld, then work again is two rows, each with the period that was work."""
    kinds = (("15", "20180101", "20181231"), ("18", "20190101", "20191231"), ("15", "20200101", None))
    assert periods(job("20180101", "20220630", kinds=kinds)) == {
        ("2018-01-01", "2018-12-31"),
        ("2020-01-01", "2022-06-30"),
    }


def test_a_work_period_without_end_lasts_until_the_next_period() -> None:
    """A period that names no end ends the day before the one that is no work."""
    kinds = (("15", "20180101", None), ("18", "20190101", None))
    assert periods(job("20180101", kinds=kinds)) == {("2018-01-01", "2018-12-31")}


def test_periods_that_are_all_work_stay_one_row() -> None:
    """A change from one kind of work to another splits nothing."""
    kinds = (("11", "20180101", "20181231"), ("15", "20190101", None))
    assert periods(job("20180101", kinds=kinds)) == {("2018-01-01", None)}


@pytest.mark.parametrize(
    ("begin", "expected"),
    [
        ("20200108", {("2018-01-01", "2021-12-31")}),
        ("20200109", {("2018-01-01", "2019-12-31"), ("2020-01-09", "2021-12-31")}),
        ("20200101", {("2018-01-01", "2021-12-31")}),
        ("20190601", {("2018-01-01", "2021-12-31")}),
    ],
)
def test_the_gap_that_joins(begin: str, expected: set[tuple[str, str]]) -> None:
    """Seven days between two relations with one employer join them, eight do not."""
    assert periods(job("20180101", "20191231"), job(begin, "20211231")) == expected


def test_the_order_of_relations_does_not_matter() -> None:
    """Three relations that follow each other are one row in whichever order the source gives them."""
    first, second, third = (
        job("20180101", "20181231"),
        job("20190101", "20191231"),
        job("20200101", "20201231"),
    )
    assert periods(third, first, second) == periods(first, second, third) == {("2018-01-01", "2020-12-31")}


def test_a_begin_that_is_not_whole_ends_no_reach() -> None:
    """A relation of which only the year of begin is known stands between two that join: they still do."""
    joined = periods(job("20190901", "20200301"), job("20200000", "20200201"), job("20200305", "20201231"))
    assert joined == {("2019-09-01", "2020-12-31"), ("JaarDatum", "2020-02-01")}


class _Counted(dict[str, Any]):
    """A row that counts how often a step looks into it."""

    looks = 0

    def get(self, name: str, default: Any = None, /) -> Any:
        _Counted.looks += 1
        return super().get(name, default)


def test_joining_costs_in_proportion_to_the_relations() -> None:
    """Twice as many relations with one employer cost about twice the looks, not four times."""

    def looks(relations: int) -> int:
        days = [date(2000, 1, 1) + timedelta(days=20 * number) for number in range(relations)]
        rows: list[Row] = [
            _Counted(werkgever=b"L01", begin=Datum(f"{day}"), einde=Datum(f"{day}")) for day in days
        ]
        _Counted.looks = 0
        assert len(voeg_aaneen(rows, Context(TODAY, "begin", "einde", None, {}))) == relations
        return _Counted.looks

    assert looks(400) < 3 * looks(200)


def test_a_begin_that_is_not_known_joins_nothing_and_hides_nothing() -> None:
    """Of three jobs with one employer the first and last follow each other, whatever began in between."""
    first, between, last = (
        job("20170101", "20180630"),
        job("20180000", "20180331"),
        job("20180701", "20191231"),
    )
    assert periods(first, between, last) == {("2017-01-01", "2019-12-31"), ("JaarDatum", "2018-03-31")}


def test_hundreds_of_relations_join_as_a_few_do() -> None:
    """Of 200 jobs at each of three employers: all join, every second joins the one before it, none joins."""
    starts = [date(2017, 1, 1) + timedelta(days=18 * number) for number in range(200)]
    lasting = {"L01": (17, 17), "L02": (12, 8), "L03": (9, 9)}
    spans = {
        number: [(start, start + timedelta(days=days[at % 2])) for at, start in enumerate(starts)]
        for number, days in lasting.items()
    }
    jobs = [
        job(f"{begin:%Y%m%d}", f"{end:%Y%m%d}", number=number)
        for number, span in spans.items()
        for begin, end in span
    ]
    steady, pairs, apart = spans.values()
    joined = [(steady[0][0], steady[-1][1]), *((pairs[at][0], pairs[at + 1][1]) for at in range(0, 200, 2))]
    assert periods(*jobs) == {(begin.isoformat(), end.isoformat()) for begin, end in (*joined, *apart)}


async def test_a_large_answer_is_read_like_any_other() -> None:
    """An answer above 200 kB, which is read beside the event loop, gives the facts of its bytes."""
    source = source_of("UWV_POLIS")
    starts = [date(2017, 1, 1) + timedelta(days=6 * number) for number in range(500)]
    jobs = [job(f"{start:%Y%m%d}", f"{start:%Y%m%d}", number=f"L{start}") for start in starts]
    body = found(source, work(*jobs))
    assert len(body) > 200_000
    read = await reader_of(source).read(raw(source, body), call_of(source))
    assert [row[BEGIN] for row in read.rijen[WORK]] == [Datum(start.isoformat()) for start in starts]


def test_an_open_relation_takes_in_what_follows() -> None:
    """A relation with an open end overlaps every later one of that employer; the row stays open."""
    assert periods(job("20180101"), job("20200101", "20201231")) == {("2018-01-01", None)}


@pytest.mark.parametrize(("one", "other"), [("L01", "L02"), (None, None)])
def test_other_or_unknown_employers_do_not_join(one: str | None, other: str | None) -> None:
    """Relations join on a Loonheffingennr that both have, never on the absence of one."""
    joined = periods(job("20180101", "20191231", number=one), job("20200101", number=other))
    assert joined == {("2018-01-01", "2019-12-31"), ("2020-01-01", None)}


def test_a_joined_row_has_name_contract_and_sector_of_the_latest() -> None:
    """Earliest begin, latest end; the rest as it was last."""
    (row,) = rows(
        "UWV_POLIS",
        WORK,
        work(
            job("20180101", "20181231", name="Oud B.V.", contract="B", sector="010"),
            job("20190101", "20191231", name="Nieuw B.V.", contract="O", sector="033"),
        ),
    )
    assert row["naamOrganisatie"] == "Nieuw B.V."
    assert row["codeTypeArbeidscontract"]["code"] == "O"
    assert row["codeSectorUwv"] == {"code": "033"}


def test_the_latest_relation_is_the_one_that_ends_last() -> None:
    """A short contract inside a running one does not decide what the running row says."""
    (row,) = rows(
        "UWV_POLIS", WORK, work(job("20180101", contract="O"), job("20190101", "20190331", contract="B"))
    )
    assert row["codeTypeArbeidscontract"]["code"] == "O"


def test_the_contract_is_that_of_the_latest_period() -> None:
    """Within one relation the contract of the period that began last counts."""
    tree = {
        **job("20180101"),
        "Inkomstenperiode": [
            {"DatBIkp": "20190101", "CdSrtIkv": "15", "CdTypeArbeidscontract": "O"},
            {"DatBIkp": "20180101", "CdSrtIkv": "15", "CdTypeArbeidscontract": "B"},
        ],
    }
    (row,) = rows("UWV_POLIS", WORK, work(tree))
    assert row["codeTypeArbeidscontract"] == {"code": "O", "omschrijving": "onbepaalde tijd"}


@pytest.mark.parametrize("sector", ["10", "0100", "abc", "010\n", "\uff10\uff11\uff10"])
def test_a_sector_of_another_form_is_unknown(sector: str) -> None:
    """A code that does not fit its list is ONBEKEND and drift, never passed raw."""
    read = facts("UWV_POLIS", work(job("20200101", sector=sector)))
    (row,) = read.rijen[WORK]
    assert getattr(row["codeSectorUwv"], "code", None) == "ONBEKEND"
    assert read.drift == 1


@pytest.mark.parametrize(
    ("end", "given"),
    [
        ("20161031", False),
        ("20161101", True),
        ("20161000", False),
        ("20161100", True),
        ("20160000", True),
        ("20150000", False),
        ("20170101", True),
        (None, True),
        ("00000000", True),
        ("20230231", True),
    ],
)
def test_the_look_back_is_ten_years_to_the_day(end: str | None, *, given: bool) -> None:
    """A relation that may overlap the window is given whole; one that surely ended before it is not."""
    found = rows("UWV_POLIS", WORK, work(job("20050101", end, kinds=(("15", "20050101", None),))))
    assert bool(found) is given
    assert all(row[BEGIN] == {"type": "Datum", "datum": "2005-01-01"} for row in found)


def test_joining_comes_before_the_look_back() -> None:
    """A row joined from an old and a newer relation overlaps the window and is given whole."""
    assert periods(job("20100101", "20161030"), job("20161101", "20171231")) == {("2010-01-01", "2017-12-31")}


@pytest.mark.parametrize("name", ["Caf\u0065\u0301 B.V.", "Caf\u00e9 B.V."])
def test_names_go_out_in_nfc(name: str) -> None:
    """A name is given in one Unicode form whatever the source sent."""
    (row,) = rows("UWV_POLIS", WORK, work(job("20200101", name=name)))
    assert row["naamOrganisatie"] == "Caf\u00e9 B.V."


@pytest.mark.parametrize(
    "name", ["Bouw\u202eV.B", "Bouw\u200bB.V.", "Bouw\u0085", "Bouw\u2028B.V.", "x" * 201]
)
def test_a_name_that_could_mislead_is_unreadable(name: str) -> None:
    """Control, direction and invisible characters and an endless name are ONLEESBAAR, not shown."""
    read = facts("UWV_POLIS", work(job("20200101", name=name)))
    (row,) = read.rijen[WORK]
    assert "naamOrganisatie" not in row
    assert read.redenen[f"{WORK}.naamOrganisatie"] == "ONLEESBAAR"
