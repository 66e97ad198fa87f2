"""What a source agreed to deliver, to whom, on what basis (`contracts/bronnen/<bron>/afspraak.toml`)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from gateway.core.contract import Beveiliging, Bwb, Contract, GrondslagStatus, Naam, Pad, Tekst, Url
from gateway.core.venster import Venster


class Leveringsgrond(Contract):
    """The legal basis of a supply: the article that lets or makes a source give."""

    wet: Tekst
    artikel: Tekst
    bwb_id: Bwb
    url: Url
    uitleg: Tekst


class Levering(Contract):
    """One edge: one bron, one doelbinding, these velden. Law speaks per edge.

    `grondslag` may be absent only when `status` is ONTBREEKT; `vraag` is what a reviewer still has to answer.
    """

    bron: Naam
    doelbinding: Naam
    status: GrondslagStatus
    velden: tuple[Pad, ...]
    uitleg: Tekst
    vraag: Tekst | None = None
    grondslag: Leveringsgrond | None = None


class Bestand(Contract):
    """A pinned file of this source's contract: path below its folder, SHA-256 in hex."""

    pad: Tekst
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Afspraak(Contract):
    """Everything agreed with one bronhouder; `geen_levering` says why, where that is nothing at all.

    `beveiliging` is what its link demands (Digikoppeling WUS; S: every message signed). `relates_to` says
    whether an answer names our own message (streng) or that of an intermediate gateway (tussenstation);
    the latter only where answers are signed. `volgorde` says whether the elements of an answer must stand in
    the order of its schema; where tolerant, another order is read and counted as drift. Outside every
    `venster`, and on days that are `gesloten`, the source is not asked; without a venster it always may be.
    `cache_seconden` is how long a real source lets its answers be kept, encrypted; none unless it says so.
    """

    bron: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
    bronhouder: Tekst
    sinds: date
    openingstijden: Tekst
    venster: tuple[Venster, ...] = ()
    gesloten: tuple[date, ...] = ()
    beveiliging: Beveiliging = "2W-be"
    relates_to: Literal["streng", "tussenstation"] = "streng"
    volgorde: Literal["streng", "tolerant"] = "streng"
    cache_seconden: Annotated[int, Field(ge=0, le=900)] = 0
    aannamen: tuple[Tekst, ...] = ()
    geen_levering: Tekst | None = None
    levering: tuple[Levering, ...] = ()
    bestand: tuple[Bestand, ...] = ()
