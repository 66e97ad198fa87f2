"""What a token must say: the rules as one table, each with the Dutch text of its refusal.

Source: RFC 9068 §2.2 and §4, OAuth-NL A3-A4, RFC 8705 §3.1, `interface.md` §4 and §8 (Tokens).
"""

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from gateway.access.compact import JsonObject, refused
from gateway.core.question import Caller

_LAST_MOMENT = 253402300799  # 9999-12-31T23:59:59Z: later is no date but an attempt at an overflow
_MAX_TEXT = 256
_OIN_LENGTH = 20
_OIN = re.compile(r"[0-9]{8}[0-9A-Z]{8,9}[0-9]{3,4}")
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*|")
_THUMBPRINT = re.compile(r"[A-Za-z0-9_-]{43}")
_ACCESS_TYPES = frozenset({"at+jwt", "application/at+jwt"})


@dataclass(frozen=True, slots=True)
class TokenRules:
    """What this gateway accepts: one issuer, one audience, and the limits. Times in seconds.

    `require_cnf` says whether a token must be bound to the client certificate; it may be False only while
    every source is `nagebootst`.
    """

    issuer: str
    audience: str
    require_cnf: bool
    leeway_seconds: float = 30
    max_lifetime_seconds: float = 900
    max_token_bytes: int = 8192


@dataclass(frozen=True, slots=True)
class Presented:
    """The claims of one token beside the rules and the moment (epoch seconds) they are judged at."""

    claims: JsonObject = field(repr=False)
    rules: TokenRules
    now: float

    def moment(self, name: str) -> float | None:
        """Give a NumericDate: a JSON number within the calendar, never a bool or a text; else None."""
        value = self.claims.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return value if 0 <= value <= _LAST_MOMENT else None

    def is_text(self, name: str) -> bool:
        """Whether the claim is a short text without control, invisible or outer white characters."""
        value = self.claims.get(name)
        if not isinstance(value, str) or not 0 < len(value) <= _MAX_TEXT:
            return False
        return value.isprintable() and value == value.strip()


def _for_audience(token: Presented) -> bool:
    aud = token.claims.get("aud")
    named = aud if isinstance(aud, list) else [aud]
    return all(isinstance(one, str) for one in named) and token.rules.audience in named


def _not_expired(token: Presented) -> bool:
    exp = token.moment("exp")
    return exp is not None and token.now < exp + token.rules.leeway_seconds


def _begun(token: Presented, name: str) -> bool:
    moment = token.moment(name)
    return moment is not None and moment <= token.now + token.rules.leeway_seconds


def _short_lived(token: Presented) -> bool:
    exp, iat = token.moment("exp"), token.moment("iat")
    return exp is not None and iat is not None and 0 < exp - iat <= token.rules.max_lifetime_seconds


def _is_oin(value: object) -> bool:
    return isinstance(value, str) and len(value) == _OIN_LENGTH and _OIN.fullmatch(value) is not None


def _is_scope(value: object) -> bool:
    # An empty scope is a sound token for no purpose: 403 by the register, not 401.
    return isinstance(value, str) and _SCOPE.fullmatch(value) is not None


def _has_known_binding(token: Presented) -> bool:
    # A binding we cannot check (cnf.jkt, say) is no reason to treat the token as unbound.
    cnf = token.claims["cnf"]
    if not isinstance(cnf, dict) or set(cnf) != {"x5t#S256"}:
        return False
    thumbprint = cnf["x5t#S256"]
    return isinstance(thumbprint, str) and _THUMBPRINT.fullmatch(thumbprint) is not None


CLAIM_RULES: tuple[tuple[str, Callable[[Presented], bool]], ...] = (
    ("iss is niet de verwachte uitgever", lambda token: token.claims.get("iss") == token.rules.issuer),
    ("aud noemt deze gateway niet", _for_audience),
    ("exp ontbreekt of is geen tijdstip", lambda token: token.moment("exp") is not None),
    ("iat ontbreekt of is geen tijdstip", lambda token: token.moment("iat") is not None),
    ("exp is verstreken", _not_expired),
    ("iat ligt in de toekomst", lambda token: _begun(token, "iat")),
    ("exp ligt te ver na iat, of ervoor", _short_lived),
    (
        "nbf is geen tijdstip of ligt in de toekomst",
        lambda token: "nbf" not in token.claims or _begun(token, "nbf"),
    ),
    ("jti ontbreekt of is geen gewone tekst", lambda token: token.is_text("jti")),
    ("azp ontbreekt of is geen OIN", lambda token: _is_oin(token.claims.get("azp"))),
    ("sub ontbreekt of is geen gewone tekst", lambda token: token.is_text("sub")),
    ("rol ontbreekt of is geen gewone tekst", lambda token: token.is_text("rol")),
    ("inrichting ontbreekt of is geen gewone tekst", lambda token: token.is_text("inrichting")),
    ("acr ontbreekt of is geen gewone tekst", lambda token: token.is_text("acr")),
    (
        "scope ontbreekt of is geen tekst met spaties ertussen",
        lambda token: _is_scope(token.claims.get("scope")),
    ),
    (
        "cnf is geen binding aan een certificaat (x5t#S256)",
        lambda token: "cnf" not in token.claims or _has_known_binding(token),
    ),
)


def check_header(header: JsonObject) -> None:
    """Check what the header must say before any key is sought. Raises Refused.

    `jku`, `x5u`, `jwk` and `x5c` are never read: keys come from the configuration only.
    """
    if "crit" in header or "b64" in header:
        raise refused("de header eist een uitbreiding (crit of b64)")
    typ = header.get("typ")
    if not isinstance(typ, str) or typ.lower() not in _ACCESS_TYPES:
        raise refused("typ in de header is niet at+jwt")


def check_claims(token: Presented) -> None:
    """Hold the claims against every rule of `CLAIM_RULES`. Raises Refused naming the first that fails."""
    for rule, holds in CLAIM_RULES:
        if not holds(token):
            raise refused(rule)


def check_binding(bound_to: str | None, certificate: str | None, *, required: bool) -> None:
    """Compare two certificate thumbprints (base64url SHA-256 of the DER) in constant time. Raises Refused.

    `bound_to` is the token's cnf.x5t#S256, `certificate` that of the client's own connection; None is absent.
    """
    if bound_to is None:
        if required:
            raise refused("cnf ontbreekt; het moet aan een certificaat gebonden zijn")
        return
    if certificate is None:
        raise refused("cnf bindt het aan een certificaat, en dat is niet aangeboden")
    if not hmac.compare_digest(bound_to.encode(), certificate.encode(errors="replace")):
        raise refused("cnf bindt het aan een ander certificaat")


def bound_thumbprint(claims: JsonObject) -> str | None:
    """Give cnf.x5t#S256 of checked claims, or None when the token is not bound."""
    cnf = claims.get("cnf")
    return str(cnf["x5t#S256"]) if isinstance(cnf, dict) else None


def caller_of(claims: JsonObject) -> Caller:
    """Give the Caller of checked claims."""
    return Caller(
        afnemer=str(claims["azp"]),
        medewerker=str(claims["sub"]),
        rol=str(claims["rol"]),
        inrichting=str(claims["inrichting"]),
        acr=str(claims["acr"]),
        scope=frozenset(str(claims["scope"]).split()),
    )
