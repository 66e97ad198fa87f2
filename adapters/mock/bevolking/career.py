"""Somebody's working life: jobs with gaps of years between them, and sometimes two at the same time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from adapters.mock.bevolking.dice import Dice, Spread
from adapters.mock.bevolking.person import Person
from adapters.mock.bevolking.words import BRANCHES, GEWOON, NERGENS, VREEMD, Branche
from adapters.mock.numbers import invented

_WEIGHTS = {branche: float(branche.weegt) for branche in BRANCHES}
AGENCY = "052"
"""The sector of agencies: short work, cut in contracts."""

_LONGEST_AT_AGENCY = timedelta(days=900)
_STILL_EMPLOYED = 0.35
_SIDE_JOB = 0.1
_SIDE_AFTER = timedelta(days=90)

_GAPS: dict[str, Spread] = {
    "los": {(0, 3): 18, (4, 14): 27, (15, 40): 33, (41, 110): 22},
    "wisselend": {(0, 3): 42, (4, 14): 31, (15, 40): 19, (41, 90): 8},
    "vast": {(0, 2): 72, (3, 8): 20, (9, 30): 8},
}
"""Months without work before a job, by tie to work."""

_LENGTHS: dict[str, Spread] = {
    "los": {(0, 2): 30, (3, 7): 42, (8, 16): 28},
    "wisselend": {(1, 6): 30, (7, 16): 40, (17, 40): 30},
    "vast": {(6, 24): 30, (25, 60): 40, (61, 150): 30},
}
"""Months a job lasts, by tie to work."""


@dataclass(frozen=True, slots=True)
class Employer:
    """A made-up employer; `alleen` means that it is one person, whose number is the employer's."""

    naam: str
    nummer: str
    branche: Branche
    alleen: bool


@dataclass(frozen=True, slots=True)
class Job:
    """Work for one employer in one occupation; `einde` None when it goes on."""

    employer: Employer
    beroep: str
    begin: date
    einde: date | None

    def last_day(self, until: date) -> date:
        """Give the last day, or `until` when the job goes on."""
        return self.einde or until


def draw_jobs(dice: Dice, person: Person) -> list[Job]:
    """Draw the jobs from leaving school until prison, in order of their begin."""
    if person.band not in _GAPS:
        return []
    jobs: list[Job] = []
    free = person.birthday(18 if dice.chance(0.6) else dice.between(16, 22))
    eve = person.insluiting - timedelta(days=1)
    last = min(eve, person.pensioen)
    while (begin := free + _months(dice, _GAPS[person.band])) < last:
        job = _job(dice, begin, _months(dice, _LENGTHS[person.band]))
        if job.last_day(last) > last:
            job = replace(job, einde=None if last == eve and dice.chance(_STILL_EMPLOYED) else last)
        jobs += [job, *_beside(dice, job, last)]
        free = job.last_day(last) + timedelta(days=1)
    return sorted(jobs, key=lambda job: job.begin)


def gaps(person: Person, jobs: Iterable[Job]) -> Iterator[tuple[date, date]]:
    """Give the periods without any job between the eighteenth birthday and prison: first and last day."""
    free, last = person.birthday(18), person.insluiting - timedelta(days=1)
    for job in jobs:
        if job.begin > free:
            yield free, job.begin - timedelta(days=1)
        free = max(free, job.last_day(last) + timedelta(days=1))
    if free < last:
        yield free, last


def _job(dice: Dice, begin: date, length: timedelta) -> Job:
    """Draw a place to work; the same pair of branche and owner is the same employer with the same number."""
    branche = dice.weighed(_WEIGHTS)
    owner = NERGENS.index(dice.pick(GEWOON if dice.chance(0.8) else VREEMD))
    employer = Employer(
        naam=branche.naam.format(NERGENS[owner]),
        nummer=f"{invented(2 * (BRANCHES.index(branche) * len(NERGENS) + owner))}L01",
        branche=branche,
        alleen=branche.klein and owner % 3 == 0,
    )
    if branche.sector == AGENCY:
        length = min(length, _LONGEST_AT_AGENCY)
    return Job(employer, dice.pick(branche.beroepen), begin, begin + length)


def _beside(dice: Dice, job: Job, last: date) -> list[Job]:
    """Now and then draw a second job that begins during a long one."""
    end = job.last_day(last)
    if end - job.begin < 2 * _SIDE_AFTER or not dice.chance(_SIDE_JOB):
        return []
    begin = dice.day(job.begin + _SIDE_AFTER, end - _SIDE_AFTER)
    return [_job(dice, begin, dice.day(begin, last) - begin)]


def _months(dice: Dice, ranges: Spread) -> timedelta:
    return timedelta(days=dice.spread(ranges) * 30 + dice.between(1, 29))
