"""Bytes to a gateway and its answer back, with nothing in between that would mend them."""

import json
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPResponse
from typing import Any

from tests.fakes.processes import Served

Headers = Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer: names of headers in lower case, in order."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def all_of(self, name: str) -> list[str]:
        """Give every value of a header."""
        return [value for found, value in self.headers if found == name]

    def json(self) -> Any:
        """Read the body."""
        return json.loads(self.body)


def request(
    target: bytes = b"/livez", headers: Headers = (), body: bytes = b"", *, method: bytes = b"GET"
) -> bytes:
    """Write a request with a Host and these headers, as they are."""
    lines = [b"%b %b HTTP/1.1" % (method, target), b"Host: gateway"]
    lines += [b"%b: %b" % pair for pair in headers]
    return b"\r\n".join([*lines, b"", body])


def say(served: Served, *pieces: bytes, method: str = "GET", end: bool = False) -> Heard:
    """Send pieces one after the other on a connection of their own, and read one answer.

    With `end` nothing more is sent and the other side is told so. Raises ConnectionError when the connection
    ends without an answer, http.client's errors when what comes back is none, TimeoutError when nothing does.
    """
    with socket.create_connection(served.address, timeout=10) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with suppress(ConnectionError):  # refused before all of it was sent: the answer may be there
            for piece in pieces:
                connection.sendall(piece)
            if end:
                connection.shutdown(socket.SHUT_WR)
        answer = HTTPResponse(connection, method=method)
        try:
            answer.begin()
            headers = [(name.lower(), value) for name, value in answer.getheaders()]
            return Heard(answer.status, headers, answer.read())
        finally:
            answer.close()
