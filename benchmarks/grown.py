"""What the sources of `scaling` answer: one income message in many sizes, and one dossier of courses.

The writers of the mock sources make both, about the person of the benchmark. Every row is a row of the
profile: no employer returns so soon that two relations become one.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path

from lxml import etree

from adapters.mock.lives import Life
from benchmarks.canned import Answer, answer_of, person, service_named

_INCOME, _COURSES = "UWVDossierInkomstenGSD", "Cursusdossiers"
_XSD = Path(__file__).parents[1] / "contracts" / "bronnen" / "uwv" / f"{_INCOME}-v0200" / "BodyReaction.xsd"
_EMPLOYER = "Inkomstenverhouding.AdministratieveEenheid"
_ADDRESSES = frozenset({f"{_EMPLOYER}.FeitelijkAdresAeh", f"{_EMPLOYER}.CorrespondentieadresAeh"})
"""Left out: with the four kinds of address a single relation is already 8 kB."""

_FIRST_YEAR, _FIRST_MONTH, _MONTHS = 2016, 11, 119
_EMPLOYERS = 40
_LAST_BEGIN, _DAYS = 20, 5


def income(kilobytes: int) -> tuple[str, Answer, int]:
    """Give the path of the income message, one of at most so many kB, and how many relations it holds.

    Raises SystemExit when the message is not valid against its schema.
    """
    one, eleven = (len(_income(count)[1].body) for count in (1, 11))
    count = 1 + max(0, (kilobytes * 1000 - one) * 10 // (eleven - one))
    path, answer = _income(count)
    if not etree.XMLSchema(etree.parse(_XSD)).validate(etree.fromstring(answer.body)[1][0]):
        raise SystemExit(f"{_INCOME} van {kilobytes} kB voldoet niet aan zijn schema")
    return path, answer, count


def courses(count: int) -> tuple[str, Answer]:
    """Give the path of the dossier of courses, and a dossier of so many courses."""
    rows = [
        {
            "naam": f"Vakopleiding {number}",
            "cdSoortDocument": ("PV", "MC", "GS", "DP")[number % 4],
            "indDocumentBehaald": "1",
            "datBCursus": f"{2010 + number}0901",
            "datECursus": f"{2011 + number}0630",
        }
        for number in range(count)
    ]
    return answer_of(service_named(_COURSES), _life("in_made", {"cursus": rows}))


def _income(count: int) -> tuple[str, Answer]:
    relations = {"Inkomstenverhouding": [_relation(number, count) for number in range(count)]}
    return answer_of(service_named(_INCOME), _life("uwv", {_INCOME: relations}), _ADDRESSES)


def _relation(number: int, count: int) -> dict[str, object]:
    """Give one short job, on some days of one month, so that it has one Inkomstenopgave."""
    month = _FIRST_MONTH - 1 + number * _MONTHS // count
    begin = date(_FIRST_YEAR + month // 12, month % 12 + 1, 1 + number % _LAST_BEGIN)
    employer = number % _EMPLOYERS
    return {
        "VolgnrIkv": "1",
        "NaamAdministratieveEenheid": f"Uitzendbureau {employer} B.V.",
        "Loonheffingennr": f"9999001{employer:02d}L01",
        "DatBIkv": f"{begin:%Y%m%d}",
        "DatEIkv": f"{begin.replace(day=begin.day + _DAYS):%Y%m%d}",
        "CdSrtIkv": "15",
        "CdAardIkv": "11",
        "CdTypeArbeidscontract": "B",
        "CdSector": "052",
        "uren_per_maand": 130,
    }


def _life(bron: str, table: dict[str, object]) -> Life:
    life = person()
    return replace(life, tables={"persoon": life.tables["persoon"], bron: table})
