"""Education from DUO (`interface.md` §8, Education)."""

import pytest

from tests.fakes.answers import EDUCATION, JsonRow, facts, rows
from tests.fakes.dossiers import Tree, education, enrolment, result
from tests.fakes.world import World

BEGIN, END = "datumAanvangVolgenOpleiding", "datumEindeVolgenOpleiding"


def one(enrolments: tuple[Tree, ...] = (), results: tuple[Tree, ...] = ()) -> JsonRow:
    """Read the one row."""
    (row,) = rows("DUO", EDUCATION, education(enrolments, results))
    return row


@pytest.mark.parametrize(
    ("enrolments", "results", "status", "diploma"),
    [
        ((enrolment(end="20140711"),), (result("G"),), "1", "JA"),
        ((), (result("G"),), "1", "JA"),
        ((enrolment(),), (), "3", None),
        ((enrolment(end="20140711"),), (), "2", "NEE"),
        ((enrolment(end="20140711"),), (result("A"),), "2", "NEE"),
        ((enrolment(),), (result("A"),), "0", None),
        ((), (result("A"),), "0", None),
    ],
)
def test_status_and_diploma(
    enrolments: tuple[Tree, ...], results: tuple[Tree, ...], status: str, diploma: str | None
) -> None:
    """Passed, stopped, running or not known: the five cases of the status."""
    row = one(enrolments, results)
    assert row["codeStatusOpleiding"]["code"] == status
    assert row.get("indicatieDiploma") == diploma


@pytest.mark.parametrize(
    ("end", "status", "diploma"),
    [
        ("20261031", "2", "NEE"),
        ("20270731", "3", None),
        ("20260000", "0", None),
        ("20230231", "0", None),
        ("20250000", "2", "NEE"),
        ("00000000", "3", None),
        ("88881231", "3", None),
    ],
)
def test_an_end_that_may_lie_ahead_is_no_failure(end: str, status: str, diploma: str | None) -> None:
    """Only an education that has surely ended without G is called stopped without diploma."""
    row = one((enrolment(end=end),))
    assert row["codeStatusOpleiding"]["code"] == status
    assert row.get("indicatieDiploma") == diploma


def test_status_has_its_words() -> None:
    """A status travels with the words of its list."""
    assert one((), (result("G"),))["codeStatusOpleiding"] == {
        "code": "1",
        "omschrijving": "Succesvol afgerond",
    }


@pytest.mark.parametrize(
    ("day", "year", "expected"),
    [
        ("20140711", "2014", {"type": "Datum", "datum": "2014-07-11"}),
        (None, "2014", {"type": "JaarDatum", "jaar": 2014}),
        ("00000000", "2014", {"type": "JaarDatum", "jaar": 2014}),
        ("20140231", "2014", {"type": "JaarDatum", "jaar": 2014}),
        ("20140700", "2014", {"type": "JaarMaandDatum", "jaar": 2014, "maand": 7}),
        ("00000000", None, {"type": "DatumOnbekend"}),
        (None, "0000", {"type": "DatumOnbekend"}),
        (None, "14", {"type": "DatumOnbekend"}),
        (None, None, None),
    ],
)
def test_the_date_of_a_diploma(day: str | None, year: str | None, expected: dict[str, object] | None) -> None:
    """The date where it is known, else the year of the exam; a year never becomes 1 January."""
    assert one((), (result("G", day, year),)).get("datumDiploma") == expected


def test_an_impossible_day_is_drift_also_where_the_year_stands_in() -> None:
    """The year of the exam is given for a day that cannot be, and the day is counted all the same."""
    read = facts("DUO", education((), (result("G", "20140231", "2014"),)))
    assert (read.redenen, read.drift) == ({}, 1)
    assert "examendag" not in read.rijen[EDUCATION][0]


@pytest.mark.parametrize("length", [121, 150, 200])
def test_a_long_name_costs_at_most_that_name(length: int) -> None:
    """A source that sends too long a name does not take the whole answer with it."""
    answer = World({"DUO": education((enrolment(name="x" * length),))}).ask()
    assert answer["arbeidsmarktkwalificatie"]["opleiding"][0]["codeNiveauOpleiding"]["code"] == "MBO-2"


def test_no_diploma_no_date() -> None:
    """The date of an exam that was not passed is not the date of a diploma."""
    assert "datumDiploma" not in one((), (result("A", "20140711"),))


