"""How UWV WERKbedrijf answers for a life: education and occupations as the person stated them."""

from collections.abc import Mapping

from adapters.mock.lives import Life
from adapters.mock.service import Asked, Service, Tree, under

_NAME = "UWVWbDossierPersoonGSD"
_OCCUPATION = ("NaamBeroepOngecodeerd", "CdBeroepsnaam", "OmsBeroepsnaam")
_CODED = frozenset({"CdBeroepsnaam", "OmsBeroepsnaam", "CdOpleidingsnaam", "OmsOpleidingsnaam"})
_COURSE = (
    "DatBVolgenOpleiding",
    "DatEVolgenOpleiding",
    "CdStatusOpleiding",
    "IndDiploma",
    "DatDiploma",
    "CdNiveauOpleiding",
)


def statements(life: Life, asked: Asked) -> Tree:  # noqa: ARG001 - the signature of Service.expand
    """Give the education in one AtlRelatie, and the Arbeidsverhoudingen."""
    table = life.bron("uwv").get(_NAME, {})
    tree: Tree = {}
    if "Opleiding" in table:
        tree["AtlRelatie"] = [{"Arbeidsmarktkwalificaties": _education(table["Opleiding"])}]
    if "Arbeidsverhouding" in table:
        tree["Arbeidsverhouding"] = [_work(row) for row in table["Arbeidsverhouding"]]
    return tree


def _education(rows: list[Mapping[str, str]]) -> Tree:
    """Sort compact courses by branch: a coded name, or the person's own words (also when it has no name)."""
    tree: Tree = {}
    uncoded: list[Tree] = [{**row} for row in rows if not _CODED & row.keys()]
    coded: list[Tree] = [{**row} for row in rows if _CODED & row.keys()]
    if uncoded:
        tree["OpleidingsnaamOngecodeerd"] = uncoded
    if coded:
        tree["OpleidingsnaamGecodeerd"] = coded
    return tree


def _work(row: Mapping[str, str]) -> Tree:
    """Turn one compact row into an Arbeidsverhouding with one Arbeidsperiode."""
    tree: Tree = {**row}
    occupation: Tree = {name: tree.pop(name) for name in _OCCUPATION if name in row}
    branch = "BeroepsnaamGecodeerd" if _CODED & occupation.keys() else "BeroepsnaamOngecodeerd"
    employer: Tree = {name: tree.pop(name) for name in ("HandelsnaamOrganisatie",) if name in row}
    return {**tree, "Arbeidsperiode": [{branch: occupation}], "Werkgever": employer}


WERKBEDRIJF = Service(
    bron="uwv",
    name=_NAME,
    version="v0200",
    operation="UwvWbPersoonsInfo",
    expand=statements,
    facts=under(
        "AtlRelatie.Arbeidsmarktkwalificaties.OpleidingsnaamOngecodeerd",
        *_COURSE,
        "NaamOpleidingOngecodeerd",
    )
    | under(
        "AtlRelatie.Arbeidsmarktkwalificaties.OpleidingsnaamGecodeerd",
        *_COURSE,
        "CdOpleidingsnaam",
        "OmsOpleidingsnaam",
    )
    | under(
        "Arbeidsverhouding",
        "DatBArbeidsverhouding",
        "DatEArbeidsverhouding",
        "Arbeidsperiode",
        "Arbeidsperiode.BeroepsnaamOngecodeerd",
        "Arbeidsperiode.BeroepsnaamOngecodeerd.NaamBeroepOngecodeerd",
        "Arbeidsperiode.BeroepsnaamGecodeerd",
        "Arbeidsperiode.BeroepsnaamGecodeerd.CdBeroepsnaam",
        "Arbeidsperiode.BeroepsnaamGecodeerd.OmsBeroepsnaam",
        "Werkgever",
        "Werkgever.HandelsnaamOrganisatie",
    ),
)
