"""The SOAP side of a mock source: read a request, write an answer with WS-Addressing headers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from uuid import uuid4
from xml.etree import ElementTree as ET
from xml.parsers import expat
from xml.sax.saxutils import escape

from adapters.mock.numbers import is_nine_digits
from adapters.mock.service import Service, Tree, Value

MEDIA_TYPE = "text/xml; charset=utf-8"

_ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
_ADDRESSING = "http://www.w3.org/2005/08/addressing"
_FWI = "http://bkwi.nl/SuwiML/FWI/v0205"
_FAR_DATES = ("00010101", "99991231")
_DATE = re.compile(r"[0-9]{4}(0[0-9]|1[0-2])([0-2][0-9]|3[01])")
_CHARSET = re.compile(r"""charset=["']?([^"';\s]+)""", re.IGNORECASE)
_ONLY_UTF8 = "alleen UTF-8 is toegestaan"


@dataclass(frozen=True, slots=True)
class Addressing:
    """The WS-Addressing headers that an answer relates to; empty where the request names none."""

    message_id: str = ""
    to: str = ""
    sender: str = ""


NOBODY = Addressing()
"""What an answer relates to when the request could not be read."""


class SoapRequestError(Exception):
    """A request is not as the WSDL demands; the text says what is missing, never what was sent."""

    def __init__(self, text: str, addressing: Addressing = NOBODY) -> None:
        super().__init__(text)
        self.addressing = addressing


@dataclass(frozen=True, slots=True)
class SoapRequest:
    """What a request says: the WS-Addressing headers, the person, and the asked period if any."""

    addressing: Addressing
    bsn: str = field(repr=False)
    period: tuple[str, str] | None


def read_request(body: bytes, service: Service, headers: Mapping[str, str]) -> SoapRequest:
    """Read a SOAP 1.1 request for one service, with its HTTP headers (names in lower case).

    Addressing may be absent, in part or whole, and any other header is ignored: so do clients differ.
    Raises SoapRequestError, naming the faulty part.
    """
    charset = _CHARSET.search(headers.get("content-type", ""))
    if charset and charset[1].lower() != "utf-8":
        raise SoapRequestError(_ONLY_UTF8)
    envelope = _parse(body)
    addressing = Addressing(
        _header(envelope, "MessageID"), _header(envelope, "To"), _header(envelope, "From", "Address")
    )
    root = envelope.find(f"{{{_ENVELOPE}}}Body/{{{service.namespace}}}{service.operation}")
    if root is None:
        text = f"in soap:Body ontbreekt {service.operation} in ruimte {service.namespace}"
        raise SoapRequestError(text, addressing)
    soap_action = headers.get("soapaction", "").strip().strip('"')
    for name, action in (("wsa:Action", _header(envelope, "Action")), ("SOAPAction", soap_action)):
        if action not in {"", service.action}:
            raise SoapRequestError(f"{name} moet {service.action} zijn", addressing)
    bsn = root.findtext("Burgerservicenr")
    if not bsn:
        raise SoapRequestError("in de aanvraag ontbreekt Burgerservicenr", addressing)
    if not is_nine_digits(bsn):
        raise SoapRequestError("Burgerservicenr is geen negen cijfers", addressing)
    period = _period(root)
    if not all(map(_DATE.fullmatch, period or ())):
        raise SoapRequestError("een datum in PeriodeGegevensvraagIko is geen EEJJMMDD", addressing)
    return SoapRequest(addressing, bsn, period)


def _parse(body: bytes) -> ET.Element:
    try:
        text = body.decode("utf-8-sig")
        if "\0" in text:
            # Expat would read this as UTF-16, whatever encoding it is told.
            raise SoapRequestError(_ONLY_UTF8)
        prolog = expat.ParserCreate()
        prolog.XmlDeclHandler = _refuse_encoding
        prolog.StartDoctypeDeclHandler = _refuse_doctype
        prolog.Parse(text, True)  # noqa: FBT003 - the signature of the standard library
        return ET.XML(text)
    except UnicodeDecodeError as error:
        raise SoapRequestError(_ONLY_UTF8) from error
    except (expat.ExpatError, ET.ParseError) as error:
        raise SoapRequestError("de aanvraag is geen goedgevormde XML") from error


def _refuse_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding and encoding.lower() != "utf-8":
        raise SoapRequestError(_ONLY_UTF8)


def _refuse_doctype(*_: object) -> None:
    raise SoapRequestError("een DOCTYPE is niet toegestaan")


def _header(envelope: ET.Element, *names: str) -> str:
    path = "/".join(f"{{{_ADDRESSING}}}{name}" for name in names)
    return (envelope.findtext(f"{{{_ENVELOPE}}}Header/{path}") or "").strip()


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


def write_fwi(service: Service, melding: str = "Fout") -> str:
    """Write a body that holds nothing but FWI with a Fout, Waarschuwing or Informatie."""
    return _response(service, _fwi(service, melding))


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


def write_envelope(body: str, *, action: str, request: Addressing) -> bytes:
    """Put a body in an envelope that relates to what the request named; Action and MessageID always."""
    headers = f"<wsa:Action>{escape(action)}</wsa:Action><wsa:MessageID>urn:uuid:{uuid4()}</wsa:MessageID>"
    if request.to:
        headers += f"<wsa:From><wsa:Address>{escape(request.to)}</wsa:Address></wsa:From>"
    if request.sender:
        headers += f"<wsa:To>{escape(request.sender)}</wsa:To>"
    if request.message_id:
        headers += f"<wsa:RelatesTo>{escape(request.message_id)}</wsa:RelatesTo>"
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
