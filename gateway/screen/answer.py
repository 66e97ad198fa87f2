"""Reads the published answer (`interface.md` §2) into the shapes that the screen draws."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from gateway.core.datum import SourceDate
from gateway.core.facts import ANSWERED

Row = Mapping[str, object]
_SHOWN_DIGITS = 3


class Raadpleging(msgspec.Struct, frozen=True, rename="camel"):
    """The look-up itself: its id, moment and purpose."""

    raadpleging_id: str
    tijdstip: datetime
    doelbinding: str
    doelbinding_versie: date


class Persoon(msgspec.Struct, frozen=True):
    """Whom it is about, without the BSN: that never reaches the screen whole."""

    geboortedatum: SourceDate
    vergewist: str


class Bronstatus(msgspec.Struct, frozen=True, rename="camel"):
    """How asking one bron (of one gemeente) ended."""

    bron: str
    bron_status: str
    gemeente: str | None = None
    oorzaak: str | None = None
    peildatum: date | None = None
    opnieuw_vanaf: datetime | None = None

    @property
    def answered(self) -> bool:
        """Whether "nothing" of this bron really means nothing."""
        return self.bron_status in ANSWERED


class Absence(msgspec.Struct, frozen=True):
    """One veld that one bron did not deliver, and why."""

    veld: str
    bron: str
    reden: str
    gemeente: str | None = None


class _Frame(msgspec.Struct, frozen=True, rename="camel"):
    raadpleging: Raadpleging
    volledig: bool
    onvolledig: tuple[str, ...]
    persoon: Persoon
    bronnen: tuple[Bronstatus, ...]
    niet_geleverd: tuple[Absence, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its frame, and its groups by path. `bsn` is masked but for the last three digits."""

    frame: _Frame
    bsn: str
    delen: Row

    @classmethod
    def read(cls, answer: Mapping[str, object]) -> "Answer":
        """Read a decoded answer; raises msgspec.ValidationError when it has another shape."""
        persoon = msgspec.convert(answer["persoon"], dict[str, object])
        digits = str(persoon["burgerservicenummer"])
        masked = "*" * (len(digits) - _SHOWN_DIGITS) + digits[-_SHOWN_DIGITS:]
        return cls(msgspec.convert(answer, _Frame), masked, answer)

    def at(self, pad: str) -> object:
        """Give what stands at a dotted path, or None when it is absent."""
        node: object = self.delen
        for part in pad.split("."):
            node = node.get(part) if isinstance(node, Mapping) else None
        return node

    def rows(self, pad: str) -> tuple[Row, ...] | None:
        """Give the rows of a group, newest first; None when the group is absent, which is not empty."""
        found = self.at(pad)
        return None if found is None else msgspec.convert(found, tuple[dict[str, object], ...])

    def failed(self, pad: str | None = None) -> tuple[Bronstatus, ...]:
        """Give the bronnen without a whole answer; with a path only those that owed that group something."""
        failed = tuple(bron for bron in self.frame.bronnen if not bron.answered)
        owing = {(item.bron, item.gemeente) for item in self.absences(pad or "")}
        mine = tuple(bron for bron in failed if (bron.bron, bron.gemeente) in owing)
        return failed if pad is None else mine

    def absences(self, pad: str) -> Iterator[Absence]:
        """Give what was not delivered of one veld or of the velden right below one group."""
        for item in self.frame.niet_geleverd:
            if pad in (item.veld, item.veld.rpartition(".")[0]):
                yield item
