"""The last fence: a valid answer passes, and any single change of it does not."""

import asyncio
import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gateway.errors import EgressViolation
from tests.fakes.answers import BENEFIT, TODAY, WORK, dji, register
from tests.fakes.dossiers import (
    benefit,
    benefits,
    declared_job,
    education,
    enrolment,
    job,
    occupation,
    result,
    stated,
    support,
    supports,
    work,
)
from tests.fakes.strategies import PROPERTY, answers, wishes
from tests.fakes.world import Answers, World

CANARY = "Kanarie-4711"
FREE_TEXT = {"naamOrganisatie", "omschrijvingOpleidingsnaam"}
OUR_TEXT = {"raadplegingId", "tijdstip", "contractDigest", "zaakkenmerk", "peildatum", "opnieuwVanaf"}
Place = tuple[Any, Any]


def places(node: Any) -> Iterator[Place]:
    """Give every (container, key) of an answer."""
    for key, value in list(node.items() if isinstance(node, dict) else enumerate(node)):
        yield node, key
        if isinstance(value, dict | list):
            yield from places(value)


def add_member(answer: Any, pick: Callable[[list[Any]], Any]) -> None:
    """Put an extra member in some object."""
    objects = [answer, *(node[key] for node, key in places(answer) if isinstance(node[key], dict))]
    pick(objects)[pick(["geheim", "bsn", "Code", "naam"])] = CANARY


def add_group(answer: Any, pick: Callable[[list[Any]], Any]) -> None:
    """Put a whole group beside the others."""
    pick([answer, answer.setdefault("arbeidsmarktkwalificatie", {})])[pick(["schulden", "gezondheid"])] = [
        {"bron": "SVB", "herkomst": "REGISTRATIE", "rij": "0" * 24, "bedrag": CANARY}
    ]


def change_type(answer: Any, pick: Callable[[list[Any]], Any]) -> None:
    """Give some value another type."""
    node, key = pick(list(places(answer)))
    wrong: list[Any] = [None, 4711.5, [[CANARY]], {"waarde": CANARY}]
    node[key] = pick([*wrong, CANARY] if not isinstance(node[key], str) else wrong)


def change_word(answer: Any, pick: Callable[[list[Any]], Any]) -> None:
    """Change some code, name, date or key into one that no list knows; an occupation has free words."""
    named = [id(node[key]) for node, key in places(answer) if key == "beroep"]
    words = [
        (node, key)
        for node, key in places(answer)
        if isinstance(node[key], str)
        and key not in FREE_TEXT | OUR_TEXT
        and not (key == "omschrijving" and id(node) in named)
    ]
    node, key = pick(words)
    node[key] = CANARY


def remove_member(answer: Any, pick: Callable[[list[Any]], Any]) -> None:
    """Take away a member that must be there."""
    must = {"bron", "rij", "herkomst", "code", "type", "volledig", "persoon", "bronStatus", "reden", "veld"}
    node, key = pick([(node, key) for node, key in places(answer) if key in must])
    del node[key]


MUTATIONS = (add_member, add_group, change_type, change_word, remove_member)


@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda mutate: mutate.__name__)
@PROPERTY
@given(wish=st.none() | wishes(), said=answers(), data=st.data())
def test_a_single_change_is_an_incident(
    mutate: Callable[..., None], wish: tuple[str, ...] | None, said: Answers, data: st.DataObject
) -> None:
    """The answer as made passes; changed in one place it raises, and the message holds no value."""
    body = asyncio.run(World(said).answer(wish, gemeenten=("0855", "0772")))
    check = register().plan(dji(), wish).check
    check(body, TODAY, ())
    answer = json.loads(body)
    changed = copy.deepcopy(answer)
    mutate(changed, lambda options: data.draw(st.sampled_from(options)))
    assume(changed != answer)
    with pytest.raises(EgressViolation) as failure:
        check(json.dumps(changed).encode(), TODAY, ())
    assert CANARY not in str(failure.value)
    assert "4711" not in repr(failure.value.args)


FULL = {
    "UWV_POLIS": work(job("20150401", "20181231", sector="010"), job("20190204", number="L02")),
    "UWV_UITKERING": benefits(benefit("WW", "20200101", "20201231")),
    "UWV_WERKBEDRIJF": stated(jobs=(declared_job("20200101", None, occupation("0000012345", "Kok")),)),
    "SVB": benefits(benefit("AOW", "20240000")),
    "DUO": education((enrolment(),), (result(),), "1"),
    "GEMEENTE_UITKERING/0855": benefits({**benefit("PW"), "Bron": {"CdPartijSuwi": "0855"}}),
    "GEMEENTE_REINTEGRATIE/0855": supports(support("10")),
}


