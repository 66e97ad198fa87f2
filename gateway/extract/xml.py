"""SOAP answers: hardened parse, then only planned elements are touched.

No lxml option refuses a DOCTYPE, so it is refused after parsing and before anything is read; comments and
processing instructions are dropped so that they cannot cut a value short; only UTF-8 XML 1.0 passes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, Self

from lxml import etree

from gateway.core.locator import Shape
from gateway.core.mapping import Operatie
from gateway.errors import SourceError
from gateway.extract.bounds import MAX_DEPTH, MAX_ROWS, check_utf_8
from gateway.extract.refusal import too_large, unusable
from gateway.extract.rows import Node
from gateway.signing.answer import Unsigned, Verifier
from gateway.signing.names import SOAP, WSA, name

_BODY = name(SOAP, "Body")
_MOST_HEADERS = 32
_FWI, _OLD_FWI = "http://bkwi.nl/SuwiML/FWI/v0205", "http://bkwi.nl/SuwiML/FWI/v0203"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_TYPED = (f"{{{_XSI}}}nil", f"{{{_XSI}}}type")

FWI_DRIFT, ORDER_DRIFT = "FWI", "VOLGORDE"
"""What an answer may deviate in and still be read: an older FWI; another order, where that is agreed."""
_MELDINGEN = {"Fout": 3, "Waarschuwing": 2, "Informatie": 1}
_ENCODINGS = frozenset({None, "UTF-8", "utf-8"})
_TOO_DEEP = etree.XPath(f"boolean({'/*' * (MAX_DEPTH + 1)})")


class Element(Protocol):
    """What is used of an lxml element."""

    tag: str
    text: str | None

    def __len__(self) -> int: ...
    def iterchildren(self, *tags: str) -> Iterator[Self]:
        """Give the children with one of these tags."""
        ...


def parse(body: bytes) -> etree._Element:
    """Parse an answer; raises SourceError for anything but a plain UTF-8 XML 1.0 document without DOCTYPE.

    Elements inside one another go no deeper than MAX_DEPTH.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    check_utf_8(body)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise unusable() from None
    info: Any = root.getroottree().docinfo
    if (
        info.doctype
        or info.internalDTD is not None
        or info.xml_version != "1.0"
        or info.encoding not in _ENCODINGS
        or _TOO_DEEP(root)
    ):
        raise unusable()
    return root


@dataclass(frozen=True, slots=True)
class Expected:
    """What an answer must show besides its content.

    `relates_to` is the MessageID of our question (None: an intermediate gateway asks in our place).
    `verifier` checks who signed it (None: the link carries no signatures), `signature` is the SignatureValue
    of our question, which a signed answer confirms.
    """

    relates_to: str | None
    verifier: Verifier | None = None
    signature: str | None = None


def read_soap(
    body: bytes, operatie: Operatie, shape: Shape, expected: Expected, drift: list[str]
) -> tuple[Node | None, int]:
    """Read the person's dossier of a SuwiML answer: its planned part (None: nothing found) and its FWI.

    The number is the gravest message beside or instead of the dossier: 0 none, 1 Informatie, 2 Waarschuwing,
    3 Fout. What the answer deviates in is added to `drift`. Raises SourceError for a signature that does not
    count, a SOAP Fault, another message, or an answer outside the choice of `suwinet.md` §1.0. Nothing is
    read but the header blocks and the Body that were verified.
    """
    headers, content = _opened(parse(body))
    if expected.verifier is not None:
        try:
            expected.verifier.verify(headers, content, expected.signature)
        except Unsigned as unsigned:
            raise SourceError("FOUT", "HANDTEKENING", "ONLEESBAAR", why=str(unsigned)) from None
    answer = _answer(content, operatie)
    _check_addressing(headers, operatie, expected.relates_to)
    clients = list(answer.iterchildren("{*}ClientSuwi"))
    if len(clients) > 1 or any(client.tag != "ClientSuwi" for client in clients):
        raise unusable()
    severity, nothing = _meldingen(answer, drift)
    if clients and not nothing:
        if _may_be_typed(body):
            _refuse_typed((content, answer, clients[0]), shape)
        return read_planned(clients[0], shape, drift), max(severity, 0)
    if nothing and not clients:
        return None, max(severity, 0)
    raise unusable() if clients or severity < 0 else SourceError("FOUT", "FWI_FOUT", "BRON_WEIGERT")


