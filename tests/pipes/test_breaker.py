"""The breaker: a source that keeps failing gets rest, and is tried again by one question."""

import asyncio
from contextlib import suppress

import pytest

from gateway.core.facts import Facts
from gateway.errors import SourceError
from gateway.pipes.breaker import Breaker, breaker
from gateway.pipes.bulkhead import bulkhead
from gateway.pipes.deadline import cut_off, deadline
from gateway.pipes.retry import Again, Budget, retry
from gateway.sources.port import no_connection, too_late, unreadable
from tests.pipes.stage import FACTS, Held, Said, Scripted, Time, call, ended, numbered

BUSINESS = {
    "nothing found": FACTS,
    "a fault": SourceError("FOUT", "SOAP_FAULT", "BRON_WEIGERT"),
    "an FWI": SourceError("FOUT", "FWI_FOUT", "BRON_WEIGERT"),
    "a refusal": SourceError("FOUT", "GEWEIGERD", "BRON_WEIGERT"),
    "unreadable": unreadable(),
    "somebody else": SourceError("PERSOON_WIJKT_AF", None, "PERSOON_WIJKT_AF"),
}


async def test_it_opens_after_so_many_failures_in_a_row() -> None:
    """Three failures in a row, and the fourth question is answered without the source."""
    source, time = Scripted([too_late()]), Time()
    fetch = breaker(source.fetch, Breaker(3, 30.0, time))
    ends = [await ended(fetch, call()) for _ in range(5)]
    assert ends == ["TIJD_OM"] * 3 + ["ONDERBREKER_OPEN"] * 2
    assert len(source.calls) == 3


@pytest.mark.parametrize("said", BUSINESS.values(), ids=BUSINESS)
async def test_an_answer_of_any_kind_is_no_failure(said: Said) -> None:
    """Whoever refuses or errs does answer: it starts the count anew and never opens the breaker."""
    source = Scripted([too_late(), too_late(), said] * 4 + [FACTS])
    fetch = breaker(source.fetch, Breaker(3, 30.0, Time()))
    assert "ONDERBREKER_OPEN" not in [await ended(fetch, call()) for _ in range(13)]


async def test_a_source_that_was_silent_until_nobody_waited_has_failed() -> None:
    """Taken back after long silence or a repeat opens it; at once, or before it was asked, does not."""
    seen = []
    for silences in ([], [5.0], [15.0], [9.0, 1.0]):
        state, asked = Breaker(1, 30.0, Time(), patience=10.0), call()
        asking = asyncio.create_task(ended(breaker(Held().fetch, state), asked))
        await asyncio.sleep(0)
        asked.sent.extend(asyncio.get_running_loop().time() - silence for silence in silences)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        seen.append(state.state()[0])
    assert seen == ["DICHT", "DICHT", "OPEN", "OPEN"]


async def test_our_own_mistake_is_not_the_sources_fault() -> None:
    """An error that is no answer of the source opens nothing, however long the source took before it."""
    state, asked = Breaker(1, 30.0, Time(), patience=10.0), call()
    asked.sent.append(asyncio.get_running_loop().time() - 15.0)

    async def mistaken(_asked: object) -> Facts:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await breaker(mistaken, state)(asked)
    assert state.state() == ("DICHT", 0.0)


async def test_an_open_breaker_says_from_when() -> None:
    """What is left of the rest is told in seconds."""
    time = Time()
    fetch = breaker(Scripted([too_late()]).fetch, Breaker(1, 30.0, time))
    await ended(fetch, call())
    time.now = 12.0
    with pytest.raises(SourceError) as open_:
        await fetch(call())
    assert (open_.value.status, open_.value.after) == ("NIET_BESCHIKBAAR", 18.0)


async def test_after_the_rest_one_question_tries() -> None:
    """Of ten questions after the rest one reaches the source; its answer closes the breaker for all."""
    held, time = Held(), Time()
    state = Breaker(1, 30.0, time)
    await ended(breaker(Scripted([too_late()]).fetch, state), call())
    time.now = 30.0
    tries = breaker(held.fetch, state)
    asked = [asyncio.create_task(ended(tries, call())) for _ in range(10)]
    await asyncio.sleep(0)
    held.gate.set()
    ends = await asyncio.gather(*asked)
    assert sorted(ends) == ["GEVONDEN"] + ["ONDERBREKER_OPEN"] * 9
    assert (held.most, state.state()) == (1, ("DICHT", 0.0))


async def test_a_failed_trial_opens_again() -> None:
    """The trial fails: rest for as long again, whatever the number of failures."""
    source, time = Scripted([no_connection()]), Time()
    fetch = breaker(source.fetch, Breaker(2, 30.0, time))
    for _ in range(2):
        await ended(fetch, call())
    time.now = 31.0
    assert await ended(fetch, call()) == "VERBINDING"
    time.now = 60.0
    assert await ended(fetch, call()) == "ONDERBREKER_OPEN"
    assert len(source.calls) == 3


