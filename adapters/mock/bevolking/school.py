"""Somebody's schooling, and what DUO and WERKbedrijf know of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from unicodedata import normalize

from adapters.mock.bevolking.dates import begin, end, filled, remembered, written
from adapters.mock.bevolking.dice import Dice
from adapters.mock.bevolking.person import GEEN, PEILDATUM, Person
from adapters.mock.bevolking.words import BRINNEN, OPLEIDINGEN

STARTKWALIFICATIE = frozenset({"VO-HAVO", "VO-VWO", "MBO-2", "MBO-3", "MBO-4", "HBO-BA", "HBO-MA"})
"""The levels whose diploma is a startkwalificatie."""

_BEFORE: dict[str, dict[str, float]] = {
    "MBO-2": {"VO-VMBO-BB": 60, "VO-VMBO-KB": 20, "": 20},
    "MBO-3": {"VO-VMBO-KB": 60, "VO-VMBO-BB": 20, "VO-VMBO-TL": 20},
    "MBO-4": {"VO-VMBO-TL": 60, "VO-VMBO-KB": 25, "VO-VMBO-GL": 15},
    "HBO-BA": {"VO-HAVO": 55, "MBO-4": 35, "VO-VWO": 10},
    "HBO-MA": {"VO-VWO": 100},
}
"""The diploma with which somebody entered a course."""

_AGE = {"VO": 16, "MBO": 18, "HBO": 22}
_LATER = {(0, 1): 62, (2, 4): 20, (5, 15): 18}
_START = {"VO": date(2006, 1, 1), "MBO": date(2007, 1, 1), "HBO": date(1996, 1, 1)}
_UNKNOWN_LEVELS = ("VO-ISK", "MBO-E", "VAVO-TL")
_OF_WERKBEDRIJF = {"VO-HAVO": "3", "VO-VWO": "3", "HBO-MA": "6", GEEN: "1"}
_OF_KIND = {"VO": "2", "MBO": "4", "HBO": "5"}
_DROP_OUT = {GEEN: 0.85, "VO-PRO": 0.4, "VO-VMBO-BB": 0.65, "VO-VMBO-KB": 0.6, "VO-VMBO-GL": 0.55}
_HBO_KEPT = timedelta(days=5 * 365)


@dataclass(frozen=True, slots=True)
class Course:
    """Something somebody followed; `einde` None: still does. `diploma` None: none (yet)."""

    niveau: str
    naam: str
    brin: str
    begin: date
    einde: date | None
    diploma: date | None

    @property
    def soort(self) -> str:
        """VO, MBO or HBO."""
        return self.niveau.partition("-")[0]


def draw_courses(dice: Dice, person: Person) -> list[Course]:
    """Draw the courses that led to somebody's level, and often one that was broken off after it."""
    levels = [person.niveau] if person.niveau != GEEN else []
    while levels and (before := dice.weighed(_BEFORE.get(levels[0], {"": 1}))):
        levels.insert(0, before)
    courses: list[Course] = []
    for level in levels:
        courses.append(_finished(dice, person, level, courses[-1].diploma if courses else None))
    if dice.chance(_DROP_OUT.get(person.niveau, 0.25)):
        courses += _broken_off(dice, person, courses)
    return courses


def duo_table(dice: Dice, person: Person, courses: Sequence[Course]) -> dict[str, Any]:
    """Give what DUO has: Dutch courses since its registers began, hbo broken off only lately."""
    known = [] if person.elders else [course for course in courses if _is_at_duo(course, person.insluiting)]
    if not known:
        return {}
    table: dict[str, Any] = {}
    if dice.chance(0.98):
        has_one = any(course.diploma and course.niveau in STARTKWALIFICATIE for course in known)
        table["IndStartkwalificatieDuo"] = "1" if has_one else "2"
    known = [_spelled(dice, course) for course in known]
    enrolments = [_enrolment(dice, course) for course in known if course.soort != "VO" or not course.diploma]
    results = [_result(dice, course) for course in known if course.diploma]
    table |= {"Onderwijsovereenkomst": enrolments} if enrolments else {}
    return table | ({"ResultaatOpleidingGeregistrDuo": results} if results else {})


def told_courses(dice: Dice, courses: Sequence[Course]) -> list[dict[str, str]]:
    """Give the courses that somebody told WERKbedrijf about; now and then with a diploma that nobody gave."""
    if not courses:
        return [{"CdNiveauOpleiding": _OF_WERKBEDRIJF[GEEN], "CdStatusOpleiding": "0", "IndDiploma": "2"}]
    return [_told(dice, course) for course in courses if dice.chance(0.8)]


