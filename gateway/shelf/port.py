"""What every shelf does."""

from typing import Protocol


class Shelf(Protocol):
    """Keeps bytes under a name for a while; loses them whenever it must, and never raises."""

    async def get(self, name: bytes) -> bytes | None:
        """Give what lies there, or None; no later than 50 ms from now."""
        ...

    def put(self, name: bytes, value: bytes, seconds: int) -> None:
        """Lay it there for so many seconds, when there is room; returns at once."""
        ...
