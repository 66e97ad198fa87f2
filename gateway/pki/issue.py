"""Issuing: an authority, the leafs it signs, and its list of revoked ones (RFC 5280).

A certificate follows wholly from what it says and from its key; its serial number too.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from gateway.pki.credential import Credential, PrivateKey

TEST = "TEST"
HERE: tuple[x509.GeneralName, ...] = (x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1")))
_SERIAL_BYTES = 16
_USES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


@dataclass(frozen=True, slots=True)
class Period:
    """From when until when something is valid."""

    begin: datetime
    end: datetime

    @classmethod
    def days(cls, now: datetime, begin: int, end: int) -> Self:
        """Give the period between two days, counted from now; what has passed is negative."""
        return cls(now + timedelta(days=begin), now + timedelta(days=end))


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a certificate says of its holder: an organisation with its OIN, reachable as `san`."""

    organisation: str
    oin: str | None
    valid: Period
    san: tuple[x509.GeneralName, ...] = HERE
    use: str = "digital_signature"

    @property
    def subject(self) -> x509.Name:
        """The subject: O says TEST, the OIN stands in serialNumber (PKIoverheid)."""
        name = _name(f"{TEST} {self.organisation}", f"{TEST} {self.organisation}")
        return x509.Name([*name, x509.NameAttribute(NameOID.SERIAL_NUMBER, self.oin)]) if self.oin else name

    @property
    def extensions(self) -> tuple[x509.Extension[x509.ExtensionType], ...]:
        """What the holder may do with it: both ends of TLS, and sign."""
        both = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
        return (
            _extension(x509.BasicConstraints(ca=False, path_length=None), critical=True),
            _extension(_key_usage(self.use), critical=True),
            _extension(x509.ExtendedKeyUsage(both)),
            _extension(x509.SubjectAlternativeName(self.san)),
        )


@dataclass(frozen=True, slots=True)
class Authority:
    """Who signs: a key, and the chain of its certificate up to and with the root."""

    chain: tuple[x509.Certificate, ...]
    key: PrivateKey = field(repr=False)

    @classmethod
    def root(cls, name: str, key: PrivateKey, valid: Period) -> Self:
        """Make a root, signed by itself."""
        subject = _name(f"{TEST} PKI", f"{TEST} {name}")
        return cls((_sign(subject, key, valid, _may_issue(None), by=None),), key)

    def below(self, name: str, key: PrivateKey, valid: Period) -> "Authority":
        """Make an authority below this one, which may sign leafs only."""
        subject = _name(f"{TEST} PKI", f"{TEST} {name}")
        return Authority((_sign(subject, key, valid, _may_issue(0), by=self), *self.chain), key)

    def issue(self, leaf: Leaf, key: PrivateKey) -> Credential:
        """Sign a leaf for a key."""
        made = _sign(leaf.subject, key, leaf.valid, leaf.extensions, by=self)
        return Credential((made, *self.chain[:-1]), key)

    def crl(self, valid: Period, *revoked: x509.Certificate) -> bytes:
        """Give the signed list of what was revoked, in PEM."""
        issuer = self.chain[0]
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(issuer.subject)
            .last_update(valid.begin)
            .next_update(valid.end)
            .add_extension(_key_of(self.key), critical=False)
            .add_extension(x509.CRLNumber(int(valid.begin.timestamp())), critical=False)
        )
        for certificate in revoked:
            builder = builder.add_revoked_certificate(_revoked(certificate, valid.begin))
        return builder.sign(self.key, SHA256()).public_bytes(Encoding.PEM)


def self_signed(leaf: Leaf, key: PrivateKey) -> Credential:
    """Make a leaf that vouches for itself."""
    return Credential((_sign(leaf.subject, key, leaf.valid, leaf.extensions, by=None),), key)


def _sign(
    subject: x509.Name,
    key: PrivateKey,
    valid: Period,
    says: Iterable[x509.Extension[x509.ExtensionType]],
    *,
    by: Authority | None,
) -> x509.Certificate:
    signer = by.key if by else key
    extensions = (
        *says,
        _extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key())),
        _extension(_key_of(signer)),
    )
    builder = x509.CertificateBuilder(
        issuer_name=by.chain[0].subject if by else subject,
        subject_name=subject,
        public_key=key.public_key(),
        not_valid_before=valid.begin,
        not_valid_after=valid.end,
    ).serial_number(_serial(subject, valid, extensions))
    for extension in extensions:
        builder = builder.add_extension(extension.value, critical=extension.critical)
    return builder.sign(signer, SHA256())


def _serial(
    subject: x509.Name, valid: Period, extensions: Iterable[x509.Extension[x509.ExtensionType]]
) -> int:
    # The key identifier among the extensions makes it as hard to guess as the key is new.
    said = [subject.public_bytes(), repr(valid).encode(), *(item.value.public_bytes() for item in extensions)]
    return int.from_bytes(sha256(b"".join(said)).digest()[:_SERIAL_BYTES], "big")


def _may_issue(path_length: int | None) -> tuple[x509.Extension[x509.ExtensionType], ...]:
    return (
        _extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True),
        _extension(_key_usage("key_cert_sign", "crl_sign"), critical=True),
    )


def _key_of(signer: PrivateKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())


def _revoked(certificate: x509.Certificate, when: datetime) -> x509.RevokedCertificate:
    return (
        x509.RevokedCertificateBuilder()
        .serial_number(certificate.serial_number)
        .revocation_date(when)
        .add_extension(x509.CRLReason(x509.ReasonFlags.key_compromise), critical=False)
        .build()
    )


def _extension(value: x509.ExtensionType, *, critical: bool = False) -> x509.Extension[x509.ExtensionType]:
    return x509.Extension(value.oid, critical, value)


def _key_usage(*uses: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{use: use in uses for use in _USES})


def _name(organisation: str, common_name: str) -> x509.Name:
    country = x509.NameAttribute(NameOID.COUNTRY_NAME, "NL")
    return x509.Name(
        [
            country,
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )
