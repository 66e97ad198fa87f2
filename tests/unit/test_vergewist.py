"""`vergewist`: how far the sources confirm that they mean this person."""

import pytest

from gateway.core.call import Raw
from gateway.core.plan import SourcePlan
from tests.fakes.answers import BORN, echo, found, raw, source_of
from tests.fakes.dossiers import education, enrolment, job
from tests.fakes.dossiers import work as work_of
from tests.fakes.world import World

SVB, DUO, POLIS = source_of("SVB"), source_of("DUO"), source_of("UWV_POLIS")


def confirmed(*answers: Raw, asked: str = BORN) -> str:
    """Ask with these answers of SVB, DUO and UWV_POLIS."""
    said = dict(zip(("SVB", "DUO", "UWV_POLIS"), answers, strict=False))
    return str(World(said).ask(born=asked)["persoon"]["vergewist"])


def person(source: SourcePlan, born: str) -> Raw:
    """Answer with an empty dossier and this birth date; empty means that the source gives none."""
    who = {name: text for name, text in echo(source, born=born).items() if text}
    return raw(source, found(source, {}, who))


@pytest.mark.parametrize(
    ("asked", "known", "expected"),
    [
        ("19940314", "19940314", "JA"),
        ("19940314", "19940300", "GEDEELTELIJK"),
        ("19940314", "19940000", "GEDEELTELIJK"),
        ("19940300", "19940314", "GEDEELTELIJK"),
        ("19940000", "19940314", "GEDEELTELIJK"),
        ("19940314", "00000000", "NEE"),
        ("19940314", "66660101", "NEE"),
        ("19940314", "", "NEE"),
        ("19940000", "00000314", "NEE"),
    ],
)
@pytest.mark.parametrize("source", [SVB, DUO], ids=["soap", "rest"])
def test_one_source(source: SourcePlan, asked: str, known: str, expected: str) -> None:
    """A full match is JA, a match in parts GEDEELTELIJK, an unknown birth date NEE."""
    said = {source.bron: person(source, known)}
    answer = World(said).ask(born=asked)
    assert answer["persoon"]["vergewist"] == expected
    assert "PERSOON_WIJKT_AF" not in str(answer)


def test_the_best_source_counts() -> None:
    """One source that confirms the whole birth date is enough; parts are better than nothing."""
    assert confirmed(person(SVB, "19940000"), person(DUO, "19940314")) == "JA"
    assert confirmed(person(SVB, "00000000"), person(DUO, "19940300")) == "GEDEELTELIJK"


def test_a_source_without_birth_dates_confirms_nothing() -> None:
    """UWV repeats the number only."""
    assert World({"UWV_POLIS": person(POLIS, "")}).ask()["persoon"]["vergewist"] == "NEE"


def test_nobody_knows_the_person() -> None:
    """Without any dossier nothing is confirmed."""
    assert World({}).ask()["persoon"]["vergewist"] == "NEE"


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("19940314", {"type": "Datum", "datum": "1994-03-14"}),
        ("19940300", {"type": "JaarMaandDatum", "jaar": 1994, "maand": 3}),
        ("19940000", {"type": "JaarDatum", "jaar": 1994}),
    ],
)
def test_the_birth_date_is_repeated_as_asked(asked: str, shown: dict[str, object]) -> None:
    """The answer shows the birth date of the question, never the one of a source."""
    answer = World({"DUO": person(DUO, "19940314")}).ask(born=asked)
    assert answer["persoon"]["geboortedatum"] == shown


def test_a_number_of_somebody_else_gives_nothing_of_them() -> None:
    """A source knows the number with another birth date: also those that cannot see it give no rows."""
    work = found(POLIS, work_of(job("20200301")))
    said = {"SVB": person(SVB, "19681103"), "DUO": person(DUO, "19681103"), "UWV_POLIS": raw(POLIS, work)}
    answer = World(said).ask()
    statuses = {entry["bron"]: entry["bronStatus"] for entry in answer["bronnen"]}
    assert {bron for bron, status in statuses.items() if status == "PERSOON_WIJKT_AF"} == set(said)
    assert (
        "arbeidsmarktkwalificatie" not in answer or "werkervaring" not in answer["arbeidsmarktkwalificatie"]
    )
    assert (answer["persoon"]["vergewist"], answer["volledig"]) == ("NEE", False)


def test_who_is_confirmed_keeps_what_was_confirmed() -> None:
    """One source contradicts, another confirms: rows stay of sources that confirmed the birth date."""
    said = {
        "SVB": person(SVB, "19681103"),
        "DUO": raw(DUO, found(DUO, education((enrolment(),)))),
        "UWV_POLIS": raw(POLIS, found(POLIS, work_of(job("20200301")))),
    }
    answer = World(said).ask()
    statuses = {entry["bron"]: entry["bronStatus"] for entry in answer["bronnen"]}
    assert (statuses["DUO"], statuses["SVB"], statuses["UWV_POLIS"]) == (
        "GEVONDEN",
        "PERSOON_WIJKT_AF",
        "PERSOON_WIJKT_AF",
    )
    assert answer["persoon"]["vergewist"] == "JA"


def test_another_number_at_one_source_leaves_the_others() -> None:
    """A source that answers with another number is wrong itself: what others found stays."""
    who = {**echo(DUO), "burgerservicenummer": "999994931"}
    said = {
        "DUO": raw(DUO, found(DUO, {}, who)),
        "UWV_POLIS": raw(POLIS, found(POLIS, work_of(job("20200301")))),
    }
    statuses = {entry["bron"]: entry["bronStatus"] for entry in World(said).ask()["bronnen"]}
    assert (statuses["DUO"], statuses["UWV_POLIS"]) == ("PERSOON_WIJKT_AF", "GEVONDEN")
