"""What a signature says it signed, and with which algorithms: only what Digikoppeling allows."""

from collections.abc import Mapping

from lxml import etree

from adapters.mock.message import Message
from adapters.mock.wss import DS, EXC_C14N, ID, Rejected, tag

_INVALID = "wsse:InvalidSecurity"
_ALGORITHM = "wsse:UnsupportedAlgorithm"
_CHECK = "wsse:FailedCheck"
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_SIGNATURES = frozenset(f"{_MORE}{kind}-sha{size}" for kind in ("rsa", "ecdsa") for size in (256, 384, 512))
_XMLENC = "http://www.w3.org/2001/04/xmlenc#"
_DIGESTS = frozenset({f"{_XMLENC}sha256", f"{_MORE}sha384", f"{_XMLENC}sha512"})


def check_algorithms(signature: etree._Element) -> None:
    """Demand exclusive c14n and SHA-2 everywhere, and no other transform. Raises Rejected."""
    if [part.tag for part in signature] != [
        tag(f"ds:{n}") for n in ("SignedInfo", "SignatureValue", "KeyInfo")
    ]:
        raise Rejected(_INVALID, "ds:Signature bestaat niet uit SignedInfo, SignatureValue en KeyInfo")
    methods = [part for part in signature[0] if part.tag != tag("ds:Reference")]
    if [part.tag for part in methods] != [tag("ds:CanonicalizationMethod"), tag("ds:SignatureMethod")]:
        raise Rejected(_INVALID, "ds:SignedInfo noemt niet precies één methode van elke soort")
    if methods[0].get("Algorithm") != EXC_C14N:
        raise Rejected(_ALGORITHM, "de canonicalisatie is niet exclusive c14n zonder commentaar")
    if methods[1].get("Algorithm") not in _SIGNATURES:
        raise Rejected(_ALGORITHM, "de methode van ondertekenen is geen RSA of ECDSA met SHA-2")
    for reference in signature[0].iterfind(tag("ds:Reference")):
        transforms = [
            node.get("Algorithm") for node in reference.iterfind(f"{{{DS}}}Transforms/{{{DS}}}Transform")
        ]
        if transforms != [EXC_C14N]:
            raise Rejected(_ALGORITHM, "een verwijzing heeft een andere bewerking dan exclusive c14n")
        if [node.get("Algorithm") in _DIGESTS for node in reference.iterfind(tag("ds:DigestMethod"))] != [
            True
        ]:
            raise Rejected(_ALGORITHM, "een verwijzing heeft een andere samenvatting dan SHA-2")


def check_references(message: Message, ids: Mapping[str, str]) -> None:
    """Demand one reference to each node that must be signed and none elsewhere. Raises Rejected."""
    references = message.signature[0].findall(tag("ds:Reference"))
    uris = [reference.get("URI", "") for reference in references]
    for name, value in ids.items():
        if f"#{value}" not in uris:
            raise Rejected(_CHECK, f"{name} is niet ondertekend")
    allowed = {f"#{value}" for value in ids.values()} | {f"#{message.token.get(ID)}"}
    if len(uris) != len(set(uris)) or not set(uris) <= allowed:
        raise Rejected(_CHECK, "de handtekening verwijst naar iets anders dan deze delen van het bericht")
