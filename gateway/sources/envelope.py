"""Request envelopes, built once at start-up by zeep from the pinned WSDLs, then only slots are filled.

zeep loads local files only: its transport refuses what is outside the contracts, and it never sends.
"""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import zeep
from lxml import etree

from gateway.core.mapping import Operatie

_WSA = "http://www.w3.org/2005/08/addressing"
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


@dataclass(frozen=True, slots=True)
class Envelope:
    """One prepared request; `parts` alternate fixed bytes and the names of slots."""

    parts: tuple[tuple[bytes, str], ...] = field(repr=False)

    def fill(self, slots: dict[str, str]) -> bytes:
        """Fill every slot. Values are digits or URNs: their grammar leaves nothing to escape."""
        return b"".join(fixed + slots[name].encode() if name else fixed for fixed, name in self.parts)


@dataclass(frozen=True, slots=True)
class Addressing:
    """The WS-Addressing From and To of our requests (SuwiML Transactiestandaard 4.0, `suwinet.md` §2.1)."""

    sender: str
    receiver: str


def build_envelope(
    folder: Path, operatie: Operatie, addressing: Addressing, *, with_period: bool
) -> Envelope:
    """Build, check against the pinned XSD, and cut the envelope of one operation.

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
    return Envelope(_cut(_envelope(body, operatie, addressing)))


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


def _envelope(body: etree._Element, operatie: Operatie, addressing: Addressing) -> bytes:
    soap = "http://schemas.xmlsoap.org/soap/envelope/"
    envelope = etree.Element(f"{{{soap}}}Envelope", nsmap={"soap": soap, "wsa": _WSA})
    header = etree.SubElement(envelope, f"{{{soap}}}Header")
    etree.SubElement(header, f"{{{_WSA}}}Action").text = operatie.action
    etree.SubElement(header, f"{{{_WSA}}}MessageID").text = "{bericht}"
    etree.SubElement(header, f"{{{_WSA}}}To").text = addressing.receiver
    sender = etree.SubElement(header, f"{{{_WSA}}}From")
    etree.SubElement(sender, f"{{{_WSA}}}Address").text = addressing.sender
    etree.SubElement(envelope, f"{{{soap}}}Body").append(body)
    return etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")


def _cut(template: bytes) -> tuple[tuple[bytes, str], ...]:
    parts: list[tuple[bytes, str]] = []
    head, *rest = template.split(b"{")
    fixed = head
    for piece in rest:
        name, _, after = piece.partition(b"}")
        parts.append((fixed, name.decode()))
        fixed = after
    return (*parts, (fixed, ""))


def suwi_date(day: dt.date) -> str:
    """Write a day as SuwiML does: EEJJMMDD."""
    return day.isoformat().replace("-", "")
