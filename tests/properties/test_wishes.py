"""A smaller wish gives less and changes nothing else; an empty one asks nobody."""

import asyncio
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from gateway.core.facts import Outcome
from gateway.core.plan import compile_plan
from gateway.fanout import FanOut
from gateway.telemetry import Telemetry
from tests.fakes.answers import (
    bind,
    dji,
    plan_of,
    register,
    variant,
)
from tests.fakes.strategies import PROPERTY, answers, wishes
from tests.fakes.world import Answers, World

PATHS = tuple(groep.pad for groep in register().profiel.groep if groep.soort == "RIJEN")
PROVENANCE = {"bron", "herkomst", "rij"}


def rows(answer: dict[str, Any], path: str) -> dict[str, dict[str, Any]]:
    """Give the rows of a group by `rij`."""
    node: Any = answer
    for part in path.split("."):
        node = node.get(part, {})
    return {row["rij"]: row for row in node or ()}


@PROPERTY
@given(wish=wishes(), said=answers(failing=False), data=st.data())
def test_removing_a_veld_removes_only_that_veld(
    wish: tuple[str, ...], said: Answers, data: st.DataObject
) -> None:
    """Rows keep their `rij` and every other value; nothing is added anywhere."""
    assume(len(wish) > 1)
    gone = data.draw(st.sampled_from(wish))
    fewer = tuple(veld for veld in wish if veld != gone)
    before, after = (World(said).ask(velden, gemeenten=("0855", "0772")) for velden in (wish, fewer))
    asked = {
        source.bron: {veld.rpartition(".")[0] for veld in source.velden} for source in plan_of(fewer).bronnen
    }
    group, _, name = gone.rpartition(".")
    for path in PATHS:
        expected = {
            rij: {key: value for key, value in row.items() if path != group or key != name}
            for rij, row in rows(before, path).items()
            if path in asked.get(row["bron"], ())
        }
        assert rows(after, path) == expected
    single = "arbeidsmarktkwalificatie", "indicatieStartkwalificatie"
    if gone != ".".join(single):
        assert after.get(single[0], {}).get(single[1]) == before.get(single[0], {}).get(single[1])
    kept = [entry for entry in before["nietGeleverd"] if entry["veld"] != gone]
    assert after["nietGeleverd"] == kept


@PROPERTY
@given(wish=wishes(), said=answers())
def test_an_answer_holds_only_wished_velden(wish: tuple[str, ...], said: Answers) -> None:
    """No member outside the wish stands in any row or group, whatever the sources say."""
    answer = World(said).ask(wish)
    held = {f"{path}.{name}" for path in PATHS for row in rows(answer, path).values() for name in row}
    held = {veld for veld in held if veld.rpartition(".")[2] not in PROVENANCE}
    groups = {path.rpartition(".")[2] for path in PATHS}
    single = answer.get("arbeidsmarktkwalificatie", {}).keys() - groups
    assert held | {f"arbeidsmarktkwalificatie.{name}" for name in single} <= set(wish)


@PROPERTY
@given(wish=st.lists(st.sampled_from(sorted(register().profiel.velden)), unique=True))
def test_an_empty_whitelist_asks_nobody(wish: list[str]) -> None:
    """A purpose without velden has a plan without sources, whatever is wished; so has an empty wish."""
    nothing = variant(veld=())
    for plan in (
        compile_plan(wish, nothing, register().supplies, register().profiel),
        compile_plan((), dji(), register().supplies, register().profiel),
    ):
        assert (plan.velden, plan.bronnen, plan.index, plan.groepen) == ((), (), None, ())
        assert fan_out(plan, ("0855",), None) == ((), [])


@PROPERTY
@given(wish=wishes(), data=st.data(), known=st.booleans())
def test_sources_that_are_left_out_are_not_called(
    wish: tuple[str, ...], data: st.DataObject, *, known: bool
) -> None:
    """Only chosen sources are called; when every source of the wished velden is left out, nobody is."""
    plan = plan_of(wish)
    every = sorted(register().profiel.bronnen)
    chosen = data.draw(st.lists(st.sampled_from(every), unique=True).map(tuple))
    outcomes, called = fan_out(plan, ("0855",) if known else (), chosen)
    per_gemeente = any(bron.startswith("GEMEENTE") for bron in chosen)
    allowed = set(chosen) | ({"VERWIJSINDEX"} if per_gemeente and not known else set())
    assert set(called) <= allowed
    assert {outcome.bron for outcome in outcomes} >= {source.bron for source in plan.bronnen}
    left_out = {source.bron for source in plan.bronnen} - set(chosen)
    assert {outcome.status for outcome in outcomes if outcome.bron in left_out} <= {"NIET_GEVRAAGD"}
    if left_out == {source.bron for source in plan.bronnen} and "VERWIJSINDEX" not in chosen:
        assert called == []


def fan_out(
    plan: Any, gemeenten: tuple[str, ...], bronnen: tuple[str, ...] | None
) -> tuple[tuple[Outcome, ...], list[str]]:
    """Run a fan-out; give the outcomes and who was called."""
    world = World({})
    run = FanOut(
        plan=plan,
        gemeenten=gemeenten,
        bronnen=bronnen,
        bind=bind,
        fetch_for=world.fetch_for,
        trace=Telemetry(bytes).trace(None),
        later=str,
    ).run()
    outcomes = asyncio.run(run)
    return outcomes, [place.partition("/")[0] for place in world.asked]
