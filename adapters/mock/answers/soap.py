"""Check a SOAP message, with or without its envelope, against the pinned XSD of its service."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from lxml import etree

from adapters.mock.answers.walk import Misfit, line_of, misfits
from adapters.mock.fault import Fault, instead
from adapters.mock.schema import SchemaError, read_schema
from adapters.mock.service import Service

_SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
_SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"
_FWI = "http://bkwi.nl/SuwiML/FWI/v0205"
_BASIS = "suwiml/Basisschema-v0801.xsd"
_FWI_XSD = "suwiml/FWI-v0205.xsd"
_NAME = re.compile(r"Element '(?:\{[^}]*\})?([^']+)'")
_EXPECTED = re.compile(r"Expected is (?:one of )?\( ([^)]*) \)")


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a message: its service and the element that is judged, as far as those were found."""

    faults: tuple[Fault, ...]
    service: Service | None = None
    payload: etree._Element | None = None


class _Refused(Exception):
    """A message that cannot be held against a schema."""

    def __init__(self, line: int, place: str, text: str, cure: str) -> None:
        super().__init__(text)
        self.found = (line, place, text, cure)


def check_soap(content: bytes, file: str, services: Iterable[Service], folder: Path) -> Checked:
    """Give every fault of a request or answer; `folder` holds the contracts per bron, `services` may be one.

    No value of the message is in a fault.
    """
    try:
        payload = _payload(_parse(content))
        if payload.tag == f"{{{_SOAP}}}Fault":
            return Checked(tuple(_of_fault(payload, file, folder)), payload=payload)
        service = _service(payload, tuple(services))
    except _Refused as refused:
        return Checked((Fault(file, *refused.found),))
    kind = "BodyReaction" if payload.tag.endswith("Response") else "BodyAction"
    place = folder / service.bron / service.key / f"{kind}.xsd"
    return Checked(tuple(_validated(payload, place, file, folder)), service, payload)


def _parse(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, collect_ids=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        cure = "sluit elk element, schrijf & als &amp; en < als &lt;, en bewaar het bestand als UTF-8"
        raise _Refused(error.lineno or 0, "", "geen goedgevormde XML", cure) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _Refused(1, "", "een DOCTYPE is niet toegestaan", "haal de DOCTYPE weg; schrijf tekens uit")
    return root


def _payload(root: etree._Element) -> etree._Element:
    """Give the one element in soap:Body; a message without envelope is its own."""
    name = etree.QName(root)
    if name.localname != "Envelope":
        return root
    if name.namespace != _SOAP:
        what = "SOAP 1.2" if name.namespace == _SOAP_12 else "een onbekende envelop"
        raise _Refused(line_of(root), "Envelope", what, f"gebruik SOAP 1.1: {_SOAP}")
    body = root.find(f"{{{_SOAP}}}Body")
    elements = [] if body is None else [child for child in body if isinstance(child.tag, str)]
    if len(elements) != 1:
        place = "Envelope" if body is None else "Body"
        raise _Refused(
            line_of(root), place, "soap:Body bevat niet precies één element", "zet er één bericht in"
        )
    return elements[0]


def _service(payload: etree._Element, services: tuple[Service, ...]) -> Service:
    name = etree.QName(payload)
    found = [service for service in services if service.soap and service.namespace == name.namespace]
    if not found:
        spaces = {service.namespace for service in services if service.soap}
        cure = instead(
            name.namespace or "", spaces, otherwise=f"de ruimte is een van {', '.join(sorted(spaces))}"
        )
        raise _Refused(line_of(payload), name.localname, "geen dienst heeft deze naamruimte", cure)
    roots = {
        root: service for service in found for root in (service.operation, f"{service.operation}Response")
    }
    if name.localname not in roots:
        cure = f"de wortel is {' of '.join(roots)}"
        raise _Refused(line_of(payload), name.localname, "deze dienst kent dit bericht niet", cure)
    return roots[name.localname]


def _of_fault(fault: etree._Element, file: str, folder: Path) -> Iterator[Fault]:
    for name in ("faultcode", "faultstring"):
        if fault.find(name) is None:
            yield Fault(
                file,
                line_of(fault),
                "Fault",
                f"{name} ontbreekt",
                f"zet {name} zonder naamruimte in de Fault",
            )
    for part in fault.iterfind(f"detail/{{{_FWI}}}*"):
        yield from _validated(part, folder / _FWI_XSD, file, folder)


def _validated(payload: etree._Element, xsd: Path, file: str, folder: Path) -> Iterator[Fault]:
    """The XSD decides; the walk says more, and all at once, of what it knows."""
    schema = etree.XMLSchema(etree.parse(xsd))
    if schema.validate(etree.ElementTree(payload)):
        return
    found = [
        Fault(file, misfit.line, misfit.place, *misfit.words) for misfit in _walked(payload, xsd, folder)
    ]
    lines = {fault.line for fault in found}
    said = cast("Iterable[etree._LogEntry]", schema.error_log)  # noqa: SLF001 - only the stubs name it
    inside = "/ClientSuwi/" if found else "\0"
    rest = [
        _worded(error, file) for error in said if error.line not in lines and inside not in str(error.path)
    ]
    yield from sorted(dict.fromkeys([*found, *rest]), key=lambda fault: fault.line)


def _walked(payload: etree._Element, xsd: Path, folder: Path) -> Iterator[Misfit]:
    """Walk through what can be walked: ClientSuwi in an answer, everything in a request."""
    name = etree.QName(payload).localname
    client = payload.find("ClientSuwi") if name.endswith("Response") else payload
    basis = folder / _BASIS
    if client is not None and xsd.name != _FWI_XSD.rpartition("/")[2]:
        top = etree.QName(client).localname
        with suppress(SchemaError):
            yield from misfits(client, read_schema(xsd, basis, top), top)


def _worded(error: etree._LogEntry, file: str) -> Fault:
    """Put a fault of the schema in words; its message holds values, so only names are taken from it."""
    name = match[1] if (match := _NAME.search(error.message)) else ""
    expected = match[1] if (match := _EXPECTED.search(error.message)) else ""
    options = [part.strip() for part in expected.split(",") if part]
    wanted = ", ".join(part.rpartition("}")[2] for part in options)
    if name in wanted.split(", "):
        space = next(part for part in options if part.rpartition("}")[2] == name).rpartition("}")[0][1:]
        wanted = f"{name} in naamruimte {space}" if space else f"{name} zonder naamruimte"
    if error.type_name == "SCHEMAV_ELEMENT_CONTENT":
        missing = "Missing child" in error.message
        text = "hierin ontbreekt een element" if missing else "dit element hoort hier niet"
        cure = f"hier hoort {wanted}" if wanted else "haal het weg, of zet het waar het schema het noemt"
        return Fault(file, error.line, name, text, cure)
    return Fault(
        file, error.line, name, "de inhoud past niet bij het schema", "vergelijk met het type in de XSD"
    )
