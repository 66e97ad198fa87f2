"""A signed request taken apart: every node once, in the one place where it may stand."""

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from adapters.mock.wss import DS, SOAP, WSA, WSSE, Received, Rejected, tag

_CLIENT = "soap:Client"
_INVALID = "wsse:InvalidSecurity"
_NEEDED = ("wsa:To", "wsa:Action", "wsa:MessageID", "wsa:From")
_ELSEWHERE = ("wsa:ReplyTo", "wsa:FaultTo")
_NOWHERE = frozenset({f"{WSA}/anonymous", f"{WSA}/none"})
_BLOCKS = {tag(name): name for name in (*_NEEDED, *_ELSEWHERE, "wsse:Security")}
_SECURITY = {tag(name): name for name in ("wsu:Timestamp", "wsse:BinarySecurityToken", "ds:Signature")}


@dataclass(frozen=True, slots=True)
class Message:
    """The nodes of a request; `signed` holds by name what the signature must cover."""

    signed: Mapping[str, etree._Element]
    timestamp: etree._Element
    token: etree._Element
    signature: etree._Element


def parse(content: bytes) -> etree._Element:
    """Parse an envelope without DTD, processing instructions and encodings other than UTF-8; drop comments.

    Comments are no part of what is signed, so nothing may be read from them. Raises Rejected.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, collect_ids=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Rejected(_CLIENT, "de aanvraag is geen goedgevormde XML") from None
    document = root.getroottree().docinfo
    if document.internalDTD is not None:
        raise Rejected(_CLIENT, "een DOCTYPE is niet toegestaan")
    if (document.encoding or "UTF-8").upper() != "UTF-8" or document.xml_version != "1.0":
        raise Rejected(_CLIENT, "de aanvraag moet XML 1.0 in UTF-8 zijn")
    if next(root.iter(etree.ProcessingInstruction), None) is not None:
        raise Rejected(_CLIENT, "een verwerkingsinstructie is niet toegestaan")
    return root


def received(root: etree._Element) -> Received:
    """Give what the answer repeats, as far as it is there; the nodes are not checked."""
    header = f"{{{SOAP}}}Header/{{{WSA}}}"
    signature = f"{{{SOAP}}}Header/{{{WSSE}}}Security/{{{DS}}}Signature/{{{DS}}}SignatureValue"
    return Received(
        to=(root.findtext(f"{header}To") or "").strip(),
        sender=(root.findtext(f"{header}From/{{{WSA}}}Address") or "").strip(),
        message_id=(root.findtext(f"{header}MessageID") or "").strip(),
        signature="".join((root.findtext(signature) or "").split()),
    )


def take_apart(root: etree._Element) -> Message:
    """Find the nodes of a request. Raises Rejected when one is missing, double, empty or out of place."""
    if root.tag != tag("soap:Envelope") or [part.tag for part in root] != [
        tag("soap:Header"),
        tag("soap:Body"),
    ]:
        raise Rejected(_CLIENT, "de envelop bestaat niet uit één soap:Header en één soap:Body")
    header, body = root
    if len(body) != 1:
        raise Rejected(_CLIENT, "soap:Body bevat niet precies één element")
    blocks = _once(header, _BLOCKS, _CLIENT, "soap:Header")
    for name in _NEEDED:
        if name not in blocks:
            raise Rejected(_CLIENT, f"in soap:Header ontbreekt {name}")
    _check_addresses(blocks)
    security = blocks.pop("wsse:Security", None)
    if security is None:
        raise Rejected(_INVALID, "in soap:Header ontbreekt wsse:Security")
    parts = _once(security, _SECURITY, _INVALID, "wsse:Security")
    for name in _SECURITY.values():
        if name not in parts:
            raise Rejected(_INVALID, f"in wsse:Security ontbreekt {name}")
    timestamp, token = parts["wsu:Timestamp"], parts["wsse:BinarySecurityToken"]
    signed = {"soap:Body": body, **blocks, "wsu:Timestamp": timestamp}
    return Message(signed, timestamp, token, parts["ds:Signature"])


def _once(
    parent: etree._Element, known: Mapping[str, str], code: str, place: str
) -> dict[str, etree._Element]:
    """Give the children by name; each must be known and stand there once."""
    found: dict[str, etree._Element] = {}
    for child in parent:
        name = known.get(str(child.tag))
        if name is None:
            raise Rejected(code, f"{place} bevat een element dat daar niet mag staan")
        if name in found:
            raise Rejected(code, f"{name} staat meer dan één keer in {place}")
        found[name] = child
    return found


def _check_addresses(blocks: Mapping[str, etree._Element]) -> None:
    for name in ("wsa:To", "wsa:Action", "wsa:MessageID"):
        if len(blocks[name]) or not (blocks[name].text or "").strip():
            raise Rejected(_CLIENT, f"{name} is geen tekst")
    for name in ("wsa:From", *_ELSEWHERE):
        block = blocks.get(name)
        if block is None:
            continue
        if [child.tag for child in block] != [tag("wsa:Address")]:
            raise Rejected(_CLIENT, f"{name} bevat niet precies één wsa:Address")
        if name in _ELSEWHERE and (block[0].text or "").strip() not in _NOWHERE:
            raise Rejected(_CLIENT, f"{name} mag alleen anonymous of none zijn")
