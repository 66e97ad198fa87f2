"""Somebody's benefits: under which law, from which bron, from when until when."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from adapters.mock.bevolking.career import Job
from adapters.mock.bevolking.dice import Dice, Spread
from adapters.mock.bevolking.person import GEEN, Person

UWV = "uwv"
SVB = "svb"

_DAY = timedelta(days=1)
_YEAR = timedelta(days=365)
_HALF_YEAR = timedelta(days=182)
_ENDS_AT_ONCE = frozenset({"WW", "PW", "WWB", "WIJ", "IOAW", "BBZ"})
_GOES_ON = frozenset({"AKW"})
_WWB, _PW = date(2004, 1, 1), date(2015, 1, 1)
_WIJ, _WIJ_ENDED, _WIJ_AGE = date(2009, 10, 1), date(2011, 12, 31), 27
_WAJONG, _WAO_ENDED = date(1998, 1, 1), date(2005, 12, 28)
_WAITS: Spread = {(0, 2): 60, (3, 12): 25, (13, 40): 15}
_LASTS: Spread = {(2, 8): 35, (9, 30): 35, (31, 120): 30}


@dataclass(frozen=True, slots=True)
class Benefit:
    """A benefit under `wet`, paid by `bron`: uwv, svb or a gemeentecode; `einde` None: it still runs."""

    wet: str
    bron: str
    begin: date
    einde: date | None


def draw_benefits(
    dice: Dice, person: Person, jobs: Sequence[Job], gaps: Iterable[tuple[date, date]]
) -> list[Benefit]:
    """Draw the benefits of a life, in order of their begin."""
    drawn = [
        *_after_jobs(dice, jobs),
        *_illness(dice, person),
        *_bijstand(dice, person, gaps),
        *_volksverzekeringen(dice, person),
    ]
    before = [benefit for benefit in drawn if benefit.begin < person.insluiting]
    return sorted((_in_prison(dice, person, found) for found in before), key=lambda found: found.begin)


def _in_prison(dice: Dice, person: Person, benefit: Benefit) -> Benefit:
    """Open what would run on; prison then ends it, at once or a month later, but few know it yet."""
    if benefit.einde and benefit.einde < person.insluiting - _DAY:
        return benefit
    if benefit.wet in _GOES_ON or not dice.chance(0.3):
        return replace(benefit, einde=None)
    at_once = benefit.wet in _ENDS_AT_ONCE
    return replace(benefit, einde=person.insluiting + timedelta(days=-1 if at_once else 30))


def _after_jobs(dice: Dice, jobs: Sequence[Job]) -> Iterator[Benefit]:
    """Give WW after one in five of the jobs that lasted half a year, and now and then ZW."""
    for job in jobs:
        if job.einde is None or job.einde - job.begin < _HALF_YEAR:
            continue
        if dice.chance(0.2):
            first = job.einde + _DAY
            yield Benefit("WW", UWV, first, first + timedelta(days=dice.between(60, 430)))
        elif dice.chance(0.05):
            first = job.einde + _DAY
            yield Benefit("ZW", UWV, first, first + timedelta(days=dice.between(14, 500)))


def _illness(dice: Dice, person: Person) -> Iterator[Benefit]:
    """Give the long benefits of illness and disability, with the supplement that may come with them."""
    adult, thirty = person.birthday(18), person.birthday(30)
    found: Benefit | None = None
    if adult >= _WAJONG and dice.chance(0.13 if person.niveau in {GEEN, "VO-PRO"} else 0.03):
        found = Benefit("WAJ", UWV, adult, _maybe_end(dice, adult))
    elif thirty < person.insluiting and dice.chance(0.05):
        first = dice.day(thirty, person.insluiting)
        wet = "WAO" if first <= _WAO_ENDED else dice.weighed({"WIA": 45, "WGA": 35, "IVA": 20})
        found = Benefit(wet, UWV, first, _maybe_end(dice, first))
    if found:
        yield found
        if dice.chance(0.2):
            yield replace(found, wet="TW")


def _maybe_end(dice: Dice, first: date) -> date | None:
    return first + dice.between(1, 12) * _YEAR if dice.chance(0.35) else None


def _bijstand(dice: Dice, person: Person, gaps: Iterable[tuple[date, date]]) -> Iterator[Benefit]:
    """Give bijstand in the longer periods without work before AOW; who moves has it from two gemeenten."""
    homes = iter(person.gemeenten)
    home = next(homes)
    for first, free in gaps:
        last = min(free, person.pensioen)
        begin = first + timedelta(days=30 * dice.spread(_WAITS))
        if last - first < _HALF_YEAR or not dice.chance(0.7):
            home = next(homes, home) if dice.chance(0.6) else home
            continue
        while begin < last:
            until = min(last, begin + timedelta(days=30 * dice.spread(_LASTS)))
            moved = dice.day(begin + _HALF_YEAR, until) if dice.chance(0.7) else until
            there = next(homes, None) if begin + _HALF_YEAR < moved < until else None
            stopped = moved + timedelta(days=dice.between(0, 14)) if there else until
            yield Benefit(_law(dice, person, begin, stopped), home, begin, stopped)
            if there:
                yield Benefit(_law(dice, person, moved, until), there, moved, until)
                home = there
            begin = until + timedelta(days=30 * dice.between(1, 14))


def _law(dice: Dice, person: Person, begin: date, until: date) -> str:
    """Give the law of its time; bijstand that ran on in 2015 mostly carries the name of the new law."""
    if begin > person.birthday(50) and dice.chance(0.12):
        return "IOAW"
    if dice.chance(0.012):
        return "BBZ"
    if _WIJ <= begin <= _WIJ_ENDED and begin < person.birthday(_WIJ_AGE) and until < _PW:
        return "WIJ"
    if begin >= _PW or (until > _PW and dice.chance(0.7)):
        return "PW"
    return "WWB" if begin >= _WWB or until > _WWB else "ABW"


def _volksverzekeringen(dice: Dice, person: Person) -> Iterator[Benefit]:
    """Give what the SVB pays: AOW by age, and rarely something else."""
    pension = person.pensioen
    if pension < person.insluiting:
        yield Benefit("AOW", SVB, pension, None)
        if dice.chance(0.3):
            yield Benefit("AIO", SVB, pension, None)
        if dice.chance(0.05):
            yield Benefit("REM", SVB, pension, None)
    elif dice.chance(0.12):
        child = dice.day(person.birthday(20), person.insluiting)
        yield Benefit("AKW", SVB, child, child + 18 * _YEAR)
    elif dice.chance(0.008):
        first = dice.day(person.birthday(18), person.insluiting)
        yield Benefit("ANW", SVB, first, first + dice.between(1, 9) * _YEAR)
