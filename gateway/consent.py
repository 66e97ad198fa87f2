"""Toestemming: may a question be asked as far as the person has a say in it (design: the law as data).

VEREIST needs a consent that is still valid; STOPKNOP is stopped by a recorded objection, not by silence;
NIET_VEREIST is nobody's say. Asked twice: before any source, and again after all of them answered.
Each consent, objection and withdrawal makes another version of the wishes; answers are kept under theirs.
"""

from typing import Protocol

from gateway.core.doelbinding import Doelbinding
from gateway.core.question import Question
from gateway.errors import Refused


class Wishes(Protocol):
    """What the person wishes, as recorded: read anew each time, so that a withdrawal holds at once."""

    async def consented(self, question: Question, doelbinding: Doelbinding) -> bool:
        """Whether a consent for this purpose is recorded and not withdrawn."""
        ...

    async def objected(self, question: Question, doelbinding: Doelbinding) -> bool:
        """Whether an objection against this purpose is recorded."""
        ...

    async def version(self, question: Question, doelbinding: Doelbinding) -> str:
        """Name the state of what is recorded: after each change another, that was never there before."""
        ...


class NothingRecorded:
    """The wishes of a gateway without a register of them: no consent, no objection."""

    async def consented(self, question: Question, doelbinding: Doelbinding) -> bool:  # noqa: ARG002 - Wishes
        """Nobody consented."""
        return False

    async def objected(self, question: Question, doelbinding: Doelbinding) -> bool:  # noqa: ARG002 - Wishes
        """Nobody objected."""
        return False

    async def version(self, question: Question, doelbinding: Doelbinding) -> str:  # noqa: ARG002 - Wishes
        """Nothing ever changes."""
        return ""


async def require(wishes: Wishes, question: Question, doelbinding: Doelbinding) -> str:
    """Give the version of the person's wishes, or raise Refused TOESTEMMING_ONTBREEKT when they say no."""
    if doelbinding.toestemming == "NIET_VEREIST":
        return ""
    # Read first: what changes while it is looked at belongs to an older version, which nobody reads again.
    version = await wishes.version(question, doelbinding)
    match doelbinding.toestemming:
        case "VEREIST":
            stopped = not await wishes.consented(question, doelbinding)
        case "STOPKNOP":
            stopped = await wishes.objected(question, doelbinding)
    if stopped:
        raise Refused("TOESTEMMING_ONTBREEKT")
    return version
