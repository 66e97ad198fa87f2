"""Who somebody is, before any source has been asked: age, stay in prison, schooling, tie to work, homes.

The shares follow what is published about people in Dutch prisons: three of four stay at most three months
(rvig.nl, NIK voor gedetineerden) and over 60% have at most vmbo (cbs.nl 2015/27). Where nothing is published
the weights are ours, and say no more than that the result looks like such a population.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from adapters.mock.bevolking.dice import Dice, Spread
from adapters.mock.bevolking.words import ACHTERNAMEN, GEMEENTEN, VOORNAMEN

PEILDATUM = date(2026, 11, 1)
"""The day on which everybody is in prison: the today of every life."""

GEEN = "GEEN"
"""The level of who has no diploma at all."""

_AGES: Spread = {
    (18, 20): 6,
    (21, 24): 14,
    (25, 29): 18,
    (30, 34): 17,
    (35, 39): 14,
    (40, 49): 18,
    (50, 59): 9,
    (60, 66): 3,
    (67, 79): 1.5,
}
_STAYS: Spread = {(1, 14): 26, (15, 30): 22, (31, 88): 27, (93, 180): 11, (181, 365): 7, (366, 1460): 5}
_INTAKE = 13
_NO_END_KNOWN = 0.02
_LEVELS: dict[tuple[str, int], float] = {
    (GEEN, 0): 21,
    ("VO-PRO", 18): 6,
    ("VO-VMBO-BB", 17): 15,
    ("VO-VMBO-KB", 17): 8,
    ("VO-VMBO-GL", 17): 2,
    ("VO-VMBO-TL", 17): 7,
    ("MBO-1", 18): 3,
    ("MBO-2", 18): 15,
    ("MBO-3", 20): 8,
    ("MBO-4", 21): 8,
    ("VO-HAVO", 18): 3,
    ("VO-VWO", 18): 1,
    ("HBO-BA", 23): 4,
    ("HBO-MA", 25): 1,
}
_BANDEN = {"nooit": 17.0, "los": 36.0, "wisselend": 29.0, "vast": 18.0}
_MOVES: Spread = {(1, 1): 72, (2, 2): 21, (3, 3): 7}
_BIG = 5
_ABROAD = 0.17
_UNKNOWN = 0.05


@dataclass(frozen=True, slots=True)
class Person:
    """The truth about somebody, of which each source knows a part.

    `insluiting` is the first day in prison, `einde` the expected last (None: not known). `niveau` is the
    highest diploma in the words of DUO, or GEEN; `elders` tells that the schools were abroad. `band` is the
    tie to work (nooit, los, wisselend, vast). `gemeenten` are the homes, the last one last. About who is
    `onbekend` no source knows anything.
    """

    naam: str
    geboren: date
    insluiting: date
    einde: date | None
    niveau: str
    elders: bool
    band: str
    gemeenten: tuple[str, ...]
    onbekend: bool

    def birthday(self, age: int) -> date:
        """Give the day on which this person reaches an age; who was born on 29 February: 28 February."""
        day = min(self.geboren.day, 28) if self.geboren.month == 2 else self.geboren.day  # noqa: PLR2004
        return self.geboren.replace(year=self.geboren.year + age, day=day)

    @property
    def pensioen(self) -> date:
        """The first day of AOW, in whole years: 65, then 66, and 67 for who was born from 1957."""
        year = self.geboren.year
        return self.birthday(65 if year < 1948 else 66 if year < 1957 else 67)  # noqa: PLR2004


def draw_person(dice: Dice) -> Person:
    """Draw somebody who came to prison in the two weeks before PEILDATUM and is there on that day."""
    age = dice.spread(_AGES)
    geboren = PEILDATUM.replace(year=PEILDATUM.year - age) - timedelta(days=dice.between(0, 364))
    stay = dice.spread(_STAYS)
    insluiting = PEILDATUM - timedelta(days=dice.between(0, min(stay, _INTAKE)))
    levels = {level: weight for (level, from_age), weight in _LEVELS.items() if age >= from_age}
    return Person(
        naam=f"{dice.pick(VOORNAMEN)} {dice.pick(ACHTERNAMEN)}",
        geboren=geboren,
        insluiting=insluiting,
        einde=None if dice.chance(_NO_END_KNOWN) else insluiting + timedelta(days=stay),
        niveau=dice.weighed(levels),
        elders=dice.chance(_ABROAD),
        band=dice.weighed(_BANDEN),
        gemeenten=_homes(dice),
        onbekend=dice.chance(_UNKNOWN),
    )


def _homes(dice: Dice) -> tuple[str, ...]:
    """Give one to three different gemeenten, for a half in one of the big ones."""
    codes = list(GEMEENTEN)
    homes: list[str] = []
    for _ in range(dice.spread(_MOVES)):
        home = dice.pick(codes[:_BIG] if dice.chance(0.5) else codes)
        homes += [home] if home not in homes else []
    return tuple(homes)
