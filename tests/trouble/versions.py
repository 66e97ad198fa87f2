"""Lives that change while the sources run: their names say which version of a person an answer is about."""

import re
from collections.abc import Mapping
from typing import Any

from tests.trouble.people import bsn_of, life_of
from tests.trouble.site import Site

_VERSION = re.compile(r" v([0-9]+)$")
_NAMES = {"naamOrganisatie": "UWV_POLIS", "omschrijving": "DJI_IN_MADE", "omschrijvingOpleidingsnaam": "DUO"}


def change(running: Site, version: int) -> None:
    """Give everybody the names of a version, at three sources, from now on."""
    for number in range(running.people):
        tables = life_of(number).tables
        job = tables["uwv"]["UWVDossierInkomstenGSD"]["Inkomstenverhouding"][0]
        course = tables["in_made"]["cursus"][0]
        ended = tables["duo"]["DUODossierPersoonGSD"]["ResultaatOpleidingGeregistrDuo"][0]
        _rename(job, "NaamAdministratieveEenheid", version)
        _rename(course, "naam", version)
        _rename(ended, "NaamOpleidingKortDuo", version)
        changed = {
            "uwv": {"UWVDossierInkomstenGSD": {"Inkomstenverhouding": [job]}},
            "in_made": {"cursus": [course]},
            "duo": {"DUODossierPersoonGSD": {"ResultaatOpleidingGeregistrDuo": [ended]}},
        }
        running.fault("LEVEN", waar={"persoon": bsn_of(number)}, tabellen=changed)


def _rename(row: dict[str, Any], name: str, version: int) -> None:
    row[name] = f"{row[name]} v{version}"


def taken_out(body: Any) -> tuple[Any, dict[str, int]]:
    """Give an answer as if nothing had changed, and the version of each source that told one."""
    versions: dict[str, int] = {}

    def plain(value: Any) -> Any:
        if isinstance(value, list):
            return [plain(below) for below in value]
        return (
            {name: named(name, below, value) for name, below in value.items()}
            if isinstance(value, dict)
            else value
        )

    def named(name: str, below: Any, row: Mapping[str, Any]) -> Any:
        if (
            _NAMES.get(name) == row.get("bron")
            and isinstance(below, str)
            and (found := _VERSION.search(below))
        ):
            versions[row["bron"]] = int(found[1])
            return below[: found.start()]
        return plain(below)

    return plain(body), versions
