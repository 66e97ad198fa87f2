"""Whose signature counts: certificates under pinned anchors, not revoked, with the right OIN (PKI001, WT)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    SECP384R1,
    SECP521R1,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.oid import NameOID
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    Policy,
    PolicyBuilder,
    Store,
    VerificationError,
)

PublicKey = RSAPublicKey | EllipticCurvePublicKey

_LEAST_RSA_BITS = 2048
_MEMO = 64


class Distrusted(Exception):
    """A certificate does not count; the text says why, in words for the operator."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A trusted certificate: its key, its OIN (Subject.serialNumber), and the period all of this holds."""

    key: PublicKey
    oin: str | None
    begin: datetime
    end: datetime


def _only_authorities(_policy: Policy, _certificate: x509.Certificate, basic: x509.BasicConstraints) -> None:
    if not basic.ca:
        raise ValueError("geen uitgever")


_EVERY_LEAF = ExtensionPolicy.permit_all()
_AUTHORITY = ExtensionPolicy.permit_all().require_present(
    x509.BasicConstraints, Criticality.AGNOSTIC, _only_authorities
)


@dataclass(frozen=True, slots=True)
class Anchors:
    """Pinned certificates, any of which may issue (two at once on a day of roll-over), and their CRLs.

    Without `crls` revocation is not looked at; with them every issuer in a chain must have a current one.
    """

    certificates: Sequence[x509.Certificate]
    crls: Sequence[x509.CertificateRevocationList] = ()
    _trusted: dict[bytes, Signer] = field(default_factory=dict, repr=False)

    def check(self, certificate: bytes, moment: datetime) -> Signer:
        """Give the signer of a certificate (DER); raises Distrusted."""
        known = self._trusted.get(certificate)
        if known is None or not known.begin <= moment <= known.end:
            known = self._check(certificate, moment)
            if len(self._trusted) >= _MEMO:
                self._trusted.clear()
            self._trusted[certificate] = known
        return known

    def _check(self, der: bytes, moment: datetime) -> Signer:
        leaf, key, extensions = _parsed(der)
        if moment > leaf.not_valid_after_utc:
            raise Distrusted("het certificaat is verlopen")
        if moment < leaf.not_valid_before_utc:
            raise Distrusted("het certificaat geldt nog niet")
        if not _may_sign(extensions):
            raise Distrusted("het certificaat is niet voor ondertekenen")
        chain = self._to_the_root(self._chain(leaf, moment))
        lists = [found for one, issuer in _issued(chain) for found in self._not_revoked(one, issuer, moment)]
        return Signer(
            _strong(key),
            oin_of(leaf),
            max(one.not_valid_before_utc for one in chain),
            min([one.not_valid_after_utc for one in chain] + lists),
        )

    def _chain(self, leaf: x509.Certificate, moment: datetime) -> Sequence[x509.Certificate]:
        builder = PolicyBuilder().store(Store(list(self.certificates))).time(moment)
        builder = builder.extension_policies(ca_policy=_AUTHORITY, ee_policy=_EVERY_LEAF)
        try:
            return builder.build_client_verifier().verify(leaf, []).chain
        except (VerificationError, ValueError, UnsupportedAlgorithm):
            raise Distrusted("het certificaat is niet van een vertrouwde uitgever") from None

    def _to_the_root(self, chain: Sequence[x509.Certificate]) -> Sequence[x509.Certificate]:
        """Go on above the first anchor while others issued it: a revoked issuer counts for nobody."""
        found = list(chain)
        while (above := self._issuer(found[-1])) is not None and above not in found:
            found.append(above)
        return found

    def _issuer(self, one: x509.Certificate) -> x509.Certificate | None:
        return next((anchor for anchor in self.certificates if _issued_by(one, anchor)), None)

    def _not_revoked(
        self, one: x509.Certificate, issuer: x509.Certificate, moment: datetime
    ) -> Iterator[datetime]:
        """Look a certificate up in the list of its issuer; give the moment until which that list holds."""
        if not self.crls:
            return
        key = _strong(issuer.public_key())
        current = [
            (crl, crl.next_update_utc)
            for crl in self.crls
            if crl.issuer == issuer.subject and crl.is_signature_valid(key) and _whole(crl)
        ]
        if not current:
            raise Distrusted("er is geen intrekkingslijst van de uitgever")
        crl, until = max(current, key=lambda found: found[0].last_update_utc)
        if crl.get_revoked_certificate_by_serial_number(one.serial_number) is not None:
            raise Distrusted("het certificaat is ingetrokken")
        if until is None or moment > until:
            raise Distrusted("de intrekkingslijst van de uitgever is verlopen")
        yield until


def _parsed(der: bytes) -> tuple[x509.Certificate, object, x509.Extensions]:
    try:
        leaf = x509.load_der_x509_certificate(der)
        return leaf, leaf.public_key(), leaf.extensions
    except Exception:  # noqa: BLE001 - on hostile bytes cryptography raises a dozen kinds without a common base
        raise Distrusted("het certificaat is niet te lezen") from None


def oin_of(certificate: x509.Certificate) -> str | None:
    """Give the OIN of a certificate: its one Subject.serialNumber."""
    found = certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)
    return str(found[0].value) if len(found) == 1 else None


def _issued(chain: Sequence[x509.Certificate]) -> Iterator[tuple[x509.Certificate, x509.Certificate]]:
    return pairwise(chain)


def _issued_by(one: x509.Certificate, anchor: x509.Certificate) -> bool:
    try:
        one.verify_directly_issued_by(anchor)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _whole(crl: x509.CertificateRevocationList) -> bool:
    """Whether a list is a whole one: a critical extension says that it is about some certificates only."""
    return not any(extension.critical for extension in crl.extensions)


def _may_sign(extensions: x509.Extensions) -> bool:
    try:
        usage = extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment


def _strong(key: object) -> PublicKey:
    if isinstance(key, RSAPublicKey) and key.key_size >= _LEAST_RSA_BITS:
        return key
    if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1 | SECP384R1 | SECP521R1):
        return key
    raise Distrusted("de sleutel van het certificaat is te zwak")
