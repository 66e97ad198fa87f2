"""What came of asking a source: facts read by plan, and the one outcome per source."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

from gateway.errors import Status

Vergewist = Literal["JA", "GEDEELTELIJK", "NEE"]

ANSWERED: frozenset[str] = frozenset({"GEVONDEN", "NIETS_GEVONDEN"})
"""Statuses after which "nothing" really means nothing."""

WITH_ANSWER: frozenset[str] = ANSWERED | {"WAARSCHUWING"}
"""Statuses that carry a peildatum: the source answered."""


class Absent(Enum):
    """Why a value that stood in an answer is not given; sits in a row in place of the value."""

    AFGESCHERMD = "AFGESCHERMD"
    ONLEESBAAR = "ONLEESBAAR"


@dataclass(frozen=True, slots=True)
class Facts:
    """Planned velden of one answer, and nothing else of it.

    `rijen` maps a group to its rows (member name → JSON-ready value, with bron, herkomst and rij).
    `redenen` says why a planned veld has no value in any row. `sleutels` are the keys an index named.
    `drift` counts codes and dates that the contract does not know. `dossier` says that the source knows the
    person, where a single veld of that dossier was planned: its absence then is an answer too.
    """

    rijen: Mapping[str, tuple[dict[str, object], ...]] = field(default_factory=dict, repr=False)
    redenen: Mapping[str, str] = field(default_factory=dict)
    sleutels: tuple[str, ...] = field(default=(), repr=False)
    vergewist: Vergewist = "NEE"
    waarschuwing: bool = False
    drift: int = 0
    dossier: bool = False

    @property
    def gevonden(self) -> bool:
        """Whether the answer holds anything for this plan."""
        return self.dossier or bool(self.sleutels) or any(self.rijen.values())

    @property
    def given(self) -> dict[str, set[str]]:
        """The names that some row of a group has."""
        return {groep: set[str]().union(*rows) for groep, rows in self.rijen.items()}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How asking one (bron, gemeente) ended. Every planned source ends in exactly one.

    `reden` is what its velden get in `nietGeleverd` when there are no facts; None after an answer.
    `tegengesproken`: this source knows the number with another birth date than was asked. `opnieuw_vanaf`
    says, where that is known, from when asking again makes sense: RFC 3339 in UTC. `pogingen` is how
    often the source was asked: 0 when it was not, or when its answer was at hand. `waarom` and `fout` are for
    the operator's log: what was wrong, and where in our code if it was ours; names, never values.
    """

    bron: str
    gemeente: str | None
    status: Status
    oorzaak: str | None = None
    reden: str | None = None
    facts: Facts = field(default_factory=Facts, repr=False)
    tegengesproken: bool = False
    opnieuw_vanaf: str | None = None
    pogingen: int = 0
    waarom: str = ""
    fout: str = ""

    @property
    def stand(self) -> str:
        """Its status for spans and figures: whether a bron found anything is a fact about the person."""
        return "BEANTWOORD" if self.status in WITH_ANSWER else self.status
