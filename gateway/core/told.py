"""What may be told of a source before a profile leaves, and after it: how asking went, nothing of the person.

Whether somebody has a benefit is a fact about them, so a source that answered is told as just that; and how
many gemeenten an index named, or which, would say where they lived.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.core.facts import WITH_ANSWER, Outcome

BEANTWOORD = "BEANTWOORD"
_OF_THE_PERSON = WITH_ANSWER | {"PERSOON_WIJKT_AF"}


@dataclass(frozen=True, slots=True)
class Told:
    """How asking one source ended; `status` is BEANTWOORD or why there is no answer."""

    bron: str
    gemeente: str | None
    status: str
    oorzaak: str | None
    opnieuw_vanaf: str | None

    def entry(self) -> dict[str, str]:
        """Write it as a member of the API, without what is not there."""
        members = {
            "bron": self.bron,
            "gemeente": self.gemeente,
            "bronStatus": self.status,
            "oorzaak": self.oorzaak,
            "opnieuwVanaf": self.opnieuw_vanaf,
        }
        return {name: value for name, value in members.items() if value is not None}


def told(outcomes: Sequence[Outcome], gemeente: str | None = None) -> Told:
    """Tell of the outcomes of one bron together: BEANTWOORD, or the first that is something else.

    `gemeente` is named only when whoever asked named it.
    """
    bron = outcomes[0].bron
    for outcome in outcomes:
        if outcome.status not in _OF_THE_PERSON:
            return Told(bron, gemeente, outcome.status, outcome.oorzaak, outcome.opnieuw_vanaf)
    return Told(bron, gemeente, BEANTWOORD, None, None)
