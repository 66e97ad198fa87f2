"""Names of WS-Security and XML Signature, and the only algorithms that count (Digikoppeling WB, SIGN)."""

import hashlib
from collections.abc import Callable, Mapping
from functools import cache

from cryptography.hazmat.primitives import hashes

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
WSA = "http://www.w3.org/2005/08/addressing"
DS = "http://www.w3.org/2000/09/xmldsig#"
_OASIS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
WSSE = f"{_OASIS}wssecurity-secext-1.0.xsd"
WSU = f"{_OASIS}wssecurity-utility-1.0.xsd"
WSSE11 = "http://docs.oasis-open.org/wss/oasis-wss-wssecurity-secext-1.1.xsd"
X509V3 = f"{_OASIS}x509-token-profile-1.0#X509v3"
BASE64 = f"{_OASIS}soap-message-security-1.0#Base64Binary"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"

DIGESTS: Mapping[str, Callable[[bytes], "hashlib._Hash"]] = {
    SHA256: hashlib.sha256,
    "http://www.w3.org/2001/04/xmldsig-more#sha384": hashlib.sha384,
    "http://www.w3.org/2001/04/xmlenc#sha512": hashlib.sha512,
}
"""Digest method → what computes it (SIGN003)."""

_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_HASHES = (("sha256", hashes.SHA256()), ("sha384", hashes.SHA384()), ("sha512", hashes.SHA512()))
RSA_METHODS: Mapping[str, hashes.HashAlgorithm] = {f"{_MORE}rsa-{name}": kind for name, kind in _HASHES}
EC_METHODS: Mapping[str, hashes.HashAlgorithm] = {f"{_MORE}ecdsa-{name}": kind for name, kind in _HASHES}
"""Signature method → its hash, by kind of key (SIGN001, SIGN004)."""


@cache
def name(space: str, local: str) -> str:
    """Write a name as lxml does: `{namespace}local`."""
    return f"{{{space}}}{local}"