def _finished(dice: Dice, person: Person, level: str, after: date | None) -> Course:
    """Draw a course with its diploma, in the summer of some year before prison."""
    soort = level.partition("-")[0]
    age = _AGE[soort] + (dice.spread(_LATER) if soort != "VO" else dice.between(0, 1))
    length = dice.between(2, 3) if soort == "MBO" else 4
    year = max(person.geboren.year + age, after.year + length if after else 0)
    year = min(year, person.insluiting.year - (0 if person.insluiting.month > 8 else 1))  # noqa: PLR2004
    diploma = date(year, dice.between(6, 7), dice.between(5, 28))
    first = date(year - length, 8, dice.between(20, 31))
    return Course(level, dice.pick(OPLEIDINGEN[level]), dice.pick(BRINNEN), first, diploma, diploma)


def _broken_off(dice: Dice, person: Person, courses: Sequence[Course]) -> list[Course]:
    """Draw a course that was left without diploma, or is still followed by who is young."""
    higher = {"MBO-4": "HBO-BA", "VO-HAVO": "HBO-BA", "VO-VWO": "HBO-BA", "MBO-3": "MBO-4", "MBO-2": "MBO-3"}
    level = higher.get(person.niveau) or dice.weighed({"MBO-1": 25, "MBO-2": 60, "MBO-3": 15})
    done = courses[-1].diploma if courses else None
    year = (done or person.birthday(16)).year + dice.spread({(0, 0): 70, (1, 3): 20, (4, 12): 10})
    first = date(year, 8, dice.between(20, 31))
    last = first + timedelta(days=dice.between(20, 700))
    if first >= person.insluiting:
        return []
    return [
        Course(
            level,
            dice.pick(OPLEIDINGEN[level]),
            dice.pick(BRINNEN),
            first,
            last if last < person.insluiting else None,
            None,
        )
    ]


def _is_at_duo(course: Course, today: date) -> bool:
    last = course.diploma or course.einde or today
    dropped = course.soort == "HBO" and not course.diploma and today - last > _HBO_KEPT
    return last >= _START[course.soort] and not dropped


def _spelled(dice: Dice, course: Course) -> Course:
    """Give a course as DUO spells it: sometimes in decomposed letters, or with a level in no list."""
    level = dice.pick(_UNKNOWN_LEVELS) if dice.chance(0.012) else course.niveau
    return replace(course, niveau=level, naam=normalize("NFD" if dice.chance(0.3) else "NFC", course.naam))


def _enrolment(dice: Dice, course: Course) -> dict[str, str]:
    left = min((course.einde or PEILDATUM) + timedelta(days=dice.between(0, 45)), PEILDATUM)
    return filled(
        {
            "BrinNr": course.brin,
            "DatInschrijvingOpleiding": written(date(course.begin.year, 8, 1)),
            "DatUitschrijvingOpleiding": written(left) if course.einde else None,
            "DatBDeelnameOpleiding": begin(dice, course.begin),
            "DatEDeelnameOpleiding": end(dice, course.einde) if course.einde and dice.chance(0.7) else None,
            "NaamOpleidingKortDuo": course.naam,
            "CdNiveauOpleidingDuo": course.niveau,
        }
    )


def _result(dice: Dice, course: Course) -> dict[str, str]:
    day = course.diploma or course.begin
    whole = dice.chance(0.78 if course.soort == "VO" else 0.6)
    return filled(
        {
            "BrinNr": course.brin,
            "NaamOpleidingKortDuo": course.naam,
            "CdNiveauOpleidingDuo": course.niveau if dice.chance(0.99) else None,
            "CdResultaatExamen": "G" if dice.chance(0.98) else "C",
            "DatResultaatExamen": begin(dice, day) if whole else None,
            "JaarAfgelegdExamen": f"{day:%Y}",
        }
    )


def _told(dice: Dice, course: Course) -> dict[str, str]:
    boasts = course.diploma is None and course.einde is not None and dice.chance(0.12)
    done = course.diploma or (course.einde if boasts else None)
    status = "1" if done else "2" if course.einde else "3"
    row = {
        "DatBVolgenOpleiding": remembered(dice, course.begin) if dice.chance(0.6) else None,
        "DatEVolgenOpleiding": remembered(dice, course.einde) if course.einde and dice.chance(0.6) else None,
        "CdStatusOpleiding": status if dice.chance(0.93) else "0",
        "IndDiploma": ("1" if done else "2") if dice.chance(0.95) else "0",
        "DatDiploma": remembered(dice, done) if done and dice.chance(0.75) else None,
        "CdNiveauOpleiding": _OF_WERKBEDRIJF.get(course.niveau, _OF_KIND[course.soort]),
    }
    if dice.chance(0.35):
        code = f"{sum(map(ord, course.naam)) % 100_000:010d}"
        return filled({**row, "CdOpleidingsnaam": code, "OmsOpleidingsnaam": course.naam})
    return filled({**row, "NaamOpleidingOngecodeerd": course.naam if dice.chance(0.97) else None})