async def test_a_trial_that_is_taken_back_leaves_the_next_one_free() -> None:
    """Cancelled, a trial says nothing: the next question tries."""
    held, time = Held(), Time()
    state = Breaker(1, 30.0, time)
    await ended(breaker(Scripted([too_late()]).fetch, state), call())
    time.now = 31.0
    trial = asyncio.create_task(ended(breaker(held.fetch, state), call()))
    await asyncio.sleep(0)
    trial.cancel()
    with suppress(asyncio.CancelledError):
        await trial
    assert await ended(breaker(Scripted([FACTS]).fetch, state), call()) == "GEVONDEN"


async def test_late_failures_do_not_lengthen_the_rest() -> None:
    """Questions that were under way when it opened fail without starting the rest anew."""
    time = Time()
    state = Breaker(1, 30.0, time)
    state.failed(None, trial=False)
    time.now = 20.0
    state.failed(None, trial=False)
    assert state.state() == ("OPEN", 10.0)


def busy(after: float | None) -> SourceError:
    """A source in trouble that asks to be left alone for so many seconds."""
    return SourceError("NIET_BESCHIKBAAR", "GEWEIGERD", "BRON_NIET_BESCHIKBAAR", repeat="SAFE", after=after)


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ((busy(120.0), busy(120.0)), 120.0),
        ((busy(120.0), busy(None)), 120.0),
        ((busy(5.0), busy(5.0)), 30.0),
        ((busy(3_600.0), busy(3_600.0)), 300.0),
    ],
    ids=["longer", "only the first said so", "shorter", "without end"],
)
async def test_it_rests_as_long_as_the_source_asked(said: tuple[Said, ...], rest: float) -> None:
    """Retry-After lengthens the rest up to five minutes, and the next question is told that very moment."""
    source, time = Scripted(said), Time()
    state = Breaker(2, 30.0, time)
    fetch = breaker(source.fetch, state)
    assert [await ended(fetch, call()) for _ in range(2)] == ["GEWEIGERD"] * 2
    with pytest.raises(SourceError) as open_:
        await fetch(call())
    assert (open_.value.oorzaak, open_.value.after) == ("ONDERBREKER_OPEN", rest)
    assert state.state() == ("OPEN", rest)
    time.now = rest
    assert state.state() == ("PROEF", 0.0)


async def test_asking_to_wait_opens_nothing_by_itself() -> None:
    """One failure with Retry-After is one failure: the next question still goes to the source."""
    source = Scripted([busy(120.0), FACTS])
    fetch = breaker(source.fetch, Breaker(2, 30.0, Time()))
    assert [await ended(fetch, call()) for _ in range(2)] == ["GEWEIGERD", "GEVONDEN"]


@pytest.mark.parametrize("trial", [True, False], ids=["a trial", "one under way"])
async def test_who_asks_for_more_rest_gets_it(trial: bool) -> None:  # noqa: FBT001 - a case
    """A failed trial, or a question that was under way when it opened, may ask for a longer rest."""
    time = Time()
    state = Breaker(1, 30.0, time)
    state.failed(None, trial=False)
    time.now = 30.0 if trial else 10.0
    state.failed(None, trial=trial, asked=100.0)
    assert state.state() == ("OPEN", 100.0)


async def test_each_gemeente_has_its_own() -> None:
    """One gemeente that is down leaves the others as they are."""
    down, well = Scripted([too_late()]), Scripted([FACTS])
    state = Breaker(1, 30.0, Time())
    await ended(breaker(down.fetch, state), call(gemeente="0855"))
    assert await ended(breaker(well.fetch, state), call(gemeente="0855")) == "ONDERBREKER_OPEN"
    assert await ended(breaker(well.fetch, state), call(gemeente="0599")) == "GEVONDEN"


async def test_our_own_haste_is_not_the_sources_fault() -> None:
    """A busy source of which most questions wait too long for a place, or get one too late, stays open."""
    held, state = Held(), Breaker(1, 30.0, Time())
    fetch = breaker(deadline(bulkhead(deadline(cut_off(held.fetch), 1.0), asyncio.Semaphore(1)), 0.05), state)
    first = asyncio.create_task(ended(breaker(held.fetch, state), call()))
    ends = await asyncio.gather(*(ended(fetch, call()) for _ in range(5)))
    held.gate.set()
    assert (ends, await first) == (["TIJD_OM"] * 5, "GEVONDEN")
    assert state.state() == ("DICHT", 0.0)


async def test_a_source_that_had_its_time_is_to_blame_though_its_repeat_was_short() -> None:
    """Late in a whole attempt, and again in the rest of the time: that is a failure."""
    state = Breaker(1, 30.0, Time())
    again = Again(2, True, Budget(1.0), numbered())  # noqa: FBT003 - as in retry
    slow = deadline(cut_off(Held().fetch), 0.3)
    fetch = breaker(deadline(retry(slow, again), 0.6), state)
    assert await ended(fetch, call()) == "TIJD_OM"
    assert state.state()[0] == "OPEN"
