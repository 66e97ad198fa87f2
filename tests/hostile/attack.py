"""What one attack is: the row of a table from which both the tests and `docs/bestendigheid.md` are made."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from tests.fakes.rogue import Misbehave
from tests.hostile.scene import Scene

Outcome = tuple[str, str | None, str]
"""bronStatus, oorzaak and reden of the bron that sent it."""

UNUSABLE: Outcome = ("FOUT", "ONGELDIG_ANTWOORD", "ONLEESBAAR")
TOO_LARGE: Outcome = ("FOUT", "TE_GROOT", "ONLEESBAAR")
FAULT: Outcome = ("FOUT", "SOAP_FAULT", "BRON_WEIGERT")
OTHER_PERSON: Outcome = ("PERSOON_WIJKT_AF", None, "PERSOON_WIJKT_AF")
LATE: Outcome = ("NIET_BESCHIKBAAR", "TIJD_OM", "BRON_NIET_BESCHIKBAAR")
BROKEN: Outcome = ("NIET_BESCHIKBAAR", "VERBINDING", "BRON_NIET_BESCHIKBAAR")
REFUSED: Outcome = ("NIET_BESCHIKBAAR", "GEWEIGERD", "BRON_NIET_BESCHIKBAAR")

NOT_READ: Outcome = ("GEVONDEN", None, "")
"""The rest of the answer is sound and is read; what was put in is not."""

Bad = Callable[[Scene], Iterable[bytes]]
"""Gives every bad answer of one kind that can be made of one good one."""

Unread = Callable[[Scene], Iterable[tuple[bytes, bytes]]]
"""Gives answers with something in them that must not be read, each with the answer that says the same."""

M = TypeVar("M", Bad, Unread, Misbehave, None)


@dataclass(frozen=True, slots=True)
class Attack(Generic[M]):
    """One attack.

    `gestuurd` says in one Dutch line what is sent, `uitkomst` how the bron must end, `toets` which test shows
    it; `make` makes the answers: of a good one, or on a socket.
    """

    id: str
    gestuurd: str
    uitkomst: Outcome
    make: M


def distinct(attack: Attack[Bad], scenes: Iterable[Scene]) -> Iterator[tuple[Scene, bytes]]:
    """Give every answer of an attack on some sources, each once."""
    for scene in scenes:
        for content in dict.fromkeys(attack.make(scene)):
            yield scene, content
