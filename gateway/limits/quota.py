"""The arithmetic of a limit: GCRA, the leaky bucket that keeps one number.

That number is how far a bucket is ahead of the clock, in microseconds: each question puts it `cost` further,
and time brings it back. A full minute's worth may come at once; after that one may come each `cost`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

MINUTE = 60_000_000
"""A minute in microseconds."""

_SECOND = 1_000_000

Kind = Literal["MEDEWERKER", "INRICHTING", "AFNEMER"]


@dataclass(frozen=True, slots=True)
class Rule:
    """At most so many questions a minute for one of a kind."""

    kind: Kind
    most: int

    @property
    def cost(self) -> int:
        """How far one question puts a bucket ahead."""
        return MINUTE // self.most

    @property
    def room(self) -> int:
        """How far ahead a bucket may be."""
        return self.cost * self.most


@dataclass(frozen=True, slots=True)
class Bucket:
    """The questions of one employee, inrichting or afnemer; `name` is a pseudonym."""

    rule: Rule
    name: str


@dataclass(frozen=True, slots=True)
class Quota:
    """What the tightest limit says: how many are left, and in how many seconds all of them are.

    `retry_after` is 0 when the question may go on, else in how many seconds one may come again.
    """

    rule: Rule
    remaining: int
    reset: int
    retry_after: int


def judge(buckets: Sequence[Bucket], aheads: Sequence[int]) -> Quota:
    """Say how the question fares whose buckets were this far ahead before it; there is at least one.

    It was counted in all of them, or in none when one had no room.
    """
    rules = [bucket.rule for bucket in buckets]
    late = [ahead + rule.cost - rule.room for rule, ahead in zip(rules, aheads, strict=True)]
    worst = max(range(len(rules)), key=late.__getitem__)
    if late[worst] > 0:
        return Quota(rules[worst], 0, _seconds(aheads[worst]), _seconds(late[worst]))
    after = [_counted(rule, ahead) for rule, ahead in zip(rules, aheads, strict=True)]
    return min(after, key=lambda quota: quota.remaining)


def _counted(rule: Rule, ahead: int) -> Quota:
    ahead += rule.cost
    return Quota(rule, (rule.room - ahead) // rule.cost, _seconds(ahead), 0)


def _seconds(microseconds: int) -> int:
    return -(-microseconds // _SECOND)
