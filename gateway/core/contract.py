"""The base of every contract file: frozen, camelCase keys, nothing unknown."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic.alias_generators import to_camel

Tekst = Annotated[str, StringConstraints(min_length=3, strip_whitespace=True)]
"""A text somebody reads: never empty."""

Naam = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$")]
"""An UPPER_SNAKE name."""

Pad = Annotated[str, StringConstraints(pattern=r"^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)*$")]
"""A full dotted path in the profile; wildcards do not fit."""

Oin = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{20}$")]
"""An OIN: twenty positions."""

Bwb = Annotated[str, StringConstraints(pattern=r"^BWBR[0-9]{7}$")]
"""The id of a regulation at wetten.overheid.nl."""

Url = Annotated[str, StringConstraints(pattern=r"^https://\S+$")]

GrondslagStatus = Literal["IN_KRACHT", "VOORGENOMEN", "ONTBREEKT"]
"""Whether a legal basis is in force, intended, or missing."""


Beveiliging = Literal["2W-be", "2W-be-S"]
"""What a link demands (Digikoppeling WUS): TLS on both sides, and with S every message signed."""


class Contract(BaseModel):
    """A table of a contract file."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, validate_by_name=True, validate_by_alias=True
    )
