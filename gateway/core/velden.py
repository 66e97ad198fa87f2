"""The vocabulary of the profile: every veld that exists, its type and meaning (`contracts/profiel.toml`)."""

from functools import cached_property
from typing import Literal

from gateway.core.contract import Contract, Naam, Pad, Tekst

Gevoeligheid = Literal["GEWOON", "AFLEIDBAAR_BIJZONDER"]
VeldType = Literal["DATUM", "CODE", "BEGRIP", "TEKST", "KEUZE"]

LONGEST_TEXT = 200
"""A text of a source may have at most so many characters; a longer one is ONLEESBAAR."""


class Groep(Contract):
    """A group of velden that are answered together.

    `RIJEN` is a list of rows with provenance, `ENKEL` one object. `begin` and `einde` name the velden that
    bound a row in time; `peilveld` orders rows by that date first (diplomas), otherwise rows are ordered by
    end, open first.
    """

    pad: Pad
    soort: Literal["RIJEN", "ENKEL"]
    titel: Tekst
    begin: str | None = None
    einde: str | None = None
    peilveld: str | None = None


class Veld(Contract):
    """One veld: its full path, type and meaning.

    `CODE` is `{code, omschrijving?}` from one of `lijsten` (which one, says the bron); `BEGRIP` is
    `{code?, omschrijving}`, its code from one of `lijsten` where it has any; `KEUZE` is one of `waarden`;
    `TEKST` at most LONGEST_TEXT characters; `DATUM` a Haal Centraal polymorphic date.
    """

    pad: Pad
    type: VeldType
    titel: Tekst
    betekenis: Tekst
    gevoeligheid: Gevoeligheid
    standaard: Tekst
    lijsten: tuple[str, ...] = ()
    waarden: tuple[str, ...] = ()

    @property
    def groep(self) -> str:
        """The path of the group this veld belongs to."""
        return self.pad.rpartition(".")[0]

    @property
    def naam(self) -> str:
        """The last part of the path: the member name inside a row."""
        return self.pad.rpartition(".")[2]


class Profiel(Contract):
    """The whole vocabulary, in the order in which an answer shows it."""

    versie: str
    titel: Tekst
    bronnen: tuple[Naam, ...]
    groep: tuple[Groep, ...]
    veld: tuple[Veld, ...]

    @cached_property
    def velden(self) -> dict[str, Veld]:
        """Velden by full path."""
        return {veld.pad: veld for veld in self.veld}

    @cached_property
    def groepen(self) -> dict[str, Groep]:
        """Groups by path."""
        return {groep.pad: groep for groep in self.groep}
