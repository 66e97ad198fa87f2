"""Whatever the wish and whatever stands in an answer: nothing outside the plan is read."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gateway.core.locator import Shape, planned_paths
from gateway.core.plan import SourcePlan
from gateway.extract.xml import read_planned
from tests.fakes.answers import ROOT, call_of, dji, echo, found, members, plan_of, reader_of
from tests.fakes.dossiers import Tree
from tests.fakes.strategies import DOSSIERS, PROPERTY, messages, wishes

SOAP = ("UWV_POLIS", "UWV_UITKERING", "UWV_WERKBEDRIJF", "SVB")
REST = ("DUO", "GEMEENTE_UITKERING", "GEMEENTE_REINTEGRATIE")


class TouchedOutsideThePlanError(Exception):
    """The reader touched a node that the plan does not hold."""


@dataclass(slots=True)
class Guarded:
    """An element that raises when it is read and no plan holds it; `shape` None is a leaf of the plan."""

    tag: str
    value: "str | tuple[Guarded, ...]"
    planned: bool
    shape: Shape | None

    def _guard(self, *, allowed: bool) -> None:
        if not (self.planned and allowed):
            raise TouchedOutsideThePlanError(self.tag)

    @property
    def text(self) -> str:
        """Give the text of a planned leaf."""
        self._guard(allowed=self.shape is None)
        return self.value if isinstance(self.value, str) else ""

    def __len__(self) -> int:
        self._guard(allowed=True)
        return 0 if isinstance(self.value, str) else len(self.value)

    def iterchildren(self, *tags: str) -> Iterator["Guarded"]:
        """Give the children with these tags; only planned tags may be asked for."""
        names = {tag.removeprefix("{*}") for tag in tags}
        self._guard(allowed=self.shape is not None and names <= set(self.shape.tags))
        yield from (child for child in self.value if isinstance(child, Guarded) and child.tag in names)


def guarded(tag: str, value: Any, shape: Shape | None, *, planned: bool = True) -> Guarded:
    """Wrap a tree: what the shape names may be read, everything else raises."""
    if isinstance(value, str):
        return Guarded(tag, value, planned, shape)
    children = []
    for name, below in value.items():
        inside = planned and shape is not None and (name in shape.leaves or name in shape.children)
        deeper = shape.children.get(name) if inside and shape is not None else None
        items = below if isinstance(below, list | tuple) else (below,)
        children += [guarded(name, item, deeper, planned=inside) for item in items]
    return Guarded(tag, tuple(children), planned, shape)


def planned(bron: str, wish: tuple[str, ...]) -> SourcePlan:
    """Give the plan of one bron, or leave the example."""
    source = next((source for source in plan_of(wish).bronnen if source.bron == bron), None)
    assume(source is not None)
    assert source is not None
    return source


@pytest.mark.parametrize("bron", SOAP)
@PROPERTY
@given(wish=wishes(), data=st.data())
def test_only_planned_elements_are_touched(bron: str, wish: tuple[str, ...], data: st.DataObject) -> None:
    """Elements outside the plan raise when read, and reading a whole random message raises nothing."""
    source = planned(bron, wish)
    tree = {**echo(source), **data.draw(messages(source))}
    element: Any = guarded("ClientSuwi", tree, source.shape)
    read = read_planned(element, source.shape, [])
    assert set(read) <= set(source.shape.tags)


@pytest.mark.parametrize("bron", [*SOAP, *REST])
@PROPERTY
@given(wish=wishes(), data=st.data())
def test_what_is_not_planned_changes_nothing(bron: str, wish: tuple[str, ...], data: st.DataObject) -> None:
    """A whole message and the planned part of it alone give the same facts."""
    source = planned(bron, wish)
    whole = data.draw(messages(source))
    reader, call = reader_of(source), call_of(source)
    alone = _only(source.shape, whole, rest=source.operatie.koppelvlak == "rest")
    assert reader.facts(found(source, whole), call) == reader.facts(found(source, alone), call)


def _only(shape: Shape, tree: Mapping[str, Any], *, rest: bool) -> Tree:
    kept: dict[str, Any] = {}
    for name, value in tree.items():
        known = name[0].lower() + name[1:] if rest else name
        if known in shape.leaves:
            kept[name] = value
        elif known in shape.children:
            below = shape.children[known]
            kept[name] = (
                _only(below, value, rest=rest)
                if isinstance(value, Mapping)
                else [_only(below, item, rest=rest) for item in value]
            )
    return kept


GARBAGE: tuple[Any, ...] = (
    0,
    -1.5,
    True,
    None,
    [],
    {},
    [[{"x": [None]}]],
    {"dossiers": [{}]},
    "\u202e",
    [1] * 50,
)


@pytest.mark.parametrize("bron", REST)
@PROPERTY
@given(wish=wishes(), data=st.data())
def test_unplanned_members_are_not_decoded(bron: str, wish: tuple[str, ...], data: st.DataObject) -> None:
    """Members outside the plan may hold anything: the facts are the same as without them."""
    source = planned(bron, wish)
    dossier = echo(source) | members(_only(source.shape, data.draw(messages(source)), rest=True))
    reader, call = reader_of(source), call_of(source)
    clean = reader.facts(json.dumps({"dossiers": [dossier]}).encode(), call)
    names = iter(range(10_000))
    poisoned = _poison(
        dossier, source.shape, lambda: (f"x{next(names)}", data.draw(st.sampled_from(GARBAGE)))
    )
    assert reader.facts(json.dumps({"n": 1, "dossiers": [poisoned], "z": {}}).encode(), call) == clean


def _poison(node: dict[str, Any], shape: Shape, garbage: Any) -> dict[str, Any]:
    name, value = garbage()
    out: dict[str, Any] = {name: value}
    for key, below in node.items():
        if isinstance(below, list):
            out[key] = [_poison(item, shape.children[key], garbage) for item in below]
        else:
            out[key] = _poison(below, shape.children[key], garbage) if isinstance(below, dict) else below
    return out


@PROPERTY
@given(wish=wishes())
def test_every_planned_path_is_a_locator_of_the_mapping(wish: tuple[str, ...]) -> None:
    """A plan holds the locators of `mapping.toml` and the echo of the person, and no other path."""
    for source in plan_of(wish).bronnen:
        soap = source.operatie.koppelvlak == "soap"
        allowed = {_spelled(path, soap=soap) for path in _locators(source)}
        assert {
            tuple(part.removesuffix("[]") for part in path)
            for path in planned_paths(table.rows for table in source.tabellen)
        } <= allowed


def _spelled(path: tuple[str, ...], *, soap: bool) -> tuple[str, ...]:
    return path if soap else tuple(part[0].lower() + part[1:] for part in path)


def _locators(source: SourcePlan) -> Iterator[tuple[str, ...]]:
    """Read the mapping by hand: the absolute path of every locator."""
    text = (ROOT / "adapters" / source.adapter / "mapping.toml").read_text("utf-8")
    for tabel in tomllib.loads(text)["tabel"]:
        if tabel["bron"] != source.bron:
            continue
        base = _steps(tabel["rij"])
        yield from _absolute(base, (tabel.get("veld", {}) | tabel.get("intern", {})).values())
        for lijst in tabel.get("lijst", {}).values():
            yield from _absolute((*base, *_steps(lijst["rij"])), lijst["intern"].values())


def _steps(rij: str) -> tuple[str, ...]:
    return () if rij == "." else tuple(part.removesuffix("[]") for part in rij.split("/"))


def _absolute(base: tuple[str, ...], locators: Any) -> Iterator[tuple[str, ...]]:
    for locator in locators:
        parts = [part.removesuffix("[1]") for part in locator["uit"].split("/")]
        up = parts.count("..")
        yield (*base[: len(base) - up], *parts[up:])


def test_excluded_elements_are_in_no_plan() -> None:
    """What the purpose excludes by name (amounts, partners, addresses, health) stands in no plan."""
    excluded = {name.rstrip("*") for regel in dji().uitgesloten for name in regel.elementen}
    excluded -= {"AKW", "WLZ", "BB", "Loonheffingennr"}
    parts = {
        part.removesuffix("[]").lower()
        for source in plan_of().bronnen
        for path in planned_paths(table.rows for table in source.tabellen)
        for part in path
    }
    assert not {part for part in parts for name in excluded if part.startswith(name.lower())}


@PROPERTY
@given(data=st.data())
def test_the_employers_number_stays_inside(data: st.DataObject) -> None:
    """Loonheffingennr is read to join relations, as an intern; no facts hold it."""
    source = planned("UWV_POLIS", plan_of().velden)
    assert "werkgever" in source.tabellen[0].interns
    facts = reader_of(source).facts(found(source, data.draw(DOSSIERS["UWV_POLIS"])), call_of(source))
    assert "L01" not in repr(facts.rijen)
