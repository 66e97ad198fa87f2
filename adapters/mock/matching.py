"""Which rule a request meets: the first that fits. Chance follows from seed and count, never from time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from random import Random

from adapters.mock.changes import Changes
from adapters.mock.faults.said import LEVEN
from adapters.mock.rules import Asking, Quota, Rule
from adapters.mock.saying import Saying
from adapters.mock.scope import Scope
from adapters.mock.shape import ShapeError
from adapters.mock.states import States


@dataclass(frozen=True, slots=True)
class Choice:
    """The rule that a request meets, with the dice for what else chance decides in it."""

    id: str
    rule: Rule
    saying: Saying | None
    dice: Random = field(repr=False)


@dataclass(slots=True)
class Running:
    """A rule at work: since when, how many requests fitted, how many met the fault."""

    id: str
    rule: Rule
    since: datetime
    fitted: int = 0
    met: int = 0
    _window: datetime | None = None
    _in_window: int = 0

    def strikes(self, now: datetime) -> Random | None:
        """Count a request that fits; give the dice when it meets the fault."""
        rule = self.rule
        self.fitted += 1
        if self.fitted < rule.first or (rule.last is not None and self.fitted > rule.last):
            return None
        if rule.quota and not self._over(rule.quota, now):
            return None
        dice = Random(f"{rule.seed}/{self.fitted}")  # noqa: S311 - the same choices again, no secrets
        if dice.random() >= rule.chance * self._ramped(now):
            return None
        self.met += 1
        return dice

    def _over(self, quota: Quota, now: datetime) -> bool:
        """Count in the window, which begins with its first request; give whether the quota is used up."""
        if self._window is None or not 0 <= (now - self._window).total_seconds() < quota.seconds:
            self._window, self._in_window = now, 0
        self._in_window += 1
        return self._in_window > quota.count

    def _ramped(self, now: datetime) -> float:
        if self.rule.ramp is None:
            return 1.0
        return min(1.0, max(0.0, (now - self.since).total_seconds() / self.rule.ramp))


class Rules:
    """The rules at work, in the order in which they were added."""

    def __init__(self, states: States, changes: Changes, clock: Callable[[], datetime]) -> None:
        self._states = states
        self._changes = changes
        self._clock = clock
        self._running: dict[str, Running] = {}
        self._numbers = count(1)

    def __iter__(self) -> Iterator[Running]:
        return iter(self._running.values())

    def __bool__(self) -> bool:
        return bool(self._running)

    def add(self, rule: Rule) -> Running:
        """Put a rule to work. Raises ShapeError when there is one with its id."""
        name = rule.given.get("id") or next(
            name for number in self._numbers if (name := str(number)) not in self._running
        )
        if name in self._running:
            raise ShapeError("id", "er is al een regel met deze id")
        self._running[name] = Running(name, rule, self._clock())
        return self._running[name]

    def get(self, name: str) -> Running | None:
        """Give a rule by id."""
        return self._running.get(name)

    def remove(self, name: str) -> bool:
        """Take a rule away; give whether there was one. What a LEVEN changed stays until a reset."""
        return self._running.pop(name, None) is not None

    def reset(self, scope: Scope) -> None:
        """Take away the rules within a scope; an empty one holds all, and then the numbers begin anew."""
        self._running = {n: each for n, each in self._running.items() if not scope.covers(each.rule.scope)}
        if not self._running:
            self._numbers = count(1)

    def choose(self, asking: Asking) -> Choice | None:
        """Give what a request meets; None: nothing. A changed life is in force when this returns."""
        now = self._clock()
        for running in self._running.values():
            rule = running.rule
            if not rule.fits(asking, now) or not self._in_state(rule):
                continue
            if rule.kind is LEVEN and running.met:
                continue  # it has happened; the request meets what comes after it
            dice = running.strikes(now)
            if dice is None:
                continue
            if rule.turn and rule.turn.becomes is not None:
                self._states.set(rule.turn.name, rule.scope, rule.turn.becomes, now)
            if rule.kind is LEVEN:
                self._changes.add(rule.scope, rule.parameters["tabellen"])
            return Choice(running.id, rule, rule.saying, dice)
        return None

    def _in_state(self, rule: Rule) -> bool:
        turn = rule.turn
        return turn is None or turn.needs in {None, self._states.get(turn.name, rule.scope)}
