"""The count that every process shares, in Redis: one script, one round trip, all buckets or none."""

import asyncio
from collections.abc import Sequence

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from gateway.limits.quota import Bucket
from gateway.logs import Name, tell

PREFIX = "gateway:limiet:"
"""Every name in Redis begins so: an ACL can keep the gateway to these."""

_SECONDS = 0.5
_LEFT_ALONE_SECONDS = 1.0
_MOST_AT_ONCE = 8
_SCRIPT = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local aheads, room = {}, true
for i, name in ipairs(KEYS) do
  aheads[i] = math.max((tonumber(redis.call('GET', name)) or 0) - now, 0)
  room = room and aheads[i] + ARGV[2 * i - 1] <= tonumber(ARGV[2 * i])
end
for i, name in ipairs(KEYS) do
  local ahead = aheads[i] + ARGV[2 * i - 1]
  if room then redis.call('SET', name, string.format('%.0f', now + ahead), 'PX', math.ceil(ahead / 1000)) end
end
return aheads
"""


class SharedCounts:
    """Counts in Redis, over eight connections at most.

    When it fails or is slow it is left alone; each second one question tries it again.
    """

    def __init__(self, redis: Redis) -> None:
        self._script = redis.register_script(_SCRIPT)
        self._turns = asyncio.Semaphore(_MOST_AT_ONCE)
        self._lost = False
        self._again = 0.0

    async def count(self, buckets: Sequence[Bucket]) -> list[int] | None:
        """Give how far ahead each bucket was, and count one more in all of them when all have room.

        None when Redis does not say so in time; whether it counted is then not known.
        """
        now = asyncio.get_running_loop().time()
        if now < self._again:
            return None
        if self._lost:
            self._again = now + _LEFT_ALONE_SECONDS
        keys = [PREFIX + bucket.name for bucket in buckets]
        numbers = [number for bucket in buckets for number in (bucket.rule.cost, bucket.rule.room)]
        try:
            async with asyncio.timeout(_SECONDS), self._turns:
                aheads = [int(ahead) for ahead in await self._script(keys, numbers)]
        except Exception as error:  # noqa: BLE001 - Redis is never a reason not to answer
            self._fail(now, error)
            return None
        self._mend()
        return aheads

    def _fail(self, now: float, error: Exception) -> None:
        if not self._lost:
            name: Name = "REDIS_WEIGERT" if isinstance(error, ResponseError) else "REDIS_WEG"
            tell(name, waarvoor="limieten", fout=type(error).__name__)
        self._lost, self._again = True, now + _LEFT_ALONE_SECONDS

    def _mend(self) -> None:
        if self._lost:
            tell("REDIS_TERUG", waarvoor="limieten")
        self._lost, self._again = False, 0.0
