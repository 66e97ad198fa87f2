"""A socket to the mock sources, on which a test decides about every byte."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from lxml import etree

from adapters.mock.service import Service
from tests.clients import facts


@dataclass(frozen=True, slots=True)
class Answer:
    """The status and the two halves of an HTTP answer."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def envelope(self) -> etree._Element:
        """The SOAP envelope."""
        return etree.fromstring(self.content)


@dataclass(frozen=True, slots=True)
class Line:
    """An open connection: what is sent goes out at once, and answers are read one by one."""

    host: str
    _socket: socket.socket
    _file: BinaryIO

    def send(self, content: bytes) -> None:
        """Send these bytes."""
        self._socket.sendall(content)

    def head(self, service: Service, *headers: str, query: str = "") -> None:
        """Send the request line and headers, and the empty line after them."""
        lines = [f"POST {facts.path(service)}{query} HTTP/1.1", f"Host: {self.host}", *headers, "", ""]
        self.send("\r\n".join(lines).encode())

    def chunks(self, content: bytes, size: int = 100) -> None:
        """Send a body in chunks of so many bytes."""
        for start in range(0, len(content), size):
            part = content[start : start + size]
            self.send(f"{len(part):x}\r\n".encode() + part + b"\r\n")
        self.send(b"0\r\n\r\n")

    def post(self, service: Service, content: bytes, *headers: str, query: str = "") -> Answer:
        """Send a whole request with its length, and read the answer."""
        self.head(service, "Content-Type: text/xml", f"Content-Length: {len(content)}", *headers, query=query)
        self.send(content)
        return self.answer()

    def answer(self) -> Answer:
        """Read one answer, which says its length unless it is a 100."""
        status = int(self._file.readline().split()[1])
        headers: dict[str, str] = {}
        while line := self._file.readline().decode().strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        return Answer(status, headers, self._file.read(int(headers.get("content-length", 0))))


@contextmanager
def connected(mocks: str) -> Iterator[Line]:
    """Connect to the mock sources; nothing may take longer than five seconds."""
    host, _, port = mocks.rpartition("/")[2].partition(":")
    with (
        socket.create_connection((host, int(port)), timeout=5) as connection,
        connection.makefile("rb") as file,
    ):
        yield Line(f"{host}:{port}", connection, file)
