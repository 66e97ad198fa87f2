"""Check a request as Digikoppeling WUS 2W-be-S demands: fresh, signed over all of it, by someone trusted."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import xmlsec
from lxml import etree
from xmlsec import constants

from adapters.mock.message import Message
from adapters.mock.signed_info import check_algorithms, check_references
from adapters.mock.trust import OIN, Trust
from adapters.mock.wss import BASE64, ID, WSSE, WSU, X509V3, Rejected, tag

PAST = timedelta(minutes=5)
FUTURE = timedelta(seconds=60)
_INVALID = "wsse:InvalidSecurity"
_EXPIRED = "wsu:MessageExpired"
_CHECK = "wsse:FailedCheck"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


@dataclass(frozen=True, slots=True)
class Verified:
    """What is certain of a checked request: who signed it, and under which number."""

    oin: str
    message_id: str


def verify(message: Message, trust: Trust, now: datetime) -> Verified:
    """Check times, algorithms, what is signed, the signature, its signer and the OIN. Raises Rejected."""
    _check_times(message.timestamp, now)
    ids = _ids(message)
    check_algorithms(message.signature)
    check_references(message, ids)
    der = _token(message)
    oin = trust.check(der, now)
    _check_signature(message, ids, der)
    if _asker(message) != oin:
        raise Rejected("wsse:FailedAuthentication", "de OIN in wsa:From is niet die van de ondertekenaar")
    return Verified(oin, (message.signed["wsa:MessageID"].text or "").strip())


def _check_times(timestamp: etree._Element, now: datetime) -> None:
    found = {str(child.tag): child for child in timestamp}
    if len(found) != len(timestamp) or not found.keys() <= {tag("wsu:Created"), tag("wsu:Expires")}:
        raise Rejected(
            _INVALID, "wsu:Timestamp bevat niet precies één wsu:Created en hooguit één wsu:Expires"
        )
    if tag("wsu:Created") not in found:
        raise Rejected(_INVALID, "in wsu:Timestamp ontbreekt wsu:Created")
    created = _time(found[tag("wsu:Created")])
    if created < now - PAST:
        raise Rejected(_EXPIRED, "wsu:Created is langer dan vijf minuten geleden")
    if created > now + FUTURE:
        raise Rejected(_INVALID, "wsu:Created ligt in de toekomst")
    if tag("wsu:Expires") in found and _time(found[tag("wsu:Expires")]) < now:
        raise Rejected(_EXPIRED, "wsu:Expires is voorbij")


def _time(node: etree._Element) -> datetime:
    text = (node.text or "").strip()
    try:
        # anything else that fromisoformat reads becomes an empty text, which it refuses
        return datetime.fromisoformat(text if _TIME.fullmatch(text) else "")
    except ValueError:
        raise Rejected(_INVALID, "een tijd in wsu:Timestamp is geen UTC-tijd met Z") from None


def _ids(message: Message) -> Mapping[str, str]:
    """Give the wsu:Id of each node that must be signed, each another."""
    ids = {name: node.get(ID, "") for name, node in message.signed.items()}
    for name, value in ids.items():
        if not value:
            raise Rejected(_CHECK, f"{name} is niet ondertekend")
    if len({*ids.values(), message.token.get(ID)}) != len(ids) + 1:
        raise Rejected(_INVALID, "een wsu:Id komt meer dan één keer voor")
    return ids


def _token(message: Message) -> bytes:
    """Give the certificate in the token that KeyInfo refers to directly."""
    path = f"{{{WSSE}}}SecurityTokenReference/{{{WSSE}}}Reference"
    found = message.signature[2].findall(path)
    if len(found) != 1 or len(list(message.signature[2].iterdescendants())) != 2:  # noqa: PLR2004 - the two of the path
        raise Rejected(_INVALID, "ds:KeyInfo verwijst niet rechtstreeks naar één certificaat")
    if not message.token.get(ID) or found[0].get("URI") != f"#{message.token.get(ID)}":
        raise Rejected(
            "wsse:SecurityTokenUnavailable", "ds:KeyInfo verwijst niet naar het certificaat in het bericht"
        )
    kinds = (
        message.token.get("ValueType"),
        found[0].get("ValueType", X509V3),
        message.token.get("EncodingType"),
    )
    if kinds != (X509V3, X509V3, BASE64) or len(message.token):
        raise Rejected("wsse:UnsupportedSecurityToken", "het certificaat is geen X509v3 in Base64Binary")
    try:
        return base64.b64decode("".join((message.token.text or "").split()), validate=True)
    except (binascii.Error, ValueError):
        raise Rejected(
            "wsse:InvalidSecurityToken", "het certificaat van de ondertekenaar is niet te lezen"
        ) from None


def _check_signature(message: Message, ids: Mapping[str, str], der: bytes) -> None:
    """Let xmlsec check digests and signature; an Id leads to the registered node and to nothing else."""
    context = xmlsec.SignatureContext()
    try:
        context.key = xmlsec.Key.from_memory(der, constants.KeyDataFormatCertDer)
        for name in ids:
            context.register_id(message.signed[name], "Id", WSU)
        context.register_id(message.token, "Id", WSU)
        context.verify(message.signature)
    except xmlsec.Error:
        raise Rejected(_CHECK, "de handtekening klopt niet") from None


def _asker(message: Message) -> str:
    """Give the OIN in the address of wsa:From."""
    address = (message.signed["wsa:From"][0].text or "").strip()
    try:
        query = parse_qsl(urlsplit(address).query)
    except ValueError:
        query = []
    found = [value for name, value in query if name.lower() == "oin"]
    if len(found) != 1 or not OIN.fullmatch(found[0]):
        raise Rejected("wsse:FailedAuthentication", "wsa:From noemt niet precies één OIN (?oin=)")
    return found[0]
