"""Answers that are signed one by one, as a source does under Digikoppeling WUS 2W-be-S.

Headers and Body are put in exclusive canonical form once; each answer has its own MessageID, moment and
SignatureConfirmation, and a signature by a private key.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from lxml import etree

from benchmarks.canned import Answer
from benchmarks.certificates import SIGNING, identity
from gateway.signing.material import Identity
from gateway.signing.names import SOAP, WSA, WSSE11, WSU, name
from gateway.signing.request import Part, security

Sign = Callable[[bytes, str], tuple[str, bytes]]
"""From a question and its MessageID to the media type and the body of a signed answer."""

_HEAD = f'<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="{SOAP}"><soap:Header>'.encode()
_MIDDLE, _END = b"</soap:Header>", b"</soap:Envelope>"
_VALUE, _VALUE_END = b"<ds:SignatureValue>", b"</ds:SignatureValue>"
_BEFORE_SIGNATURE = b"<wsu:Timestamp"
_OWN, _RELATES = "messageid", "relatesto"


def sign_by_path(answers: Mapping[str, Answer], pki: Path) -> dict[str, Sign]:
    """Give by path what signs the answers of the sources that must."""
    by_bron = {bron: identity(pki, bron) for bron in SIGNING}
    return {
        path: _signing(answer, by_bron[bron])
        for path, answer in answers.items()
        if (bron := path.split("/")[1]) in by_bron
    }


def _signing(answer: Answer, who: Identity) -> Sign:
    fixed = _parts(answer.body)

    def sign(asked: bytes, message: str) -> tuple[str, bytes]:
        filled = {**fixed, _OWN: _addressed("MessageID", f"urn:uuid:{uuid4()}")}
        filled[_RELATES] = _addressed("RelatesTo", message)
        confirmation = _confirmation(asked)
        block, _ = security([*filled.items(), confirmation], who, datetime.now(UTC))
        block = block.replace(_BEFORE_SIGNATURE, confirmation[1] + _BEFORE_SIGNATURE, 1)
        *headers, body = filled.values()
        return answer.media_type, b"".join((_HEAD, *headers, block, _MIDDLE, body, _END))

    return sign


def _parts(whole: bytes) -> dict[str, bytes]:
    """Give the canonical form of every header block and, last, the Body, by its wsu:Id."""
    envelope = etree.fromstring(whole)
    parts = {}
    for element in (*envelope[0], envelope[1]):
        wsu_id = etree.QName(element).localname.lower()
        element.set(name(WSU, "Id"), wsu_id)
        etree.cleanup_namespaces(element, top_nsmap={"wsu": WSU})
        parts[wsu_id] = etree.tostring(element, method="c14n", exclusive=True)
    return parts


def _addressed(local: str, text: str) -> bytes:
    start = f'<wsa:{local} xmlns:wsa="{WSA}" xmlns:wsu="{WSU}" wsu:Id="{local.lower()}">'
    return f"{start}{text}</wsa:{local}>".encode()


def _confirmation(asked: bytes) -> Part:
    """Confirm the signature of the question."""
    start = asked.index(_VALUE) + len(_VALUE)
    value = asked[start : asked.index(_VALUE_END, start)].decode()
    attributes = f'xmlns:wsse11="{WSSE11}" xmlns:wsu="{WSU}" Value="{value}" wsu:Id="bevestiging"'
    return (
        "bevestiging",
        f"<wsse11:SignatureConfirmation {attributes}></wsse11:SignatureConfirmation>".encode(),
    )
