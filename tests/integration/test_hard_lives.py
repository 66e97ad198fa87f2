"""What the hard lives show beside their promised facts: drift is counted, a long answer is read in time."""

import logging
import re
import threading
from pathlib import Path

import pytest

from adapters.mock.lives import Life
from adapters.mock.service import Asked
from adapters.mock.soap import write_found
from adapters.mock.world import build_world
from gateway.core.bsn import Bsn
from gateway.wiring import running
from tests.fakes.answers import call_of, envelope, raw, reader_of, source_of
from tests.fakes.lines import told_lines
from tests.fakes.processes import CASEMANAGER, MockSources, question_about, settings_for

WORLD = build_world()
LIVES = {life.name: life for life in WORLD.lives.values()}
UNKNOWN_CODES = {
    "UWV_POLIS": "2",  # contract and sector
    "UWV_WERKBEDRIJF": "3",  # level, status and occupation
    "DUO": "2",  # two levels
}
UNREADABLE = {
    "UWV_POLIS": "3",  # a begin, an end and a name
    "UWV_UITKERING": "2",  # begin and end
    "DUO": "2",  # a begin, and the day of an exam of which the year is known
    "GEMEENTE_REINTEGRATIE": "1",
}


@pytest.mark.parametrize(
    ("name", "expected"), [("P23", UNKNOWN_CODES), ("P24", UNREADABLE), ("P01", {}), ("P03", {})]
)
async def test_what_a_contract_does_not_know_is_told_per_bron(
    name: str, expected: dict[str, str], mocks: MockSources, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Codes of no list and unreadable values are counted; rest categories and known sentinels are not."""
    caplog.set_level(logging.WARNING)
    life = LIVES[name]
    person = {"bsn": life.bsn, "geboortedatum": life.geboortedatum}
    async with running(settings_for(tmp_path, mocks.url)) as gateway:
        await gateway.ask(
            question_about(person), CASEMANAGER, raadpleging_id="018f0000-drift", traceparent=None
        )
    drifted = [line for line in told_lines(caplog) if line["gebeurtenis"] == "BRON_DRIFT"]
    assert {line["bron"]: str(line["drift"]) for line in drifted} == expected
    assert {line["raadplegingId"] for line in drifted} <= {"018f0000-drift"}


class _Watched(Bsn):
    """The person asked, who remembers in which thread the answer was compared with them."""

    read_in: threading.Thread

    def reveal(self) -> str:
        """Give the digits, and remember the thread."""
        self.read_in = threading.current_thread()
        return super().reveal()


def _income(life: Life) -> bytes:
    """Write what UWV answers about ten years of income."""
    service = next(service for service in WORLD.services if service.name == "UWVDossierInkomstenGSD")
    client = WORLD.client(service, life.bsn, Asked(period=("20161101", "20261101")))
    assert client is not None
    written = write_found(service, client, period=None)
    return envelope(source_of("UWV_POLIS").operatie, re.sub(r"^<tns:\w+[^>]*>|</tns:\w+>$", "", written))


@pytest.mark.parametrize(("name", "apart"), [("P19", True), ("P01", False)])
async def test_a_long_answer_is_read_in_a_thread_of_its_own(name: str, *, apart: bool) -> None:
    """More than 200 kB would hold up every other question, so it is read beside them; less is not."""
    life, source = LIVES[name], source_of("UWV_POLIS")
    body, bsn = _income(life), _Watched(life.bsn)
    assert (len(body) > 200_000) is apart
    await reader_of(source).read(raw(source, body), call_of(source, bsn=bsn, born=life.geboortedatum))
    assert (bsn.read_in is not threading.current_thread()) is apart
