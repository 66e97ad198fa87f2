"""Signing a question: the wsse:Security block over parts that are already in canonical form.

Each part is sent as its own exclusive canonical form, made once at start-up by lxml, so that what is digested
is what is sent and nothing is canonicalised per question.
"""

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from gateway.signing.material import Identity, PrivateKey
from gateway.signing.names import BASE64, DS, EXCLUSIVE, SHA256, WSSE, WSU, X509V3

Part = tuple[str, bytes]
"""The wsu:Id of a signed element, and its exclusive canonical form."""

_LASTS = timedelta(minutes=5)
_RSA = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
_EC = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
_TOKEN_ID, _TIME_ID = "certificaat", "tijd"


def security(parts: Sequence[Part], identity: Identity, moment: datetime) -> tuple[bytes, str]:
    """Write the block that signs these parts and the moment; give it with its SignatureValue.

    Digikoppeling WB002-WB010: Timestamp, BinarySecurityToken by direct reference, exclusive c14n, SHA-256.
    """
    time = _timestamp(moment)
    info = _signed_info((*parts, (_TIME_ID, time)), _RSA if isinstance(identity.key, RSAPrivateKey) else _EC)
    value = base64.b64encode(_sign(identity.key, info)).decode()
    block = (
        f'<wsse:Security xmlns:wsse="{WSSE}" xmlns:wsu="{WSU}" soap:mustUnderstand="1">'
        f'<wsse:BinarySecurityToken EncodingType="{BASE64}" ValueType="{X509V3}" wsu:Id="{_TOKEN_ID}">'
        f"{identity.token}</wsse:BinarySecurityToken>{time.decode()}"
        f'<ds:Signature xmlns:ds="{DS}">{info.decode()}'
        f"<ds:SignatureValue>{value}</ds:SignatureValue><ds:KeyInfo><wsse:SecurityTokenReference>"
        f'<wsse:Reference URI="#{_TOKEN_ID}" ValueType="{X509V3}"/></wsse:SecurityTokenReference>'
        f"</ds:KeyInfo></ds:Signature></wsse:Security>"
    )
    return block.encode(), value


def _timestamp(moment: datetime) -> bytes:
    created, expires = _instant(moment), _instant(moment + _LASTS)
    return (
        f'<wsu:Timestamp xmlns:wsu="{WSU}" wsu:Id="{_TIME_ID}"><wsu:Created>{created}</wsu:Created>'
        f"<wsu:Expires>{expires}</wsu:Expires></wsu:Timestamp>"
    ).encode()


def _instant(moment: datetime) -> str:
    return f"{moment.replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def _signed_info(parts: Sequence[Part], method: str) -> bytes:
    """Write ds:SignedInfo in its own exclusive canonical form: no empty-element tags, one namespace."""
    references = "".join(
        f'<ds:Reference URI="#{name}"><ds:Transforms><ds:Transform Algorithm="{EXCLUSIVE}"></ds:Transform>'
        f'</ds:Transforms><ds:DigestMethod Algorithm="{SHA256}"></ds:DigestMethod>'
        f"<ds:DigestValue>{base64.b64encode(hashlib.sha256(part).digest()).decode()}</ds:DigestValue></ds:Reference>"
        for name, part in parts
    )
    return (
        f'<ds:SignedInfo xmlns:ds="{DS}"><ds:CanonicalizationMethod Algorithm="{EXCLUSIVE}">'
        f'</ds:CanonicalizationMethod><ds:SignatureMethod Algorithm="{method}"></ds:SignatureMethod>'
        f"{references}</ds:SignedInfo>"
    ).encode()


def _sign(key: PrivateKey, content: bytes) -> bytes:
    if isinstance(key, RSAPrivateKey):
        return key.sign(content, PKCS1v15(), hashes.SHA256())
    size = (key.curve.key_size + 7) // 8
    numbers = decode_dss_signature(key.sign(content, ECDSA(hashes.SHA256())))
    # XML Signature writes r and s side by side, at the size of the curve (RFC 4051 §2.3.6).
    return b"".join(number.to_bytes(size, "big") for number in numbers)
