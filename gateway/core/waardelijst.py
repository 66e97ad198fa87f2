"""Code lists: what a code of a source means outside (`contracts/waardelijsten/`)."""

from datetime import date
from functools import cached_property
from typing import Annotated, Literal

import msgspec
from pydantic import StringConstraints

from gateway.core.contract import Contract, Tekst

ONBEKEND = "ONBEKEND"


class Code(msgspec.Struct, frozen=True, omit_defaults=True):
    """A code as it travels: `{code, omschrijving?}`."""

    code: str
    omschrijving: str | msgspec.UnsetType = msgspec.UNSET


class Waarde(Contract):
    """One code of a list.

    `categorie` is what a KEUZE veld becomes; `nlqf` the NLQF level; `behandeling` says that the code itself
    is never given (AFSCHERMEN) or that a row with it is not read at all (NIET_LEZEN).
    """

    code: Annotated[str, StringConstraints(min_length=1, max_length=70)]
    omschrijving: Tekst
    categorie: str | None = None
    nlqf: str | None = None
    behandeling: Literal["GEVEN", "AFSCHERMEN", "NIET_LEZEN"] = "GEVEN"


class Waardelijst(Contract):
    """A list of codes with its edition and validity.

    A list with a `patroon` is open: its register is too large to copy, so every code of that form passes.
    `restcategorie` is the category of a code the list does not know.
    """

    naam: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
    titel: Tekst
    editie: Tekst
    geldig_van: date
    geldig_tot: date | None = None
    bron: Tekst
    toelichting: Tekst
    patroon: str | None = None
    restcategorie: str | None = None
    waarde: tuple[Waarde, ...] = ()

    @cached_property
    def waarden(self) -> dict[str, Waarde]:
        """The codes that the list names."""
        return {waarde.code: waarde for waarde in self.waarde}

    @cached_property
    def codes(self) -> dict[str, Code]:
        """Named codes as they travel."""
        return {waarde.code: Code(waarde.code, waarde.omschrijving) for waarde in self.waarde}
