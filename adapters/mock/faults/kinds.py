"""The table of every kind of fault."""

from typing import Any

from adapters.mock.faults import http, said, slow, wire
from adapters.mock.faults.kind import Kind

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        slow.VERTRAGING,
        slow.DRUPPEL,
        wire.VERBROKEN,
        wire.LEEG,
        wire.KAPOT_STUK,
        wire.WILLEKEURIG,
        wire.AFGEKAPT,
        http.VERKEERDE_SOORT,
        http.STATUS,
        said.SOAP_FAULT,
        said.FWI,
        said.NIETS_GEVONDEN,
        said.SCHEMA_ONGELDIG,
        said.ANDERE_PERSOON,
        said.LEVEN,
        said.HANDTEKENING,
    )
}


def show_kinds() -> list[dict[str, Any]]:
    """Give the table as JSON objects, for people and for the page."""
    return [
        {
            "soort": kind.name,
            "ziet": kind.sees,
            "koppelvlakken": sorted(kind.faces),
            "alleen_strict": kind.only_strict,
            "verplicht": list(kind.needs),
            "parameters": kind.parameters,
        }
        for kind in KINDS.values()
    ]
