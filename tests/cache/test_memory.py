"""The shelf in the process itself: bounded, and it forgets by itself (`gateway/shelf/memory.py`)."""

import asyncio

from gateway.shelf.memory import MemoryShelf


async def _held(shelf: MemoryShelf, *names: bytes) -> list[bytes]:
    return [name for name in names if await shelf.get(name) is not None]


async def test_what_lies_there_is_given_until_its_time_is_up() -> None:
    """A value is there at once, and gone after its seconds though nobody asked for it meanwhile."""
    shelf = MemoryShelf()
    shelf.put(b"a", b"1", 60)
    shelf.put(b"b", b"2", 0)
    assert await shelf.get(b"a") == b"1"
    await asyncio.sleep(0.01)
    assert (await _held(shelf, b"a", b"b"), len(shelf._kept)) == ([b"a"], 1)  # noqa: SLF001 - nothing may linger
    shelf.clear()


async def test_a_new_value_takes_the_place_and_the_time_of_the_old() -> None:
    """The timer of what lay there before does not take what lies there now."""
    shelf = MemoryShelf()
    shelf.put(b"a", b"old", 0)
    shelf.put(b"a", b"new", 60)
    await asyncio.sleep(0.01)
    assert await shelf.get(b"a") == b"new"
    shelf.clear()


async def test_the_oldest_make_room() -> None:
    """With room for three, the first of four is gone."""
    shelf = MemoryShelf(most=3)
    for name in (b"a", b"b", b"c", b"d"):
        shelf.put(name, b"1", 60)
    assert await _held(shelf, b"a", b"b", b"c", b"d") == [b"b", b"c", b"d"]
    shelf.clear()


async def test_bytes_are_bounded_too() -> None:
    """Values of four bytes on ten: two fit; what is larger than the shelf is not kept and moves nothing."""
    shelf = MemoryShelf(most_bytes=10)
    for name in (b"a", b"b", b"c"):
        shelf.put(name, b"1234", 60)
    shelf.put(b"d", b"x" * 11, 60)
    assert await _held(shelf, b"a", b"b", b"c", b"d") == [b"b", b"c"]
    shelf.put(b"e", b"x" * 10, 60)
    assert await _held(shelf, b"a", b"b", b"c", b"e") == [b"e"]
    shelf.clear()


async def test_a_shelf_shows_nothing_of_what_lies_there() -> None:
    """Its text has neither a name nor a value."""
    shelf = MemoryShelf()
    shelf.put(b"naam-canary", b"waarde-canary", 60)
    assert "canary" not in repr(shelf)
    shelf.clear()
    assert (shelf._kept, shelf._timers, shelf._bytes) == ({}, {}, 0)  # noqa: SLF001 - idem
