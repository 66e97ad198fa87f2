"""What a source does on its socket costs its own part of the profile, within its time, and nothing else."""

import asyncio
import socket
from collections.abc import Iterator

import pytest

from tests.fakes.processes import mock_sources
from tests.fakes.rogue import Misbehave, http
from tests.hostile.attack import BROKEN, REFUSED, UNUSABLE, Attack
from tests.hostile.rig import SECONDS, Rig, rig, sound
from tests.hostile.wire import HTTP, SOONER_OVER_TLS
from tests.integration.strict import make_pki

_FOUND = {"GEVONDEN", "NIETS_GEVONDEN"}


@pytest.fixture(scope="module", params=["http", "https"])
def running_rig(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """Give the rig over each of the two wires."""
    state = tmp_path_factory.mktemp("staat")
    pki = make_pki(state / "pki") if request.param == "https" else None
    with mock_sources() as mocks, rig(state, mocks.url, pki) as started:
        yield started


def test_a_sound_answer_is_read(running_rig: Rig) -> None:
    """The source of these tests is heard when it answers well, so that it is refused for what is wrong."""
    seen = running_rig.ask(sound(running_rig.server))
    assert seen.outcome[0] == "GEVONDEN"


@pytest.mark.parametrize("attack", HTTP, ids=lambda attack: attack.id)
def test_it_ends_as_its_row_says(attack: Attack[Misbehave], running_rig: Rig) -> None:
    """Status, oorzaak and reden are those of the row; the others answer; two records; in time, plus 10 %."""
    seen = running_rig.ask(attack.make)
    sooner = running_rig.secured and attack.id in SOONER_OVER_TLS
    assert seen.outcome == (BROKEN if sooner else attack.uitkomst)
    assert seen.others <= _FOUND
    assert seen.records == 2
    assert seen.seconds <= SECONDS * 1.1
    assert not any(row["bron"] == "SVB" for row in seen.answer.get("uitkeringsverhouding", []))


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_nobody_calls_where_a_redirect_points(status: int, running_rig: Rig) -> None:
    """The listener that a redirect names gets no connection."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.setblocking(False)  # noqa: FBT003 - the socket's own signature
        target = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        elsewhere = f"location: {target}\r\nrefresh: 0; url={target}\r\n"
        answer = http(b"", status=f"{status} Elders", extra=elsewhere)
        assert running_rig.ask(answer).outcome == REFUSED
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_a_cookie_is_not_sent_back(running_rig: Rig) -> None:
    """What one question was given, no later one carries."""
    running_rig.ask(sound(running_rig.server, extra="set-cookie: persoon=1; path=/\r\n"))
    running_rig.server.heads.clear()
    running_rig.ask(sound(running_rig.server))
    assert running_rig.server.heads
    assert not any(b"cookie" in head.lower() for head in running_rig.server.heads)


def test_a_second_answer_is_nobodys(running_rig: Rig) -> None:
    """An answer sent ahead on a kept connection is never taken for the answer to the next question."""
    ahead = b"HTTP/1.1 403 Nee\r\ncontent-length: 0\r\n\r\n"
    first = running_rig.ask(sound(running_rig.server, keeps=True, after=ahead))
    second = running_rig.ask(sound(running_rig.server, keeps=True))
    assert (first.outcome[0], second.outcome[0]) == ("GEVONDEN", "GEVONDEN")


@pytest.mark.parametrize("part", range(20))
def test_a_cut_answer_is_no_answer(part: int, running_rig: Rig) -> None:
    """Cut at any fraction: with its length the connection broke, without it the answer is unusable."""

    def cut(*, told: bool) -> Misbehave:
        async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            body = running_rig.server.good()
            length = f"content-length: {len(body)}\r\n" if told else ""
            head = f"HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\n{length}\r\n"
            writer.write(head.encode() + body[: len(body) * part // 20])
            await writer.drain()

        return answer

    assert running_rig.ask(cut(told=True)).outcome == BROKEN
    assert running_rig.ask(cut(told=False)).outcome == UNUSABLE


def test_a_slow_but_whole_answer_is_read(running_rig: Rig) -> None:
    """An answer that trickles in under the deadline is an answer."""

    async def trickle(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        body = running_rig.server.good()
        writer.write(
            f"HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\ncontent-length: {len(body)}\r\n\r\n".encode()
        )
        for start in range(0, len(body), 200):
            writer.write(body[start : start + 200])
            await writer.drain()
            await asyncio.sleep(0.02)

    assert running_rig.ask(trickle).outcome[0] == "GEVONDEN"
