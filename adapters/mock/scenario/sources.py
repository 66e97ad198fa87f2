"""The mock sources as one run of a scenario sees them: only what is within its own scope."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from adapters.mock.admin.operation import BASE
from adapters.mock.scenario.read import Scenario
from adapters.mock.scenario.site import Said, Site, Unusable

_OK = range(200, 300)
_ADDRESS = ("bron", "operatie", "gemeente", "regel")


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources at a site; `scope` (trace or persoon) is ours; `mark` begins the ids of our rules."""

    site: Site
    scope: Mapping[str, str]
    persoon: str
    mark: str

    def person(self) -> dict[str, Any]:
        """Give the person as the sources know them. Raises Unusable."""
        said = self.site.call("GET", f"{BASE}/people/{quote(self.persoon)}")
        if said.status not in _OK or "burgerservicenummer" not in (said.content or {}):
            raise Unusable(f"persoon: de bronnen op {self.site.url} kennen geen {self.persoon}")
        return {**said.content}

    def reset(self) -> None:
        """Undo what was set, changed and noted in our scope."""
        self._done("POST", "/reset", self.scope)

    def clock(self, **given: float | str | None) -> None:
        """Set (`zet`) or move (`schuif`) the clock, which is everybody's."""
        self._done("PUT", "/clock", given)

    def state(self, given: Mapping[str, str]) -> None:
        """Make a state so, for our rules."""
        self._done("PUT", "/states", {**given, **self._whose()})

    def add(self, scenario: Scenario) -> None:
        """Put the rules of a scenario to work. Raises ScenarioError when the sources refuse one."""
        for at, rule in enumerate(scenario.given["regels"]):
            given = {
                **rule,
                "id": self.mark + rule.get("id", str(at + 1)),
                "waar": {**rule.get("waar", {}), **self._whose()},
            }
            said = self.site.call("POST", f"{BASE}/faults", given)
            _accepted(said, scenario, f"regels.{at}")

    def try_journal(self, scenario: Scenario) -> None:
        """See that the sources know what a scenario expects in the journal. Raises ScenarioError."""
        for at, step in enumerate(scenario.steps):
            for number, expected in enumerate(step.get("journaal", [])):
                said = self.site.call("GET", BASE + self._address(expected))
                _accepted(said, scenario, f"stappen.{at}.journaal.{number}")

    def asked(self, expected: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Give the journal of our scope, oldest first: of what is expected only what it is about."""
        return [*self._done("GET", self._address(expected)).content]

    def _address(self, expected: Mapping[str, Any]) -> str:
        wanted = {name: expected[name] for name in _ADDRESS if name in expected}
        if "regel" in wanted:
            wanted["regel"] = self.mark + wanted["regel"]
        return f"/requests?{urlencode({**wanted, **self.scope})}"

    def _whose(self) -> dict[str, str]:
        return {"persoon": self.persoon, **self.scope}

    def _done(self, method: str, path: str, content: object = None) -> Said:
        said = self.site.call(method, BASE + path, content)
        if said.status not in _OK:
            detail = _problem(said).get("detail", "dit zijn geen mock-bronnen met /__admin")
            raise Unusable(
                f"{self.site.option}: {method} {BASE}{path.partition('?')[0]}: {said.status} {detail}"
            )
        return said


def _accepted(said: Said, scenario: Scenario, place: str) -> None:
    """Raise ScenarioError when the sources refused what stands at a place of a scenario."""
    if said.status not in _OK:
        problem = _problem(said)
        key = problem.get("sleutel", "")
        detail = str(problem.get("detail", f"status {said.status}")).removeprefix(f"{key}: ")
        raise scenario.wrong(f"{place}.{key}".rstrip("."), detail)


def _problem(said: Said) -> dict[str, Any]:
    return said.content if isinstance(said.content, dict) else {}
