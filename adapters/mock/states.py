"""Named states: a source fails until it is repaired, a benefit ends between two calls. Each scope its own."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from adapters.mock.scope import Scope

BEGIN = "begin"
"""What a state is before anything happened."""


@dataclass(frozen=True, slots=True)
class State:
    """What a state is within its scope, and since when."""

    name: str
    scope: Scope
    now: str
    since: datetime


@dataclass(slots=True)
class States:
    """The states that are no longer as they began."""

    _states: dict[tuple[str, Scope], State] = field(default_factory=dict, repr=False)

    def get(self, name: str, scope: Scope) -> str:
        """Give what a state is."""
        state = self._states.get((name, scope))
        return state.now if state else BEGIN

    def set(self, name: str, scope: Scope, becomes: str, moment: datetime) -> None:
        """Make it so; a state that stays the same keeps its moment."""
        if self.get(name, scope) != becomes:
            self._states[name, scope] = State(name, scope, becomes, moment)

    def __iter__(self) -> Iterator[State]:
        return iter(self._states.values())

    def reset(self, scope: Scope) -> None:
        """Forget the states within a scope; an empty one holds all."""
        self._states = {key: state for key, state in self._states.items() if not scope.covers(state.scope)}
