"""The arithmetic of limits, on a clock of its own."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.limits.limiter import Limiter
from gateway.limits.local import LocalCounts
from gateway.limits.quota import Bucket, Kind, Rule, judge
from tests.fakes.processes import CASEMANAGER

SECOND = 1_000_000_000


@dataclass(slots=True)
class Clock:
    """Nanoseconds that stand still until they are moved."""

    at: int = 10**15

    def __call__(self) -> int:
        """Give the moment."""
        return self.at


def passes(counts: LocalCounts, *buckets: Bucket) -> bool:
    """Whether one more question may go on."""
    return judge(buckets, counts.count(buckets)).retry_after == 0


@settings(deadline=None)
@given(st.integers(1, 7_000))
def test_exactly_so_many_may_come_at_once(most: int) -> None:
    """Of one more than the limit at one moment, all but the last pass, for any limit."""
    counts, bucket = LocalCounts(Clock()), Bucket(Rule("AFNEMER", most), "x")
    assert [passes(counts, bucket) for _ in range(most + 1)] == [True] * most + [False]


def test_a_place_comes_back_each_part_of_a_minute() -> None:
    """Three a minute: after three, one may come each twenty seconds, and Retry-After says just that."""
    clock = Clock()
    counts, bucket = LocalCounts(clock), Bucket(Rule("MEDEWERKER", 3), "x")
    assert [judge([bucket], counts.count([bucket])).remaining for _ in range(3)] == [2, 1, 0]
    refused = judge([bucket], counts.count([bucket]))
    assert (refused.remaining, refused.reset, refused.retry_after) == (0, 60, 20)
    clock.at += 20 * SECOND - 1000
    assert judge([bucket], counts.count([bucket])).retry_after == 1
    clock.at += 1000
    assert [passes(counts, bucket) for _ in range(2)] == [True, False]


def test_what_one_limit_refuses_counts_for_no_other() -> None:
    """An employee who goes on and on does not use up the questions of the inrichting."""
    counts = LocalCounts(Clock())
    of_one, of_all = Bucket(Rule("MEDEWERKER", 2), "een"), Bucket(Rule("INRICHTING", 3), "samen")
    assert [passes(counts, of_one, of_all) for _ in range(9)] == [True, True, *[False] * 7]
    another = replace(of_one, name="ander")
    assert [passes(counts, another, of_all) for _ in range(2)] == [True, False]


def test_the_tightest_limit_is_told() -> None:
    """Of two limits the one with the fewest questions left is told, and of two refusals the longest."""
    clock = Clock()
    counts = LocalCounts(clock)
    wide, narrow = Bucket(Rule("AFNEMER", 9), "a"), Bucket(Rule("MEDEWERKER", 2), "m")
    told = [judge([wide, narrow], counts.count([wide, narrow])) for _ in range(3)]
    assert [(quota.rule.kind, quota.remaining, quota.retry_after) for quota in told] == [
        ("MEDEWERKER", 1, 0),
        ("MEDEWERKER", 0, 0),
        ("MEDEWERKER", 0, 30),
    ]


def test_names_of_a_minute_ago_are_forgotten() -> None:
    """Ten thousand employees once are no ten thousand names an hour later."""
    clock = Clock()
    counts, rule = LocalCounts(clock), Rule("MEDEWERKER", 60)
    for number in range(10_000):
        clock.at += SECOND
        counts.count([Bucket(rule, str(number))])
    assert len(counts) < 1100


@pytest.mark.parametrize("kind", ["MEDEWERKER", "INRICHTING", "AFNEMER"])
async def test_each_limit_counts_its_own_kind(kind: Kind) -> None:
    """Two who differ only in the kind that is counted, or of another afnemer, have a count each."""
    heard: list[Kind] = []
    local = LocalCounts(Clock())
    limiter = Limiter({kind: Rule(kind, 1)}, b"k" * 32, local, refused=heard.append)
    elsewhere = replace(CASEMANAGER, afnemer="00000099000000020000")
    other = {
        "MEDEWERKER": replace(CASEMANAGER, medewerker="m-2"),
        "INRICHTING": replace(CASEMANAGER, inrichting="PI_ANDERS"),
        "AFNEMER": elsewhere,
    }[kind]
    alike = replace(CASEMANAGER, rol="nazorgcoordinator", acr="x", scope=frozenset())
    quotas = [await limiter.count(who) for who in (CASEMANAGER, other, elsewhere, alike)]
    waits = [quota.retry_after for quota in quotas if quota is not None]
    assert waits == [0, 0, 60 if kind == "AFNEMER" else 0, 60]
    assert heard == [kind] * (2 if kind == "AFNEMER" else 1)


async def test_nobody_is_named_in_memory() -> None:
    """The names that are kept and the repr of a limiter hold nothing of employee, inrichting or afnemer."""
    local = LocalCounts(Clock())
    kinds: tuple[Kind, ...] = ("MEDEWERKER", "INRICHTING", "AFNEMER")
    limiter = Limiter({kind: Rule(kind, 5) for kind in kinds}, b"geheim" * 6, local)
    await limiter.count(CASEMANAGER)
    kept = f"{limiter!r} {vars(local)}"
    assert len(local) == 3
    secrets = (CASEMANAGER.medewerker, CASEMANAGER.inrichting, CASEMANAGER.afnemer, "geheim")
    assert not [text for text in secrets if text in kept]
