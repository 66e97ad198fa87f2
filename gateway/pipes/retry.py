"""Ask again, once in a while: only what is safe, within the deadline, and on a budget over all questions."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from msgspec import structs
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, wait_random

from gateway.core.call import Call
from gateway.core.facts import Facts
from gateway.errors import SourceError
from gateway.pipes.fetch import Fetch

_JITTER = wait_random(0.05, 0.25)
_LEAST_SECONDS = 0.1
"""With less left than this a repeat has no chance."""

_MOST_SAVED = 10.0


@dataclass(slots=True)
class Budget:
    """Repeats are at most `share` of the questions to a source, and a few to begin with (security.md H11).

    A share of 0 means none at all, those of the beginning too.
    """

    share: float
    _saved: float = _MOST_SAVED

    def earn(self) -> None:
        """Count a question."""
        self._saved = min(self._saved + self.share, _MOST_SAVED)

    def spend(self) -> bool:
        """Pay for a repeat; False when there is nothing left."""
        if self.share == 0 or self._saved < 1:
            return False
        self._saved -= 1
        return True


@dataclass(frozen=True, slots=True)
class Again:
    """When a question to a source is asked again.

    `attempts` counts the first too; `unsure` allows it where nobody knows whether the source heard the first;
    `message_id` gives each attempt a name of its own.
    """

    attempts: int
    unsure: bool
    budget: Budget
    message_id: Callable[[], str] = field(repr=False)

    def may(self, error: BaseException) -> bool:
        """Whether this failure passes by itself and asking again does no harm."""
        return isinstance(error, SourceError) and (
            error.repeat == "SAFE" or (error.repeat == "UNSURE" and self.unsure)
        )


def retry(fetch: Fetch, again: Again) -> Fetch:
    """Ask again after a failure that may pass; tenacity is entered only then (`docs/prestaties.md`)."""

    async def asked(call: Call) -> Facts:
        again.budget.earn()
        try:
            return await fetch(call)
        except SourceError as error:
            if again.attempts == 1 or not again.may(error):
                raise
            return await _repeated(fetch, call, again, error)

    return asked


async def _repeated(fetch: Fetch, call: Call, again: Again, first: SourceError) -> Facts:
    """Go on from a first failure, which counts as the first attempt."""
    failed: list[SourceError] = [first]

    async def attempt() -> Facts:
        if failed:
            raise failed.pop()
        return await fetch(structs.replace(call, bericht=again.message_id()))

    def given_up(state: RetryCallState) -> bool:
        left = call.deadline - asyncio.get_running_loop().time()
        return left < state.upcoming_sleep + _LEAST_SECONDS or not again.budget.spend()

    repeats = AsyncRetrying(
        retry=retry_if_exception(again.may),
        stop=lambda state: stop_after_attempt(again.attempts)(state) or given_up(state),
        wait=_wait,
        reraise=True,
    )
    try:
        return await repeats(attempt)
    except SourceError as last:
        last.ours = last.ours and first.ours
        raise


def _wait(state: RetryCallState) -> float:
    """Wait as long as the source asks, else a moment of chance, so that not all come back at once."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.after if isinstance(error, SourceError) else None
    return _JITTER(state) + (asked or 0.0)
