"""Waiting for the store, never longer than promised and never in doubt."""

import asyncio
from typing import Any, TypeVar

from gateway.errors import Unavailable
from gateway.store.thread import StoreError

T = TypeVar("T")


async def within(asked: asyncio.Future[T], seconds: float) -> T:
    """Give what the store gives; raises Unavailable (LOGBOEK_NIET_BESCHIKBAAR) when it does not in time."""
    patience = asyncio.get_running_loop().call_later(seconds, _give_up, asked)
    try:
        return await asyncio.shield(asked)
    except StoreError:
        raise Unavailable("LOGBOEK_NIET_BESCHIKBAAR") from None
    finally:
        patience.cancel()


async def durable(written: asyncio.Future[None], seconds: float) -> None:
    """Return once an item is durable; raises Unavailable as `within`, and it may still be written later.

    Who is cancelled meanwhile hears of it only when the item is durable, and gets Unavailable when it is not
    to be: a record is never left in doubt.
    """
    try:
        await within(written, seconds)
    except asyncio.CancelledError:
        await within(written, seconds)
        raise


def _give_up(asked: asyncio.Future[Any]) -> None:
    if not asked.done():
        asked.set_exception(StoreError("no answer in time"))