def _opened(root: etree._Element) -> tuple[list[etree._Element], etree._Element]:
    """Give the header blocks and the Body, each from its one place in the envelope."""
    tags = [child.tag for child in root]
    if root.tag != name(SOAP, "Envelope") or tags not in ([_BODY], [name(SOAP, "Header"), _BODY]):
        raise unusable()
    if len(root[0]) > _MOST_HEADERS:
        raise unusable()
    return ([] if len(root) == 1 else list(root[0])), root[-1]


def _check_addressing(headers: list[etree._Element], operatie: Operatie, relates_to: str | None) -> None:
    """Check that the answer is one to this question (SuwiML Transactiestandaard 4.0, `suwinet.md` §2.1)."""
    named = {local: _only(headers, local) for local in ("Action", "MessageID", "RelatesTo")}
    if named["Action"] != f"{operatie.action}Response" or relates_to not in {None, named["RelatesTo"]}:
        raise unusable()


def _only(headers: list[etree._Element], local: str) -> str:
    """Give the text of a WS-Addressing header that must be there once."""
    found = [block for block in headers if block.tag == name(WSA, local)]
    text = (found[0].text or "").strip() if len(found) == 1 and not len(found[0]) else ""
    if not text:
        raise unusable()
    return text


def _meldingen(answer: etree._Element, drift: list[str]) -> tuple[int, bool]:
    """Give the gravest message (-1: no FWI) and whether NietsGevonden stands there, in FWI v0205 or v0203."""
    severity, nothing = -1, False
    for child in answer.iterchildren("{*}FWI", "{*}NietsGevonden"):
        found = etree.QName(child)
        if found.namespace not in {_FWI, _OLD_FWI}:
            raise unusable()
        if found.namespace == _OLD_FWI and FWI_DRIFT not in drift:
            drift.append(FWI_DRIFT)
        nothing = nothing or found.localname == "NietsGevonden"
        severity = max(severity, 0, *(_MELDINGEN.get(etree.QName(item).localname, 0) for item in child))
    return severity, nothing


def _answer(body: etree._Element, operatie: Operatie) -> etree._Element:
    if len(body) != 1:
        raise unusable()
    answer = body[0]
    if answer.tag == name(SOAP, "Fault"):
        raise SourceError("FOUT", "SOAP_FAULT", "BRON_WEIGERT")
    if answer.tag != f"{{{operatie.namespace}}}{operatie.bericht}Response":
        raise unusable()
    return answer


def _may_be_typed(body: bytes) -> bool:
    """Whether the name of xsi can stand there; only a character reference could hide it."""
    return b"XMLSchema-instance" in body or (b"&" in body and b"&#" in body)


def _refuse_typed(nodes: Iterable[etree._Element], shape: Shape | None) -> None:
    """Refuse elements that say they are nil or of another type, and those planned below the last of them.

    What they hold is not what it seems.
    """
    for node in nodes:
        if any(node.get(attribute) is not None for attribute in _TYPED):
            raise unusable()
    if shape is not None:
        for child in node.iterchildren(*shape.tags):
            _refuse_typed((child,), shape.children.get(child.tag))


def read_planned(node: Element, shape: Shape, drift: list[str]) -> Node:
    """Read the planned part of an element; raises SourceError where a single element stands twice.

    Children outside the plan are not even turned into Python objects; a planned name in another namespace is
    refused. An element that stands before what it should follow is added to `drift`.
    """
    found: Node = {}
    children, many, ranks = shape.children, shape.many, shape.ranks
    last = 0
    for child in node.iterchildren(*shape.anywhere):
        tag = child.tag
        rank = ranks.get(tag)
        if rank is None:
            raise unusable()
        if rank < last and ORDER_DRIFT not in drift:
            drift.append(ORDER_DRIFT)
        last = rank
        below = children.get(tag)
        if below is None:
            if tag in found or len(child):
                raise unusable()
            found[tag] = child.text or ""
        elif tag in many:
            rows = found.setdefault(tag, [])
            rows.append(read_planned(child, below, drift))
            if len(rows) > MAX_ROWS:
                raise too_large()
        elif tag in found:
            raise unusable()
        else:
            found[tag] = read_planned(child, below, drift)
    return found
