"""Thousands of questions whose asker leaves before the answer: nothing stays behind, every one has an end."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from random import Random

from tests.trouble.asking import EVENTS, JSON, PATH, Asker, asking
from tests.trouble.held import at_rest
from tests.trouble.recorded import recorded_by, verified
from tests.trouble.report import Report, Tell
from tests.trouble.site import Site, keeping, site

ENDS = {"AFGEBROKEN", "GELEVERD"}
_SEED = 20261101
_PEOPLE = 100


@dataclass(frozen=True, slots=True)
class Size:
    """So many questions, so many under way at once, each left after at most so many seconds.

    Answers of sources are kept for `kept` seconds; 0: not.
    """

    questions: int = 10_000
    at_once: int = 100
    longest: float = 1.0
    kept: int = 0


def cancel(size: Size, tell: Tell) -> Report:
    """Leave questions at random moments, then look at what is left of them."""
    report = Report("cancel")
    with site(_PEOPLE, keeping(size.kept)) as running:
        running.fault("VERTRAGING", verdeling="uniform", ms=20, tot_ms=200)
        asyncio.run(_run(running, size, report, tell))
        recorded = recorded_by(running.served)
        ends = Counter(end for each in recorded.ended.values() for end in each)
        report.figures |= {"begonnen": recorded.begun.total(), "einden": dict(ends)}
        report.expect("begonnen zonder einde", recorded.missing(()))
        report.expect("vreemde einden", sorted(ends.keys() - ENDS))
        report.expect("meer dan een einde", [one for one, each in recorded.ended.items() if len(each) > 1])
        report.expect("bevindingen in het logboek", verified(running.served))
    return report


async def _run(running: Site, size: Size, report: Report, tell: Tell) -> None:
    served = running.served
    async with asking(served) as asker:
        before = await asker.held_at_rest()
        report.figures["verbroken"] = await _leave_all(asker, size, tell)
    after = await at_rest(served.pid, before)
    report.figures["houdt vast"] = f"{before} → {after}"
    report.expect("blijft achter", [] if after.within(before) else [f"{before} werd {after}"])
    async with asking(served) as asker:
        answers = await asyncio.gather(*(asker.ask(number) for number in range(20)))
    report.expect("antwoordt daarna anders", [fault for answer in answers for fault in answer.wrong()])


async def _leave_all(asker: Asker, size: Size, tell: Tell) -> int:
    dice, turns = Random(_SEED), iter(range(size.questions))  # noqa: S311 - the same moments again
    accepts = [JSON, EVENTS] if await asker.offers_events() else [JSON]

    async def leaver() -> int:
        left = 0
        for turn in turns:
            left += await _leave(asker, dice, size, _written(asker, turn % _PEOPLE, dice.choice(accepts)))
            tell(turn / size.questions, f"{turn} vragen")
        return left

    async with asyncio.TaskGroup() as group:
        leavers = [group.create_task(leaver()) for _ in range(size.at_once)]
    return sum(each.result() for each in leavers)


async def _leave(asker: Asker, dice: Random, size: Size, question: bytes) -> int:
    """Ask and leave after a while, politely or not; gives 1 when no answer was complete yet."""
    reader, writer = await asyncio.open_connection(*asker.served.address)
    writer.write(question)
    answered = True
    try:
        async with asyncio.timeout(dice.uniform(0, size.longest)):
            while not reader.at_eof():
                await reader.read(2**16)
    except TimeoutError:
        answered = False
    if dice.random() < 0.5:  # a reset, else an orderly end
        writer.transport.abort()
    writer.close()
    return 0 if answered else 1


def _written(asker: Asker, number: int, accept: str) -> bytes:
    _, body = asker.question(number)
    headers = {"host": "gateway", "connection": "close", "content-length": f"{len(body)}"}
    headers |= asker.headers(accept)
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {PATH} HTTP/1.1\r\n{lines}\r\n".encode() + body