def full() -> dict[str, Any]:
    """Give an answer in which every source says something."""
    return World(FULL).ask()


def refused(answer: dict[str, Any]) -> str:
    """Tell why the whole plan refuses an answer."""
    with pytest.raises(EgressViolation) as failure:
        register().plan(dji(), None).check(json.dumps(answer).encode(), TODAY, ())
    return str(failure.value)


def test_a_row_from_before_the_window_is_an_incident() -> None:
    """The look-back is checked on the final dates: 31 October 2016 is too old, 1 November is not."""
    answer, check = full(), register().plan(dji(), None).check
    row = next(
        row for row in answer["arbeidsmarktkwalificatie"]["werkervaring"] if "datumEindeWerkzaamheden" in row
    )
    row["datumEindeWerkzaamheden"]["datum"] = "2016-11-01"
    check(json.dumps(answer).encode(), TODAY, ())
    row["datumEindeWerkzaamheden"]["datum"] = "2016-10-31"
    assert refused(answer) == f"een rij van {WORK} eindigt voor de terugkijkperiode"
    row["datumEindeWerkzaamheden"] = {"type": "JaarDatum", "jaar": 2015}
    assert refused(answer) == f"een rij van {WORK} eindigt voor de terugkijkperiode"


@pytest.mark.parametrize("law", ["ZW", "WIA", "AKW", "ww", "PW\n"])
def test_a_shielded_law_is_an_incident(law: str) -> None:
    """A law that is never named does not leave, whatever made it."""
    answer = full()
    next(row for row in answer[BENEFIT] if row["bron"] == "UWV_UITKERING")["codeSzWet"] = {"code": law}
    assert "codeSzWet" in refused(answer)


@pytest.mark.parametrize("words", ["Ziektewet", "iets anders"])
def test_words_beside_a_code_are_checked(words: str) -> None:
    """Free text cannot leave as the description of a code."""
    answer = full()
    next(row for row in answer[BENEFIT] if "codeSzWet" in row)["codeSzWet"]["omschrijving"] = words
    assert words not in refused(answer)


def test_a_source_cannot_deliver_what_another_may() -> None:
    """`gemeente` belongs to the gemeente; in a row of the SVB it is an incident."""
    answer = full()
    next(row for row in answer[BENEFIT] if row["bron"] == "SVB")["gemeente"] = {"code": "0855"}
    assert "gemeente" not in refused(answer).replace(BENEFIT, "") or "0855" not in refused(answer)


@pytest.mark.parametrize("bron", ["DUO", "UWV_POLIS", "VERWIJSINDEX", "ANDERS"])
def test_a_row_of_a_source_outside_the_group_is_an_incident(bron: str) -> None:
    """Rows of a group come from the sources the plan has for it."""
    answer = full()
    answer[BENEFIT][0]["bron"] = bron
    refused(answer)


@pytest.mark.parametrize("name", ["naamOrganisatie", "codeSectorUwv"])
def test_long_texts_and_open_codes(name: str) -> None:
    """A text longer than its veld and a code of another form are incidents, also with a line end."""
    answer = full()
    row = next(row for row in answer["arbeidsmarktkwalificatie"]["werkervaring"] if name in row)
    row[name] = "x" * 201 if name == "naamOrganisatie" else {"code": "010\n"}
    assert "xx" not in refused(answer)


@pytest.mark.parametrize("code", ["12345", "0000012345\n", "Kok", "", 12345])
def test_the_code_of_an_occupation_has_the_form_of_its_list(code: object) -> None:
    """Beside the words of an occupation no other text can leave as its code."""
    answer = full()
    row = next(row for row in answer["arbeidsmarktkwalificatie"]["werkervaring"] if "beroep" in row)
    row["beroep"]["code"] = code
    assert "beroep" in refused(answer)


def test_a_place_in_a_value_does_not_reach_the_message() -> None:
    """A value that looks like the place of a fault is not mistaken for it."""
    answer = full()
    answer[BENEFIT][0]["categorie"] = "x' - at `$.Kanarie` y"
    assert "Kanarie" not in refused(answer)


@pytest.mark.parametrize("body", [b"", b"{", b"null", b"[]", b"\xff", b"{}"])
def test_what_is_no_answer_is_an_incident(body: bytes) -> None:
    """Broken bytes are an EgressViolation like any other."""
    with pytest.raises(EgressViolation):
        register().plan(dji(), None).check(body, TODAY, ())
