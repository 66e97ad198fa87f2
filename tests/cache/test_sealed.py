"""What is kept opens only as it was sealed, by the plan it was read by."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.core.facts import Facts
from gateway.core.plan import Plan, SourcePlan
from gateway.errors import SourceError
from gateway.pipes.cache import cache_of
from gateway.pipes.sealed import Seals
from tests.cache.kept import ASKING, PLACE, SECONDS, Dict, Now, room_on
from tests.fakes.answers import BENEFIT, call_of, facts, found, plan_of, reader_of, register, source_of
from tests.fakes.dossiers import Tree, benefit, benefits
from tests.fakes.strategies import DOSSIERS, PROPERTY, wishes

NAME = b"n" * 32
SVB = source_of("SVB")
FACTS = facts("SVB", benefits(benefit("AOW")))
PLANS = [(doelbinding, source) for doelbinding, _ in ASKING for source in plan_of(None, doelbinding).bronnen]


def seals(source: SourcePlan = SVB, *, now: Now | None = None, edition: bytes = b"") -> Seals:
    """Give the seals of a plan."""
    return cache_of(room_on(Dict(), now=now, edition=edition), source, PLACE).seals


def read(source: SourcePlan, tree: Tree) -> Facts | None:
    """Read an answer by a plan; None when it is refused."""
    gemeente = "0855" if "GEMEENTE" in source.bron else None
    try:
        return reader_of(source).facts(found(source, tree), call_of(source, gemeente=gemeente))
    except SourceError:
        return None


def written(kept: Facts | None) -> Any:
    """Write facts as they would leave, in order."""
    assert kept is not None
    return kept, msgspec.json.encode(list(kept.rijen.items()))


@PROPERTY
@given(data=st.data(), wish=wishes())
def test_what_is_opened_is_what_was_sealed(data: st.DataObject, wish: tuple[str, ...]) -> None:
    """Facts of every source, purpose and wish come back equal, and are written in the same bytes."""
    narrowed: Plan = plan_of(wish)
    sources = [source for _, source in PLANS if source.toegestaan] + list(narrowed.bronnen)
    source = data.draw(st.sampled_from([one for one in sources if one.bron in DOSSIERS and one.tabellen]))
    kept = read(source, data.draw(DOSSIERS[source.bron]))
    if kept is not None:
        assert written(seals(source).open(NAME, seals(source).seal(NAME, kept), SECONDS)) == written(kept)


@pytest.mark.parametrize(
    "kept",
    [
        Facts(),
        Facts(sleutels=("0855", "0772")),
        Facts({BENEFIT: ()}, {f"{BENEFIT}.wet": "AFGESCHERMD"}, vergewist="JA", drift=3, dossier=True),
    ],
)
def test_facts_without_rows_come_back_too(kept: Facts) -> None:
    """Nothing found, the keys of an index, and facts that only say why something is absent are kept whole."""
    wet = next(veld for veld in SVB.velden if veld.startswith(BENEFIT))
    kept = Facts(kept.rijen, {wet: "AFGESCHERMD"} if kept.redenen else {}, kept.sleutels, kept.vergewist)
    assert seals().open(NAME, seals().seal(NAME, kept), SECONDS) == kept


def test_a_seal_shows_nothing_and_is_never_the_same() -> None:
    """The bytes of a seal hold no name or value of the facts, and differ each time."""
    first, second = seals().seal(NAME, FACTS), seals().seal(NAME, FACTS)
    assert first != second
    texts = {text for row in FACTS.rijen[BENEFIT] for text in row if len(text) > 3} | {"AOW", BENEFIT, "SVB"}
    assert {text for text in texts if text.encode() in first + second} == set()


def test_every_changed_byte_is_a_miss() -> None:
    """Each byte of a seal, changed in each of two ways, and each shorter or longer seal, does not open."""
    sealed = seals().seal(NAME, FACTS)
    assert seals().open(NAME, sealed, SECONDS) == FACTS
    changed = [
        sealed[:at] + bytes([sealed[at] ^ bit]) + sealed[at + 1 :]
        for at in range(len(sealed))
        for bit in (1, 128)
    ]
    cut = [sealed[:length] for length in range(len(sealed))]
    assert [bad for bad in (*changed, *cut, sealed + b"\0") if seals().open(NAME, bad, SECONDS)] == []


@pytest.mark.parametrize(
    ("other", "name"),
    [
        ({}, b"m" * 32),
        ({"edition": b"sha256:ander"}, NAME),
        (
            {"source": source_of("SVB", plan_of((SVB.velden[0],)))},
            NAME,
        ),
    ],
    ids=["naam", "contracten", "velden"],
)
def test_a_seal_opens_only_where_it_belongs(other: dict[str, Any], name: bytes) -> None:
    """Under another name, under other contracts, or by a narrower plan, a good seal is a miss."""
    assert seals(**other).open(name, seals().seal(NAME, FACTS), SECONDS) is None


def test_a_seal_of_another_purpose_is_a_miss() -> None:
    """The same source under another purpose does not open it, though name and key be the same."""
    other = next(
        source for doel, source in PLANS if source.bron == "SVB" and doel.id != "DJI_INTAKE_ARBEIDSMARKT"
    )
    assert seals(other).open(NAME, seals().seal(NAME, FACTS), SECONDS) is None


@pytest.mark.parametrize(
    ("later", "opens"), [(0, True), (59.9, True), (60, False), (3600, False), (-4, True), (-6, False)]
)
def test_a_seal_opens_for_its_seconds_only(later: float, *, opens: bool) -> None:
    """As old as allowed or older is a miss, wherever it was meanwhile; so is one from the future."""
    sealed = seals().seal(NAME, FACTS)
    then = Now(Now().moment + later)
    assert (seals(now=then).open(NAME, sealed, SECONDS) is not None) is opens


@pytest.mark.parametrize(
    "rijen",
    [
        {"opleiding": ()},
        {BENEFIT: ({"naam": "x"},)},
        {BENEFIT: ({"bron": "DUO", "herkomst": "REGISTRATIE", "rij": "0"},)},
        {BENEFIT: ({"bron": "SVB", "herkomst": "REGISTRATIE"},)},
        {BENEFIT: ({"bron": "SVB", "herkomst": "REGISTRATIE", "rij": "0", "burgerservicenummer": "9"},)},
    ],
)
def test_what_is_not_of_the_plan_is_a_miss_though_sealed_well(rijen: dict[str, Any]) -> None:
    """A group, name, bron or row outside the plan does not come in, even when our own key sealed it."""
    assert seals().open(NAME, seals().seal(NAME, Facts(rijen)), SECONDS) is None


def test_seals_are_made_for_every_plan() -> None:
    """Each plan of each purpose, also that of the verwijsindex, has seals."""
    index = plan_of().index
    assert index is not None
    for source in [*(source for _, source in PLANS), index]:
        assert seals(source).open(NAME, b"", SECONDS) is None
    assert register().profiel.bronnen
