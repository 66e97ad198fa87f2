"""Signed answers, made by other code than the gateway's (xmlsec), and the test PKI they stand on."""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from gateway.core.call import Raw
from gateway.core.facts import Facts
from gateway.errors import SourceError
from gateway.extract.reader import Reader
from gateway.pki.credential import Credential, ec_key, rsa_key
from gateway.pki.good import Maker
from gateway.pki.hierarchy import Hierarchy
from gateway.signing.anchors import Anchors
from gateway.signing.answer import Verifier
from gateway.signing.names import BASE64, DS, SOAP, WSSE, WSSE11, WSU, X509V3, name
from gateway.signing.seen import SeenMessages
from tests.fakes.answers import call_of, found, register, source_of
from tests.fakes.dossiers import benefit, benefits

NOW = datetime(2026, 11, 1, 8, 12, tzinfo=UTC)
ASKED = "bm9n IGVlbiBoYW5kdGVrZW5pbmc=".replace(" ", "")
"""The SignatureValue of our question in these tests."""

SVB = source_of("SVB")
ANSWER = found(SVB, benefits(benefit("AOW")))
"""An answer of the SVB that holds a row, not signed yet."""

_ID = name(WSU, "Id")


@cache
def maker() -> Maker:
    """Give the test PKI, once."""
    return Maker(Hierarchy.new("G1", NOW, ec_key), NOW, ec_key)


@cache
def credential(kind: str = "rsa") -> Credential:
    """Give the certificate and key of the source in these tests."""
    made = maker()
    return made.ca.issue(made.leaf("svb"), rsa_key() if kind == "rsa" else ec_key())


def anchors() -> Anchors:
    """Give the anchors of the test PKI."""
    return Anchors(tuple(x509.load_pem_x509_certificates(maker().ca.trust())))


def verifier(*, confirming: bool = True, now: datetime = NOW) -> Verifier:
    """Give a verifier of the source's answers that has seen nothing yet."""
    pinned = anchors()
    oin = credential().oin or ""
    return Verifier(lambda: pinned, oin, confirming, SeenMessages(420, lambda: 0.0), lambda: now)


@dataclass(frozen=True, slots=True)
class Signature:
    """How an answer is signed; the default is as it should be. Each change makes one kind of bad answer."""

    by: Credential
    created: datetime = NOW - timedelta(seconds=1)
    created_text: str = ""
    expires: datetime | None = NOW + timedelta(minutes=5)
    confirms: str = ASKED
    method: str = "RsaSha256"
    digest: str = "Sha256"
    transform: str = "ExclC14N"
    canonical: str = "ExclC14N"
    unsigned: frozenset[str] = frozenset()
    token_signed: bool = False
    inclusive: str = ""


def good(kind: str = "rsa", **changes: object) -> Signature:
    """Give a signature as it should be, but for the changes."""
    made = Signature(credential(kind), method="RsaSha256" if kind == "rsa" else "EcdsaSha256")
    return replace(made, **changes)  # type: ignore[arg-type]  # names of Signature


def sign(content: bytes, how: Signature) -> bytes:
    """Sign an answer that has a Header and a Body."""
    root = etree.fromstring(content)
    header, body = root
    parts = [*header, body]
    security = etree.SubElement(header, name(WSSE, "Security"), nsmap={"wsse": WSSE, "wsu": WSU})
    security.set(name(SOAP, "mustUnderstand"), "1")
    parts += [_timestamp(security, how), _confirmation(security, how)]
    for number, part in enumerate(parts):
        part.set(_ID, f"deel-{number}")
    token = _token(security, how)
    template = xmlsec.template.create(root, _transform(how.canonical), _transform(how.method))
    security.append(template)
    signed = [part for part in parts if etree.QName(part).localname not in how.unsigned]
    _refer([*signed, token] if how.token_signed else signed, template, how)
    _key_info(template, token)
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(how.by.key_pem(), xmlsec.constants.KeyDataFormatPem)
    for part in (*parts, token):
        context.register_id(part, "Id", WSU)
    context.sign(template)
    return etree.tostring(root)


