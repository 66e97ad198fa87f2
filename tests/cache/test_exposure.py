"""Who sees all that Redis sees learns nothing of a person: on the line, in its files, in its names."""

import base64
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cache.gateways import LIVES, gateway_on, settings_of
from tests.cache.secrets_in import numbered, written
from tests.fakes.processes import MockSources
from tests.fakes.redis import RedisServer, redis_server

SHORTEST = 6
WRITING = ("--appendonly", "yes", "--rdbcompression", "no")
SLOW_LOG = ("--slowlog-log-slower-than", "0", "--slowlog-max-len", "100000")


class Monitor:
    """Hears every command that Redis is given."""

    def __init__(self, server: RedisServer) -> None:
        self._socket = socket.create_connection(("127.0.0.1", server.port))
        self._socket.sendall(b"MONITOR\r\n")
        assert self._socket.recv(5) == b"+OK\r\n"
        self._heard = bytearray()
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        while piece := self._socket.recv(1 << 16):
            self._heard += piece

    def close(self) -> None:
        """End it."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    def heard(self) -> bytes:
        """Give all that was heard, as it was written and with its escapes undone."""
        plain = bytes(self._heard)
        return plain + plain.decode("unicode_escape", "replace").encode("latin-1", "replace")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, below in value.items():
            yield name
            yield from _texts(below)
    elif isinstance(value, list):
        for below in value:
            yield from _texts(below)
    elif isinstance(value, str):
        yield value


def _found(content: bytes, answers: list[bytes]) -> set[bytes]:
    """Give what of the persons and of their answers, names and values, stands in a content."""
    texts = {text for answer in answers for text in _texts(json.loads(answer)) if len(text) >= SHORTEST}
    numbers = {life["persoon"]["bsn"] for life in LIVES.values()}
    assert len(texts) > 100
    secret = {form for text in texts for form in written(text)}
    secret |= {form for number in numbers for form in numbered(number)}
    return {form for form in secret if form in content}


@pytest.fixture
def open_redis(tmp_path: Path) -> Iterator[RedisServer]:
    """Give a Redis that writes everything down, as one should not be set."""
    folder = tmp_path / "redis"
    folder.mkdir()
    with redis_server(folder, *WRITING, *SLOW_LOG) as server:
        yield server


async def _asked_twice(mocks: MockSources, state: Path, server: RedisServer) -> list[bytes]:
    """Ask about every test person, and again: then hardly anybody but Redis is asked."""
    async with gateway_on(state, mocks.url, settings_of(redis_url=server.url)) as gateway:
        answers = [await gateway.answer(life) for life in LIVES]
        once = gateway.asked.total()
        assert [await gateway.answer(life) for life in LIVES] == answers
        assert once > 100
        assert gateway.asked.total() - once < 10
    return answers


async def test_redis_never_sees_a_person(mocks: MockSources, tmp_path: Path, open_redis: RedisServer) -> None:
    """After a question about every test person, and again: no number, name or value in any of its places.

    Looked for in MONITOR, SLOWLOG, KEYS, RDB and AOF; as text, reversed, UTF-16, hex, base64 and packed BCD.
    """
    with closing(Monitor(open_redis)) as monitor:
        answers = await _asked_twice(mocks, tmp_path / "staat", open_redis)
    with open_redis.client() as client:
        client.save()
        places = {
            "MONITOR": monitor.heard(),
            "SLOWLOG": b"".join(entry["command"] for entry in client.slowlog_get(100_000)),
            "KEYS": b"\n".join(client.keys("*")),
        }
    open_redis.kill()
    for path in open_redis.folder.rglob("*"):
        if path.is_file():
            places[path.name] = path.read_bytes()
    assert {"MONITOR", "SLOWLOG", "KEYS", "dump.rdb", "redis.log"} < places.keys()
    assert [name for name in places if name.endswith(".aof")]
    assert min(len(places[name]) for name in ("MONITOR", "SLOWLOG", "KEYS", "dump.rdb")) > 4000
    assert {name: found for name, content in places.items() if (found := _found(content, answers))} == {}


def test_the_search_finds_what_it_looks_for() -> None:
    """Each form of a number and of a text is found where it stands between other bytes."""
    number, word = "999990019", "Bouwbedrijf"
    hidden = (
        b"x999990019y",
        b"x910099999y",
        number.encode("utf-16-le"),
        number.encode().hex().encode(),
        base64.b64encode(b"a" + number.encode() + b"b"),
        base64.b64encode(b"ab" + number.encode() + b"b"),
        bytes.fromhex("0999990019"),
        bytes.fromhex("999990019f"),
        bytes.fromhex("9100999990"),
    )
    for content in hidden:
        assert [form for form in numbered(number) if form in content], content
    assert [form for form in written(word) if form in base64.b64encode(b"xyz: Bouwbedrijf BV")]