@pytest.mark.parametrize("year", ["14", "0014", "twee", "9999"])
def test_an_impossible_year_is_unreadable(year: str) -> None:
    """A year that cannot be one is ONLEESBAAR and drift."""
    read = facts("DUO", education((), (result("G", None, year),)))
    assert read.redenen == {f"{EDUCATION}.datumDiploma": "ONLEESBAAR"}
    assert read.drift == 1


def test_enrolment_and_result_join() -> None:
    """One enrolment and the result it led to are one row with begin, end and diploma."""
    row = one((enrolment("20120827", "20140711"),), (result("G"),))
    assert row[BEGIN] == {"type": "Datum", "datum": "2012-08-27"}
    assert row[END] == {"type": "Datum", "datum": "2014-07-11"}
    assert row["datumDiploma"] == {"type": "JaarDatum", "jaar": 2014}


@pytest.mark.parametrize("other", [{"brin": "16TV"}, {"name": "Lassen"}, {"level": "MBO-3"}])
def test_a_join_needs_school_name_and_level(other: dict[str, str]) -> None:
    """A result of another school, name or level is another education."""
    tree = education((enrolment(),), (result("G", **other),))
    assert [row["codeStatusOpleiding"]["code"] for row in rows("DUO", EDUCATION, tree)] == ["3", "1"]


def test_the_period_of_several_enrolments() -> None:
    """Begin is the first begin, end the last end, whatever the order they come in."""
    years = (enrolment("20130801", "20140711"), enrolment("20120827", "20130731"))
    row = one(years)
    assert (row[BEGIN]["datum"], row[END]["datum"]) == ("2012-08-27", "2014-07-11")


def test_the_last_end_of_enrolments_that_overlap() -> None:
    """A shorter enrolment inside a longer one does not bring the end forward."""
    row = one((enrolment("20120827", "20140711"), enrolment("20130101", "20130630")))
    assert row[END]["datum"] == "2014-07-11"


def test_a_new_enrolment_reopens_an_education() -> None:
    """When the last enrolment has no end, the education has none and runs."""
    row = one((enrolment("20240801", "20250731"), enrolment("20250801")))
    assert END not in row
    assert row["codeStatusOpleiding"]["code"] == "3"


@pytest.mark.parametrize(
    ("end", "expected"), [(None, "2014-07-31"), ("00000000", "2014-07-31"), ("20140711", "2014-07-11")]
)
def test_leaving_the_school_ends_an_enrolment_without_end(end: str | None, expected: str) -> None:
    """The end of the deelname, else the day of uitschrijving."""
    assert one((enrolment(end=end, left="20140731"),))[END]["datum"] == expected


def test_a_begin_that_is_missing_is_no_key() -> None:
    """An enrolment without begin has no begin; the others decide where there are more."""
    assert BEGIN not in one((enrolment(None),))
    assert (
        one((enrolment(None, "20130731"), enrolment("20130801", "20140711")))[BEGIN]["datum"] == "2013-08-01"
    )


@pytest.mark.parametrize(
    ("level", "code", "nlqf"),
    [
        ("MBO-2", "MBO-2", "2"),
        ("VO-VWO", "VO-VWO", "4+"),
        ("VO-PRO", "VO-PRO", None),
        ("MBO-9", "ONBEKEND", None),
    ],
)
def test_levels(level: str, code: str, nlqf: str | None) -> None:
    """A known level has its NLQF where there is one; an unknown one is ONBEKEND without."""
    row = one((enrolment(level=level),))
    assert row["codeNiveauOpleiding"]["code"] == code
    assert row.get("nlqfNiveau") == nlqf


def test_an_unknown_level_is_drift_and_never_raw() -> None:
    """What the list does not know is counted and does not pass."""
    read = facts("DUO", education((enrolment(level="GEHEIM-7"),)))
    assert read.drift == 1
    assert "GEHEIM-7" not in repr(read.rijen)


@pytest.mark.parametrize(
    ("text", "expected"), [("1", "JA"), ("2", "NEE"), ("0", None), ("9", None), (None, None)]
)
def test_startkwalificatie_is_what_duo_says(text: str | None, expected: str | None) -> None:
    """JA and NEE come from DUO's own indicator; anything else says nothing."""
    read = facts("DUO", education((enrolment(),), (), text)).rijen["arbeidsmarktkwalificatie"]
    assert [row.get("indicatieStartkwalificatie") for row in read] == ([expected] if expected else [])


def test_the_school_is_its_brin() -> None:
    """A school travels as its number; a number of another form is ONBEKEND."""
    assert one((enrolment(brin="25LZ"),))["instellingscode"] == {"code": "25LZ"}
    assert one((enrolment(brin="school"),))["instellingscode"] == {"code": "ONBEKEND"}
