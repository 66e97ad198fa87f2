"""What a client sends and accepts: content types, Accept, body size, trace context."""

import re
from typing import Final

from starlette.requests import ClientDisconnect, Request

from gateway.api.naming import QUERY, WHOLE_QUESTION
from gateway.errors import InvalidParam, Refused

JSON: Final = "application/json"
HTML: Final = "text/html"
EVENTS: Final = "text/event-stream"
KEY_HEADER: Final = "Idempotency-Key"
KEY_PATTERN: Final = '^("[A-Za-z0-9._:-]{1,128}"|[A-Za-z0-9._:-]{1,128})$'
MAX_BODY: Final = 65_536
"""Largest question in bytes (64 kB)."""

_JSON_TYPE = re.compile(r'application/json\s*(;\s*charset\s*=\s*("utf-8"|utf-8)\s*)?', re.IGNORECASE)
_KEY = re.compile(KEY_PATTERN)
_QUALITY = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")
# W3C Trace Context level 1; all-zero ids and version ff are invalid there.
_TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


def require_json(request: Request) -> None:
    """Raise Refused("FORMAAT_NIET_ONDERSTEUND") unless the body is one plain `application/json` in UTF-8.

    Nothing is unpacked, whichever header says that it is packed.
    """
    types = request.headers.getlist("content-type")
    packed = _other(request, "content-encoding", "identity") or _other(
        request, "transfer-encoding", "chunked"
    )
    if packed or len(types) != 1 or not _JSON_TYPE.fullmatch(types[0].strip()):
        raise Refused("FORMAAT_NIET_ONDERSTEUND")


def require_acceptable(request: Request, *offers: str) -> str:
    """Give the offer the client likes best, the first on a tie.

    Raises Refused("FORMAAT_NIET_LEVERBAAR") when its Accept header fits none of them.
    """
    accept = ",".join(request.headers.getlist("accept")).strip()
    if accept in {"", "*/*", offers[0]}:
        return offers[0]
    chosen = _best(accept, offers)
    if chosen is None:
        raise Refused("FORMAAT_NIET_LEVERBAAR")
    return chosen


def _best(accept: str, offers: tuple[str, ...]) -> str | None:
    ranges = dict(_range(part) for part in accept.lower().split(","))
    best, best_quality = None, 0.0
    for offer in offers:
        specific = (offer, f"{offer.partition('/')[0]}/*", "*/*")
        quality = next((ranges[media] for media in specific if media in ranges), 0.0)
        if quality > best_quality:
            best, best_quality = offer, quality
    return best


def _range(part: str) -> tuple[str, float]:
    """Read one media range and its q; a malformed q counts as 0."""
    media, *parameters = (piece.strip() for piece in part.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            return media, float(value.strip()) if _QUALITY.fullmatch(value.strip()) else 0.0
    return media, 1.0


def refuse_query(request: Request) -> None:
    """Raise Refused("ONGELDIGE_VRAAG") on a query string: no operation has one, and URLs end up in logs."""
    if request.scope["query_string"]:
        reason = "dit adres kent geen query; zet nooit gegevens over een persoon in een URL"
        raise Refused("ONGELDIGE_VRAAG", invalid_params=(InvalidParam(QUERY, "onbekend", reason),))


async def read_body(request: Request) -> bytes:
    """Read the body once, at most MAX_BODY bytes.

    Raises Refused("TE_GROOT"), before reading when Content-Length says so; Refused("ONGELDIGE_VRAAG") when
    the client went away halfway.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and (len(announced) > len(str(MAX_BODY)) or int(announced) > MAX_BODY):
        raise Refused("TE_GROOT")
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY:
                raise Refused("TE_GROOT")
    except ClientDisconnect:
        reason = "is niet helemaal ontvangen"
        raise Refused(
            "ONGELDIGE_VRAAG", invalid_params=(InvalidParam(WHOLE_QUESTION, "json", reason),)
        ) from None
    return bytes(body)


def idempotency_key(request: Request) -> str | None:
    """Give the Idempotency-Key, or None when there is none; with or without the quotes of its IETF draft.

    Raises Refused("ONGELDIGE_VRAAG") naming the header when it has another form or stands there twice.
    """
    values = request.headers.getlist(KEY_HEADER)
    if not values:
        return None
    found = _KEY.fullmatch(values[0]) if len(values) == 1 else None
    if found is None:
        reason = "is niet een keer 1 tot 128 letters, cijfers, punten, dubbele punten, _ of -"
        raise Refused("ONGELDIGE_VRAAG", invalid_params=(InvalidParam(KEY_HEADER, "pattern", reason),))
    return found[1].strip('"')


def authorization(request: Request) -> str | None:
    """Give the Authorization header; None when it is absent or stands there more than once."""
    return _only(request, "authorization")


def certificate(request: Request, *, header: str | None, trusted_proxy: str | None) -> str | None:
    """Give the client certificate that the trusted proxy handed over, else None.

    The header is believed only when the peer is that proxy, because anyone can send a header.
    """
    if (
        header is None
        or trusted_proxy is None
        or request.client is None
        or request.client.host != trusted_proxy
    ):
        return None
    return _only(request, header)


def traceparent(request: Request) -> str | None:
    """Give the caller's W3C trace context when it is well formed, else None."""
    value = _only(request, "traceparent")
    return value if value is not None and _TRACEPARENT.fullmatch(value) else None


def _other(request: Request, name: str, plain: str) -> bool:
    """Whether a header, however often it is there, says something else than the plain value."""
    return any(value.strip().lower() != plain for value in request.headers.getlist(name))


def _only(request: Request, name: str) -> str | None:
    values = request.headers.getlist(name)
    return values[0] if len(values) == 1 else None
