"""The rows of the naive gateway: pydantic models, filled from the dicts that zeep and `.json()` give."""

from datetime import date, timedelta
from typing import Any

from pydantic import BaseModel

Dict = dict[str, Any]

WORK = frozenset({"11", "12", "13", "14", "15", "16", "17"})
CATEGORIES = {
    "WW": "WERKLOOSHEID",
    **dict.fromkeys(("PW", "WWB", "ABW", "WIJ", "IOAW", "IOAZ", "AIO"), "BIJSTAND"),
    "BBZ": "ZELFSTANDIGEN",
    "AOW": "OUDERDOM",
    "ANW": "NABESTAANDEN",
}
NO_INCOME = frozenset({"AKW", "WLZ", "BB"})
PROVISIONS = {
    "10": "COACHING_NAAR_WERK",
    "11": "SCHOLING",
    "12": "PARTICIPATIEPLAATS",
    "13": "WERKERVARINGSPLAATS",
}
OPEN = frozenset({"00000000", "88881231", "99991231"})
GAP = timedelta(days=8)


class Datum(BaseModel):
    """A whole date."""

    type: str = "Datum"
    datum: date


class Code(BaseModel):
    """A code."""

    code: str


class Rij(BaseModel):
    """What every row has."""

    bron: str
    herkomst: str = "REGISTRATIE"


class Opleiding(Rij):
    """One education."""

    omschrijvingOpleidingsnaam: str | None = None
    codeNiveauOpleiding: Code | None = None
    indicatieDiploma: str | None = None
    datumDiploma: Datum | None = None
    codeStatusOpleiding: Code
    datumAanvangVolgenOpleiding: Datum | None = None
    datumEindeVolgenOpleiding: Datum | None = None
    instellingscode: Code | None = None


class Werkervaring(Rij):
    """One job."""

    naamOrganisatie: str | None = None
    datumAanvangWerkzaamheden: Datum | None = None
    datumEindeWerkzaamheden: Datum | None = None
    indicatieLopend: str
    urenklasse: str | None = None
    codeTypeArbeidscontract: Code | None = None
    codeSectorUwv: Code | None = None


class Kwalificatie(BaseModel):
    """Education and work."""

    indicatieStartkwalificatie: str | None = None
    opleiding: list[Opleiding]
    werkervaring: list[Werkervaring]


class Uitkering(Rij):
    """One benefit."""

    categorie: str
    codeSzWet: Code | None = None
    datumAanvangUitkeringsverhouding: Datum | None = None
    datumEindeUitkeringsverhouding: Datum | None = None
    indicatieLopend: str
    gemeente: Code | None = None


class Voorziening(Rij):
    """One voorziening."""

    typeVoorziening: str
    datumAanvangVoorziening: Datum | None = None
    datumEindeVoorziening: Datum | None = None
    indicatieLopend: str
    gemeente: Code | None = None


class Profiel(BaseModel):
    """The answer."""

    arbeidsmarktkwalificatie: Kwalificatie
    uitkeringsverhouding: list[Uitkering]
    reIntegratievoorziening: list[Voorziening]


def kwalificatie(duo: Dict, polis: Dict, *, today: str) -> Kwalificatie:
    """Read education from DUO and work from the polisadministratie."""
    return Kwalificatie(
        indicatieStartkwalificatie={"1": "JA", "2": "NEE"}.get(duo.get("indStartkwalificatieDuo", "")),
        opleiding=_education(duo),
        werkervaring=[_job(relation, today) for relation in _merged(polis.get("Inkomstenverhouding", []))],
    )


def suwi_benefits(client: Dict, bron: str, *, today: str) -> list[Uitkering]:
    """Read benefits from a SOAP answer."""
    return [
        _benefit(
            bron=bron,
            law=row["SzWet"]["CdSzWet"],
            begin=row["DatBUitkeringsverhouding"],
            end=row["DatEUitkeringsverhouding"],
            today=today,
        )
        for row in client.get("Uitkeringsverhouding", [])
        if row["SzWet"]["CdSzWet"] not in NO_INCOME
    ]


def gemeente_benefits(dossier: Dict, *, today: str) -> list[Uitkering]:
    """Read benefits from a REST answer."""
    return [
        _benefit(
            bron="GEMEENTE_UITKERING",
            law=row["szWet"]["cdSzWet"],
            begin=row.get("datBUitkeringsverhouding"),
            end=row.get("datEUitkeringsverhouding"),
            today=today,
            gemeente=Code(code=row["bron"]["cdPartijSuwi"]),
        )
        for row in dossier.get("uitkeringsverhouding", [])
        if row["szWet"]["cdSzWet"] not in NO_INCOME
    ]


def provisions(dossier: Dict, *, today: str) -> list[Voorziening]:
    """Read voorzieningen from a REST answer."""
    return [
        Voorziening(
            bron="GEMEENTE_REINTEGRATIE",
            typeVoorziening=PROVISIONS.get(row["cdTypeRvGsd"], "ANDERE_VOORZIENING"),
            datumAanvangVoorziening=_datum(row.get("datBRv")),
            datumEindeVoorziening=_datum(row.get("datERv")),
            indicatieLopend=_runs(row.get("datERv"), today),
            gemeente=Code(code=relation["bron"]["cdPartijSuwi"]),
        )
        for relation in dossier.get("atlRelatie", [])
        for row in relation["reIntegratievoorziening"]
    ]


