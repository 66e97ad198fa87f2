"""From an Authorization field to a Caller: form, key, signature, claims, binding, in that order."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from gateway.access.claims import (
    Presented,
    TokenRules,
    bound_thumbprint,
    caller_of,
    check_binding,
    check_claims,
    check_header,
)
from gateway.access.compact import Compact, JsonObject, bearer_token, read_compact, read_object, refused
from gateway.access.keys import KeySource
from gateway.core.question import Caller

MAX_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class _Verified:
    """What is remembered of a verified token: never the token itself. `until` is in epoch seconds."""

    caller: Caller
    bound_to: str | None = field(repr=False)
    until: float


class AccessVerifier:
    """Verify access tokens, and remember each verified one until it expires.

    `now` gives the real time in epoch seconds. A remembered token costs no signature work; its expiry and
    its binding are judged again on every use. A key withdrawn by the issuer stops new tokens at once and
    remembered ones when they expire, at most `max_lifetime_seconds` later.
    """

    def __init__(self, rules: TokenRules, keys: KeySource, now: Callable[[], float]) -> None:
        self._rules = rules
        self._keys = keys
        self._now = now
        self._remembered: dict[bytes, _Verified] = {}

    async def verify(self, authorization: str | None, certificate_thumbprint: str | None = None) -> Caller:
        """Say who asks.

        `authorization` is the whole Authorization field (several lines joined with a comma);
        `certificate_thumbprint` is the base64url SHA-256 of the client certificate's DER, without padding,
        or None. Raises Refused NIET_AANGEMELD with a detail that names the claim or rule, never a value;
        Unavailable when the issuer's keys could never be fetched.
        """
        token = bearer_token(authorization, self._rules.max_token_bytes)
        name = hashlib.sha256(token.encode(errors="surrogatepass")).digest()
        verified = self._recall(name)
        if verified is None:
            verified = await self._examine(token)
            self._remember(name, verified)
        check_binding(verified.bound_to, certificate_thumbprint, required=self._rules.require_cnf)
        return verified.caller

    async def _examine(self, token: str) -> _Verified:
        jws = read_compact(token)
        check_header(jws.header)
        claims = await self._signed_claims(jws)
        presented = Presented(claims, self._rules, self._now())
        check_claims(presented)
        until = (presented.moment("exp") or 0) + self._rules.leeway_seconds
        return _Verified(caller_of(claims), bound_thumbprint(claims), until)

    async def _signed_claims(self, jws: Compact) -> JsonObject:
        kid = jws.header.get("kid")
        key = await self._keys.key(kid) if isinstance(kid, str) else None
        if key is None:
            raise refused("kid in de header wijst geen bekende sleutel van de uitgever aan")
        if jws.header.get("alg") != key.alg:
            raise refused("alg in de header is niet het algoritme van de sleutel")
        if not key.confirms(jws.signing_input, jws.signature):
            raise refused("de handtekening klopt niet")
        claims = read_object(jws.payload)
        if claims is None:
            raise refused("de inhoud is geen JSON-object zonder dubbele namen")
        return claims

    def _recall(self, name: bytes) -> _Verified | None:
        verified = self._remembered.get(name)
        return verified if verified is not None and self._now() < verified.until else None

    def _remember(self, name: bytes, verified: _Verified) -> None:
        if len(self._remembered) >= MAX_REMEMBERED:
            self._forget_expired()
        if len(self._remembered) >= MAX_REMEMBERED:
            del self._remembered[next(iter(self._remembered))]
        self._remembered[name] = verified

    def _forget_expired(self) -> None:
        now = self._now()
        for name in [name for name, one in self._remembered.items() if now >= one.until]:
            del self._remembered[name]
