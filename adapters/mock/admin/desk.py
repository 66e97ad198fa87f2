"""Everything the admin API works on."""

from dataclasses import dataclass
from typing import Any

from adapters.mock.people import People
from adapters.mock.scope import Scope
from adapters.mock.sources import Tools
from adapters.mock.states import States


@dataclass(frozen=True, slots=True)
class Desk:
    """The tools of the sources, the named states, the people, and whether the profile is strict."""

    tools: Tools
    states: States
    people: People
    strict: bool

    def reset(self, scope: Scope) -> None:
        """Undo within a scope what was set, changed and noted; an empty scope holds all, and the clock."""
        self.tools.rules.reset(scope)
        self.tools.changes.reset(scope)
        self.tools.journal.reset(scope)
        self.states.reset(scope)
        if scope == Scope():
            self.tools.clock.set(None)

    def show_scope(self, scope: Scope) -> dict[str, Any]:
        """Give what a scope names; test numbers may be shown, they are fictitious."""
        named = {"persoon": scope.persoon, "oin": scope.oin, "trace": scope.trace}
        return {name: value for name, value in named.items() if value is not None}
