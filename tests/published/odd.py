"""Unusual HTTP: requests that clients, proxies and enemies send, and what every answer to them must be."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from gateway.api import examples
from gateway.api.media import MAX_BODY
from gateway.api.problems import PATHS
from tests.api.test_design_rules import SECURITY
from tests.fakes.processes import ROOT, Said, Served
from tests.fakes.wire import Heard, request, say

Header = tuple[bytes, bytes]

TOKEN = b"<token>"
"""Stands for a fresh token, so that a case reads the same an hour later."""

BSN, BORN = b"999990019", b"1994-03-14"
QUESTION = examples.QUESTION.encode()
STATUSES = {200, 400, 401, 403, 404, 405, 406, 413, 415}
SIGNED_IN: tuple[Header, ...] = (
    (b"Authorization", b"Bearer " + TOKEN),
    (b"Content-Type", b"application/json"),
)
CRASHES = ("ONVERWACHTE_FOUT", "Traceback", "ASGI")
"""What the gateway says only when something went wrong inside."""

HEADERS: dict[bytes, tuple[bytes, ...]] = {
    b"Accept": (
        b"*/*",
        b"text/html",
        b"text/event-stream",
        b"application/json;q=0",
        b"\xff/*",
        b"",
        b"a," * 999,
    ),
    b"Accept-Encoding": (b"gzip", b"identity;q=0, *;q=0"),
    b"Authorization": (
        b"Bearer " + TOKEN,
        b"bearer  " + TOKEN,
        b"Bearer a.b.\xe9",
        b"Basic " + BSN,
        b"Bearer",
        b"",
    ),
    b"Connection": (b"keep-alive, Upgrade", b"close", b"Content-Type, Authorization", b"x" * 2000),
    b"Content-Encoding": (b"gzip", b"identity", b"br", b""),
    b"Content-Language": (b"nl",),
    b"Content-Type": (
        b"application/json; charset=utf-8",
        b"application/json; charset=utf-16",
        b"application/json\xa0",
        b"multipart/form-data; boundary=x",
        b"text/plain",
        b"",
    ),
    b"Cookie": (b"bsn=" + BSN, b"=;=;" * 500),
    b"Expect": (b"100-continue", b"koffie"),
    b"Forwarded": (b"for=" + BSN, b'for="[::1]";proto=https'),
    b"Host": (b"elders.example",),
    b"If-None-Match": (b"*",),
    b"Origin": (b"https://elders.example", b"null"),
    b"Range": (b"bytes=0-1", b"bytes=-" + BSN),
    b"Referer": (b"https://elders.example/?bsn=" + BSN,),
    b"Upgrade": (b"h2c", b"websocket"),
    b"User-Agent": (BSN, b"\xf0\x9f\xa6\x86", b"${jndi:ldap://elders.example/" + BSN + b"}"),
    b"X-Correlation-ID": (b"a.b:c_d-9", b"a b", b"\xff", b"x" * 129, b"<script>"),
    b"X-HTTP-Method-Override": (b"POST", b"DELETE"),
    b"X-Forwarded-For": (b"127.0.0.1", BSN),
    b"traceparent": (b"00-" + b"a" * 32 + b"-" + b"b" * 16 + b"-01", b"00-" + BSN, b"\xff"),
}
BODIES: tuple[bytes, ...] = (
    QUESTION,
    QUESTION.replace(b'"' + BSN, b'"' + BSN + b"0"),
    QUESTION.replace(b"DJI_", b"\xff"),
    QUESTION.replace(b"DJI_", b"\\ud800"),
    QUESTION[:-9],
    QUESTION + b"\x00",
    b"\xef\xbb\xbf" + QUESTION,
    QUESTION.decode().encode("utf-16"),
    gzip.compress(QUESTION, mtime=0),
    QUESTION + b" " * MAX_BODY,
    b"[" * 50_000,
    b"burgerservicenummer=" + BSN,
    b'{"' + BSN + b'": "' + BORN + b'"}',
    b"",
)
METHODS = (
    *(b"GET", b"GET", b"GET", b"HEAD", b"POST", b"PUT", b"PATCH", b"DELETE", b"OPTIONS", b"TRACE"),
    *(b"PROPFIND", b"BREW", b"post", b"P\xd6ST"),
)
TARGETS = (
    *(path.encode() for path in PATHS),
    *(b"/", b"/v1", b"/v1/fouten/TE_GROOT", b"*", b"http://elders.example/livez", b"livez", b"/\xc3\xa9"),
)
ENDS = (
    *(b"", b"", b"", b"", b"", b"/", b"//", b"/" + BSN, b"?bsn=" + BSN, b"?", b";" + BSN, b"#" + BSN),
    *(b"%2F", b"%00%ff", b"/../x", b".json"),
)


@dataclass(frozen=True, slots=True)
class Odd:
    """One request. `piece` is the size of its chunks, None for a Content-Length; `cut` sends half of it."""

    method: bytes
    target: bytes
    headers: tuple[Header, ...]
    body: bytes = field(repr=False)
    piece: int | None
    cut: bool

    def written(self, token: bytes) -> bytes:
        """Write it as it goes over the wire."""
        framed, framing = self.body, (b"Content-Length", b"%d" % len(self.body))
        if self.piece is not None:
            parts = (self.body[at : at + self.piece] for at in range(0, len(self.body), self.piece))
            framed = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
            framing = (b"Transfer-Encoding", b"chunked")
        whole = request(self.target, [*self.headers, framing], framed, method=self.method)
        whole = whole.replace(TOKEN, token)
        return whole[: len(whole) // 2] if self.cut else whole


_HEADER = st.sampled_from(sorted(HEADERS)).flatmap(
    lambda name: st.tuples(st.just(name), st.sampled_from(HEADERS[name]))
)
_SOME = st.lists(_HEADER, max_size=3).map(tuple)
_PIECES = st.none() | st.sampled_from((1, 7, 65_536))
_CUT = st.sampled_from((False,) * 19 + (True,))


def odd_requests() -> st.SearchStrategy[Odd]:
    """Give unusual requests: half of them a question with something odd about it, half of them anything."""
    question = st.builds(
        Odd,
        method=st.just(b"POST"),
        target=st.just(b"/v1/raadplegingen"),
        headers=_SOME.map(lambda some: (*SIGNED_IN, *some)) | _SOME,
        body=st.just(QUESTION) | st.sampled_from(BODIES),
        piece=_PIECES,
        cut=_CUT,
    )
    anything = st.builds(
        Odd,
        method=st.sampled_from(METHODS),
        target=st.builds(lambda path, end: path + end, st.sampled_from(TARGETS), st.sampled_from(ENDS)),
        headers=_SOME,
        body=st.just(b"") | st.sampled_from(BODIES) | st.binary(max_size=64),
        piece=_PIECES,
        cut=_CUT,
    )
    return question | anything


def ask(served: Served, said: Said, odd: Odd) -> tuple[int | None, list[str]]:
    """Send it; give the status (None: no answer) and all that is wrong with the answer, in names."""
    token = served.token().encode()
    sent = odd.written(token)
    heard = None
    try:
        heard = say(served, sent, method=odd.method.decode("latin-1"), end=odd.cut)
    except ConnectionError as error:
        # Who is refused halfway a large body may find the connection closed before the answer was read.
        faults = [] if odd.cut or len(sent) > MAX_BODY else [f"geen antwoord: {type(error).__name__}"]
    else:
        faults = list(_faults(odd, heard))
    told = said.since()
    secrets = {BSN, BORN, token}
    faults += [f"in het log staat {secret!r}" for secret in secrets if secret.decode() in told]
    faults += [f"in het log staat {crash!r}" for crash in CRASHES if crash in told]
    if heard is not None:
        faults += [f"{door}: {secret!r}" for secret in secrets for door in _doors(heard, secret)]
    return (heard.status if heard else None), faults


def _doors(heard: Heard, secret: bytes) -> Iterator[str]:
    if heard.status >= 400 and secret in heard.body:
        yield "fout"
    if any(secret.decode() in value for _, value in heard.headers):
        yield "koppen"


def _faults(odd: Odd, heard: Heard) -> Iterator[str]:
    """Name what every answer must have and this one has not."""
    if heard.status not in STATUSES:
        yield f"status {heard.status}"
    for name, value in SECURITY.items():
        if heard.all_of(name) != [value]:
            yield f"kop {name}: {heard.all_of(name)}"
    for name in ("content-security-policy", "content-type", "date"):
        if len(heard.all_of(name)) != 1:
            yield f"kop {name}: {heard.all_of(name)}"
    if odd.method == b"HEAD":
        return
    if heard.status >= 400:
        yield from _problem_faults(heard)


def _problem_faults(heard: Heard) -> Iterator[str]:
    if heard.all_of("content-type") != ["application/problem+json"]:
        yield "geen application/problem+json"
        return
    problem = json.loads(heard.body)
    yield from (f"probleem: {fault.message}" for fault in PROBLEM.iter_errors(problem))
    if problem["status"] != heard.status:
        yield "probleem: een andere status"
    needed = {401: "www-authenticate", 405: "allow"}.get(heard.status)
    if needed and not heard.all_of(needed):
        yield f"kop {needed} ontbreekt"


def _validator() -> Draft202012Validator:
    document: dict[str, Any] = json.loads((ROOT / "contracts" / "api" / "openapi.json").read_text("utf-8"))
    registry: Registry[Any] = Registry().with_resource("urn:openapi", DRAFT202012.create_resource(document))
    return Draft202012Validator({"$ref": "urn:openapi#/components/schemas/Probleem"}, registry=registry)


PROBLEM = _validator()
