"""A client of the profile strict, on xmlsec: signs requests, right or wrong, and checks signed answers."""

import base64
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from xmlsec import constants, template

from adapters.mock.service import Service
from tests.adapters.asking import request_xml
from tests.adapters.strict_pki import GATEWAY_OIN, Identity

WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
NAMES = {
    "soap": "http://schemas.xmlsoap.org/soap/envelope/",
    "wsa": "http://www.w3.org/2005/08/addressing",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "wsse": WSSE,
    "wsse11": "http://docs.oasis-open.org/wss/oasis-wss-wssecurity-secext-1.1.xsd",
    "wsu": WSU,
}
_TOKENS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss"
_SECURITY = f"""<wsse:Security xmlns:wsse="{WSSE}" xmlns:wsu="{WSU}"><wsu:Timestamp>
<wsu:Created>%s</wsu:Created><wsu:Expires>%s</wsu:Expires></wsu:Timestamp>
<wsse:BinarySecurityToken wsu:Id="bst"
 ValueType="{_TOKENS}-x509-token-profile-1.0#X509v3"
 EncodingType="{_TOKENS}-soap-message-security-1.0#Base64Binary">%s</wsse:BinarySecurityToken></wsse:Security>"""
_POINTER = f"""<wsse:SecurityTokenReference xmlns:wsse="{WSSE}"><wsse:Reference URI="#bst"
 ValueType="{_TOKENS}-x509-token-profile-1.0#X509v3"/></wsse:SecurityTokenReference>"""

Change = Callable[[etree._Element], object]  # noqa: SLF001 - lxml names the type of its elements so
"""Changes an envelope in place."""


def one(root: etree._Element, path: str) -> etree._Element:
    """Find the one element at a path with the prefixes of NAMES."""
    (found,) = root.iterfind(path, NAMES)
    return found


def nothing(_: etree._Element) -> None:
    """Change nothing."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a request is signed; each default is right."""

    before: Change = nothing
    after: Change = nothing
    unsigned: Collection[str] = ()
    oin: str = GATEWAY_OIN
    created: timedelta = timedelta()
    expires: timedelta = timedelta(minutes=5)
    key: Identity | None = None
    method: object = None
    digest: object = constants.TransformSha256
    c14n: object = constants.TransformExclC14N
    more_transforms: Collection[object] = ()
    more_references: Collection[str] = ()


def _write_time(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def request(service: Service, bsn: str, who: Identity, way: Way | None = None) -> bytes:
    """Write a signed request about a person; `way` says what is different."""
    way, now = way or Way(), datetime.now(UTC)
    root = etree.fromstring(request_xml(service, bsn))
    one(root, ".//wsa:MessageID").text = f"urn:uuid:{uuid4()}"
    one(root, ".//wsa:From/wsa:Address").text = f"https://gateway.example/dienst?oin={way.oin}"
    token = base64.b64encode(who.leaf.public_bytes(Encoding.DER)).decode()
    times = (_write_time(now + way.created), _write_time(now + way.expires))
    one(root, "soap:Header").append(etree.fromstring(_SECURITY % (*times, token)))
    way.before(root)
    sign(root, way.key or who, way)
    root = etree.fromstring(etree.tostring(root))  # lxml cannot look up the names of nodes that xmlsec made
    way.after(root)
    return etree.tostring(root)


def sign(root: etree._Element, who: Identity, way: Way) -> None:
    """Sign Body, every addressing header and the Timestamp, but for what is named in `way.unsigned`."""
    security = one(root, "soap:Header/wsse:Security")
    kind = (
        constants.TransformRsaSha256
        if isinstance(who.key, rsa.RSAPrivateKey)
        else constants.TransformEcdsaSha384
    )
    signature = template.create(security, way.c14n, way.method or kind, ns="ds")  # type: ignore[arg-type]
    security.append(signature)
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(who.secret, constants.KeyDataFormatPem)
    for number, node in enumerate(
        [*root.iterfind(".//wsa:*", NAMES), *root.iterfind("soap:Body", NAMES), *security]
    ):
        name = etree.QName(node).localname
        if name in {"Address", "BinarySecurityToken", "Signature", *way.unsigned}:
            continue
        node.set(f"{{{WSU}}}Id", f"id-{number}")
        context.register_id(node, "Id", WSU)
        _refer(signature, f"#id-{number}", way)
    for name in way.more_references:
        _refer(signature, f"#{name}" if name else "", way)
        if name:
            (node,) = (node for node in root.iter() if node.get(f"{{{WSU}}}Id") == name)
            context.register_id(node, "Id", WSU)
    template.ensure_key_info(signature).append(etree.fromstring(_POINTER))
    context.sign(signature)


def _refer(signature: etree._Element, uri: str, way: Way) -> None:
    reference = template.add_reference(signature, way.digest, uri=uri)  # type: ignore[arg-type]
    for transform in (*way.more_transforms, way.c14n):
        template.add_transform(reference, transform)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Checked:
    """An answer whose signature holds: its envelope, what was signed, by which method and by whom."""

    root: etree._Element
    signed: frozenset[str]
    method: str
    certificate: x509.Certificate

    def text(self, path: str) -> str:
        """Give the text at a path."""
        return (one(self.root, path).text or "").strip()

    @property
    def confirmation(self) -> str | None:
        """The signature of the request that the answer confirms."""
        return one(self.root, "soap:Header/wsse:Security/wsse11:SignatureConfirmation").get("Value")


def signature_of(content: bytes) -> str:
    """Give the SignatureValue of a request, without white space."""
    return "".join((one(etree.fromstring(content), ".//ds:SignatureValue").text or "").split())


def check(content: bytes, issuer: x509.Certificate) -> Checked:
    """Check the signature of an answer with the certificate in it, which `issuer` must have issued."""
    root = etree.fromstring(content)
    security = one(root, "soap:Header/wsse:Security")
    assert security.get(f"{{{NAMES['soap']}}}mustUnderstand") == "1"
    token, signature = one(security, "wsse:BinarySecurityToken"), one(security, "ds:Signature")
    der = base64.b64decode(token.text or "", validate=True)
    certificate = x509.load_der_x509_certificate(der)
    certificate.verify_directly_issued_by(issuer)
    pointer = one(signature, "ds:KeyInfo/wsse:SecurityTokenReference/wsse:Reference")
    assert pointer.get("URI") == f"#{token.get(f'{{{WSU}}}Id')}"
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(der, constants.KeyDataFormatCertDer)
    nodes = {f"#{node.get(f'{{{WSU}}}Id')}": node for node in root.iter() if node.get(f"{{{WSU}}}Id")}
    for node in nodes.values():
        context.register_id(node, "Id", WSU)
    context.verify(signature)
    uris = [reference.get("URI", "") for reference in signature.iterfind("ds:SignedInfo/ds:Reference", NAMES)]
    signed = [etree.QName(nodes[uri]).localname for uri in uris]
    assert len(set(signed)) == len(signed)
    method = one(signature, "ds:SignedInfo/ds:SignatureMethod").get("Algorithm", "")
    return Checked(root, frozenset(signed), method.rpartition("#")[2], certificate)
