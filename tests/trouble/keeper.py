"""A Redis and the ways in which it fails a gateway."""

import asyncio
from dataclasses import dataclass, field

from tests.fakes.redis import RedisServer

_LONG_MS = 600_000
_FROZEN_SECONDS = 2


@dataclass(slots=True)
class Keeper:
    """A Redis, what it held when all was well, and what it does wrong."""

    server: RedisServer
    saved: dict[bytes, bytes] = field(default_factory=dict)

    async def well(self) -> None:
        """Do nothing."""

    async def killed(self) -> None:
        """Die."""
        self.server.kill()

    async def restarted(self) -> None:
        """Come back."""
        self.server.start()

    async def flushed(self) -> None:
        """Forget all."""
        with self.server.client() as client:
            client.flushall()

    async def frozen(self) -> None:
        """Say nothing for a while, and go on."""
        self.server.freeze()
        try:
            await asyncio.sleep(_FROZEN_SECONDS)
        finally:
            self.server.thaw()

    async def full(self) -> None:
        """Take nothing more."""
        with self.server.client() as client:
            client.config_set("maxmemory", 1)

    async def restored(self) -> None:
        """Die, and come back with what it held when all was well, to be kept for long."""
        self.server.kill()
        self.server.start()
        with self.server.client() as client:
            for name, value in self.saved.items():
                client.restore(name, _LONG_MS, value, replace=True)

    def save(self) -> None:
        """Remember what it holds."""
        with self.server.client() as client:
            self.saved = {name: value for name in client.keys("*") if (value := client.dump(name))}

    def hits(self) -> int:
        """Tell how often something was found since it started."""
        with self.server.client() as client:
            return int(client.info("stats")["keyspace_hits"])
