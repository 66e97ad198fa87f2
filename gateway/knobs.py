"""The knobs of one part of the gateway each: a source, the issuer, limits, keys."""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from gateway.core.contract import Beveiliging, Oin
from gateway.core.mapping import Koppelvlak

_MOST_BYTES, _MOST_ELEMENTS = 8 * 1024 * 1024, 500_000
"""What a source's answer may hold at most (`interface.md` §8, Limits); a setting only lowers it."""


def _reachable(url: str) -> str:
    try:
        port = urlsplit(url).port
    except ValueError:
        port = 0
    if port == 0:
        raise ValueError("schrijf een adres met een poort van 1 tot en met 65535, of zonder")
    return url


REACHABLE = AfterValidator(_reachable)
"""Refuses an address with a port that cannot be."""


class Part(BaseModel):
    """Knobs that belong together; an unknown one is a fault, and no value is ever repeated."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, allow_inf_nan=False)


class BronSettings(Part):
    """How one source is reached."""

    url: Annotated[str, Field(pattern=r"^https?://[^/]+(/.*)?$"), REACHABLE] = Field(
        description="adres van de bron"
    )
    omgeving: Literal["echt", "nagebootst"] = Field(
        "echt", description="echt, of nagebootst met alleen testpersonen"
    )
    koppelvlak: Koppelvlak | None = Field(None, description="soap of rest; standaard wat het manifest zegt")
    oin: Oin | None = Field(
        None, description="OIN van de bron (wsa:To, en in het certificaat van wie antwoordt)"
    )
    tijd_totaal: float | None = Field(
        None,
        ge=0.1,
        le=60,
        description="seconden voor een bron, alle pogingen samen, nooit langer dan voor de hele vraag;"
        " standaard het manifest",
    )
    tijd_poging: float | None = Field(
        None,
        ge=0.1,
        le=60,
        description="seconden voor een poging, nooit langer dan voor de bron; standaard het manifest",
    )
    pogingen: int | None = Field(
        None, ge=1, le=10, description="meeste pogingen, de eerste meegeteld; standaard het manifest"
    )
    onderbreker_na: int | None = Field(
        None,
        ge=1,
        le=1_000_000,
        description="mislukte vragen op rij waarna de bron met rust wordt gelaten; standaard het manifest",
    )
    onderbreker_seconden: float | None = Field(
        None, ge=0.1, le=3600, description="zo lang wordt zij dan met rust gelaten; standaard het manifest"
    )
    herhaal_deel: float | None = Field(
        None,
        ge=0,
        le=1,
        description="meeste herhalingen, als deel van de vragen, 0 voor geen; standaard het manifest",
    )
    herhaalbaar: bool | None = Field(
        None,
        description="of een ondertekende vraag met onzekere afloop nog eens mag; standaard het manifest",
    )
    gelijktijdig: int | None = Field(
        None, ge=1, le=1024, description="meeste vragen tegelijk aan de bron; standaard het manifest"
    )
    beveiliging: Beveiliging | None = Field(
        None, description="2W-be of 2W-be-S (elk bericht ondertekend); nooit minder dan de afspraak"
    )
    cert_file: Path | None = Field(
        None, description="ons certificaat met die van zijn uitgevers, voor TLS en handtekening (PEM)"
    )
    key_file: Path | None = Field(None, description="de sleutel bij dat certificaat (PEM)")
    trust_file: Path | None = Field(
        None, description="wie voor deze bron certificaten mag uitgeven, voor TLS en handtekening (PEM)"
    )
    crl_file: Path | None = Field(None, description="intrekkingslijsten van die uitgevers (PEM)")
    max_bytes: int = Field(
        _MOST_BYTES, ge=1024, le=_MOST_BYTES, description="grootste antwoord van een bron, in bytes"
    )
    max_elementen: int = Field(
        _MOST_ELEMENTS,
        ge=100,
        le=_MOST_ELEMENTS,
        description="meeste elementen (of JSON-waarden) in een antwoord van een bron",
    )
    cache_seconden: int | None = Field(
        None,
        ge=0,
        le=900,
        description="seconden dat een antwoord versleuteld wordt bewaard; standaard, en bij een echte bron"
        " hoogstens, wat de afspraak zegt",
    )


class OidcSettings(Part):
    """Who issues access tokens; without an issuer the demo issuer counts, with nagebootste bronnen only."""

    issuer: str | None = Field(None, description="uitgever van toegangsbewijzen (iss)")
    jwks_url: Annotated[str, REACHABLE] | None = Field(
        None, description="adres van de openbare sleutels van de uitgever"
    )
    audience: str | None = Field(None, description="voor wie toegangsbewijzen zijn (aud)")
    certificaat_kop: str | None = Field(
        None, description="kop waarin de proxy het clientcertificaat doorgeeft"
    )


class LimietSettings(Part):
    """How many questions may be asked a minute; with a real source never unlimited."""

    medewerker: int | None = Field(
        None,
        ge=1,
        le=1_000_000,
        description="meeste vragen per minuut van een medewerker; standaard geen, met een echte bron 60",
    )
    inrichting: int | None = Field(
        None,
        ge=1,
        le=1_000_000,
        description="meeste vragen per minuut van een inrichting; standaard geen, met een echte bron 600",
    )
    afnemer: int | None = Field(
        None,
        ge=1,
        le=1_000_000,
        description="meeste vragen per minuut van een afnemer; standaard geen, met een echte bron 6000",
    )


class SleutelSettings(Part):
    """Where keys stand; by default below the state folder."""

    pseudoniem_file: Path | None = Field(None, description="bestand met de sleutel voor pseudoniemen")
    logboek_file: Path | None = Field(None, description="bestand met de sleutel van het logboek")
    cache_file: Path | None = Field(None, description="bestand met de sleutel van bewaarde antwoorden")
