"""A whole life: draw who somebody is, and write what each bron knows of it."""

from typing import Any

from adapters.mock.bevolking.benefits import benefit_table, gemeente_tables, income_rows
from adapters.mock.bevolking.career import Job, draw_jobs, gaps
from adapters.mock.bevolking.dates import written
from adapters.mock.bevolking.dice import Dice
from adapters.mock.bevolking.income import SVB, UWV, Benefit, draw_benefits
from adapters.mock.bevolking.person import Person, draw_person
from adapters.mock.bevolking.school import Course, draw_courses, duo_table, told_courses
from adapters.mock.bevolking.work import occupations, polis_rows
from adapters.mock.lives import Life

_BIRTH_DATES = {"": 98.6, "MAAND": 0.7, "JAAR": 0.5, "NIETS": 0.2}


def write_life(name: str, bsn: str, dice: Dice) -> Life:
    """Draw a life in the form of `personas/*.toml`, without expected facts.

    `[persoon]` also has our own `naam`, `datumInsluiting`, `verwachteEinddatum` (absent: not known) and
    `hoogsteDiploma` (a level of DUO, or GEEN): what no bron tells, but what the mix is counted by.
    """
    person = draw_person(dice)
    geboortedatum = _birth_date(dice, person)
    persoon = {"bsn": bsn, "naam": person.naam, "geboortedatum": geboortedatum}
    persoon |= {"datumInsluiting": written(person.insluiting), "hoogsteDiploma": person.niveau}
    persoon |= {"verwachteEinddatum": written(person.einde)} if person.einde else {}
    return Life(name, bsn, geboortedatum, {"persoon": persoon, **_tables(dice, person)})


def _birth_date(dice: Dice, person: Person) -> str:
    """Write a birth date; some are known in part, as of people who were born where nobody wrote it down."""
    forms = {"MAAND": f"{person.geboren:%Y%m}00", "JAAR": f"{person.geboren:%Y}0000", "NIETS": "00000000"}
    return forms.get(dice.weighed(_BIRTH_DATES), written(person.geboren))


def _tables(dice: Dice, person: Person) -> dict[str, Any]:
    if person.onbekend:
        return {}
    courses, jobs = draw_courses(dice, person), draw_jobs(dice, person)
    benefits = draw_benefits(dice, person, jobs, gaps(person, jobs))
    tables = {
        "duo": _service("DUODossierPersoonGSD", duo_table(dice, person, courses)),
        "uwv": _uwv(dice, courses, jobs, benefits),
        "svb": _service("SVBDossierPersoonGSD", benefit_table(dice, benefits, SVB)),
        "gemeente": gemeente_tables(dice, person, benefits),
    }
    return {bron: table for bron, table in tables.items() if table}


def _uwv(dice: Dice, courses: list[Course], jobs: list[Job], benefits: list[Benefit]) -> dict[str, Any]:
    rows = [*polis_rows(dice, jobs), *income_rows(dice, benefits)]
    return {
        **_service("UWVDossierInkomstenGSD", {"Inkomstenverhouding": rows} if rows else {}),
        **_service("UWVDossierWerknemersverzekeringenGSD", benefit_table(dice, benefits, UWV)),
        **_service("UWVWbDossierPersoonGSD", _told(dice, courses, jobs, benefits)),
    }


def _told(dice: Dice, courses: list[Course], jobs: list[Job], benefits: list[Benefit]) -> dict[str, Any]:
    """Give what somebody told WERKbedrijf: who ever had a benefit mostly did, others rarely."""
    if not dice.chance(0.7 if benefits else 0.2):
        return {}
    told = {"Opleiding": told_courses(dice, courses), "Arbeidsverhouding": occupations(dice, jobs)}
    return {name: rows for name, rows in told.items() if rows}


def _service(name: str, table: dict[str, Any]) -> dict[str, Any]:
    return {name: table} if table else {}
