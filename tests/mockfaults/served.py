"""Mock sources as a process, and a client that sees what is on the socket."""

import contextlib
import http.client
import json
import re
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from adapters.mock.world import CONTRACTS


@dataclass(frozen=True, slots=True)
class Seen:
    """What a client saw of one request: an answer, or the error that it met instead."""

    seconds: float
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    error: Exception | None = None

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Mocks:
    """The address of running mock sources, and how to speak TLS with them."""

    url: str
    tls: ssl.SSLContext | None = None

    def connect(self) -> http.client.HTTPConnection:
        """Open a connection of its own."""
        parts = urlsplit(self.url)
        host, port = parts.hostname or "", parts.port
        if self.tls:
            return http.client.HTTPSConnection(host, port, timeout=10, context=self.tls)
        return http.client.HTTPConnection(host, port, timeout=10)

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Seen:
        """Ask over a connection of its own; every error of the connection or of HTTP is what was seen."""
        start = time.perf_counter()
        with contextlib.closing(self.connect()) as connection:
            try:
                connection.request(method, path, body, dict(headers or {}))
                response = connection.getresponse()
                status, said = response.status, {k.lower(): v for k, v in response.getheaders()}
            except (OSError, http.client.HTTPException) as error:
                return Seen(time.perf_counter() - start, error=error)
            try:
                content = response.read()
            except (OSError, http.client.HTTPException) as error:
                return Seen(time.perf_counter() - start, status, said, error=error)
        return Seen(time.perf_counter() - start, status, said, content)

    def admin(self, method: str, path: str, content: object = None) -> Any:
        """Ask the admin API; give the JSON of its answer. Fails on anything but success."""
        seen = self.refused(method, path, content)
        assert seen.status in {200, 201, 204}, seen.body
        return seen.json if seen.body else None

    def refused(self, method: str, path: str, content: object = None) -> Seen:
        """Ask the admin API; give the answer, whatever it is."""
        body = b"" if content is None else json.dumps(content).encode()
        return self.ask(method, f"/__admin{path}", body, {"content-type": "application/json"})


def serve(*arguments: str) -> Iterator[str]:
    """Start the mock sources on a free port; give their address, and stop them."""
    command = [sys.executable, "-m", "adapters.mock", "--port", "0", *arguments]
    with subprocess.Popen(
        command, cwd=CONTRACTS.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        line = re.fullmatch(r"mock-bronnen op (https?://127\.0\.0\.1:\d+)\n", process.stdout.readline())
        assert line
        yield line[1]
        process.terminate()
        assert process.communicate(timeout=10)[1] == ""
