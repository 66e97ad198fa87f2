"""The client certificate as a trusted proxy hands it over: from header text to thumbprint."""

import base64
import binascii
import hashlib
from urllib.parse import unquote

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

_PEM = "-----BEGIN CERTIFICATE-----"
_LONGEST = 32_768


def thumbprint(text: str | None) -> str | None:
    """Give x5t#S256 (base64url SHA-256 of the DER, RFC 8705 §3.1) of a certificate, or None.

    `text` is URL-encoded PEM or base64 DER; what is neither counts as no certificate, so a bound token is
    then refused.
    """
    if not text or len(text) > _LONGEST:
        return None
    try:
        der = _der(unquote(text).strip())
        x509.load_der_x509_certificate(der)
    except (ValueError, binascii.Error):
        return None
    return base64.urlsafe_b64encode(hashlib.sha256(der).digest()).rstrip(b"=").decode()


def _der(text: str) -> bytes:
    if text.startswith(_PEM):
        return x509.load_pem_x509_certificate(text.encode()).public_bytes(Encoding.DER)
    return base64.b64decode(text.strip(":"), validate=True)
