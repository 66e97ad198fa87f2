"""Play a scenario: in a scope of its own do each step, judge answers and journal, leave nothing behind."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from adapters.mock.scenario.client import INTAKE, Command, Gateway
from adapters.mock.scenario.expect import answer_differs, journal_differs
from adapters.mock.scenario.read import Scenario, Table
from adapters.mock.scenario.site import Site
from adapters.mock.scenario.sources import Sources

_ZAAK = "2f1c7a52-6a0e-4c83-9c53-0c7f5d0a1b11"
_CHANGES_EVERY_RUN = frozenset({"nummer", "traceparent"})


@dataclass(frozen=True, slots=True)
class Step:
    """What came of a step: its differences, and what the sources were asked in it."""

    naam: str
    verschil: tuple[str, ...]
    journaal: tuple[Mapping[str, Any], ...] = field(repr=False)
    seconds: float


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a scenario."""

    file: str
    titel: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Means:
    """What playing needs from outside; `new_hex` gives so many random bytes in hexadecimal."""

    mocks: Site
    client: Gateway | Command
    sleep: Callable[[float], None]
    time: Callable[[], float]
    new_hex: Callable[[int], str]


def play(scenario: Scenario, means: Means) -> Played:
    """Play a scenario, between resets of its scope. Raises Unusable, ScenarioError.

    With our gateway the scope is a trace that nobody else has; another client need not pass a trace on, so
    its scope is the person.
    """
    trace, persoon = means.new_hex(16), scenario.given["persoon"]
    scope = {"trace": trace} if isinstance(means.client, Gateway) else {"persoon": persoon}
    sources = Sources(means.mocks, scope, persoon, mark=f"{trace[:12]}-")
    question = _question(sources.person())
    run = _Run(scenario, means, sources, question, traceparent=f"00-{trace}-{means.new_hex(8)}-01")
    sources.reset()
    try:
        return Played(scenario.file, scenario.given["titel"], tuple(run.steps()))
    finally:
        sources.reset()
        if scenario.sets_clock:
            sources.clock(zet=None)


@dataclass(frozen=True, slots=True)
class _Run:
    """One run of one scenario."""

    scenario: Scenario
    means: Means
    sources: Sources
    question: Mapping[str, Any] = field(repr=False)
    traceparent: str

    def steps(self) -> Iterator[Step]:
        """Set everything up, and do the steps in order."""
        self._set(self.scenario.given)
        self.sources.add(self.scenario)
        self.sources.try_journal(self.scenario)
        return map(self._step, self.scenario.steps)

    def _set(self, given: Table) -> None:
        if "klok" in given:
            self.sources.clock(zet=given["klok"])
        if "schuif" in given:
            self.sources.clock(schuif=given["schuif"])
        for state in given.get("toestanden", []):
            self.sources.state(state)
        if "wacht" in given:
            self.means.sleep(given["wacht"])

    def _step(self, given: Table) -> Step:
        begin = self.means.time()
        before = _last(self.sources.asked({}))
        self._set(given)
        found = [text for _ in range(given["keer"]) for text in self._ask(given)]
        for expected in given.get("journaal", []):
            found += journal_differs(_since(self.sources.asked(expected), before), expected)
        entries = _since(self.sources.asked({}), before)
        if found:
            found += self._meddled(entries)
        return Step(
            given["naam"], tuple(dict.fromkeys(found)), self._shown(entries), self.means.time() - begin
        )

    def _meddled(self, entries: list[dict[str, Any]]) -> Iterator[str]:
        """Name each rule of somebody else that struck: what came out otherwise may be its doing."""
        for entry in entries:
            if entry["regel"] and not entry["regel"].startswith(self.sources.mark):
                yield f"regel {entry['regel']} van buiten dit scenario greep in bij {entry['service']}"

    def _ask(self, given: Table) -> Iterator[str]:
        question = {**self.question, **given.get("vraag", {})}
        client = self.means.client
        if isinstance(client, Command):
            wrong = client.run(json.dumps(question), self.traceparent)
            return iter([wrong] if wrong else [])
        said = client.ask(question, self.traceparent)
        return answer_differs(said, given["verwacht"]) if "verwacht" in given else iter([])

    def _shown(self, entries: list[dict[str, Any]]) -> tuple[Mapping[str, Any], ...]:
        """Give entries without what differs by run, in an order that does not follow from who was first."""
        unknown = _CHANGES_EVERY_RUN if self.scenario.sets_clock else {*_CHANGES_EVERY_RUN, "moment"}
        kept = [{name: entry[name] for name in entry if name not in unknown} for entry in entries]
        for entry in kept:
            entry["regel"] = entry["regel"] and entry["regel"].removeprefix(self.sources.mark)
        return tuple(sorted(kept, key=lambda entry: json.dumps(entry, sort_keys=True)))


def _question(person: Mapping[str, Any]) -> dict[str, Any]:
    born = person["geboortedatum"]
    known = [part for part in (born[4:6], born[6:8]) if part != "00"]
    return {
        "burgerservicenummer": person["burgerservicenummer"],
        "geboortedatum": "-".join([born[:4], *known]),
        "doelbinding": INTAKE,
        "zaakkenmerk": _ZAAK,
    }


def _last(entries: list[dict[str, Any]]) -> int:
    return max((entry["nummer"] for entry in entries), default=0)


def _since(entries: list[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    return [entry for entry in entries if entry["nummer"] > number]
