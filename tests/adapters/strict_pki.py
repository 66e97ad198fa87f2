"""A small PKI in the layout of `gateway pki demo`, with certificates that must be refused beside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

GATEWAY_OIN = "00000099000000010000"
OTHER_OIN = "00000099000000020000"
SOURCE_OIN = "00000099000000030000"
_Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Identity:
    """A key with its certificate and, above it, those of its issuers."""

    key: _Key
    chain: tuple[x509.Certificate, ...]

    @property
    def leaf(self) -> x509.Certificate:
        """The certificate of the key itself."""
        return self.chain[0]

    @property
    def secret(self) -> bytes:
        """The key as PEM."""
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def write(self, folder: Path, name: str) -> None:
        """Write `<name>.pem` (without a root) and `<name>.key`."""
        certificates = [c for c in self.chain if c.issuer != c.subject]
        (folder / f"{name}.pem").write_bytes(b"".join(c.public_bytes(Encoding.PEM) for c in certificates))
        (folder / f"{name}.key").write_bytes(self.secret)


@cache
def rsa_key(size: int = 2048) -> rsa.RSAPrivateKey:
    """Make one RSA key per size: making them is slow."""
    return rsa.generate_private_key(65537, size)


def _name(common: str, oin: str | None) -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, common)]
    return x509.Name(parts + ([x509.NameAttribute(NameOID.SERIAL_NUMBER, oin)] if oin else []))


def issue(  # noqa: PLR0913 - each is one thing that may be wrong with a certificate
    common: str,
    issuer: Identity | None,
    *,
    oin: str | None = None,
    key: _Key | None = None,
    days: tuple[int, int] = (-1, 30),
    ca: bool = False,
    signs: bool = True,
) -> Identity:
    """Issue a certificate, valid from and until so many days from now; without issuer it signs itself."""
    key, now = key or ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    signer = issuer.key if issuer else key
    assert not isinstance(signer, ed25519.Ed25519PrivateKey)
    subject = _name(common, oin)
    builder = (
        x509.CertificateBuilder(
            issuer.leaf.subject if issuer else subject, subject, key.public_key(), x509.random_serial_number()
        )
        .not_valid_before(now + days[0] * _DAY)
        .not_valid_after(now + days[1] * _DAY)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .add_extension(_usage(signs=signs and not ca, ca=ca), critical=True)
    )
    return Identity(key, (builder.sign(signer, hashes.SHA256()), *(issuer.chain if issuer else ())))


def _usage(*, signs: bool, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )


def revocations(issuer: Identity, *revoked: Identity, days: int = 1) -> bytes:
    """Write the revocation list of an issuer as PEM, to be renewed in so many days."""
    now = datetime.now(UTC)
    assert not isinstance(issuer.key, ed25519.Ed25519PrivateKey)
    builder = x509.CertificateRevocationListBuilder(
        issuer.leaf.subject, last_update=now - 9 * _DAY, next_update=now + days * _DAY
    )
    for identity in revoked:
        entry = x509.RevokedCertificateBuilder(identity.leaf.serial_number, now - _DAY).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.PEM)


@dataclass(frozen=True, slots=True)
class Pki:
    """The folder, and who may or may not sign by its anchors."""

    folder: Path
    root: Identity
    issuing: Identity
    gateway: Identity
    elliptic: Identity
    other: Identity
    bad: dict[str, Identity]


def make_pki(folder: Path) -> Pki:
    """Write a PKI folder; UWV signs with RSA, the other bronnen with EC."""
    root = issue("Wortel", None, ca=True)
    issuing = issue("Uitgever", root, ca=True)
    gateway = issue("Gateway", issuing, oin=GATEWAY_OIN, key=rsa_key())
    bad = dict(_bad(issuing))
    gateway.write(folder, "gateway")
    issue("Mocks", issuing, oin=SOURCE_OIN).write(folder, "mocks")
    (folder / "bronnen").mkdir()
    for bron in ("uwv", "duo", "svb", "gemeente"):
        key = rsa_key() if bron == "uwv" else None
        issue(bron, issuing, oin=SOURCE_OIN, key=key).write(folder / "bronnen", bron)
    anchors = [issuing.leaf.public_bytes(Encoding.PEM), root.leaf.public_bytes(Encoding.PEM)]
    (folder / "vertrouwd.pem").write_bytes(b"".join(anchors))
    (folder / "ingetrokken.crl").write_bytes(revocations(issuing, bad["ingetrokken"]) + revocations(root))
    elliptic = issue("Gateway", issuing, oin=GATEWAY_OIN, key=ec.generate_private_key(ec.SECP384R1()))
    return Pki(folder, root, issuing, gateway, elliptic, issue("Ander", issuing, oin=OTHER_OIN), bad)


def _bad(issuing: Identity) -> Iterator[tuple[str, Identity]]:
    """Give what must be refused: each is right but for its name here."""
    yield "ingetrokken", issue("Gateway", issuing, oin=GATEWAY_OIN)
    yield "verlopen", issue("Gateway", issuing, oin=GATEWAY_OIN, days=(-30, -1))
    yield "nog niet geldig", issue("Gateway", issuing, oin=GATEWAY_OIN, days=(1, 30))
    yield "zonder OIN", issue("Gateway", issuing)
    yield "niet om te tekenen", issue("Gateway", issuing, oin=GATEWAY_OIN, signs=False)
    yield "korte sleutel", issue("Gateway", issuing, oin=GATEWAY_OIN, key=rsa_key(1024))
    yield "onbekende uitgever", issue("Gateway", issue("Vreemd", None, ca=True), oin=GATEWAY_OIN)
    yield "uitgever is geen CA", issue("Gateway", issue("Blad", issuing, oin=OTHER_OIN), oin=GATEWAY_OIN)
