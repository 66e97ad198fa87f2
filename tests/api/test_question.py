"""What a good question becomes."""

import json
from datetime import date

import pytest

from gateway.api.question import parse_question
from gateway.core.bsn import Bsn
from gateway.core.question import Question
from gateway.errors import Refused
from tests.fakes.client import QUESTION
from tests.fakes.service import TODAY, load_profiel

PROFIEL = load_profiel()


def _parse(today: date = TODAY, **members: object) -> Question:
    return parse_question(json.dumps({**QUESTION, **members}).encode(), profiel=PROFIEL, today=today)


def test_a_whole_question_becomes_a_question() -> None:
    """Every member lands in its own place and nothing is added."""
    velden = ["uitkeringsverhouding.gemeente", "uitkeringsverhouding.categorie"]
    assert _parse(velden=velden, bronnen=["SVB", "DUO"]) == Question(
        bsn=Bsn("999990019"),
        geboortedatum="19940314",
        doelbinding="DJI_INTAKE_ARBEIDSMARKT",
        zaakkenmerk="2f1c7a52-6a0e-4c83-9c53-0c7f5d0a1b11",
        gemeenten=("0855",),
        velden=("uitkeringsverhouding.gemeente", "uitkeringsverhouding.categorie"),
        bronnen=("SVB", "DUO"),
    )


def test_what_is_not_narrowed_is_none() -> None:
    """Without `velden` and `bronnen` the question is not narrowed; no gemeente is known."""
    body = json.dumps({name: value for name, value in QUESTION.items() if name != "gemeenten"}).encode()
    question = parse_question(body, profiel=PROFIEL, today=TODAY)
    assert (question.gemeenten, question.velden, question.bronnen) == ((), None, None)


def test_an_empty_list_of_gemeenten_is_none_known() -> None:
    """`gemeenten: []` is a good question in which no gemeente is known."""
    assert _parse(gemeenten=[]).gemeenten == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1994-03-14", "19940314"),
        ("1994-03", "19940300"),
        ("1994", "19940000"),
        ("2026-11-01", "20261101"),
        ("2026-11", "20261100"),
        ("2026", "20260000"),
        ("2000-02-29", "20000229"),
        ("0001", "00010000"),
    ],
)
def test_a_birth_date_keeps_its_precision(text: str, expected: str) -> None:
    """Unknown parts of a birth date stay unknown, and today is not after today."""
    assert _parse(geboortedatum=text).geboortedatum == expected


def test_one_case_has_one_spelling() -> None:
    """A UUID in capitals is the same case."""
    upper = str(QUESTION["zaakkenmerk"]).upper()
    assert _parse(zaakkenmerk=upper).zaakkenmerk == QUESTION["zaakkenmerk"]


def test_every_veld_and_bron_of_the_vocabulary_may_be_named() -> None:
    """The whole vocabulary may be asked for by name in one question."""
    velden = [veld.pad for veld in PROFIEL.veld]
    question = _parse(velden=velden, bronnen=list(PROFIEL.bronnen))
    assert (question.velden, question.bronnen) == (tuple(velden), PROFIEL.bronnen)


def test_a_refusal_drags_no_body_along() -> None:
    """The parser's own error, which holds the whole body, does not hang on to the refusal."""
    with pytest.raises(Refused) as caught:
        parse_question(b'{"burgerservicenummer": "999990019"', profiel=PROFIEL, today=TODAY)
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)
