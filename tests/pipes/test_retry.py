"""Asking again: only what is safe, in time, and on a budget."""

import pytest

from gateway.core.facts import Facts
from gateway.errors import SourceError
from gateway.pipes.retry import Again, Budget, retry
from gateway.sources.port import broken_off, no_connection, too_large, too_late, unreadable
from tests.pipes.stage import FACTS, Scripted, call, ended, numbered


def refused(after: float | None = None) -> SourceError:
    """A source that is too busy."""
    return SourceError("NIET_BESCHIKBAAR", "GEWEIGERD", "BRON_NIET_BESCHIKBAAR", repeat="SAFE", after=after)


def again(attempts: int = 2, *, unsure: bool = True, budget: Budget | None = None) -> Again:
    """Allow repeats."""
    return Again(attempts, unsure, budget or Budget(1.0), numbered())


PASSING = {
    "late": too_late(),
    "broken off": broken_off(),
    "no connection": no_connection(),
    "busy": refused(),
}
LASTING = {
    "a refused certificate": no_connection("TLS: verlopen"),
    "too large": too_large(),
    "unreadable": unreadable(),
    "a fault": SourceError("FOUT", "SOAP_FAULT", "BRON_WEIGERT"),
    "a refusal": SourceError("FOUT", "GEWEIGERD", "BRON_WEIGERT"),
    "somebody else": SourceError("PERSOON_WIJKT_AF", None, "PERSOON_WIJKT_AF"),
    "an error of its own": SourceError("NIET_BESCHIKBAAR", "GEWEIGERD", "BRON_NIET_BESCHIKBAAR"),
}


@pytest.mark.parametrize("failure", PASSING.values(), ids=PASSING)
async def test_what_passes_is_asked_again(failure: SourceError) -> None:
    """After a failure that may pass the same question goes out once more, as a message of its own."""
    source = Scripted([failure, FACTS])
    assert await ended(retry(source.fetch, again()), call()) == "GEVONDEN"
    first, second = source.calls
    assert (first.bericht, second.bericht) == ("urn:uuid:vraag", "again-1")
    assert first.bsn == second.bsn


@pytest.mark.parametrize("failure", LASTING.values(), ids=LASTING)
async def test_what_lasts_is_not(failure: SourceError) -> None:
    """A failure that would come again is not asked again."""
    source = Scripted([failure])
    await ended(retry(source.fetch, again()), call())
    assert len(source.calls) == 1


@pytest.mark.parametrize(("failure", "asked"), [(too_late(), 1), (broken_off(), 1), (no_connection(), 2)])
async def test_a_signed_question_of_unknown_outcome_is_not_repeated(failure: SourceError, asked: int) -> None:
    """Where a second hearing could do harm, only what surely was not heard is asked again."""
    source = Scripted([failure])
    await ended(retry(source.fetch, again(unsure=False)), call())
    assert len(source.calls) == asked


@pytest.mark.parametrize("attempts", [1, 2, 3])
async def test_so_many_attempts_and_no_more(attempts: int) -> None:
    """A source that keeps failing is asked `attempts` times, and its last failure is told."""
    source = Scripted([*[refused()] * (attempts - 1), too_late()])
    assert await ended(retry(source.fetch, again(attempts)), call()) == "TIJD_OM"
    assert len(source.calls) == attempts


@pytest.mark.parametrize("after", [3_600.0, 86_400.0])
async def test_a_wait_beyond_the_deadline_is_no_wait(after: float) -> None:
    """Retry-After that ends after the deadline: given up at once, and the answer says from when."""
    source = Scripted([refused(after=after)])
    with pytest.raises(SourceError) as failed:
        await retry(source.fetch, again())(call(2.0))
    assert (len(source.calls), failed.value.after) == (1, after)


async def test_repeats_are_a_share_of_the_questions() -> None:
    """A hundred questions to a source that is down cost a quarter in repeats, not a hundred."""
    source, budget = Scripted([no_connection()]), Budget(0.25, 0.0)
    fetch = retry(source.fetch, again(budget=budget))
    for _ in range(100):
        await ended(fetch, call(0.4))
    assert len(source.calls) == 125


async def test_a_share_of_nothing_is_no_repeats() -> None:
    """With a share of 0 even the first question to a source is not asked again."""
    source = Scripted([no_connection()])
    await ended(retry(source.fetch, again(budget=Budget(0.0))), call())
    assert len(source.calls) == 1


async def test_nothing_is_spent_on_a_question_that_is_not_repeated() -> None:
    """Success and lasting failures leave the budget as it is."""
    budget = Budget(0.001, 1.0)
    for said in ([FACTS], [unreadable()]):
        await ended(retry(Scripted(said).fetch, again(budget=budget)), call())
    assert budget.spend()


async def test_the_answer_is_that_of_the_repeat() -> None:
    """What the second attempt found is what the question gets."""
    other = Facts(vergewist="GEDEELTELIJK")
    assert await retry(Scripted([refused(), other]).fetch, again())(call()) is other
