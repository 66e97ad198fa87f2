"""The rows of the naive gateway: pydantic models, filled from the dicts that zeep and `.json()` give."""

from datetime import date, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

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


class Model(BaseModel):
    """What every model of the answer shares: its names are camelCase outside."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Datum(Model):
    """A whole date."""

    type: str = "Datum"
    datum: date


class Code(Model):
    """A code."""

    code: str


class Rij(Model):
    """What every row has."""

    bron: str
    herkomst: str = "REGISTRATIE"


class Opleiding(Rij):
    """One education."""

    omschrijving_opleidingsnaam: str | None = None
    code_niveau_opleiding: Code | None = None
    indicatie_diploma: str | None = None
    datum_diploma: Datum | None = None
    code_status_opleiding: Code
    datum_aanvang_volgen_opleiding: Datum | None = None
    datum_einde_volgen_opleiding: Datum | None = None
    instellingscode: Code | None = None


class Werkervaring(Rij):
    """One job."""

    naam_organisatie: str | None = None
    datum_aanvang_werkzaamheden: Datum | None = None
    datum_einde_werkzaamheden: Datum | None = None
    indicatie_lopend: str
    urenklasse: str | None = None
    code_type_arbeidscontract: Code | None = None
    code_sector_uwv: Code | None = None


class Kwalificatie(Model):
    """Education and work."""

    indicatie_startkwalificatie: str | None = None
    opleiding: list[Opleiding]
    werkervaring: list[Werkervaring]


class Uitkering(Rij):
    """One benefit."""

    categorie: str
    code_sz_wet: Code | None = None
    datum_aanvang_uitkeringsverhouding: Datum | None = None
    datum_einde_uitkeringsverhouding: Datum | None = None
    indicatie_lopend: str
    gemeente: Code | None = None


class Voorziening(Rij):
    """One voorziening."""

    type_voorziening: str
    datum_aanvang_voorziening: Datum | None = None
    datum_einde_voorziening: Datum | None = None
    indicatie_lopend: str
    gemeente: Code | None = None


class Profiel(Model):
    """The answer."""

    arbeidsmarktkwalificatie: Kwalificatie
    uitkeringsverhouding: list[Uitkering]
    re_integratievoorziening: list[Voorziening]


def kwalificatie(duo: Dict, polis: Dict, *, today: str) -> Kwalificatie:
    """Read education from DUO and work from the polisadministratie."""
    return Kwalificatie(
        indicatie_startkwalificatie={"1": "JA", "2": "NEE"}.get(duo.get("indStartkwalificatieDuo", "")),
        opleiding=_education(duo),
        werkervaring=[_job(relation, today) for relation in _merged(polis.get("Inkomstenverhouding", []))],
    )


def suwi_benefits(client: Dict, bron: str, *, today: str) -> list[Uitkering]:
    """Read benefits from a SOAP answer."""
    return [
        _benefit(
            bron=bron,
            law=row["SzWet"]["CdSzWet"],
            period=(row["DatBUitkeringsverhouding"], row["DatEUitkeringsverhouding"]),
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
            period=(row.get("datBUitkeringsverhouding"), row.get("datEUitkeringsverhouding")),
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
            type_voorziening=PROVISIONS.get(row["cdTypeRvGsd"], "ANDERE_VOORZIENING"),
            datum_aanvang_voorziening=_datum(row.get("datBRv")),
            datum_einde_voorziening=_datum(row.get("datERv")),
            indicatie_lopend=_runs(row.get("datERv"), today),
            gemeente=Code(code=relation["bron"]["cdPartijSuwi"]),
        )
        for relation in dossier.get("atlRelatie", [])
        for row in relation["reIntegratievoorziening"]
    ]


def _benefit(
    *, bron: str, law: str, period: tuple[str | None, str | None], today: str, gemeente: Code | None = None
) -> Uitkering:
    begin, end = period
    return Uitkering(
        bron=bron,
        categorie=CATEGORIES.get(law, "ANDERE_UITKERING"),
        code_sz_wet=Code(code=law) if law in CATEGORIES else None,
        datum_aanvang_uitkeringsverhouding=_datum(begin),
        datum_einde_uitkeringsverhouding=_datum(end),
        indicatie_lopend=_runs(end, today),
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
        omschrijving_opleidingsnaam=name,
        code_niveau_opleiding=Code(code=level),
        indicatie_diploma="JA" if passed else "NEE" if end else None,
        datum_diploma=_datum(result["resultaatExamen"]["datResultaatExamen"]) if result and passed else None,
        code_status_opleiding=Code(code="1" if passed else "2" if end else "3"),
        datum_aanvang_volgen_opleiding=_datum(periods[0]["datBDeelnameOpleiding"]) if periods else None,
        datum_einde_volgen_opleiding=_datum(end),
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
        naam_organisatie=row["AdministratieveEenheid"]["NaamAdministratieveEenheid"],
        datum_aanvang_werkzaamheden=_datum(row["DatBIkv"]),
        datum_einde_werkzaamheden=_datum(row["DatEIkv"]),
        indicatie_lopend=_runs(row["DatEIkv"], today),
        urenklasse=_hours(row["Inkomstenopgave"]),
        code_type_arbeidscontract=Code(code=period["CdTypeArbeidscontract"]),
        code_sector_uwv=Code(code=sectors[-1]["SectorBeroepsEnBedrijfsleven"]["CdSector"])
        if sectors
        else None,
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
