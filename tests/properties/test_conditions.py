"""Conditions of a purpose hold on the final JSON, whatever the sources say."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gateway.core.datum import day_number, years_before
from gateway.core.doelbinding import Doelbinding, Rijvoorwaarde
from tests.fakes.answers import BENEFIT, EDUCATION, SUPPORT, TODAY, WORK, register, variant
from tests.fakes.dossiers import education, enrolment
from tests.fakes.strategies import PROPERTY, answers, purposes, wishes
from tests.fakes.world import Answers, World

TIMED = (WORK, BENEFIT, SUPPORT)
GEMEENTEN = ("0855", "0772")


def rows(answer: dict[str, Any], path: str) -> list[dict[str, Any]]:
    """Give the rows of a group."""
    node: Any = answer
    for part in path.split("."):
        node = node.get(part, {})
    return list(node or ())


def last_day(value: dict[str, Any]) -> int:
    """Give the last day a date of the answer can mean, as EEJJMMDD."""
    if value["type"] == "DatumOnbekend":
        return 99991231
    if value["type"] == "Datum":
        return int(value["datum"].replace("-", ""))
    return int(value["jaar"]) * 10000 + int(value.get("maand", 12)) * 100 + 31


@PROPERTY
@given(said=answers(failing=False), purpose=purposes((EDUCATION, *TIMED)))
def test_no_row_ended_before_its_window(said: Answers, purpose: Doelbinding) -> None:
    """With a look-back on any group, every row with an end ends inside or after the window."""
    answer = World(said, purpose).ask(gemeenten=GEMEENTEN)
    for path, years in purpose.terugkijk.items():
        start = day_number(years_before(TODAY, years))
        einde = register().profiel.groepen[path].einde
        assert all(last_day(row[einde]) >= start for row in rows(answer, path) if einde in row)


def keys(answer: dict[str, Any], path: str) -> set[str]:
    """Give the keys of the rows of a group."""
    return {row["rij"] for row in rows(answer, path)}


@PROPERTY
@given(said=answers(failing=False), purpose=purposes(TIMED), wish=wishes())
def test_the_window_holds_when_its_dates_are_not_wished(
    said: Answers, purpose: Doelbinding, wish: tuple[str, ...]
) -> None:
    """A wish without dates gives no row that the whole wish does not give."""
    whole, part = (World(said, purpose).ask(velden, gemeenten=GEMEENTEN) for velden in (None, wish))
    assert all(keys(part, path) <= keys(whole, path) for path in TIMED)


def test_the_window_of_education_holds_when_its_dates_are_not_wished() -> None:
    """Where a step gives the end of a row, a look-back reads what that step needs, wished or not."""
    old = education((enrolment("20050801", "20060711"),))
    window = Rijvoorwaarde(groep=EDUCATION, terugkijk="P5Y", reden="een proef")
    world = World({"DUO": old}, variant(rijvoorwaarde=(window,)))
    assert keys(world.ask(), EDUCATION) == set()
    assert keys(world.ask((f"{EDUCATION}.omschrijvingOpleidingsnaam",)), EDUCATION) == set()


@PROPERTY
@given(said=answers(failing=False), purpose=purposes(TIMED))
def test_precision_and_values_hold(said: Answers, purpose: Doelbinding) -> None:
    """A veld with `precisie = "jaar"` shows no finer date; one with `waarden` those or the rest."""
    answer = World(said, purpose).ask(gemeenten=GEMEENTEN)
    for regel in purpose.veld:
        group, _, name = regel.veld.rpartition(".")
        single = group == "arbeidsmarktkwalificatie"
        holders = [answer.get(group, {})] if single else rows(answer, group)
        given = [holder[name] for holder in holders if name in holder]
        if regel.precisie:
            assert {value["type"] for value in given} <= {"JaarDatum", "DatumOnbekend"}
        if regel.waarden:
            rest = register().profiel.velden[regel.veld].waarden[-1]
            assert set(given) <= {*regel.waarden, rest}


@PROPERTY
@given(said=answers(failing=False), wish=wishes(), data=st.data())
def test_shielded_words_never_pass(said: Answers, wish: tuple[str, ...], data: st.DataObject) -> None:
    """No law about health, no employer's number and no invisible text stands in any answer."""
    text = str(World(said).ask(wish, gemeenten=data.draw(st.sampled_from(((), GEMEENTEN)))))
    for word in ("ZW", "WIA", "AKW", "XYZ", "BESCHUT", "LOONKOSTEN", "L01", "\u202e", "66660101", "8888"):
        assert word not in text
