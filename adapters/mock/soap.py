"""The SOAP side of a mock source: read a request, write an answer with WS-Addressing headers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import uuid4
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from adapters.mock.service import Service, Tree, Value

MEDIA_TYPE = "text/xml; charset=utf-8"

_ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
_ADDRESSING = "http://www.w3.org/2005/08/addressing"
_FWI = "http://bkwi.nl/SuwiML/FWI/v0205"
_FAR_DATES = ("00010101", "99991231")


class SoapRequestError(Exception):
    """A request is not as the WSDL demands; the text says what is missing, never what was sent."""


@dataclass(frozen=True, slots=True)
class SoapRequest:
    """What a request says: the WS-Addressing headers, the person, and the asked period if any."""

    message_id: str
    to: str
    sender: str
    bsn: str = field(repr=False)
    period: tuple[str, str] | None


def read_request(body: bytes, service: Service) -> SoapRequest:
    """Read a SOAP 1.1 request for one service. Raises SoapRequestError, naming the faulty part."""
    if b"<!DOCTYPE" in body:
        raise SoapRequestError("een DOCTYPE is niet toegestaan")
    try:
        envelope = ET.XML(body)
    except ET.ParseError as error:
        raise SoapRequestError("de aanvraag is geen goedgevormde XML") from error
    root = envelope.find(f"{{{_ENVELOPE}}}Body/{{{service.namespace}}}{service.operation}")
    if root is None:
        raise SoapRequestError(f"in soap:Body ontbreekt {service.operation} in ruimte {service.namespace}")
    if _header(envelope, "Action") != service.action:
        raise SoapRequestError(f"wsa:Action moet {service.action} zijn")
    return SoapRequest(
        message_id=_header(envelope, "MessageID"),
        to=_header(envelope, "To"),
        sender=_header(envelope, "From", "Address"),
        bsn=_text(root, "Burgerservicenr"),
        period=_period(root),
    )


def _header(envelope: ET.Element, *names: str) -> str:
    path = "/".join(f"{{{_ADDRESSING}}}{name}" for name in names)
    text = (envelope.findtext(f"{{{_ENVELOPE}}}Header/{path}") or "").strip()
    if not text:
        raise SoapRequestError(f"in soap:Header ontbreekt wsa:{'/wsa:'.join(names)}")
    return text


def _text(root: ET.Element, name: str) -> str:
    text = root.findtext(name)
    if not text:
        raise SoapRequestError(f"in de aanvraag ontbreekt {name}")
    return text


def _period(root: ET.Element) -> tuple[str, str] | None:
    period = root.find("PeriodeGegevensvraagIko")
    if period is None:
        return None
    first, last = _FAR_DATES
    return period.findtext("DatBPeriode") or first, period.findtext("DatEPeriode") or last


def write_found(service: Service, client: Tree, *, period: tuple[str, str] | None, melding: str = "") -> str:
    """Write a body with ClientSuwi; `melding` adds FWI: Fout, Waarschuwing or Informatie."""
    parts: Tree = {"ClientSuwi": client}
    if period:
        parts["PeriodeGegevensleveringIko"] = {"DatBPeriode": period[0], "DatEPeriode": period[1]}
    return _response(service, write_xml(parts) + (_fwi(service, melding) if melding else ""))


def write_fwi(service: Service) -> str:
    """Write a body that holds nothing but FWI with a Fout."""
    return _response(service, _fwi(service, "Fout"))


def write_nothing(service: Service) -> str:
    """Write a body that says that nothing was found."""
    return _response(service, f'<fwi:NietsGevonden xmlns:fwi="{_FWI}"/>')


def write_fault(service: Service, code: str, text: str) -> str:
    """Write a SOAP Fault body; `code` is Client or Server."""
    detail = _melding(service, f'fwi:Fout xmlns:fwi="{_FWI}"', "fwi:Fout", text)
    return (
        f"<soap:Fault><faultcode>soap:{code}</faultcode><faultstring>{escape(text)}</faultstring>"
        f"<detail>{detail}</detail></soap:Fault>"
    )


def write_envelope(body: str, *, action: str, request: SoapRequest | None) -> bytes:
    """Put a body in an envelope with response headers; without a readable request only the Action."""
    headers = f"<wsa:Action>{escape(action)}</wsa:Action><wsa:MessageID>urn:uuid:{uuid4()}</wsa:MessageID>"
    if request:
        headers += (
            f"<wsa:From><wsa:Address>{escape(request.to)}</wsa:Address></wsa:From>"
            f"<wsa:To>{escape(request.sender)}</wsa:To>"
            f"<wsa:RelatesTo>{escape(request.message_id)}</wsa:RelatesTo>"
        )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="{_ENVELOPE}" '
        f'xmlns:wsa="{_ADDRESSING}"><soap:Header>{headers}</soap:Header>'
        f"<soap:Body>{body}</soap:Body></soap:Envelope>"
    ).encode()


def write_xml(tree: Tree) -> str:
    """Write a tree as unqualified elements, in the order of the tree."""
    return "".join(_elements(tree))


def _elements(tree: Tree) -> Iterator[str]:
    for name, value in tree.items():
        for item in value if isinstance(value, list) else [value]:
            yield f"<{name}>{_content(item)}</{name}>"


def _content(value: Value) -> str:
    return write_xml(value) if isinstance(value, dict) else escape(str(value))


def _response(service: Service, content: str) -> str:
    root = f"{service.operation}Response"
    return f'<tns:{root} xmlns:tns="{service.namespace}">{content}</tns:{root}>'


def _fwi(service: Service, kind: str) -> str:
    return f'<fwi:FWI xmlns:fwi="{_FWI}">{_melding(service, kind, kind, "verzonnen melding")}</fwi:FWI>'


def _melding(service: Service, start: str, end: str, text: str) -> str:
    """Write a Melding. No list of FWI codes is public: this code is ours."""
    content = write_xml(
        {"Code": "NAGEBOOTST01", "Tekst": text, "Detail": service.key, "Bron": {"DN": "CN=nagebootste bron"}}
    )
    return f"<{start}>{content}</{end}>"
