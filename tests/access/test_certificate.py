"""What a proxy may put in its certificate header, and what becomes of it."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from gateway.access.certificate import thumbprint


def _certificate() -> x509.Certificate:
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "t")]),
    )
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, begin, begin + timedelta(days=1))
    return builder.sign(key, hashes.SHA256())


def test_both_ways_of_writing_a_certificate_give_its_rfc_8705_thumbprint() -> None:
    """URL-encoded PEM and base64 DER of one certificate both give base64url(SHA-256(DER))."""
    certificate = _certificate()
    der = certificate.public_bytes(Encoding.DER)
    expected = base64.urlsafe_b64encode(hashlib.sha256(der).digest()).rstrip(b"=").decode()
    pem = quote(certificate.public_bytes(Encoding.PEM).decode())
    assert [thumbprint(pem), thumbprint(base64.b64encode(der).decode())] == [expected, expected]


@pytest.mark.parametrize("text", [None, "", "AAAA", "-----BEGIN CERTIFICATE-----", "%%%", "x" * 40_000])
def test_what_is_no_certificate_counts_as_none(text: str | None) -> None:
    """Anything but a certificate is no certificate, so that a bound token is refused."""
    assert thumbprint(text) is None
