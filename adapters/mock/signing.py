"""Sign an answer as Digikoppeling WUS 2W-be-S demands, with a confirmation of the request's signature."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from xmlsec import constants, template

from adapters.mock.wss import BASE64, ID, PREFIXES, WSU, X509V3, Received, tag

_VALID = timedelta(minutes=5)
_TOKEN = "Token"  # noqa: S105 - the wsu:Id of the certificate


@dataclass(frozen=True, slots=True)
class Seal:
    """What one bron signs with: its key, and its certificate as base64 of DER."""

    key: xmlsec.Key = field(repr=False)
    elliptic: bool
    certificate: str


def read_seal(folder: Path, bron: str) -> Seal:
    """Read key and certificate of a bron from a PKI folder. Raises OSError or ValueError."""
    pem, secret = (folder / "bronnen" / f"{bron}.{kind}" for kind in ("pem", "key"))
    leaf = x509.load_pem_x509_certificates(pem.read_bytes())[0]
    try:
        key = xmlsec.Key.from_memory(secret.read_bytes(), constants.KeyDataFormatPem)
    except xmlsec.Error:
        raise ValueError(f"{secret} is geen sleutel in PEM") from None
    elliptic = isinstance(leaf.public_key(), ec.EllipticCurvePublicKey)
    return Seal(key, elliptic, base64.b64encode(leaf.public_bytes(Encoding.DER)).decode())


def sign(content: bytes, seal: Seal, received: Received, now: datetime) -> bytes:
    """Give the envelope with complete addressing headers, WS-Security and a signature over all of it."""
    written = etree.fromstring(content)
    envelope = etree.Element(written.tag, nsmap={name: PREFIXES[name] for name in ("soap", "wsa", "wsu")})
    envelope.extend(list(written))
    header, body = envelope
    _complete(header, received)
    security = etree.Element(tag("wsse:Security"), nsmap={"wsse": PREFIXES["wsse"]})
    security.set(tag("soap:mustUnderstand"), "1")
    signed = [body, *header, *_statements(security, received, now)]
    header.insert(0, security)
    for node in signed:
        node.set(ID, etree.QName(node).localname)
    _add_token(security, seal)
    _add_signature(security, seal, signed)
    return etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")


def _complete(header: etree._Element, received: Received) -> None:
    """Add To, From and RelatesTo where the answer lacks them and the request allows it."""
    answers = {"To": received.sender, "From": received.to, "RelatesTo": received.message_id}
    for name, text in answers.items():
        if not text or header.find(tag(f"wsa:{name}")) is not None:
            continue
        block = etree.SubElement(header, tag(f"wsa:{name}"))
        if name == "From":
            block = etree.SubElement(block, tag("wsa:Address"))
        block.text = text


def _statements(security: etree._Element, received: Received, now: datetime) -> Sequence[etree._Element]:
    """Add the times and the confirmation; without Value when the request had no readable signature."""
    timestamp = etree.SubElement(security, tag("wsu:Timestamp"))
    for name, moment in (("Created", now), ("Expires", now + _VALID)):
        text = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        etree.SubElement(timestamp, tag(f"wsu:{name}")).text = text
    name = tag("wsse11:SignatureConfirmation")
    confirmation = etree.SubElement(security, name, nsmap={"wsse11": PREFIXES["wsse11"]})
    if received.signature:
        confirmation.set("Value", received.signature)
    return timestamp, confirmation


def _add_token(security: etree._Element, seal: Seal) -> None:
    token = etree.SubElement(security, tag("wsse:BinarySecurityToken"), ValueType=X509V3, EncodingType=BASE64)
    token.set(ID, _TOKEN)
    token.text = seal.certificate


def _add_signature(security: etree._Element, seal: Seal, signed: Sequence[etree._Element]) -> None:
    method = constants.TransformEcdsaSha256 if seal.elliptic else constants.TransformRsaSha256
    signature = template.create(security, constants.TransformExclC14N, method, ns="ds")
    security.append(signature)
    context = xmlsec.SignatureContext()
    context.key = seal.key
    for node in signed:
        reference = template.add_reference(signature, constants.TransformSha256, uri=f"#{node.get(ID)}")
        template.add_transform(reference, constants.TransformExclC14N)
        context.register_id(node, "Id", WSU)
    info = template.ensure_key_info(signature)
    pointer = etree.SubElement(info, tag("wsse:SecurityTokenReference"))
    etree.SubElement(pointer, tag("wsse:Reference"), URI=f"#{_TOKEN}", ValueType=X509V3)
    context.sign(signature)
