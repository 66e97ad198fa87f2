"""Read a scenario file, and say of one that cannot be used which line and key are wrong."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from math import isfinite
from pathlib import Path
from typing import Any, TypeAlias

from adapters.mock.clock import A_MOMENT, read_moment
from adapters.mock.fault import Fault
from adapters.mock.faults.kinds import KINDS
from adapters.mock.own.lines import Path as Keys
from adapters.mock.own.lines import dotted, key_lines, line_of
from adapters.mock.own.validate import unreadable
from adapters.mock.parsing import read_toml
from adapters.mock.scenario.form import outline, scenario_rule
from adapters.mock.shape import ShapeError, checker
from adapters.mock.verification import check_demands

Table: TypeAlias = Mapping[str, Any]

_CURE = "docs/voor-testers.md noemt elke sleutel; `gateway mocks run --schema` ook"
_FORM = outline({"type": "object"})
_CHECK_KNOWN = checker({**_FORM, "required": []})
_CHECK = checker(_FORM)
_RULES: Mapping[str, Callable[[object], Any]] = {
    name: checker(scenario_rule(kind)) for name, kind in KINDS.items()
}


class ScenarioError(Exception):
    """A scenario cannot be played; `fault` says where and what to change."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.text)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Scenario:
    """A checked file: `given` holds it whole with defaults, `lines` where each key stands."""

    file: str
    given: Table = field(repr=False)
    lines: Mapping[Keys, int] = field(repr=False)

    @property
    def steps(self) -> list[Table]:
        """The steps, in order."""
        found: list[Table] = self.given["stappen"]
        return found

    @property
    def sets_clock(self) -> bool:
        """Whether the clock of the sources is touched."""
        return "klok" in self.given or any(step.keys() & {"klok", "schuif"} for step in self.steps)

    def wrong(self, key: str, text: str) -> ScenarioError:
        """Give the error about a key such as `regels.0.waar.bron`."""
        keys = _keys(key)
        return ScenarioError(Fault(self.file, line_of(keys, self.lines), dotted(keys), text, _CURE))


def read_scenario(path: Path) -> Scenario:
    """Read and check a file. Raises ScenarioError, naming the first wrong key; OSError."""
    content = path.read_bytes()
    try:
        text = content.decode()
        tables = read_toml(text)
    except UnicodeDecodeError:
        raise ScenarioError(Fault(path.name, 1, "", "geen UTF-8", "bewaar het bestand als UTF-8")) from None
    except tomllib.TOMLDecodeError as error:
        (line, *_), (what, cure) = unreadable(str(error), text)
        raise ScenarioError(Fault(path.name, int(line), "", what, cure)) from None
    raw = Scenario(path.name, tables, key_lines(text))
    for keys, text in _unsayable(tables):
        raise raw.wrong(keys, text)
    try:
        scenario = Scenario(raw.file, _checked(tables), raw.lines)
    except ShapeError as error:
        raise raw.wrong(error.key, str(error).removeprefix(f"{error.key}: ")) from None
    for key, moment in _moments(scenario.given):
        if read_moment(moment) is None:
            raise scenario.wrong(key, f"moet {A_MOMENT} zijn")
    return scenario


def _checked(tables: Table) -> Table:
    """Check all of it; each rule by its own kind."""
    _CHECK_KNOWN(tables)  # first: a key with a typing error is unknown, rather than another one missing
    given = _CHECK(tables)
    rules = [_rule(rule, f"regels.{at}", given["seed"]) for at, rule in enumerate(given["regels"])]
    for at, step in enumerate(given["stappen"]):
        for number, expected in enumerate(step.get("journaal", [])):
            check_demands(expected, f"stappen.{at}.journaal.{number}.")
    return {**given, "regels": rules}


def _rule(rule: Table, key: str, seed: int) -> Table:
    kind = rule.get("soort")
    if not isinstance(kind, str) or kind not in _RULES:
        raise ShapeError(f"{key}.soort", f"moet een zijn van {', '.join(KINDS)}")
    try:
        checked: Table = _RULES[kind]({"seed": seed, **rule})
    except ShapeError as error:
        raise ShapeError(f"{key}.{error.key}", str(error).removeprefix(f"{error.key}: ")) from None
    return checked


def _unsayable(value: Any, key: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - a value of TOML
    """Give what TOML knows and JSON does not: numbers without end, and moments without quotes."""
    if isinstance(value, dict | list):
        for name, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _unsayable(item, f"{key}.{name}".removeprefix("."))
    elif isinstance(value, float) and not isfinite(value):
        yield key, "moet een getal zijn, en niet oneindig"
    elif isinstance(value, date | time):
        yield key, "moet een tekst zijn: zet een datum of moment tussen aanhalingstekens"


def _moments(given: Table) -> Iterator[tuple[str, str]]:
    for key, table in [
        ("klok", given),
        *((f"stappen.{at}.klok", step) for at, step in enumerate(given["stappen"])),
    ]:
        if "klok" in table:
            yield key, table["klok"]


def _keys(key: str) -> Keys:
    return tuple(int(part) if part.isdigit() and part == str(int(part)) else part for part in key.split("."))
