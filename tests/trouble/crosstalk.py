"""Questions about thousands of people interleaved over slow sources: each is answered with their own data."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

import aiohttp

from tests.trouble.asking import asking
from tests.trouble.judging import silent_in
from tests.trouble.report import Report, Tell
from tests.trouble.site import Site, keeping, site

_SEED = 20261101
_KEPT_PEOPLE, _KEPT_SECONDS = 200, 2
_WINDOW = 400
"""So many people are mixed at a time: the sources remember what they wrote of about a thousand."""


@dataclass(frozen=True, slots=True)
class Size:
    """So many questions about so many people, so many under way at once.

    And then `kept` questions about fewer people, to a gateway that keeps answers for a moment.
    """

    questions: int = 100_000
    people: int = 5000
    at_once: int = 200
    kept: int = 20_000


def crosstalk(size: Size, tell: Tell) -> Report:
    """Ask about everybody, in an order of chance, and judge every value of every answer."""
    report = Report("crosstalk")
    kept = replace(size, questions=size.kept, people=min(size.people, _KEPT_PEOPLE))
    for name, each, seconds in (("niets bewaard", size, 0), ("bewaard", kept, _KEPT_SECONDS)):
        if each.questions:
            with site(each.people, keeping(seconds)) as running:
                running.fault("VERTRAGING", verdeling="uniform", ms=5, tot_ms=100)
                asyncio.run(_run(running, each, name, report, tell))
    return report


async def _run(running: Site, size: Size, name: str, report: Report, tell: Tell) -> None:
    wrong: list[str] = []
    ids: set[str] = set()
    causes: Counter[str] = Counter()
    asked, silent, began = iter(enumerate(mixed(size))), 0, time.monotonic()

    async def worker() -> None:
        nonlocal silent
        for turn, number in asked:
            try:
                answer = await asker.ask(number)
            except (aiohttp.ClientError, TimeoutError) as error:
                wrong.append(f"M{number:05}: geen antwoord ({type(error).__name__})")
                continue
            wrong.extend(f"M{number:05}: {fault}" for fault in answer.wrong())
            if answer.status == 200:
                ids.add(answer.id)
                silent += bool(silent_in(answer.body))
                causes.update(entry["oorzaak"] for entry in answer.body["bronnen"] if "oorzaak" in entry)
            if turn % 50 == 0:
                tell(
                    turn / size.questions,
                    f"{turn} vragen, {turn / (time.monotonic() - began):.0f}/s, {len(wrong)} verkeerd",
                )

    async with asking(running.served) as asker, asyncio.TaskGroup() as group:
        for _ in range(size.at_once):
            group.create_task(worker())
    report.expect(f"{name}: profielen anders dan beloofd", wrong)
    double = size.questions - len(ids) - len(wrong)
    report.expect(f"{name}: raadplegingen met hetzelfde nummer", ["dubbel"] * double)
    report.figures |= {
        f"{name}: antwoorden": len(ids),
        f"{name}: waarvan met een bron die zweeg": silent,
        f"{name}: waarom zij zwegen": dict(causes),
        f"{name}: vragen per seconde": round(size.questions / (time.monotonic() - began), 1),
    }


def mixed(size: Size) -> Iterator[int]:
    """Give whom to ask about: everybody as often, mixed, and one in eight twice at the same moment."""
    dice = Random(_SEED)  # noqa: S311 - the same order again
    times = max(1, size.questions * 8 // (size.people * 9))
    given = 0
    while given < size.questions:
        for first in range(0, size.people, _WINDOW):
            window = [*range(first, min(first + _WINDOW, size.people))] * times
            dice.shuffle(window)
            for number in window:
                for _ in range(2 if dice.random() < 1 / 8 else 1):
                    if given < size.questions:
                        given += 1
                        yield number
