"""Rows of gemeenten: only of those that were asked, and a gemeente sees its own alone."""

import json
from typing import Any

import pytest

from gateway.core.facts import Facts
from gateway.core.plan import SourcePlan
from gateway.errors import EgressViolation, Refused, SourceError
from gateway.register.register import Register
from tests.fakes.answers import (
    BENEFIT,
    SUPPORT,
    TODAY,
    call_of,
    found,
    over_soap,
    plan_of,
    purpose,
    reader_of,
    register,
    source_of,
)
from tests.fakes.dossiers import Tree, benefit, benefits, support, supports
from tests.fakes.world import TILBURG, Answers, World

OWN, OTHER = "0855", "0599"
FACES = pytest.mark.parametrize("kept", [register, over_soap], ids=["rest", "soap"])


def benefit_of(gemeente: str | None, begin: str = "20240201") -> Tree:
    """Write a benefit that says whose it is, or does not."""
    row = benefit("PW", begin)
    return row if gemeente is None else {**row, "Bron": {"CdPartijSuwi": gemeente}}


def read(source: SourcePlan, *rows: Tree, **asked: Any) -> Facts:
    """Read benefits of a gemeente."""
    return reader_of(source).facts(found(source, benefits(*rows)), call_of(source, **asked))


def begins(facts: Facts) -> set[str]:
    """Give when the rows began: the tests tell them apart by it."""
    return {getattr(row["datumAanvangUitkeringsverhouding"], "datum", "") for row in facts.rijen[BENEFIT]}


MINE, THEIRS, NOBODYS = benefit_of(OWN), benefit_of(OTHER, "20230101"), benefit_of(None, "20220101")
REST, SOAP = source_of("GEMEENTE_UITKERING"), source_of("GEMEENTE_UITKERING", plan_of(kept=over_soap()))


def test_a_row_of_another_gemeente_is_not_read() -> None:
    """The answer of one gemeente, and one of several, give the rows of those that were asked."""
    assert begins(read(REST, MINE, THEIRS, gemeente=OWN)) == {"2024-02-01"}
    assert begins(read(SOAP, MINE, THEIRS, gemeenten=frozenset({OWN}))) == {"2024-02-01"}
    assert begins(read(SOAP, MINE, THEIRS, gemeenten=frozenset({OWN, OTHER}))) == {"2024-02-01", "2023-01-01"}


def test_a_row_that_names_no_gemeente_is_of_the_one_that_answers() -> None:
    """Where one gemeente was asked, its answer need not repeat which one it is."""
    assert begins(read(REST, MINE, NOBODYS, gemeente=OWN)) == {"2024-02-01", "2022-01-01"}


def test_a_row_of_nobody_among_rows_of_several_makes_the_answer_unusable() -> None:
    """Where only some gemeenten may be read and one row does not say whose it is, nothing is read."""
    with pytest.raises(SourceError) as failure:
        read(SOAP, MINE, NOBODYS, gemeenten=frozenset({OWN}))
    assert (failure.value.status, failure.value.oorzaak) == ("FOUT", "ONGELDIG_ANTWOORD")


@pytest.mark.parametrize("code", ["0855 ", "855", "0855x", "\u0660\u0668\u0665\u0665"])
def test_a_code_that_is_none_makes_the_answer_unusable(code: str) -> None:
    """Left out, such a row would read as "nothing found"; so nothing of the answer is read."""
    for source, asked in ((REST, {"gemeente": OWN}), (SOAP, {"gemeenten": frozenset({OWN})})):
        with pytest.raises(SourceError) as failure:
            read(source, MINE, benefit_of(code), **asked)
        assert failure.value.oorzaak == "ONGELDIG_ANTWOORD"


def test_without_a_restriction_every_row_is_read() -> None:
    """Where every gemeente may be read, rows of any gemeente and of none are."""
    assert begins(read(SOAP, MINE, THEIRS, NOBODYS)) == {"2024-02-01", "2023-01-01", "2022-01-01"}


def everywhere(kept: Register) -> Answers:
    """Let both gemeenten say something; over SOAP in one answer each."""
    benefit_rows, support_rows = (
        benefits(MINE, THEIRS),
        supports(support("10"), support("11", gemeente=OTHER)),
    )
    if kept is over_soap():
        return {"GEMEENTE_UITKERING": benefit_rows, "GEMEENTE_REINTEGRATIE": support_rows}
    said: dict[str, Tree] = {}
    for code in (OWN, OTHER):
        said |= {f"GEMEENTE_UITKERING/{code}": benefit_rows, f"GEMEENTE_REINTEGRATIE/{code}": support_rows}
    return said


def tilburg(kept: Register) -> World:
    """Give the gateway as the gemeente Tilburg asks it under its own purpose."""
    doelbinding = purpose("GEMEENTE_REINTEGRATIE", kept=kept)
    return World(everywhere(kept), doelbinding=doelbinding, caller=TILBURG, kept=kept)


@FACES
@pytest.mark.parametrize("named", [(), (OWN,)])
def test_a_gemeente_asks_itself_and_gets_its_own_rows(kept: Any, named: tuple[str, ...]) -> None:
    """Whether it names itself or nobody: no other gemeente is asked, and no row of another is given."""
    world = tilburg(kept())
    answer = world.ask(gemeenten=named)
    asked = {place for place in world.asked if place.startswith(("GEMEENTE", "VERWIJSINDEX"))}
    suffix = f"/{OWN}" if kept is register else ""
    assert asked == {f"GEMEENTE_UITKERING{suffix}", f"GEMEENTE_REINTEGRATIE{suffix}"}
    assert [row["gemeente"]["code"] for row in (*answer[BENEFIT], *answer[SUPPORT])] == [OWN, OWN]


@FACES
@pytest.mark.parametrize("named", [(OTHER,), (OWN, OTHER)])
def test_a_gemeente_that_names_another_is_refused(kept: Any, named: tuple[str, ...]) -> None:
    """Naming another gemeente, also beside itself, is GEMEENTE_BUITEN_DOEL, and nobody is asked."""
    world = tilburg(kept())
    with pytest.raises(Refused) as refusal:
        world.ask(gemeenten=named)
    assert (refusal.value.code, world.asked, world.journal.records) == ("GEMEENTE_BUITEN_DOEL", [], [])


@pytest.mark.parametrize("group", [BENEFIT, SUPPORT])
def test_a_row_of_another_gemeente_does_not_leave(group: str) -> None:
    """The egress check refuses it, whatever made it; for DJI, which may see any gemeente, it does not."""
    answer = tilburg(register()).ask(gemeenten=())
    check = register().plan(purpose("GEMEENTE_REINTEGRATIE"), None).check
    check(json.dumps(answer).encode(), TODAY, (OWN,))
    next(row for row in answer[group] if "gemeente" in row)["gemeente"] = {"code": OTHER}
    with pytest.raises(EgressViolation) as failure:
        check(json.dumps(answer).encode(), TODAY, (OWN,))
    assert str(failure.value) == f"een rij van {group} is van een andere gemeente"


def test_dji_may_see_every_gemeente_over_soap() -> None:
    """The case names no gemeente: one answer with rows of two gemeenten is read whole."""
    kept = over_soap()
    world = World(everywhere(kept), doelbinding=purpose("DJI_INTAKE_ARBEIDSMARKT", kept=kept), kept=kept)
    answer = world.ask(gemeenten=())
    assert {row["gemeente"]["code"] for row in answer[BENEFIT]} == {OWN, OTHER}
    assert "VERWIJSINDEX" not in world.asked
