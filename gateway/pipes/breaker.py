"""Leave a source alone that keeps failing, and try now and then whether it is back."""

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from gateway.core.call import Call
from gateway.core.facts import Facts
from gateway.errors import SourceError
from gateway.pipes.fetch import Fetch

Toestand = Literal["DICHT", "OPEN", "PROEF"]
"""As of an electric circuit: DICHT lets questions through, OPEN none, PROEF one to try."""


_MOST_ASKED_SECONDS = 300.0
"""Longest rest because the source asked for it: one that errs in its Retry-After is not lost for a day."""


@dataclass(slots=True)
class _Trouble:
    """`asked` is until when the source asked to be left alone, `until` until when it is."""

    failures: int = 0
    asked: float = 0.0
    until: float | None = None
    trying: bool = False


@dataclass(slots=True)
class Breaker:
    """The breaker of one operation, apart for each gemeente it is asked at.

    Opens after `after` failures in a row, for `seconds` or as long as the source asked, whichever is longer;
    then one question at a time tries. `now` is a clock in seconds that only goes forward. A source that was
    silent for `patience` seconds when nobody waited any longer, or had to be asked again, failed too.
    What is closed and well takes no memory.
    """

    after: int
    seconds: float
    now: Callable[[], float]
    patience: float = math.inf
    _troubled: dict[str | None, _Trouble] = field(default_factory=dict)

    def state(self) -> tuple[Toestand, float]:
        """Give the worst state over all gemeenten, and in how many seconds the last of them is tried.

        May be asked from another thread.
        """
        waits = [one.until - self.now() for one in tuple(self._troubled.values()) if one.until is not None]
        if not waits:
            return "DICHT", 0.0
        return ("OPEN", max(waits)) if max(waits) > 0 else ("PROEF", 0.0)

    def enter(self, gemeente: str | None) -> bool:
        """Let a question through and tell whether it is a trial; raises SourceError ONDERBREKER_OPEN."""
        trouble = self._troubled.get(gemeente)
        if trouble is None or trouble.until is None:
            return False
        left = trouble.until - self.now()
        if left > 0 or trouble.trying:
            raise interrupted(max(left, 0.0))
        trouble.trying = True
        return True

    def answered(self, gemeente: str | None) -> None:
        """Close: the source answers, whatever it says."""
        self._troubled.pop(gemeente, None)

    def failed(self, gemeente: str | None, *, trial: bool, asked: float | None = None) -> None:
        """Count a failure; a failed trial opens again at once. `asked` seconds the source wants to rest."""
        now, trouble = self.now(), self._troubled.setdefault(gemeente, _Trouble())
        trouble.failures += 1
        if asked is not None:
            trouble.asked = max(trouble.asked, now + min(asked, _MOST_ASKED_SECONDS))
        if trial or (trouble.until is None and trouble.failures >= self.after):
            trouble.until = now + self.seconds
        if trouble.until is not None:
            trouble.until = max(trouble.until, trouble.asked)
        trouble.trying = trouble.trying and not trial

    def left(self, gemeente: str | None, *, trial: bool) -> None:
        """Forget a question that was taken back: it says nothing about the source."""
        if trial and (trouble := self._troubled.get(gemeente)):
            trouble.trying = False


def interrupted(after: float) -> SourceError:
    """The source failed too often and is left alone for so many seconds."""
    return SourceError("NIET_BESCHIKBAAR", "ONDERBREKER_OPEN", "BRON_NIET_BESCHIKBAAR", after=after)


def _unanswered(call: Call, patience: float) -> bool:
    """Whether the source failed a question that was taken back: once before, or silent for so long."""
    if not call.sent:
        return False
    return len(call.sent) > 1 or asyncio.get_running_loop().time() - call.sent[-1] >= patience


def breaker(fetch: Fetch, state: Breaker) -> Fetch:
    """Ask only a source that answers; who refuses or knows nothing does, and our own haste says nothing."""

    async def guarded(call: Call) -> Facts:
        trial = state.enter(call.gemeente)
        try:
            facts = await fetch(call)
        except SourceError as error:
            if error.ours:
                state.left(call.gemeente, trial=trial)
            elif error.status == "NIET_BESCHIKBAAR":
                # What our own parts know of a moment stands outside of the breaker: this the source said.
                state.failed(call.gemeente, trial=trial, asked=error.after)
            else:
                state.answered(call.gemeente)
            raise
        except BaseException as error:
            taken_back = isinstance(error, asyncio.CancelledError)
            if taken_back and _unanswered(call, state.patience):
                state.failed(call.gemeente, trial=trial)
            else:
                state.left(call.gemeente, trial=trial)
            raise
        state.answered(call.gemeente)
        return facts

    return guarded
