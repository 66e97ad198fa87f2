"""SuwiML dossiers written by hand: a few words for a job, a benefit, a voorziening, an education."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

Tree: TypeAlias = Mapping[str, "str | Tree | Iterable[Tree]"]
"""Part of a SuwiML message: element name → text, child, or children where it repeats."""


def job(  # noqa: PLR0913 - every part of a relation has a default
    begin: str,
    end: str | None = None,
    *,
    name: str = "Bouw B.V.",
    number: str | None = "L01",
    kinds: tuple[tuple[str | None, str, str | None], ...] | None = None,
    contract: str | None = "O",
    sector: str | None = None,
    paid: tuple[tuple[str, str, str | None], ...] = (),
) -> Tree:
    """Write an Inkomstenverhouding; `kinds` are (CdSrtIkv, begin, end), `paid` (begin, end, hours)."""
    tree: dict[str, str | Tree | Iterable[Tree]] = {"DatBIkv": begin}
    if end is not None:
        tree["DatEIkv"] = end
    employer = {"NaamAdministratieveEenheid": name}
    tree["AdministratieveEenheid"] = employer | ({"Loonheffingennr": number} if number else {})
    tree["Inkomstenperiode"] = [
        _given(DatBIkp=first, DatEIkp=last, CdSrtIkv=kind, CdTypeArbeidscontract=contract)
        for kind, first, last in ((("15", begin, end),) if kinds is None else kinds)
    ]
    if sector is not None:
        tree["SectorRisicogroepIkv"] = [
            {"DatBSectorRisicogroep": begin, "SectorBeroepsEnBedrijfsleven": {"CdSector": sector}}
        ]
    tree["Inkomstenopgave"] = [
        _given(DatBIko=first, DatEIko=last, AantVerloondeUrenIko=hours) for first, last, hours in paid
    ]
    return tree


def _given(**parts: str | None) -> dict[str, str]:
    return {name: text for name, text in parts.items() if text is not None}


def work(*jobs: Tree) -> Tree:
    """Write the dossier of the polisadministratie."""
    return {"Inkomstenverhouding": jobs}


def benefit(law: str, begin: str = "20240201", end: str | None = None) -> Tree:
    """Write an Uitkeringsverhouding."""
    return {**_given(DatBUitkeringsverhouding=begin, DatEUitkeringsverhouding=end), "SzWet": {"CdSzWet": law}}


def benefits(*items: Tree) -> Tree:
    """Write a dossier with benefits."""
    return {"Uitkeringsverhouding": items}


def support(
    kind: str, begin: str = "20250115", end: str | None = None, gemeente: str | None = "0855"
) -> Tree:
    """Write an AtlRelatie with one ReIntegratievoorziening."""
    part: Tree = _given(DatBRv=begin, DatERv=end, CdTypeRvGsd=kind)
    bron: Tree = {"Bron": {"CdPartijSuwi": gemeente}} if gemeente else {}
    return {"ReIntegratievoorziening": [part], **bron}


def supports(*items: Tree) -> Tree:
    """Write a dossier with voorzieningen."""
    return {"AtlRelatie": items}


def enrolment(  # noqa: PLR0913 - every part has a default
    begin: str | None = "20120827",
    end: str | None = None,
    *,
    name: str = "Metaalbewerken",
    level: str = "MBO-2",
    brin: str = "25LZ",
    left: str | None = None,
) -> Tree:
    """Write an Onderwijsovereenkomst with one deelname."""
    part: Tree = {
        **_given(DatBDeelnameOpleiding=begin, DatEDeelnameOpleiding=end),
        "InhoudDeelnameOpleidingDuo": {"NaamOpleidingKortDuo": name, "CdNiveauOpleidingDuo": level},
    }
    return {
        "Brin": [{"BrinNr": brin}],
        **_given(DatUitschrijvingOpleiding=left),
        "DeelnameOpleidingGeregistrDuo": [part],
    }


def result(  # noqa: PLR0913 - idem
    outcome: str = "G",
    day: str | None = None,
    year: str | None = "2014",
    *,
    name: str = "Metaalbewerken",
    level: str = "MBO-2",
    brin: str = "25LZ",
) -> Tree:
    """Write a ResultaatOpleidingGeregistrDuo."""
    return {
        "Brin": [{"BrinNr": brin}],
        "InhoudResultaatOpleidingDuo": {"NaamOpleidingKortDuo": name, "CdNiveauOpleidingDuo": level},
        "ResultaatExamen": _given(CdResultaatExamen=outcome, DatResultaatExamen=day, JaarAfgelegdExamen=year),
    }


def education(
    enrolments: Iterable[Tree] = (), results: Iterable[Tree] = (), qualified: str | None = None
) -> Tree:
    """Write the dossier of DUO."""
    return {
        **_given(IndStartkwalificatieDuo=qualified),
        "Onderwijsovereenkomst": tuple(enrolments),
        "ResultaatOpleidingGeregistrDuo": tuple(results),
    }


def occupation(code: str | None = None, name: str | None = None, own: str | None = None) -> Tree:
    """Write an Arbeidsperiode with an occupation: coded, in own words, or (as no source may) both."""
    coded = _given(CdBeroepsnaam=code, OmsBeroepsnaam=name)
    words = _given(NaamBeroepOngecodeerd=own)
    return ({"BeroepsnaamOngecodeerd": words} if words else {}) | (
        {"BeroepsnaamGecodeerd": coded} if coded else {}
    )


def declared_job(
    begin: str | None = "20180101", end: str | None = None, *occupations: Tree, name: str | None = "Bouw B.V."
) -> Tree:
    """Write an Arbeidsverhouding as a person stated it at WERKbedrijf."""
    return {
        **_given(DatBArbeidsverhouding=begin, DatEArbeidsverhouding=end),
        "Arbeidsperiode": occupations,
        "Werkgever": _given(HandelsnaamOrganisatie=name),
    }


def course(name: str, begin: str | None = None, *, level: str | None = None, coded: bool = False) -> Tree:
    """Write one stated course, with a name in own words or a coded one."""
    key = "OmsOpleidingsnaam" if coded else "NaamOpleidingOngecodeerd"
    return {**_given(DatBVolgenOpleiding=begin, CdNiveauOpleiding=level), key: name}


def stated(
    own: Iterable[Tree] = (), coded: Iterable[Tree] = (), jobs: Iterable[Tree] = ()
) -> dict[str, "Tree | Iterable[Tree]"]:
    """Write the dossier of WERKbedrijf: courses in own words, coded courses, jobs."""
    courses = {"OpleidingsnaamOngecodeerd": tuple(own), "OpleidingsnaamGecodeerd": tuple(coded)}
    return {"AtlRelatie": ({"Arbeidsmarktkwalificaties": courses},), "Arbeidsverhouding": tuple(jobs)}
