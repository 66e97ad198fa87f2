"""Request envelopes, built once at start-up by zeep from the pinned WSDLs, then only slots are filled.

zeep loads local files only: its transport refuses what is outside the contracts, and it never sends.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

import zeep
from lxml import etree

from gateway.core.mapping import Operatie
from gateway.signing.material import Identity
from gateway.signing.names import SOAP, WSA, WSU, name
from gateway.signing.request import security

_SAMPLE_BSN = "999990019"
_SAMPLE_BEGIN, _SAMPLE_END = "20010203", "20040506"
_MARKS = {_SAMPLE_BSN: "{bsn}", _SAMPLE_BEGIN: "{begin}", _SAMPLE_END: "{einde}"}


class PinnedFiles:
    """A zeep transport that reads files below one folder and nothing else."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def load(self, url: str) -> bytes:
        """Read a local file; raises ValueError for anything outside the folder."""
        path = Path(url).resolve()
        if not path.is_relative_to(self._folder):
            raise ValueError("een contract verwijst naar een bestand buiten contracts/bronnen/")
        return path.read_bytes()


Filled = tuple[bytes, str | None]
"""A whole request, and its SignatureValue when it is signed."""


@dataclass(frozen=True, slots=True)
class Template:
    """Bytes with slots; `parts` alternate fixed bytes and the names of slots."""

    parts: tuple[tuple[bytes, str], ...] = field(repr=False)

    def fill(self, slots: dict[str, str]) -> bytes:
        """Fill every slot. Values are digits or URNs: their grammar leaves nothing to escape."""
        return b"".join(fixed + slots[slot].encode() if slot else fixed for fixed, slot in self.parts)


class Envelope(Protocol):
    """One prepared request."""

    def fill(self, slots: dict[str, str]) -> Filled:
        """Fill every slot; the result is sent as it is."""
        ...


@dataclass(frozen=True, slots=True)
class PlainEnvelope:
    """A request without a signature (2W-be)."""

    whole: Template

    def fill(self, slots: dict[str, str]) -> Filled:
        """Fill every slot."""
        return self.whole.fill(slots), None


@dataclass(frozen=True, slots=True)
class SignedEnvelope:
    """A request that is signed when it is filled (2W-be-S); the last of `parts` is the Body.

    `identity` gives our certificate and key of now, `now` the real moment.
    """

    parts: tuple[tuple[str, Template], ...]
    identity: Callable[[], Identity]
    now: Callable[[], datetime]

    def fill(self, slots: dict[str, str]) -> Filled:
        """Fill every slot and sign; a private key at work takes up to a millisecond."""
        filled = [(wsu_id, template.fill(slots)) for wsu_id, template in self.parts]
        block, signature = security(filled, self.identity(), self.now())
        *headers, body = (content for _, content in filled)
        return b"".join((_HEAD, *headers, block, _MIDDLE, body, _END)), signature


_HEAD = f'<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="{SOAP}"><soap:Header>'.encode()
_MIDDLE, _END = b"</soap:Header>", b"</soap:Envelope>"


@dataclass(frozen=True, slots=True)
class Addressing:
    """The WS-Addressing From and To of our requests (SuwiML Transactiestandaard 4.0, `suwinet.md` §2.1)."""

    sender: str
    receiver: str


def build_envelope(
    folder: Path, operatie: Operatie, addressing: Addressing, *, with_period: bool
) -> etree._Element:
    """Build the envelope of one operation with marks where values come; its Body is checked against the XSD.

    Blocks for tens of milliseconds: call it in a thread at start-up. Raises ValueError when the message does
    not validate.
    """
    path = folder / f"{operatie.dienst}-{operatie.versie}" / f"{operatie.dienst}.wsdl"
    body = _message(path, with_period=with_period)
    schema = etree.XMLSchema(etree.parse(path.with_name("BodyAction.xsd")))
    if not schema.validate(body):
        raise ValueError(f"{operatie.dienst}: de vraag voldoet niet aan BodyAction.xsd")
    for element in body.iter():
        element.text = _MARKS.get(element.text or "", element.text)
    return _envelope(body, operatie, addressing)


def plain(envelope: etree._Element) -> PlainEnvelope:
    """Cut an envelope to be sent without a signature."""
    return PlainEnvelope(_cut(etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")))


def signed(
    envelope: etree._Element, identity: Callable[[], Identity], now: Callable[[], datetime]
) -> SignedEnvelope:
    """Cut an envelope to be signed: every header block and the Body, each in exclusive canonical form."""
    elements = {etree.QName(element).localname.lower(): element for element in (*envelope[0], envelope[1])}
    for wsu_id, element in elements.items():
        element.set(name(WSU, "Id"), wsu_id)
    etree.cleanup_namespaces(envelope, top_nsmap={"soap": SOAP, "wsa": WSA, "wsu": WSU})
    parts = {
        wsu_id: _cut(etree.tostring(element, method="c14n", exclusive=True))
        for wsu_id, element in elements.items()
    }
    return SignedEnvelope(tuple(parts.items()), identity, now)


def _message(path: Path, *, with_period: bool) -> etree._Element:
    settings = zeep.Settings(forbid_external=True, forbid_dtd=True, forbid_entities=True)
    client: Any = zeep.Client(str(path), transport=PinnedFiles(path.parents[2]), settings=settings)
    values: dict[str, Any] = {"Burgerservicenr": _SAMPLE_BSN}
    if with_period:
        values["PeriodeGegevensvraagIko"] = {"DatBPeriode": _SAMPLE_BEGIN, "DatEPeriode": _SAMPLE_END}
    (port,) = (port for service in client.wsdl.services.values() for port in service.ports.values())
    (operation,) = port.binding.all()
    message: etree._Element = client.create_message(client.bind(), operation, **values)
    (body,) = message.iterchildren("{*}Body")
    root = body[0]
    etree.cleanup_namespaces(root)
    return root


def _envelope(body: etree._Element, operatie: Operatie, addressing: Addressing) -> etree._Element:
    envelope = etree.Element(name(SOAP, "Envelope"), nsmap={"soap": SOAP, "wsa": WSA})
    header = etree.SubElement(envelope, name(SOAP, "Header"))
    etree.SubElement(header, name(WSA, "Action")).text = operatie.action
    etree.SubElement(header, name(WSA, "MessageID")).text = "{bericht}"
    etree.SubElement(header, name(WSA, "To")).text = addressing.receiver
    sender = etree.SubElement(header, name(WSA, "From"))
    etree.SubElement(sender, name(WSA, "Address")).text = addressing.sender
    etree.SubElement(envelope, name(SOAP, "Body")).append(body)
    return envelope


def _cut(template: bytes) -> Template:
    parts: list[tuple[bytes, str]] = []
    head, *rest = template.split(b"{")
    fixed = head
    for piece in rest:
        slot, _, after = piece.partition(b"}")
        parts.append((fixed, slot.decode()))
        fixed = after
    return Template((*parts, (fixed, "")))


def suwi_date(day: date) -> str:
    """Write a day as SuwiML does: EEJJMMDD."""
    return day.isoformat().replace("-", "")
