"""What only shows on the wire: requests that the parser refuses or that a server answers by itself."""

import socket
from collections.abc import Mapping

import pytest

from gateway.api import examples
from gateway.api.protocol import MAX_HEAD
from tests.api.test_design_rules import SECURITY
from tests.fakes.processes import Served
from tests.fakes.wire import request, say

PATH = b"/v1/raadplegingen"
BSN = b"999990019"
QUESTION = examples.QUESTION.encode()
LENGTH = (b"Content-Length", b"%d" % len(QUESTION))
CHUNKED = (b"Transfer-Encoding", b"chunked")
CHUNKS = b"%x\r\n%b\r\n0\r\n" % (len(QUESTION), QUESTION)
JAVA = (
    (b"Connection", b"Upgrade, HTTP2-Settings"),
    (b"Upgrade", b"h2c"),
    (b"HTTP2-Settings", b"AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA"),
)
WEBSOCKET = (
    (b"Connection", b"Upgrade"),
    (b"Upgrade", b"websocket"),
    (b"Sec-WebSocket-Version", b"13"),
    (b"Sec-WebSocket-Key", b"dGhlIHNhbXBsZSBub25jZQ=="),
)
NO_REQUEST: Mapping[str, bytes] = {
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "unknown version": b"GET /livez HTTP/3.7\r\nHost: x\r\n\r\n",
    "unknown method": request(method=b"BREW"),
    "method in lower case": request(method=b"get"),
    "CONNECT": request(b"elders.example:443", method=b"CONNECT"),
    "no host": b"GET /livez HTTP/1.1\r\n\r\n",
    "two hosts": request(headers=[(b"Host", b"elders.example")]),
    "bytes in the path": request(b"/v1/doelbindingen/\xff" + BSN),
    "long path": request(b"/v1/doelbindingen/" + BSN * 8000),
    "header without colon": request(headers=[(b"X-A", b"a\r\n" + BSN)]),
    "header with a space": request(headers=[(b"X " + BSN, b"a")]),
    "folded header": request(headers=[(b"X-A", b"a\r\n " + BSN)]),
    "NUL in a header": request(headers=[(b"X-A", BSN + b"\x00")]),
    "bare line feeds": b"GET /livez HTTP/1.1\nHost: x\n\n",
    "two lengths": request(PATH, [LENGTH, LENGTH], QUESTION, method=b"POST"),
    "two other lengths": request(PATH, [LENGTH, (b"Content-Length", b"1")], QUESTION, method=b"POST"),
    "length and chunks": request(PATH, [LENGTH, CHUNKED], CHUNKS + b"\r\n", method=b"POST"),
    "negative length": request(PATH, [(b"Content-Length", b"-1")], QUESTION, method=b"POST"),
    "length too long": request(PATH, [(b"Content-Length", b"9" * 30)], QUESTION, method=b"POST"),
    "chunk of no size": request(PATH, [CHUNKED], BSN + b"x\r\n", method=b"POST"),
}


def _signed_in(served: Served) -> list[tuple[bytes, bytes]]:
    token = b"Bearer " + served.token().encode()
    return [(b"Authorization", token), (b"Content-Type", b"application/json")]


@pytest.mark.parametrize("sent", NO_REQUEST.values(), ids=NO_REQUEST.keys())
def test_what_is_no_request_is_a_problem_like_any_other(sent: bytes, served: Served) -> None:
    """400 problem+json with every header once, then the end; nothing that was sent is repeated or logged."""
    heard = say(served, sent)
    assert (heard.status, heard.json()["code"]) == (400, "ONGELDIGE_VRAAG")
    expected = {**SECURITY, "content-type": "application/problem+json", "connection": "close"}
    assert {name: heard.all_of(name) for name in expected} == {
        name: [value] for name, value in expected.items()
    }
    assert {len(heard.all_of(name)) for name in ("content-security-policy", "date")} == {1}
    assert BSN not in heard.body + served.said.read_bytes()


@pytest.mark.parametrize("offer", [JAVA, WEBSOCKET], ids=["HTTP/2", "WebSocket"])
@pytest.mark.parametrize(
    ("framing", "body"), [(LENGTH, QUESTION), (CHUNKED, CHUNKS + b"\r\n")], ids=["length", "chunks"]
)
def test_an_offer_of_another_protocol_is_ignored_and_the_question_answered(
    offer: tuple[tuple[bytes, bytes], ...], framing: tuple[bytes, bytes], body: bytes, served: Served
) -> None:
    """A question that offers HTTP/2, as Java's client always does, is answered whole, in whatever pieces."""
    head = request(PATH, [*_signed_in(served), *offer, framing], method=b"POST")
    for pieces in ((head + body,), (head, body), (head[:90], head[90:] + body[:50], body[50:])):
        heard = say(served, *pieces, method="POST")
        assert (heard.status, heard.json()["persoon"]["vergewist"]) == (200, "JA")


def test_after_an_ignored_offer_the_connection_goes_on(served: Served) -> None:
    """Requests on one connection that all make an offer are all answered, in their order."""
    targets = (b"/livez", b"/v1/fouten/" + BSN, b"/readyz", b"/nergens")
    sent = b"".join(request(target, JAVA) for target in targets) + request(b"/", [(b"Connection", b"close")])
    with socket.create_connection(served.address, timeout=10) as connection:
        connection.sendall(sent)
        answers = b"".join(iter(lambda: connection.recv(65_536), b""))
    statuses = [part[:3] for part in answers.split(b"HTTP/1.1 ")[1:]]
    assert statuses == [b"200", b"404", b"200", b"404", b"404"]


def test_a_field_after_the_body_is_no_header(served: Served) -> None:
    """A token after the chunks neither signs anybody in nor disturbs the one that stood in its place."""
    signed_in = _signed_in(served)
    after = b"%b: %b\r\n\r\n" % signed_in[0]
    without = request(PATH, [*signed_in[1:], CHUNKED], CHUNKS + after, method=b"POST")
    twice = request(PATH, [*signed_in, CHUNKED], CHUNKS + after, method=b"POST")
    assert [say(served, sent, method="POST").status for sent in (without, twice)] == [401, 200]


@pytest.mark.parametrize(("size", "status"), [(MAX_HEAD, 200), (MAX_HEAD + 1, 400)])
def test_a_head_is_at_most_64_kb(size: int, status: int, served: Served) -> None:
    """Address and headers together are counted to the byte, in one header or in many."""
    used = len(b"/livez" + b"Host" + b"gateway")
    one = [(b"X-A", b"a" * (size - used - 3))]
    many = [(b"X-A", b"a" * 97)] * 600
    many.append((b"X-A", b"a" * (size - used - 600 * 100 - 3)))
    assert [say(served, request(headers=headers)).status for headers in (one, many)] == [status] * 2


def test_a_header_without_end_is_not_waited_for(served: Served) -> None:
    """Whoever keeps sending one header is cut off; what buffers on the way held is all that was taken."""
    with socket.create_connection(served.address, timeout=10) as connection:
        connection.sendall(b"GET /livez HTTP/1.1\r\nHost: x\r\nX-A: ")
        assert _taken(connection, 30_000_000) < 10_000_000


def _taken(connection: socket.socket, most: int) -> int:
    """Send until it is refused; give how many bytes were taken."""
    taken = 0
    while taken < most:
        try:
            taken += connection.send(b"a" * 65_536)
        except (ConnectionResetError, BrokenPipeError):
            break
    return taken
