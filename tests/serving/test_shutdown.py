"""The end of a gateway in the middle of its work: all that was taken on is answered and recorded."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from gateway.logbook.verify import verify
from tests.fakes.processes import MockSources, Served, mock_sources, served_gateway, until

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
    """Told to end with fifty questions at slow sources: fifty answers, fifty whole records, exit code 0."""
    with (
        served_gateway(tmp_path, sources, "--workers", workers) as served,
        ThreadPoolExecutor(QUESTIONS) as pool,
    ):
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
