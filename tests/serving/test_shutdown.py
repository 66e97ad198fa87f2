"""The end of a gateway in the middle of its work: all that was taken on is answered and recorded."""

import asyncio
import json
import os
import signal
import socket
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from opentelemetry.sdk.metrics.export import (
    MetricExporter,
    MetricExportResult,
    PeriodicExportingMetricReader,
)
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

from gateway.logbook.verify import verify
from gateway.wiring import running
from tests.fakes.processes import (
    CASEMANAGER,
    MockSources,
    Served,
    mock_sources,
    question_about,
    served_gateway,
    settings_for,
    until,
)
from tests.fakes.wire import request

QUESTIONS = 50


@pytest.fixture(scope="module")
def sources() -> Iterator[MockSources]:
    with mock_sources() as running:
        yield running


def closed(served: Served) -> bool:
    """Whether nobody is let in any more."""
    try:
        httpx.get(f"{served.url}/livez", trust_env=False)
    except httpx.ConnectError:
        return True
    except httpx.HTTPError:
        return False
    return False


@pytest.mark.parametrize(
    ("workers", "signals"),
    [
        ("1", (signal.SIGTERM,)),
        ("1", (signal.SIGINT, signal.SIGINT, signal.SIGTERM)),
        ("2", (signal.SIGTERM, signal.SIGTERM)),
    ],
    ids=["one", "one, impatient", "two, impatient"],
)
def test_what_is_under_way_is_answered_and_recorded(
    sources: MockSources, tmp_path: Path, workers: str, signals: tuple[int, ...]
) -> None:
    """Told to end with fifty questions at slow sources and half a one: fifty answers and whole records, 0."""
    with (
        served_gateway(tmp_path, sources, "--workers", workers) as served,
        ThreadPoolExecutor(QUESTIONS) as pool,
    ):
        halfway = socket.create_connection(served.address, timeout=30)
        halfway.sendall(request(b"/v1/raadplegingen", _signed_in(served), b"{", method=b"POST"))
        os.kill(sources.process.pid, signal.SIGSTOP)
        try:
            asked = [pool.submit(served.ask) for _ in range(QUESTIONS)]
            until(lambda: served.recorded("BEGONNEN") == QUESTIONS)
            for number in signals:
                served.signal(number)
            until(lambda: closed(served))
        finally:
            os.kill(sources.process.pid, signal.SIGCONT)
        answers = [asking.result() for asking in asked]
        assert served.ended() == 0
        assert [answer.status_code for answer in answers] == [200] * QUESTIONS
        assert served.recorded("BEGONNEN") == served.recorded("GEEINDIGD") == QUESTIONS
        assert verify(served.state / "logboek.db") == []
        # It was not waited for either, so nothing had to be cut off.
        assert halfway.recv(1) == b""
        assert "exceeded" not in served.said.read_text("utf-8")
        halfway.close()


def _signed_in(served: Served) -> list[tuple[bytes, bytes]]:
    token = b"Bearer " + served.token().encode()
    kind, length = (b"Content-Type", b"application/json"), (b"Content-Length", b"60000")
    return [(b"Authorization", token), kind, length]


async def test_nothing_is_closed_while_a_question_is_under_way(sources: MockSources, tmp_path: Path) -> None:
    """A gateway that ends while it waits for silent sources still answers, and records the end."""
    settings = settings_for(tmp_path, sources.url).model_copy(update={"tijd_vraag": 2.0})
    question = question_about({"bsn": "999990019", "geboortedatum": "19940314"})
    os.kill(sources.process.pid, signal.SIGSTOP)
    try:
        async with running(settings) as gateway:
            asking = asyncio.create_task(
                gateway.ask(question, CASEMANAGER, raadpleging_id="018f-einde", traceparent=None)
            )
            await asyncio.sleep(0.5)
            assert not asking.done()
        answer = json.loads(await asking)
    finally:
        os.kill(sources.process.pid, signal.SIGCONT)
    assert {entry["bronStatus"] for entry in answer["bronnen"]} == {"NIET_BESCHIKBAAR"}
    with closing(sqlite3.connect(tmp_path / "logboek.db")) as connection:
        kinds = [soort for (soort,) in connection.execute("SELECT soort FROM journaal ORDER BY volgnummer")]
    assert kinds == ["BEGONNEN", "GEEINDIGD"]


class SilentCollector:
    """Takes what it is sent and does not answer until it is let go; `answered` counts when it did."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.asked = self.answered = 0

    def hold(self) -> None:
        """Hold who sends."""
        self.asked += 1
        self.let_go.wait(30)
        self.answered += 1


class SilentSpans(SpanExporter):
    """Sends spans to it."""

    def __init__(self, collector: SilentCollector) -> None:
        self._collector = collector

    def export(self, _spans: object) -> SpanExportResult:
        """Send."""
        self._collector.hold()
        return SpanExportResult.SUCCESS


class SilentMetrics(MetricExporter):
    """Sends figures to it."""

    def __init__(self, collector: SilentCollector) -> None:
        super().__init__()
        self._collector = collector

    def export(self, *_: object, **__: object) -> MetricExportResult:
        """Send."""
        self._collector.hold()
        return MetricExportResult.SUCCESS

    def force_flush(self, timeout_millis: float = 0) -> bool:  # noqa: ARG002 - as the SDK calls it
        """Nothing is kept."""
        return True

    def shutdown(self, timeout_millis: float = 0, **_: object) -> None:
        """Nothing is open."""


async def test_a_gateway_that_ends_does_not_wait_for_a_silent_collector(
    sources: MockSources, tmp_path: Path
) -> None:
    """Sent its last spans and figures the collector says nothing: the gateway has ended before it does."""
    settings = settings_for(tmp_path, sources.url).model_copy(update={"trace_deel": 1.0})
    question = question_about({"bsn": "999990019", "geboortedatum": "19940314"})
    collector = SilentCollector()
    reader = PeriodicExportingMetricReader(SilentMetrics(collector), 60_000)
    async with running(settings, exporter=SilentSpans(collector), metrics=reader) as gateway:
        await gateway.ask(question, CASEMANAGER, raadpleging_id="018f-stil", traceparent=None)
    assert (collector.asked, collector.answered) == (2, 0)
    collector.let_go.set()