def _transform(named: str) -> Any:
    return getattr(xmlsec.constants, f"Transform{named}")


def _timestamp(security: etree._Element, how: Signature) -> etree._Element:
    time = etree.SubElement(security, name(WSU, "Timestamp"))
    etree.SubElement(time, name(WSU, "Created")).text = how.created_text or _instant(how.created)
    if how.expires is not None:
        etree.SubElement(time, name(WSU, "Expires")).text = _instant(how.expires)
    return time


def _instant(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _confirmation(security: etree._Element, how: Signature) -> etree._Element:
    found = etree.SubElement(security, name(WSSE11, "SignatureConfirmation"), nsmap={"wsse11": WSSE11})
    found.set("Value", how.confirms)
    return found


def _token(security: etree._Element, how: Signature) -> etree._Element:
    token = etree.SubElement(security, name(WSSE, "BinarySecurityToken"))
    token.set("EncodingType", BASE64)
    token.set("ValueType", X509V3)
    token.set(_ID, "certificaat")
    der = how.by.certificate.public_bytes(Encoding.DER)
    token.text = "".join(x509_line.strip() for x509_line in _pem_lines(der))
    return token


def _pem_lines(der: bytes) -> list[str]:
    pem = x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM).decode()
    return pem.splitlines()[1:-1]


def _refer(parts: list[etree._Element], template: etree._Element, how: Signature) -> None:
    for part in parts:
        digest = _transform(how.digest)
        reference = xmlsec.template.add_reference(template, digest, uri=f"#{part.get(_ID)}")
        transform = xmlsec.template.add_transform(reference, _transform(how.transform))
        if how.inclusive:
            xmlsec.template.transform_add_c14n_inclusive_namespaces(transform, how.inclusive)


def _key_info(template: etree._Element, token: etree._Element) -> None:
    info = xmlsec.template.ensure_key_info(template)
    holder = etree.SubElement(info, name(WSSE, "SecurityTokenReference"))
    direct = etree.SubElement(holder, name(WSSE, "Reference"))
    direct.set("URI", f"#{token.get(_ID)}")
    direct.set("ValueType", X509V3)


def independently(message: bytes) -> bool:
    """Tell whether xmlsec finds the signature of a message sound over the parts in their places."""
    try:
        return _verified(etree.fromstring(message, etree.XMLParser(remove_comments=True)))
    except (xmlsec.Error, ValueError):
        return False


def _verified(root: etree._Element) -> bool:
    header, body = root
    (security,) = header.iterchildren(name(WSSE, "Security"))
    (signature,) = security.iterchildren(name(DS, "Signature"))
    (token,) = security.iterchildren(name(WSSE, "BinarySecurityToken"))
    context = xmlsec.SignatureContext()
    pem = f"-----BEGIN CERTIFICATE-----\n{token.text}\n-----END CERTIFICATE-----\n"
    context.key = xmlsec.Key.from_memory(pem.encode(), xmlsec.constants.KeyDataFormatCertPem)
    for part in (*header, body, *security):
        if part.get(_ID):
            context.register_id(part, "Id", WSU)
    context.verify(signature)
    return True


def reader(by: Verifier | None = None) -> Reader:
    """Give a reader of signed answers of the SVB."""
    return Reader(SVB, register().waardelijsten, b"j" * 32, by or verifier())


def facts(content: bytes) -> Facts | None:
    """Read a signed answer; None when it is refused."""
    try:
        return reader().facts(content, call_of(SVB), ASKED)
    except SourceError:
        return None


def told(
    content: bytes, asked: str | None = ASKED, by: Verifier | None = None, status: int = 200
) -> tuple[str | None, str] | None:
    """Read a signed answer; None when it was read, else the oorzaak and the operator's reason."""
    raw = Raw(status, "text/xml", "utf-8", content, asked)
    try:
        asyncio.run(reader(by).read(raw, call_of(SVB)))
    except SourceError as error:
        return error.oorzaak, error.why
    return None
