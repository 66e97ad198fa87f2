"""What a holder has: a private key and the chain that vouches for it, both as PEM."""

from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
NewKey = Callable[[], PrivateKey]
"""Makes a fresh private key."""

_EXPONENT = 65537


@dataclass(frozen=True, slots=True)
class Credential:
    """A key with its chain: the holder's own certificate first, the root left out."""

    chain: tuple[x509.Certificate, ...]
    key: PrivateKey = field(repr=False)

    @property
    def certificate(self) -> x509.Certificate:
        """The holder's own certificate."""
        return self.chain[0]

    @property
    def oin(self) -> str | None:
        """The OIN the certificate claims; None when it names none."""
        named = self.certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)
        return str(named[0].value) if named else None

    def key_pem(self) -> bytes:
        """Give the private key as PKCS#8, not encrypted."""
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def pem(certificates: tuple[x509.Certificate, ...]) -> bytes:
    """Write certificates one after another."""
    return b"".join(certificate.public_bytes(Encoding.PEM) for certificate in certificates)


def rsa_key() -> PrivateKey:
    """Make an RSA key of 2048 bits."""
    return rsa.generate_private_key(_EXPONENT, 2048)


def ec_key() -> PrivateKey:
    """Make a P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


def weak_key() -> PrivateKey:
    """Make an RSA key of 1024 bits, which nobody should accept."""
    return rsa.generate_private_key(_EXPONENT, 1024)  # noqa: S505 - weak on purpose, for the bad set
