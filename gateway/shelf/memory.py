"""A shelf in this process, bounded in number and bytes: the oldest make room for the newest."""

import asyncio
from dataclasses import dataclass, field

_MOST, _MOST_BYTES = 10_000, 32 * 1024 * 1024


@dataclass(slots=True)
class MemoryShelf:
    """Bytes by name; what has had its time is dropped by the loop's clock, also when nobody asks for it."""

    most: int = _MOST
    most_bytes: int = _MOST_BYTES
    _kept: dict[bytes, bytes] = field(default_factory=dict, repr=False)
    _timers: dict[bytes, asyncio.TimerHandle] = field(default_factory=dict, repr=False)
    _bytes: int = 0

    async def get(self, name: bytes) -> bytes | None:
        """Give what lies there, or None."""
        return self._kept.get(name)

    def put(self, name: bytes, value: bytes, seconds: int) -> None:
        """Lay it there; what is larger than the whole shelf is not kept."""
        self._drop(name)
        if len(value) > self.most_bytes:
            return
        while len(self._kept) >= self.most or self._bytes + len(value) > self.most_bytes:
            self._drop(next(iter(self._kept)))
        self._kept[name] = value
        self._timers[name] = asyncio.get_running_loop().call_later(seconds, self._drop, name)
        self._bytes += len(value)

    def clear(self) -> None:
        """Drop everything, and the timers with it."""
        for name in list(self._kept):
            self._drop(name)

    def _drop(self, name: bytes) -> None:
        if name in self._kept:
            self._bytes -= len(self._kept.pop(name))
            self._timers.pop(name).cancel()
