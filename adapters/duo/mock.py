"""How DUO answers for a life: enrolments, exam results and the startkwalificatie."""

from collections.abc import Mapping
from typing import Any

from adapters.mock.lives import Life
from adapters.mock.service import Asked, Service, Tree, under


def education(life: Life, asked: Asked) -> Tree:  # noqa: ARG001 - the signature of Service.expand
    """Give the enrolments and results of a life's compact rows."""
    table = life.bron("duo").get("DUODossierPersoonGSD", {})
    tree: Tree = {}
    if "IndStartkwalificatieDuo" in table:
        tree["IndStartkwalificatieDuo"] = table["IndStartkwalificatieDuo"]
    if "Onderwijsovereenkomst" in table:
        tree["Onderwijsovereenkomst"] = [_enrolment(row) for row in table["Onderwijsovereenkomst"]]
    if "ResultaatOpleidingGeregistrDuo" in table:
        rows = table["ResultaatOpleidingGeregistrDuo"]
        tree["ResultaatOpleidingGeregistrDuo"] = [_result(row) for row in rows]
    return tree


def _enrolment(row: Mapping[str, Any]) -> Tree:
    """Turn a compact enrolment into an Onderwijsovereenkomst with one deelname."""
    deelname = _pick(row, "DatBDeelnameOpleiding", "DatEDeelnameOpleiding")
    deelname["InhoudDeelnameOpleidingDuo"] = _course(row)
    enrolment: Tree = {"Brin": [_pick(row, "BrinNr")]}
    enrolment.update(_pick(row, "DatInschrijvingOpleiding", "DatUitschrijvingOpleiding"))
    enrolment["DeelnameOpleidingGeregistrDuo"] = [deelname]
    return enrolment


def _result(row: Mapping[str, Any]) -> Tree:
    return {
        "Brin": [_pick(row, "BrinNr")],
        "InhoudResultaatOpleidingDuo": _course(row),
        "ResultaatExamen": _pick(row, "CdResultaatExamen", "DatResultaatExamen", "JaarAfgelegdExamen"),
    }


def _course(row: Mapping[str, Any]) -> Tree:
    return _pick(row, "NaamOpleidingKortDuo", "CdNiveauOpleidingDuo")


def _pick(row: Mapping[str, Any], *names: str) -> Tree:
    return {name: row[name] for name in names if name in row}


SERVICES = (
    Service(
        bron="duo",
        name="DUODossierPersoonGSD",
        version="v0300",
        operation="DUOPersoonsInfo",
        expand=education,
        rest="/v1/onderwijsdossiers",
        facts=frozenset({"IndStartkwalificatieDuo"})
        | under(
            "Onderwijsovereenkomst",
            "Brin",
            "Brin.BrinNr",
            "DatInschrijvingOpleiding",
            "DatUitschrijvingOpleiding",
            "DeelnameOpleidingGeregistrDuo",
            "DeelnameOpleidingGeregistrDuo.DatBDeelnameOpleiding",
            "DeelnameOpleidingGeregistrDuo.DatEDeelnameOpleiding",
            "DeelnameOpleidingGeregistrDuo.InhoudDeelnameOpleidingDuo.NaamOpleidingKortDuo",
            "DeelnameOpleidingGeregistrDuo.InhoudDeelnameOpleidingDuo.CdNiveauOpleidingDuo",
        )
        | under(
            "ResultaatOpleidingGeregistrDuo",
            "Brin",
            "Brin.BrinNr",
            "InhoudResultaatOpleidingDuo.NaamOpleidingKortDuo",
            "InhoudResultaatOpleidingDuo.CdNiveauOpleidingDuo",
            "ResultaatExamen",
            "ResultaatExamen.CdResultaatExamen",
            "ResultaatExamen.DatResultaatExamen",
            "ResultaatExamen.JaarAfgelegdExamen",
        ),
    ),
)
LOOKUPS = ()
