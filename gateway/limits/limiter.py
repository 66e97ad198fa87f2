"""Who asks how often: every authenticated attempt counts, also one whose question turns out invalid."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from gateway.core.question import Caller
from gateway.keys import pseudonym
from gateway.limits.local import LocalCounts
from gateway.limits.quota import Bucket, Kind, Quota, Rule, judge
from gateway.limits.shared import SharedCounts
from gateway.settings import Settings
from gateway.shelf.client import redis_of

Told = Callable[[Kind], None]
"""Hears of each question that a limit refused, and whose limit it was."""


def _unheard(_kind: Kind) -> None:
    """Nobody counts refusals."""


@dataclass(frozen=True, slots=True)
class Limiter:
    """Counts questions under keyed pseudonyms, in this process and, when there is a Redis, over all of them.

    This process counts first: so whoever it refuses costs no round trip, and when Redis is lost the count
    goes on instead of starting again.
    """

    rules: Mapping[Kind, Rule]
    key: bytes = field(repr=False)
    local: LocalCounts
    shared: SharedCounts | None = None
    refused: Told = _unheard

    async def count(self, caller: Caller) -> Quota | None:
        """Count one attempt and say what is left; None without limits. Never raises."""
        buckets = self._buckets(caller)
        if not buckets:
            return None
        quota = judge(buckets, self.local.count(buckets))
        if self.shared is not None and not quota.retry_after:
            aheads = await self.shared.count(buckets)
            quota = quota if aheads is None else judge(buckets, aheads)
        if quota.retry_after:
            self.refused(quota.rule.kind)
        return quota

    def _buckets(self, caller: Caller) -> list[Bucket]:
        parts: Mapping[Kind, tuple[str, ...]] = {
            "MEDEWERKER": (caller.afnemer, caller.medewerker),
            "INRICHTING": (caller.afnemer, caller.inrichting),
            "AFNEMER": (caller.afnemer,),
        }
        return [
            Bucket(rule, pseudonym(self.key, "limiet", kind, *parts[kind]))
            for kind, rule in self.rules.items()
        ]


@asynccontextmanager
async def open_limiter(settings: Settings, key: bytes, refused: Told = _unheard) -> AsyncIterator[Limiter]:
    """Make the limiter of the settings, and close its connections. Raises SettingsInvalid."""
    rules: dict[Kind, Rule] = {kind: Rule(kind, most) for kind, most in settings.limieten.items()}
    async with AsyncExitStack() as ending:
        redis = redis_of(settings, ending) if rules else None
        shared = None if redis is None else SharedCounts(redis)
        if shared is not None:
            await shared.count(())  # so that the log says at the start whether Redis is there
        yield Limiter(rules, key, LocalCounts(), shared, refused)
