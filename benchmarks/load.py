"""A load generator: kept connections that each ask the same question again as soon as it is answered."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlsplit

_END = b"\r\n\r\n"
_LENGTH = b"content-length:"
_ALIVE = b"GET /livez HTTP/1.1\r\nhost: gateway" + _END
_PAUSE_SECONDS = 0.01


class UnexpectedAnswerError(Exception):
    """An answer was not a 200 of the expected length; the text says what came instead."""


@dataclass(frozen=True, slots=True)
class Target:
    """A gateway under test: where it is, the whole request, and how long each answer must be (0: any)."""

    url: str
    request: bytes = field(repr=False)
    length: int = 0

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        parts = urlsplit(self.url)
        return parts.hostname or "", parts.port or 80


def post(path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """Write one request."""
    lines = [f"POST {path} HTTP/1.1", "host: gateway", f"content-length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + _END + body


class _Connection(asyncio.Protocol):
    """Asks until `until` (loop time), and counts."""

    def __init__(self, target: Target, until: float, done: asyncio.Future[None]) -> None:
        self._target = target
        self._until = until
        self._done = done
        self.count = 0
        self._unread = b""
        self.last = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._target.request)

    def data_received(self, data: bytes) -> None:
        self._unread += data
        end = self._unread.find(_END)
        if end < 0:
            return
        size = end + len(_END) + _body_length(self._unread[:end])
        if len(self._unread) < size:
            return
        answer, self._unread = self._unread[:size], b""
        self._answered(answer, end + len(_END))

    def _answered(self, answer: bytes, start: int) -> None:
        status, length = answer[9:12], len(answer) - start
        if status != b"200" or self._target.length not in {0, length}:
            text = f"{self._target.url}: status {status.decode()} met {length} bytes"
            self._finish(UnexpectedAnswerError(text))
            return
        self.count += 1
        self.last = answer[start:]
        if asyncio.get_running_loop().time() < self._until:
            self._transport.write(self._target.request)
        else:
            self._finish(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self._finish(
            UnexpectedAnswerError(f"{self._target.url}: verbinding verbroken ({type(exc).__name__})")
        )

    def _finish(self, error: Exception | None) -> None:
        if self._done.done():
            return
        if error is None:
            self._done.set_result(None)
        else:
            self._done.set_exception(error)
        self._transport.close()


def _body_length(head: bytes) -> int:
    lower = head.lower()
    at = lower.find(_LENGTH)
    if at < 0:
        raise UnexpectedAnswerError("een antwoord zonder content-length")
    return int(lower[at + len(_LENGTH) :].split(b"\r\n", 1)[0])


async def ask_once(target: Target) -> bytes:
    """Ask one question and give the body of the answer; raises UnexpectedAnswerError unless it is a 200."""
    connection = await _connect(target, until=0.0)
    return connection.last


async def ask_for(target: Target, *, seconds: float, connections: int) -> tuple[int, float]:
    """Ask on all connections for so many seconds; give the number of answers and the seconds it took.

    Raises UnexpectedAnswerError on the first answer that is not as expected.
    """
    start = time.perf_counter()
    until = asyncio.get_running_loop().time() + seconds
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_connect(target, until=until)) for _ in range(connections)]
    return sum(task.result().count for task in tasks), time.perf_counter() - start


async def _connect(target: Target, *, until: float) -> _Connection:
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()
    _, connection = await loop.create_connection(lambda: _Connection(target, until, done), *target.address)
    await done
    return connection


async def longest_wait(target: Target, *, seconds: float) -> float:
    """Ask /livez again and again for so many seconds; give the longest that an answer took, in seconds."""
    longest = 0.0
    reader, writer = await asyncio.open_connection(*target.address)
    until = time.perf_counter() + seconds
    while (start := time.perf_counter()) < until:
        writer.write(_ALIVE)
        head = await reader.readuntil(_END)
        await reader.readexactly(_body_length(head))
        longest = max(longest, time.perf_counter() - start)
        await asyncio.sleep(_PAUSE_SECONDS)
    writer.close()
    return longest
