"""Figures of what seldom happens: how a question can end, a cache, and places that are all taken."""

import asyncio

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader

from gateway.errors import EgressViolation, Refused, Unavailable
from gateway.figures import Counted
from gateway.pipes.bulkhead import Slots
from tests.fakes.eventful import read

ENDS = (
    (EgressViolation("pad"), "INCIDENT"),
    (Refused("VELD_BUITEN_DOEL"), "GEWEIGERD"),
    (Unavailable("LOGBOEK_NIET_BESCHIKBAAR"), "GEWEIGERD"),
    (asyncio.CancelledError(), "AFGEBROKEN"),
    (RuntimeError("999990019"), "FOUT"),
)


@pytest.fixture
def reader() -> InMemoryMetricReader:
    return InMemoryMetricReader()


@pytest.fixture
def counted(reader: InMemoryMetricReader) -> Counted:
    return Counted(MeterProvider([reader]).get_meter("gateway"), ("DUO",))


def _by(reader: InMemoryMetricReader, name: str, label: str) -> dict[str | int, float]:
    return {dict(labels)[label]: value for labels, value in read(reader)[0][name].points.items()}


@pytest.mark.parametrize(("error", "end"), ENDS)
def test_a_question_ends_in_one_word(
    error: BaseException, end: str, counted: Counted, reader: InMemoryMetricReader
) -> None:
    """Each way to end is counted under its own word, once, and the error goes on."""
    with pytest.raises(type(error)), counted.question():
        raise error
    every = {"GELEVERD", "GEWEIGERD", "INCIDENT", "AFGEBROKEN", "FOUT"}
    assert _by(reader, "gateway.raadpleging.uitkomst", "uitkomst") == {
        word: int(word == end) for word in every
    }


def test_a_question_is_under_way_until_it_ends(counted: Counted, reader: InMemoryMetricReader) -> None:
    """Two at once are two; afterwards none, and both are delivered."""
    with counted.question(), counted.question():
        assert set(read(reader)[0]["gateway.raadpleging.onderweg"].points.values()) == {2}
    assert set(read(reader)[0]["gateway.raadpleging.onderweg"].points.values()) == {0}
    assert _by(reader, "gateway.raadpleging.uitkomst", "uitkomst")["GELEVERD"] == 2


def test_a_cache_counts_what_it_finds_and_what_it_misses(
    counted: Counted, reader: InMemoryMetricReader
) -> None:
    """Per bron: JA for what was at hand, NEE for what was not."""
    for hit in (True, False, True):
        counted.cached("DUO", hit=hit)
    assert _by(reader, "gateway.bron.cache", "treffer") == {"JA": 2, "NEE": 1}
    assert set(_by(reader, "gateway.bron.cache", "bron")) == {"DUO"}


async def test_places_know_who_waits_and_what_is_free() -> None:
    """A taken place is not free, who comes next waits, who gives up waits no longer, and places come back."""
    slots = Slots(1)
    assert (slots.free, slots.waiting) == (1, 0)
    await slots.acquire()
    waiting = asyncio.create_task(slots.acquire())
    await asyncio.sleep(0)
    assert (slots.free, slots.waiting) == (0, 1)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert (slots.free, slots.waiting) == (0, 0)
    slots.release()
    assert (slots.free, slots.waiting) == (1, 0)
