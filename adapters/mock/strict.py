"""The profile `strict`: no SOAP request gets to a mock source unchecked, no answer leaves it unsigned."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import Response

from adapters.mock import soap
from adapters.mock.message import parse, received, take_apart
from adapters.mock.server import Endpoint
from adapters.mock.service import Service
from adapters.mock.signing import Seal, read_seal, sign
from adapters.mock.soap import NOBODY
from adapters.mock.trust import Trust, read_trust
from adapters.mock.verifying import verify
from adapters.mock.wss import PREFIXES, Received, Rejected

VALID = "geldig"
_REMEMBERED = timedelta(minutes=10)
_LONG_AGO = timedelta(hours=1)


@dataclass(slots=True)
class Seen:
    """The message numbers of the last ten minutes; each may be used once."""

    _times: dict[str, datetime] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def use(self, message_id: str, now: datetime) -> None:
        """Note a number. Raises Rejected when it was used in the last ten minutes."""
        with self._lock:
            while self._times and (oldest := next(iter(self._times.items())))[1] < now - _REMEMBERED:
                del self._times[oldest[0]]
            if message_id in self._times:
                raise Rejected("wsse:FailedCheck", "wsa:MessageID is al eerder gebruikt")
            self._times[message_id] = now


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking a request gave: what its answer repeats, and who asked or why it is refused."""

    received: Received
    oin: str | None
    refused: Rejected | None = None


@dataclass(frozen=True, slots=True)
class Strict:
    """Checks requests and signs answers; `tls` also holds each request to the OIN of its connection."""

    trust: Trust
    seals: Mapping[str, Seal]
    clock: Callable[[], datetime]
    tls: bool
    seen: Seen = field(default_factory=Seen)

    def guard(
        self, service: Service, endpoint: Endpoint, note_refused: Callable[[Request], None]
    ) -> Endpoint:
        """Give an endpoint that checks a request, asks `endpoint` and signs its answer; GET (WSDL) is free.

        `request.state` gets `handtekening` (VALID or the reason) and `oin`, and may get `ondertekening`: how
        badly to sign. `note_refused` is called when `endpoint` is not. xmlsec works in a thread, so that
        other requests go on.
        """

        async def answer(request: Request) -> Response:
            if request.method == "GET":
                return await endpoint(request)
            peer = getattr(request.state, "oin", None)
            verdict = await asyncio.to_thread(self._check, await request.body(), peer)
            request.state.oin = verdict.oin
            request.state.handtekening = verdict.refused.reason if verdict.refused else VALID
            if verdict.refused:
                note_refused(request)
                response = _fault(service, verdict.refused)
            else:
                response = await endpoint(request)
            way = getattr(request.state, "ondertekening", "")
            content = bytes(response.body)
            signed = await asyncio.to_thread(self._sign, content, service.bron, verdict.received, way)
            return Response(signed, status_code=response.status_code, media_type=soap.MEDIA_TYPE)

        return answer

    def _sign(self, content: bytes, bron: str, repeated: Received, way: str) -> bytes:
        """Sign an answer; `way` says how badly (empty: well), as the fault HANDTEKENING knows them."""
        if way == "geen":
            return content
        now = self.clock() - _LONG_AGO if way == "verlopen" else self.clock()
        signer = next(other for other in self.seals if other != bron) if way == "andere_oin" else bron
        signed = sign(content, self.seals[signer], repeated, now)
        return _changed(signed) if way == "fout" else signed

    def _check(self, content: bytes, peer: str | None) -> Verdict:
        repeated, now = Received(), self.clock()
        try:
            root = parse(content)
            repeated = received(root)
            verified = verify(take_apart(root), self.trust, now)
            self._check_peer(verified.oin, peer)
            self.seen.use(verified.message_id, now)
        except Rejected as refused:
            return Verdict(repeated, peer, refused)
        return Verdict(repeated, verified.oin)

    def _check_peer(self, oin: str, peer: str | None) -> None:
        if self.tls and oin != peer:
            raise Rejected("wsse:FailedAuthentication", "de OIN van de TLS-verbinding is een andere")


def read_strict(folder: Path, bronnen: set[str], *, clock: Callable[[], datetime], tls: bool) -> Strict:
    """Read a PKI folder for these bronnen. Raises OSError or ValueError, naming the file."""
    return Strict(read_trust(folder), {bron: read_seal(folder, bron) for bron in bronnen}, clock, tls)


def _changed(signed: bytes) -> bytes:
    """Change what was signed: white space in the Body counts."""
    before, end, after = signed.rpartition(b"</soap:Body>")
    return before + b" " + end + after


def _fault(service: Service, refused: Rejected) -> Response:
    prefix = refused.code.partition(":")[0]
    body = (
        f'<soap:Fault><faultcode xmlns:{prefix}="{PREFIXES[prefix]}">{refused.code}</faultcode>'
        f"<faultstring>{escape(refused.reason)}</faultstring></soap:Fault>"
    )
    action = f"{service.action.rpartition('/')[0]}/Fout"
    return Response(soap.write_envelope(body, action=action, request=NOBODY), status_code=500)
