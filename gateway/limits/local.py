"""The count of this process alone."""

import time
from collections.abc import Callable, Sequence

from gateway.limits.quota import Bucket

_FEWEST = 1024
_NANO = 1000


class LocalCounts:
    """Counts in memory; `now` gives nanoseconds. Holds no more names than were seen in the last minute."""

    def __init__(self, now: Callable[[], int] = time.monotonic_ns) -> None:
        self._now = now
        self._until: dict[str, int] = {}
        self._sweep_at = _FEWEST

    def count(self, buckets: Sequence[Bucket]) -> list[int]:
        """Give how far ahead each bucket was, and count one more in all of them when all have room."""
        now = self._now() // _NANO
        aheads = [max(self._until.get(bucket.name, 0) - now, 0) for bucket in buckets]
        rules = [bucket.rule for bucket in buckets]
        if all(ahead + rule.cost <= rule.room for rule, ahead in zip(rules, aheads, strict=True)):
            for bucket, ahead in zip(buckets, aheads, strict=True):
                self._until[bucket.name] = now + ahead + bucket.rule.cost
            self._sweep(now)
        return aheads

    def __len__(self) -> int:
        return len(self._until)

    def _sweep(self, now: int) -> None:
        """Forget who is ahead no longer, each time that the number of names has doubled."""
        if len(self._until) >= self._sweep_at:
            self._until = {name: until for name, until in self._until.items() if until > now}
            self._sweep_at = max(2 * len(self._until), _FEWEST)
