"""Wishes of a person, as a register of them would give them."""

from gateway.core.doelbinding import Doelbinding
from gateway.core.question import Question


class Agreed:
    """Everybody consented to everything, and nobody objected."""

    async def consented(self, question: Question, doelbinding: Doelbinding) -> bool:  # noqa: ARG002 - Wishes
        """Give yes."""
        return True

    async def objected(self, question: Question, doelbinding: Doelbinding) -> bool:  # noqa: ARG002 - Wishes
        """Give no."""
        return False