def _benefit(
    *, bron: str, law: str, begin: str | None, end: str | None, today: str, gemeente: Code | None = None
) -> Uitkering:
    return Uitkering(
        bron=bron,
        categorie=CATEGORIES.get(law, "ANDERE_UITKERING"),
        codeSzWet=Code(code=law) if law in CATEGORIES else None,
        datumAanvangUitkeringsverhouding=_datum(begin),
        datumEindeUitkeringsverhouding=_datum(end),
        indicatieLopend=_runs(end, today),
        gemeente=gemeente,
    )


def _education(duo: Dict) -> list[Opleiding]:
    results = {
        _key(row, row["inhoudResultaatOpleidingDuo"]): row
        for row in duo.get("resultaatOpleidingGeregistrDuo", [])
    }
    periods: dict[tuple[str, str, str], list[Dict]] = {}
    for enrolment in duo.get("onderwijsovereenkomst", []):
        for part in enrolment["deelnameOpleidingGeregistrDuo"]:
            periods.setdefault(_key(enrolment, part["inhoudDeelnameOpleidingDuo"]), []).append(part)
    return [_course(key, periods.get(key, []), results.get(key)) for key in {**periods, **results}]


def _key(row: Dict, course: Dict) -> tuple[str, str, str]:
    return row["brin"][0]["brinNr"], course["naamOpleidingKortDuo"], course["cdNiveauOpleidingDuo"]


def _course(key: tuple[str, str, str], periods: list[Dict], result: Dict | None) -> Opleiding:
    school, name, level = key
    periods = sorted(periods, key=lambda part: str(part["datBDeelnameOpleiding"]))
    end = periods[-1].get("datEDeelnameOpleiding") if periods else None
    passed = result is not None and result["resultaatExamen"]["cdResultaatExamen"] == "G"
    return Opleiding(
        bron="DUO",
        omschrijvingOpleidingsnaam=name,
        codeNiveauOpleiding=Code(code=level),
        indicatieDiploma="JA" if passed else "NEE" if end else None,
        datumDiploma=_datum(result["resultaatExamen"]["datResultaatExamen"]) if result and passed else None,
        codeStatusOpleiding=Code(code="1" if passed else "2" if end else "3"),
        datumAanvangVolgenOpleiding=_datum(periods[0]["datBDeelnameOpleiding"]) if periods else None,
        datumEindeVolgenOpleiding=_datum(end),
        instellingscode=Code(code=school),
    )


def _merged(relations: list[Dict]) -> list[Dict]:
    """Join relations with one employer that follow each other; leave out what is no work."""
    merged: list[Dict] = []
    for row in sorted(relations, key=lambda row: str(row["DatBIkv"])):
        if row["Inkomstenperiode"][-1]["CdSrtIkv"] not in WORK:
            continue
        for index, earlier in enumerate(merged):
            if _follows(earlier, row):
                opgaven = earlier["Inkomstenopgave"] + row["Inkomstenopgave"]
                merged[index] = {**row, "DatBIkv": earlier["DatBIkv"], "Inkomstenopgave": opgaven}
                break
        else:
            merged.append(row)
    return merged


def _follows(earlier: Dict, row: Dict) -> bool:
    same = "AdministratieveEenheid", "Loonheffingennr"
    if earlier[same[0]][same[1]] != row[same[0]][same[1]] or earlier["DatEIkv"] is None:
        return False
    return _day(row["DatBIkv"]) - _day(earlier["DatEIkv"]) <= GAP


def _job(row: Dict, today: str) -> Werkervaring:
    period, sectors = row["Inkomstenperiode"][-1], row["SectorRisicogroepIkv"]
    return Werkervaring(
        bron="UWV_POLIS",
        naamOrganisatie=row["AdministratieveEenheid"]["NaamAdministratieveEenheid"],
        datumAanvangWerkzaamheden=_datum(row["DatBIkv"]),
        datumEindeWerkzaamheden=_datum(row["DatEIkv"]),
        indicatieLopend=_runs(row["DatEIkv"], today),
        urenklasse=_hours(row["Inkomstenopgave"]),
        codeTypeArbeidscontract=Code(code=period["CdTypeArbeidscontract"]),
        codeSectorUwv=Code(code=sectors[-1]["SectorBeroepsEnBedrijfsleven"]["CdSector"]) if sectors else None,
    )


def _hours(opgaven: list[Dict]) -> str | None:
    recent = [item for item in opgaven[-12:] if item["AantVerloondeUrenIko"] is not None]
    if not recent:
        return None
    days = sum((_day(item["DatEIko"]) - _day(item["DatBIko"])).days + 1 for item in recent)
    weekly = sum(int(item["AantVerloondeUrenIko"]) for item in recent) * 7 / days
    limits = ((12, "TOT_12"), (24, "12_TOT_24"), (36, "24_TOT_36"))
    return next((name for limit, name in limits if weekly < limit), "36_PLUS")


def _runs(end: str | None, today: str) -> str:
    return "JA" if end is None or end in OPEN or end >= today else "NEE"


def _datum(text: str | None) -> Datum | None:
    return None if text is None or text in OPEN else Datum(datum=_day(text))


def _day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))
