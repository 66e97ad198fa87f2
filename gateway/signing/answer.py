"""Verifying an answer: only nodes whose own digest was signed are handed on, by identity.

No reference is ever looked up: the nodes that must be signed are taken from their places in the envelope, and
the signature must name exactly those. So a wrapped, doubled or moved part cannot count (security.md X11).
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from lxml import etree

from gateway.signing.anchors import Anchors, Distrusted, PublicKey
from gateway.signing.names import (
    BASE64,
    DIGESTS,
    DS,
    EC_METHODS,
    EXCLUSIVE,
    RSA_METHODS,
    WSA,
    WSSE,
    WSSE11,
    WSU,
    X509V3,
    name,
)
from gateway.signing.seen import SeenMessages

FRESH = timedelta(minutes=5)
"""How old a signed answer may be."""

SKEW = timedelta(minutes=1)
"""How far two clocks may differ (WB002)."""

_MOST_PREFIXES = 16
_UTC = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|\+00:00)")
_ID = name(WSU, "Id")
_SECURITY = name(WSSE, "Security")
_TOKEN, _TIME = name(WSSE, "BinarySecurityToken"), name(WSU, "Timestamp")
_CONFIRMATION, _SIGNATURE = name(WSSE11, "SignatureConfirmation"), name(DS, "Signature")
_INCLUSIVE = name(EXCLUSIVE, "InclusiveNamespaces")


class Unsigned(Exception):
    """An answer does not count as signed by the source; the text says why, in words for the operator."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """Verifies the answers over one link.

    `anchors` gives what is pinned now, `oin` is the source's, `confirming` says whether the answer confirms
    our own question or that of an intermediate gateway; `now` gives the real moment.
    """

    anchors: Callable[[], Anchors]
    oin: str
    confirming: bool
    seen: SeenMessages
    now: Callable[[], datetime]

    def verify(self, headers: Sequence[etree._Element], body: etree._Element, asked: str | None) -> None:
        """Check that header blocks and Body are signed by the source, now, and once; raises Unsigned.

        `headers` are all blocks of the Header, `asked` the SignatureValue of our question.
        """
        blocks = [block for block in headers if block.tag != _SECURITY]
        parts = _Security.read([block for block in headers if block.tag == _SECURITY])
        moment = self.now()
        try:
            signer = self.anchors().check(parts.certificate, moment)
        except Distrusted as distrusted:
            raise Unsigned(str(distrusted)) from None
        if signer.oin != self.oin:
            raise Unsigned("het certificaat is van een andere OIN")
        _check_signature(parts, (body, *blocks, parts.time, parts.confirmation), signer.key)
        _check_time(parts.time, moment)
        if self.confirming and (parts.confirmation.get("Value") or "") != (asked or None):
            raise Unsigned("de SignatureConfirmation hoort niet bij deze vraag")
        if not self.seen.first(_message_id(blocks)):
            raise Unsigned("dit bericht is al eens gebruikt")


@dataclass(frozen=True, slots=True)
class _Security:
    """The parts of a wsse:Security block, each once."""

    token: etree._Element
    time: etree._Element
    confirmation: etree._Element
    signature: etree._Element
    certificate: bytes

    @classmethod
    def read(cls, blocks: Sequence[etree._Element]) -> "_Security":
        """Take a block apart; raises Unsigned when it is not there once with each part once."""
        if len(blocks) != 1:
            raise Unsigned("er is geen handtekening" if not blocks else "er is meer dan een Security")
        found = {child.tag: child for child in blocks[0]}
        if _SIGNATURE not in found:
            raise Unsigned("er is geen handtekening")
        if set(found) != {_TOKEN, _TIME, _CONFIRMATION, _SIGNATURE} or len(found) != len(blocks[0]):
            raise Unsigned("in Security staat niet elk deel precies een keer")
        token = found[_TOKEN]
        if (token.get("EncodingType"), token.get("ValueType")) != (BASE64, X509V3):
            raise Unsigned("het BinarySecurityToken is geen X509v3 in base64")
        certificate = _decoded(token)
        return cls(token, found[_TIME], found[_CONFIRMATION], found[_SIGNATURE], certificate)


def _check_signature(parts: _Security, signed: Sequence[etree._Element], key: PublicKey) -> None:
    info, value, key_info = _children(
        parts.signature, name(DS, "SignedInfo"), name(DS, "SignatureValue"), name(DS, "KeyInfo")
    )
    _check_key_info(key_info, parts.token)
    method, *references = _info(info)
    digests = _digests(references, signed, parts.token)
    # Only the holder of the key lets us work: what is signed may be large, what says so is not.
    _check_value(key, method.get("Algorithm") or "", _decoded(value), _canonical(info, _prefixes(info[0])))
    for digest in digests:
        digest.check()


def _info(info: etree._Element) -> Sequence[etree._Element]:
    """Give SignatureMethod and the references of a SignedInfo; raises Unsigned on another algorithm."""
    tags = [child.tag for child in info]
    wanted = [name(DS, "CanonicalizationMethod"), name(DS, "SignatureMethod")]
    if tags[:2] != wanted or set(tags[2:]) != {name(DS, "Reference")}:
        raise Unsigned("SignedInfo heeft een andere vorm")
    if info[0].get("Algorithm") != EXCLUSIVE:
        raise Unsigned("er is een andere canonicalisatie dan exclusieve c14n")
    if len(info[1]):
        raise Unsigned("de handtekeningmethode heeft parameters")
    return list(info)[1:]


def _check_key_info(key_info: etree._Element, token: etree._Element) -> None:
    (holder,) = _children(key_info, name(WSSE, "SecurityTokenReference"))
    (direct,) = _children(holder, name(WSSE, "Reference"))
    if not token.get(_ID) or direct.get("URI") != f"#{token.get(_ID)}":
        raise Unsigned("KeyInfo verwijst niet rechtstreeks naar het certificaat")


def _digests(
    references: Sequence[etree._Element], signed: Sequence[etree._Element], token: etree._Element
) -> Sequence["_Digest"]:
    """Check that exactly these nodes are named, the certificate at will; give the digest said of each."""
    nodes = _by_id((*signed, token))
    named = {uri: reference for reference in references if (uri := reference.get("URI"))}
    if len(named) != len(references) or set(named) | {_uri(token)} != set(nodes):
        raise Unsigned("er is niet precies ondertekend wat ondertekend moet zijn")
    return [_Digest.read(reference, nodes[uri]) for uri, reference in named.items()]


def _by_id(nodes: Sequence[etree._Element]) -> Mapping[str, etree._Element]:
    found = {_uri(node): node for node in nodes}
    if len(found) != len(nodes) or "#" in found:
        raise Unsigned("een te ondertekenen deel heeft geen eigen wsu:Id")
    return found


def _uri(node: etree._Element) -> str:
    return f"#{node.get(_ID) or ''}"


@dataclass(frozen=True, slots=True)
class _Digest:
    """What a reference says of a node: how it is made canonical, and its digest."""

    node: etree._Element
    prefixes: list[str] | None
    method: Callable[[bytes], "hashlib._Hash"]
    value: bytes

    @classmethod
    def read(cls, reference: etree._Element, node: etree._Element) -> "_Digest":
        """Read a reference; raises Unsigned for anything but exclusive c14n and SHA-2."""
        transforms, method, value = _children(
            reference, name(DS, "Transforms"), name(DS, "DigestMethod"), name(DS, "DigestValue")
        )
        (transform,) = _children(transforms, name(DS, "Transform"))
        if transform.get("Algorithm") != EXCLUSIVE:
            raise Unsigned("er is een andere bewerking dan exclusieve c14n")
        digest = DIGESTS.get(method.get("Algorithm") or "")
        if digest is None:
            raise Unsigned("de digestmethode is niet toegestaan")
        return cls(node, _prefixes(transform), digest, _decoded(value))

    def check(self) -> None:
        """Check the node itself; raises Unsigned when it is another."""
        if not hmac.compare_digest(self.method(_canonical(self.node, self.prefixes)).digest(), self.value):
            raise Unsigned("een ondertekend deel is veranderd")


def _canonical(node: etree._Element, prefixes: list[str] | None) -> bytes:
    try:
        return etree.tostring(node, method="c14n", exclusive=True, inclusive_ns_prefixes=prefixes)
    except etree.C14NError:  # such as a relative namespace
        raise Unsigned("een ondertekend deel heeft geen canonieke vorm") from None


def _prefixes(algorithm: etree._Element) -> list[str] | None:
    """Give the prefixes of InclusiveNamespaces, as some stacks write it; raises Unsigned on anything else."""
    if not len(algorithm):
        return None
    if len(algorithm) > 1 or algorithm[0].tag != _INCLUSIVE or len(algorithm[0]):
        raise Unsigned("de canonicalisatie heeft andere parameters")
    prefixes = (algorithm[0].get("PrefixList") or "").split()
    # libxml2 looks each of them up again for each element.
    if len(prefixes) > _MOST_PREFIXES or len(set(prefixes)) != len(prefixes):
        raise Unsigned("de canonicalisatie heeft andere parameters")
    return prefixes


def _check_value(key: PublicKey, method: str, value: bytes, content: bytes) -> None:
    methods = RSA_METHODS if isinstance(key, RSAPublicKey) else EC_METHODS
    if method not in methods:
        raise Unsigned("de handtekeningmethode is niet toegestaan")
    try:
        if isinstance(key, RSAPublicKey):
            key.verify(value, content, PKCS1v15(), methods[method])
        else:
            key.verify(_as_der(key, value), content, ECDSA(methods[method]))
    except InvalidSignature:
        raise Unsigned("de handtekening klopt niet") from None


def _as_der(key: EllipticCurvePublicKey, value: bytes) -> bytes:
    size = (key.curve.key_size + 7) // 8
    if len(value) != 2 * size:
        raise Unsigned("de handtekening klopt niet")
    return encode_dss_signature(int.from_bytes(value[:size], "big"), int.from_bytes(value[size:], "big"))


def _check_time(time: etree._Element, moment: datetime) -> None:
    instants = {child.tag: _instant(child) for child in time}
    created, expires = instants.get(name(WSU, "Created")), instants.get(name(WSU, "Expires"))
    if created is None or len(instants) != len(time) or len(time) > 1 + (expires is not None):
        raise Unsigned("het Timestamp is niet te lezen")
    # Differences, not sums: a moment at the end of time is lawful, and has nothing after it.
    if created - moment > SKEW:
        raise Unsigned("het bericht komt uit de toekomst")
    if moment - created > FRESH or (expires is not None and moment - expires > SKEW):
        raise Unsigned("het bericht is te oud")


def _instant(element: etree._Element) -> datetime:
    text = _text(element)
    if _UTC.fullmatch(text) is None:
        raise Unsigned("het Timestamp is niet in UTC")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Unsigned("het Timestamp is niet te lezen") from None


def _message_id(blocks: Sequence[etree._Element]) -> str:
    found = [_text(block) for block in blocks if block.tag == name(WSA, "MessageID")]
    if len(found) != 1 or not found[0]:
        raise Unsigned("er is geen MessageID")
    return found[0]


def _children(parent: etree._Element, *tags: str) -> Sequence[etree._Element]:
    """Give the children when they are exactly these, in this order; raises Unsigned otherwise."""
    found = list(parent)
    if [child.tag for child in found] != [*tags]:
        raise Unsigned("de handtekening heeft een andere vorm")
    return found


def _decoded(element: etree._Element) -> bytes:
    try:
        return base64.b64decode("".join(_text(element).split()), validate=True)
    except (binascii.Error, ValueError):
        raise Unsigned("de handtekening is niet te lezen") from None


def _text(element: etree._Element) -> str:
    """Give the text of an element that holds nothing else; comments and instructions are gone by then."""
    if len(element):
        raise Unsigned("de handtekening heeft een andere vorm")
    return (element.text or "").strip()
