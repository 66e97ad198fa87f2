"""HTTP/1.1 as the published API speaks it: stricter than the parser, and with answers of its own.

What cannot be read as a request never reaches the application, so its refusal is written here.
"""

import asyncio
import math
from dataclasses import dataclass
from typing import Any, Final, Never, cast

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from gateway.api.middleware import complete, fixed_headers
from gateway.api.problems import problem_response
from gateway.logs import tell

MAX_HEAD: Final = 65_536
"""Most bytes of a request's address and headers together (64 kB); the parser itself knows no limit."""

_TOLD_AGAIN_SECONDS: Final = 60.0
"""That there are too many connections is told no oftener."""

SECONDS: Final = 30.0
"""Longest that a request may take to arrive whole; who sends half of it holds a connection no longer."""

_NO_REQUEST = "Dit is geen geldig HTTP/1.1-verzoek, of adres en koppen zijn samen groter dan 64 kB."


@dataclass(slots=True)
class Crowd:
    """How many connections may be open at once, and until when it need not be told that there are more."""

    most: int = 10_000
    told_until: float = -math.inf

    def tell(self, now: float) -> None:
        """Tell it, unless that was done a moment ago."""
        if now >= self.told_until:
            self.told_until = now + _TOLD_AGAIN_SECONDS
            tell("TE_VEEL_VERBINDINGEN")


class StrictHttp(HttpToolsProtocol):
    """One connection; `refusal` is the answer, after its status line, to what is no request (`malformed`).

    No protocol but HTTP/1.1: an offer to change it is ignored and the request answered (RFC 9110 §7.8), as
    Java's HttpClient expects, which offers HTTP/2 with every question. A field after the body is no header
    (RFC 9110 §6.5.1). A request names its host once (RFC 9112 §3.2).
    """

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  uvicorn's own
        refusal: bytes,
        seconds: float = SECONDS,
        crowd: Crowd,
        **more: Any,  # noqa: ANN401  idem
    ) -> None:
        super().__init__(*args, **more)
        self._refusal = refusal
        self._seconds, self._crowd = seconds, crowd
        self._late: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None
        self._in_head = False
        self._head = 0
        self._pieces = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """Begin to wait for a request; where there is one connection too many, one that waits ends."""
        super().connection_made(transport)
        self._late = self.loop.call_later(self._seconds, transport.close)
        if len(self.connections) > self._crowd.most:
            self._crowd.tell(self.loop.time())
            self._make_room()

    def _make_room(self) -> None:
        """End a connection that waits, so that who holds many and asks nothing shuts nobody out.

        Where none waits, one that is ending makes room by itself; where none ends, this one is too many.
        """
        ours = cast("set[StrictHttp]", self.connections)  # of the type that the server is told to make
        waiting = next((one for one in ours if one is not self and one.waits), None)
        if waiting is not None:
            waiting.transport.abort()
        elif not any(one.transport.is_closing() for one in ours):
            self.transport.abort()

    @property
    def waits(self) -> bool:
        """Whether it stays open and no whole request is under way here."""
        if self.transport.is_closing() or self.pipeline:
            return False
        return self.cycle is None or self.cycle.response_complete or self.cycle.more_body

    def pause_writing(self) -> None:
        """Wait for who does not read its answer, no longer than for who does not finish its question."""
        super().pause_writing()
        self._unread = self.loop.call_later(self._seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on writing."""
        self._read()
        super().resume_writing()

    def _read(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._read()
        self._in_time()
        super().connection_lost(exc)

    def _in_time(self) -> None:
        if self._late is not None:
            self._late.cancel()

    def data_received(self, data: bytes) -> None:
        """Read what came in; refuse it and close when it is no request."""
        self._unset_keepalive_if_required()
        # A header reaches us whole, so one without end shows only in the pieces that come after its first.
        self._pieces += len(data) if self._in_head else 0
        try:
            self._feed(data)
            if self._in_head and self._pieces > MAX_HEAD:
                _refuse()
        except httptools.HttpParserError:
            tell("ONGELDIG_VERZOEK")
            self.send_400_response("")

    def _feed(self, data: bytes) -> None:
        while True:
            try:
                self.parser.feed_data(data)
            except httptools.HttpParserUpgrade as offer:
                # The parser skips the body after an offer: it reads the same request again, now without it.
                data = self._without_offer() + data[offer.args[0] :]
                self.parser = httptools.HttpRequestParser(self)
                self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
            else:
                return

    def _without_offer(self) -> bytes:
        method, version = self.scope["method"], self.scope["http_version"]
        if method == "CONNECT":
            _refuse()
        headers = (b"%b: %b\r\n" % pair for pair in self.headers if pair[0] != b"upgrade")
        return b"%b %b HTTP/%b\r\n%b\r\n" % (method.encode(), self.url, version.encode(), b"".join(headers))

    def _should_upgrade(self) -> bool:
        # So that uvicorn does not start a request that makes an offer: it starts when read again.
        return True

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  uvicorn's text is not ours
        """Answer what is no request, and end the connection."""
        date = (b"%b: %b\r\n" % pair for pair in self.server_state.default_headers)
        self.transport.write(b"".join([STATUS_LINE[400], *date, self._refusal]))
        self.transport.close()

    def on_message_begin(self) -> None:
        """Begin a head."""
        super().on_message_begin()
        self._in_head, self._head, self._pieces = True, 0, 0
        self._in_time()
        self._late = self.loop.call_later(self._seconds, self.transport.close)

    def on_url(self, url: bytes) -> None:
        """Take a piece of the address."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header, and drop a field that comes after the body."""
        if self._in_head:
            self._count(len(name) + len(value))
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """End the head."""
        self._in_head = False
        hosts = sum(name == b"host" for name, _ in self.headers)
        if hosts > 1 or (hosts == 0 and self.parser.get_http_version() == "1.1"):
            _refuse()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """End a request."""
        self._in_time()
        super().on_message_complete()

    def shutdown(self) -> None:
        """End with the server: what has not arrived whole is no question yet, and is not waited for."""
        if self.cycle is not None and self.cycle.more_body:
            self.transport.close()
        else:
            super().shutdown()

    def _count(self, size: int) -> None:
        self._head += size
        if self._head > MAX_HEAD:
            _refuse()


def _refuse() -> Never:
    raise httptools.HttpParserError


def malformed(version: str) -> bytes:
    """Write the answer to no request: a problem with every header of the API; `version` is its semver."""
    answer = problem_response("ONGELDIGE_VRAAG", {"type": "http", "path": "/"}, detail=_NO_REQUEST)
    headers = [*complete(answer.raw_headers, fixed_headers(version)), (b"connection", b"close")]
    return b"".join([*(b"%b: %b\r\n" % pair for pair in headers), b"\r\n", bytes(answer.body)])
