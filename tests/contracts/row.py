"""One change of one contract file, and the fault that it must give."""

from dataclasses import dataclass

from tests.contracts.room import CASES, DJI

__all__ = ["CASES", "DJI"]

RECLASSERING = "contracts/doelbindingen/RECLASSERING_REINTEGRATIE.2021-07-01.toml"
REINTEGRATIE = "contracts/doelbindingen/GEMEENTE_REINTEGRATIE.2021-07-01.toml"
BELASTING = "contracts/bronnen/belastingdienst/afspraak.toml"

PROFIEL = "contracts/profiel.toml"
AFNEMERS = "contracts/afnemers.toml"
UWV = "contracts/bronnen/uwv/afspraak.toml"
GEMEENTE = "contracts/bronnen/gemeente/afspraak.toml"
DUO = "contracts/bronnen/duo/afspraak.toml"
SVB = "contracts/bronnen/svb/afspraak.toml"
WET = "contracts/waardelijsten/sz-wet.toml"
GEMEENTEN = "contracts/waardelijsten/gemeente.toml"
MAP_UWV = "adapters/uwv/mapping.toml"
MAP_DUO = "adapters/duo/mapping.toml"
MAP_GEMEENTE = "adapters/gemeente/mapping.toml"
MAN_UWV = "adapters/uwv/manifest.toml"
MAN_GEMEENTE = "adapters/gemeente/manifest.toml"
WERK = "arbeidsmarktkwalificatie.werkervaring"
OPLEIDING = "arbeidsmarktkwalificatie.opleiding"
UNDELIVERED = "geen bron levert"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """In `file` the first `old` becomes `new`: a fault on the line of `at` then holds all of `says`.

    `at` is looked for from the change on (default: what was put in), `above` upwards from it. `also` are
    words of the true consequences elsewhere: every further fault holds one of them.
    """

    why: str
    file: str
    old: str
    new: str
    says: tuple[str, ...]
    at: str
    above: str
    also: tuple[str, ...]


def row(  # noqa: PLR0913 - a row of a table
    why: str,
    file: str,
    old: str,
    new: str,
    *says: str,
    at: str = "",
    above: str = "",
    also: tuple[str, ...] = (),
) -> Row:
    """Write a row in few words."""
    return Row(why=why, file=file, old=old, new=new, says=says, at=at, above=above, also=also)
