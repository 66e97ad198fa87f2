"""What a person stated at UWV WERKbedrijf: occupation, and courses of two kinds that are one group."""

import pytest

from gateway.core.facts import Facts
from tests.fakes.answers import EDUCATION, WORK, JsonRow, facts, rows
from tests.fakes.dossiers import Tree, course, declared_job, occupation, stated

BRON = "UWV_WERKBEDRIJF"
CODED, OWN = occupation("0000012345", "Kok"), occupation(own="keukenhulp")
UNREADABLE = "Kok\u202ekoK"


def job_with(*occupations: Tree) -> Facts:
    """Read one stated job."""
    return facts(BRON, stated(jobs=(declared_job("20180101", None, *occupations),)))


def row_with(*occupations: Tree) -> JsonRow:
    """Read one stated job as JSON."""
    (row,) = rows(BRON, WORK, stated(jobs=(declared_job("20180101", None, *occupations),)))
    return row


@pytest.mark.parametrize(
    ("occupations", "beroep"),
    [
        ((CODED,), {"omschrijving": "Kok", "code": "0000012345"}),
        ((OWN,), {"omschrijving": "keukenhulp"}),
        ((occupation(name="Kok"),), {"omschrijving": "Kok"}),
        ((occupation("0000012345", "Kok", "keukenhulp"),), {"omschrijving": "Kok", "code": "0000012345"}),
        ((CODED, OWN), {"omschrijving": "keukenhulp"}),
        ((OWN, CODED), {"omschrijving": "Kok", "code": "0000012345"}),
        ((CODED, occupation()), {"omschrijving": "Kok", "code": "0000012345"}),
    ],
    ids=["coded", "own words", "name without code", "both", "own words last", "code last", "nothing last"],
)
def test_the_occupation_named_last(occupations: tuple[Tree, ...], beroep: JsonRow) -> None:
    """Coded or in own words; where one period has both the coded one, of several periods the last named."""
    assert row_with(*occupations)["beroep"] == beroep


@pytest.mark.parametrize("code", ["12345", "00000123456", "kok", "0000012345\n", "\uff10" * 10])
def test_a_code_of_another_form_does_not_pass(code: str) -> None:
    """Its words are given alone."""
    assert row_with(occupation(code, "Kok"))["beroep"] == {"omschrijving": "Kok"}


@pytest.mark.parametrize("occupations", [(), (occupation(),), (occupation("0000012345"),)])
def test_no_words_no_occupation(occupations: tuple[Tree, ...]) -> None:
    """Without a name there is no beroep, and that is not called unreadable."""
    read = job_with(*occupations)
    assert [row.keys() & {"beroep"} for row in read.rijen[WORK]] == [set()]
    assert read.redenen == {}


@pytest.mark.parametrize("bad", [occupation("0000012345", UNREADABLE), occupation(own=UNREADABLE)])
def test_words_that_could_mislead_are_unreadable(bad: Tree) -> None:
    """Text with control or direction characters is ONLEESBAAR, coded or not, and the job is still given."""
    read = job_with(bad)
    assert [row.keys() & {"beroep"} for row in read.rijen[WORK]] == [set()]
    assert read.redenen == {f"{WORK}.beroep": "ONLEESBAAR"}
    assert read.drift == 1


def test_what_was_stated_says_so() -> None:
    """Every row of WERKbedrijf is ZELFVERKLAARD."""
    read = facts(BRON, stated((course("VCA"),), (course("Kok", coded=True),), (declared_job(),)))
    origins = {groep: [row["herkomst"] for row in found] for groep, found in read.rijen.items()}
    assert origins == {EDUCATION: ["ZELFVERKLAARD", "ZELFVERKLAARD"], WORK: ["ZELFVERKLAARD"]}


@pytest.mark.parametrize(
    ("own", "coded", "redenen"),
    [
        ("VCA", "Kok", {}),
        (UNREADABLE, "Kok", {}),
        ("VCA", UNREADABLE, {}),
        (UNREADABLE, UNREADABLE, {f"{EDUCATION}.omschrijvingOpleidingsnaam": "ONLEESBAAR"}),
    ],
)
def test_a_reason_is_about_the_group_not_about_one_table(
    own: str, coded: str, redenen: dict[str, str]
) -> None:
    """Courses come from two tables; a veld is absent only where neither has a value for it."""
    assert facts(BRON, stated((course(own),), (course(coded, coded=True),))).redenen == redenen


def test_equal_rows_of_two_tables_have_keys_of_their_own() -> None:
    """The same course stated in own words, coded, and twice is four rows with four keys."""
    one, other = course("Kok", "20070801"), course("Kok", "20070801", coded=True)
    found = facts(BRON, stated((one, one), (other, other))).rijen[EDUCATION]
    assert len({str(row["rij"]) for row in found}) == len(found) == 4
