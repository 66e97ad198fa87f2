"""The form of a token: one Bearer credential, one compact JWS, JSON without double names.

Nothing here trusts a signature; nothing here keeps or shows a value. Errors are raised outside `except`
blocks, because a JSON or Unicode error carries the text it choked on.
"""

import base64
import json
import re
from dataclasses import dataclass, field
from typing import Never

from gateway.errors import Refused

_BASE64URL = re.compile(r"[A-Za-z0-9_-]+")
_PARTS = 3

JsonObject = dict[str, object]


@dataclass(frozen=True, slots=True)
class Compact:
    """A compact JWS taken apart: header as JSON, payload still unread bytes, signature as bytes."""

    header: JsonObject = field(repr=False)
    payload: bytes = field(repr=False)
    signing_input: bytes = field(repr=False)
    signature: bytes = field(repr=False)


def refused(rule: str) -> Refused:
    """Make the one refusal of this package; `rule` names a claim or a rule in Dutch, never a value."""
    return Refused("NIET_AANGEMELD", detail=f"Het toegangsbewijs is geweigerd: {rule}.")


def bearer_token(authorization: str | None, max_bytes: int) -> str:
    """Take the token out of an Authorization field; the scheme is case-insensitive (RFC 9110 §11.1).

    Several Authorization lines must be handed in joined with a comma; that is no token, so it is refused.
    Raises Refused when there is not exactly one Bearer token of at most `max_bytes` characters.
    """
    if authorization is None:
        raise Refused("NIET_AANGEMELD", detail="De Authorization-kop ontbreekt.")
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise refused("de Authorization-kop bevat geen Bearer-toegangsbewijs")
    if len(token) > max_bytes:
        raise refused("het is groter dan toegestaan")
    return token


def read_compact(token: str) -> Compact:
    """Take a compact JWS apart. Raises Refused when it is anything else (JWE, JSON form, padding, spaces)."""
    parts = token.split(".")
    if len(parts) != _PARTS:
        raise refused("het is geen compacte JWS van drie delen")
    head, payload, signature = (read_base64url(part) for part in parts)
    if head is None or payload is None or signature is None:
        raise refused("een van de drie delen is geen base64url zonder opvulling")
    header = read_object(head)
    if header is None:
        raise refused("de header is geen JSON-object zonder dubbele namen")
    return Compact(header, payload, token.rpartition(".")[0].encode("ascii"), signature)


def read_object(raw: bytes) -> JsonObject | None:
    """Read one JSON object in UTF-8; None when it is no object, has a double name, NaN or Infinity."""
    try:
        value = json.loads(raw.decode("utf-8"), object_pairs_hook=_members, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def read_base64url(part: str) -> bytes | None:
    """Decode base64url without padding; None when it is not exactly the one way to write those bytes."""
    if _BASE64URL.fullmatch(part) is None or len(part) % 4 == 1:
        return None
    raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    # Spare bits must be zero, or one token could be written in several ways.
    canonical = base64.urlsafe_b64encode(raw).rstrip(b"=") == part.encode("ascii")
    return raw if canonical else None


def _members(pairs: list[tuple[str, object]]) -> JsonObject:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("dubbele naam")
    return members


def _no_constant(_: str) -> Never:
    raise ValueError("geen JSON-getal")
