"""Merging: the same whatever the order, nothing lost, nothing claimed that no source said."""

import asyncio
from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gateway.core.datum import DatumOnbekend
from gateway.core.facts import Outcome
from gateway.core.plan import Plan
from gateway.core.profile import Profile, merge
from gateway.fanout import FanOut
from gateway.telemetry import Telemetry
from tests.fakes.answers import bind, plan_of
from tests.fakes.strategies import GEMEENTEN, PROPERTY, answers, wishes
from tests.fakes.world import Answers, World


def outcomes_of(plan: Plan, said: Answers) -> tuple[Outcome, ...]:
    """Ask every source of a plan."""
    run = FanOut(
        plan=plan,
        gemeenten=GEMEENTEN,
        bronnen=None,
        bind=bind,
        fetch_for=World(said).fetch_for,
        trace=Telemetry(bytes).trace(None),
        later=str,
    ).run()
    return asyncio.run(run)


def rows(profile: Profile, path: str) -> list[dict[str, Any]] | None:
    """Give the rows of a group; None when it is absent."""
    node: Any = profile.delen
    for part in path.split("."):
        node = node.get(part, {}) if isinstance(node, dict) else None
    return node if isinstance(node, list) else None


@PROPERTY
@given(wish=wishes(), said=answers(), data=st.data())
def test_the_order_of_outcomes_does_not_matter(
    wish: tuple[str, ...], said: Answers, data: st.DataObject
) -> None:
    """Outcomes in any order give the same rows in the same order, and the same absences."""
    plan = plan_of(wish)
    outcomes = outcomes_of(plan, said)
    one, other = (
        merge(plan, some, peildatum="2026-11-01") for some in (outcomes, data.draw(st.permutations(outcomes)))
    )
    assert one.delen == other.delen
    assert (one.volledig, one.onvolledig, one.vergewist) == (
        other.volledig,
        other.onvolledig,
        other.vergewist,
    )
    for left, right in ((one.bronnen, other.bronnen), (one.niet_geleverd, other.niet_geleverd)):
        assert Counter(map(str, left)) == Counter(map(str, right))


@PROPERTY
@given(wish=wishes(), said=answers())
def test_every_row_stays(wish: tuple[str, ...], said: Answers) -> None:
    """Conflicting and equal rows stand side by side: a group holds every row of every source."""
    plan = plan_of(wish)
    outcomes = outcomes_of(plan, said)
    profile = merge(plan, outcomes, peildatum="2026-11-01")
    for groep in plan.groepen:
        if groep.soort == "RIJEN":
            given = [row for outcome in outcomes for row in outcome.facts.rijen.get(groep.pad, ())]
            assert Counter(map(str, rows(profile, groep.pad) or ())) == Counter(map(str, given))


@PROPERTY
@given(wish=wishes(), said=answers())
def test_every_veld_has_a_value_or_one_reason(wish: tuple[str, ...], said: Answers) -> None:
    """Each (veld, bron, gemeente) of the plan has a value in some row or exactly one reden, never neither."""
    plan = plan_of(wish)
    outcomes = outcomes_of(plan, said)
    profile = merge(plan, outcomes, peildatum="2026-11-01")
    counted = Counter(
        (entry["veld"], entry["bron"], entry.get("gemeente")) for entry in profile.niet_geleverd
    )
    assert set(counted.values()) <= {1}
    expected = set()
    for outcome in outcomes:
        velden = next(source.velden for source in plan.bronnen if source.bron == outcome.bron)
        for veld in velden:
            group, _, name = veld.rpartition(".")
            values = [row[name] for row in outcome.facts.rijen.get(group, ()) if name in row]
            unreadable = outcome.facts.redenen.get(veld) == "ONLEESBAAR"
            if not values or (unreadable and all(isinstance(value, DatumOnbekend) for value in values)):
                expected.add((veld, outcome.bron, outcome.gemeente))
    assert set(counted) == expected


@PROPERTY
@given(wish=wishes(), said=answers())
def test_none_is_said_only_when_everybody_said_so(wish: tuple[str, ...], said: Answers) -> None:
    """`[]` stands only where every source of the group answered; otherwise the group is in `onvolledig`."""
    plan = plan_of(wish)
    outcomes = outcomes_of(plan, said)
    profile = merge(plan, outcomes, peildatum="2026-11-01")
    for groep in plan.groepen:
        if groep.soort != "RIJEN":
            continue
        bronnen = {
            source.bron
            for source in plan.bronnen
            for veld in source.velden
            if veld.startswith(f"{groep.pad}.")
        }
        statuses = {outcome.status for outcome in outcomes if outcome.bron in bronnen}
        answered = statuses <= {"GEVONDEN", "NIETS_GEVONDEN"}
        assert (groep.pad in profile.onvolledig) is not answered
        found = rows(profile, groep.pad)
        assert found is not None if answered else found != []
