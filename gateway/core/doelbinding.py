"""The law as data: who may ask what for which purpose, on what basis (`contracts/doelbindingen/`)."""

from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import StringConstraints

from gateway.core.contract import Bwb, Contract, GrondslagStatus, Naam, Oin, Pad, Tekst, Url

Rol = Literal[
    "casemanager",
    "nazorgcoordinator",
    "reclasseringswerker",
    "privacyfunctionaris",
    "controleur",
    "bronsysteem",
    "beheerder",
]
Toestemming = Literal["NIET_VEREIST", "VEREIST", "STOPKNOP"]
Verwijsindex = Literal["NOOIT", "ALS_ZAAK_GEEN_GEMEENTE_NOEMT", "ALTIJD"]
Jaren = Annotated[str, StringConstraints(pattern=r"^P[1-9][0-9]?Y$")]


class Grondslag(Contract):
    """The legal basis of a task: which article, under which letter of AVG 6(1), and in what state."""

    wet: Tekst
    artikel: Tekst
    bwb_id: Bwb
    url: Url
    uitleg: Tekst
    avg6: Literal["a", "b", "c", "d", "e", "f"]
    uitzonderingen: tuple[Tekst, ...] = ()
    status: GrondslagStatus


class Bewaring(Contract):
    """How long the record of a look-up is kept (ISO 8601 duration), and on what ground."""

    termijn: Annotated[str, StringConstraints(pattern=r"^P[0-9]+[YMD]$")]
    bron: Tekst
    status: Literal["VASTGESTELD", "VOORSTEL"]


class Toegestaan(Contract):
    """One line of the whitelist: a veld, why it is needed, and the conditions on its value.

    `waarden` narrows a KEUZE to these values; the others become the rest category. `precisie = "jaar"` gives
    a date no finer than its year. A condition needs its own reason.
    """

    veld: Pad
    reden: Tekst
    waarden: tuple[str, ...] = ()
    precisie: Literal["jaar"] | None = None
    reden_voorwaarde: Tekst | None = None


class Rijvoorwaarde(Contract):
    """A condition on whole rows of a group.

    `terugkijk` keeps rows that overlap the last so many years, `alleen_eigen_gemeente` rows of the gemeente
    that asks.
    """

    groep: Pad
    terugkijk: Jaren | None = None
    alleen_eigen_gemeente: bool = False
    reden: Tekst


class Uitgesloten(Contract):
    """What never passes for this purpose, for the reader; the machine denies everything not allowed."""

    omschrijving: Tekst
    reden: Tekst
    elementen: tuple[str, ...] = ()


class Doelbinding(Contract):
    """One version of one purpose; its version is the day it starts to apply."""

    id: Naam
    titel: Tekst
    doel: Tekst
    geldig_van: date
    geldig_tot: date | None = None
    regime: Literal["AVG", "WJSG"]
    activiteit: Url
    verwerkingsverantwoordelijke: Tekst
    verwerker: Tekst
    functionaris: Tekst
    afnemers: tuple[Oin, ...]
    rollen: tuple[Rol, ...]
    zekerheidsniveau: Tekst
    toestemming: Toestemming
    toestemming_uitleg: Tekst
    basisvoorwaarde: Literal["WERK_EN_INKOMEN"]
    verwijsindex: Verwijsindex
    verboden_gebruik: tuple[Tekst, ...]
    grondslag: Grondslag
    bewaring: Bewaring
    veld: tuple[Toegestaan, ...] = ()
    rijvoorwaarde: tuple[Rijvoorwaarde, ...] = ()
    uitgesloten: tuple[Uitgesloten, ...]

    @property
    def versie(self) -> str:
        """The version: its first day, ISO 8601."""
        return self.geldig_van.isoformat()

    def geldig_op(self, day: date) -> bool:
        """Whether this version applies on the day (`geldig_tot` is the last day)."""
        return self.geldig_van <= day and (self.geldig_tot is None or day <= self.geldig_tot)

    @cached_property
    def toegestaan(self) -> dict[str, Toegestaan]:
        """The whitelist by full path."""
        return {regel.veld: regel for regel in self.veld}

    @cached_property
    def terugkijk(self) -> dict[str, int]:
        """Look-back in years by group."""
        return {regel.groep: int(regel.terugkijk[1:-1]) for regel in self.rijvoorwaarde if regel.terugkijk}

    @cached_property
    def eigen_gemeente(self) -> frozenset[str]:
        """The groups of which only rows of the asking gemeente may pass."""
        return frozenset(regel.groep for regel in self.rijvoorwaarde if regel.alleen_eigen_gemeente)


class Afnemer(Contract):
    """An asking organisation: its OIN, roles and purposes (`contracts/afnemers.toml`)."""

    oin: Oin
    naam: Tekst
    gemeentecode: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")] | None = None
    rollen: tuple[Rol, ...]
    doelbindingen: tuple[Naam, ...]


class Afnemers(Contract):
    """Everybody who may ask."""

    afnemer: tuple[Afnemer, ...]


class Geval(Contract):
    """One case of a purpose's own tests: a question on a day, and what must come of it.

    `uitkomst` is TOEGESTAAN or a code of the published errors; with TOEGESTAAN, `gevraagd` is the exact set
    of bronnen that may be asked. `toestemming` says that the person gave a consent that is still valid.
    """

    omschrijving: Tekst
    op: date
    afnemer: Oin
    rol: str
    scope: tuple[str, ...] | None = None
    velden: tuple[str, ...] | None = None
    gemeenten: tuple[str, ...] = ()
    toestemming: bool = False
    uitkomst: str
    gevraagd: tuple[Naam, ...] | None = None


class Gevallen(Contract):
    """The cases beside one doelbinding."""

    geval: tuple[Geval, ...]
