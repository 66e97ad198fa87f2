"""Who may sign: trust anchors, revocation lists, and the OIN in a certificate."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from cryptography.x509.verification import ExtensionPolicy, PolicyBuilder, Store, VerificationError

from adapters.mock.wss import Rejected

ANCHORS = "vertrouwd.pem"
REVOKED = "ingetrokken.crl"
OIN = re.compile(r"[0-9]{8}[0-9A-Z]{12}")
_SMALLEST_RSA = 2048
_TOKEN = "wsse:InvalidSecurityToken"  # noqa: S105 - a fault code
_AUTHENTICATION = "wsse:FailedAuthentication"
_CRL = re.compile(rb"-----BEGIN X509 CRL-----.+?-----END X509 CRL-----", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Trust:
    """The anchors, and per issuer a revocation list whose signature was checked; none: no revocation."""

    anchors: tuple[x509.Certificate, ...]
    lists: tuple[x509.CertificateRevocationList, ...]

    def check(self, der: bytes, now: datetime) -> str:
        """Give the OIN in a certificate that is valid, trusted and not revoked; else raise Rejected."""
        certificate = _read(der)
        if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
            raise Rejected(_AUTHENTICATION, "het certificaat van de ondertekenaar is nu niet geldig")
        for link in self._chain(certificate, now):
            self._check_revocation(link, now)
        return _oin(certificate)

    def _chain(self, certificate: x509.Certificate, now: datetime) -> Sequence[x509.Certificate]:
        """Give the certificate and its issuers up to an anchor."""
        # the signer's own extensions are free: the rules for websites (a host name) are not those for OINs
        policy = PolicyBuilder().store(Store(list(self.anchors))).time(now.replace(tzinfo=None))
        policy = policy.extension_policies(
            ca_policy=ExtensionPolicy.webpki_defaults_ca(), ee_policy=ExtensionPolicy.permit_all()
        )
        try:
            return policy.build_client_verifier().verify(certificate, []).chain
        except VerificationError:
            raise Rejected(
                _AUTHENTICATION, "het certificaat van de ondertekenaar is niet vertrouwd"
            ) from None

    def _check_revocation(self, certificate: x509.Certificate, now: datetime) -> None:
        if not self.lists or certificate.issuer == certificate.subject:
            return
        current = [
            crl
            for crl in self.lists
            if crl.issuer == certificate.issuer and crl.next_update_utc and now <= crl.next_update_utc
        ]
        if not current:
            raise Rejected(_AUTHENTICATION, "er is geen geldige intrekkingslijst van de uitgever")
        if any(crl.get_revoked_certificate_by_serial_number(certificate.serial_number) for crl in current):
            raise Rejected(_AUTHENTICATION, "het certificaat van de ondertekenaar is ingetrokken")


def read_trust(folder: Path) -> Trust:
    """Read anchors and revocation lists of a PKI folder. Raises OSError or ValueError."""
    anchors = tuple(x509.load_pem_x509_certificates((folder / ANCHORS).read_bytes()))
    revoked = folder / REVOKED
    found = _CRL.findall(revoked.read_bytes()) if revoked.exists() else []
    lists = tuple(x509.load_pem_x509_crl(pem) for pem in found)
    if revoked.exists() and not lists:
        raise ValueError(f"in {revoked} staat geen intrekkingslijst")
    for crl in lists:
        if not any(_signed(crl, anchor) for anchor in anchors):
            raise ValueError(f"een lijst in {revoked} is niet ondertekend door een uitgever uit {ANCHORS}")
    return Trust(anchors, lists)


def _read(der: bytes) -> x509.Certificate:
    """Read a certificate whose key is strong enough and may sign."""
    try:
        certificate = x509.load_der_x509_certificate(der)
        key, extensions = certificate.public_key(), certificate.extensions
    except (ValueError, UnsupportedAlgorithm, x509.DuplicateExtension):
        raise Rejected(_TOKEN, "het certificaat van de ondertekenaar is niet te lezen") from None
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < _SMALLEST_RSA:
        raise Rejected(_TOKEN, f"de sleutel van de ondertekenaar is korter dan {_SMALLEST_RSA} bits")
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise Rejected(_TOKEN, "de sleutel van de ondertekenaar is geen RSA of EC")
    usages = [extension.value for extension in extensions if isinstance(extension.value, x509.KeyUsage)]
    if not all(usage.digital_signature for usage in usages):
        raise Rejected(_TOKEN, "het certificaat van de ondertekenaar is niet om mee te ondertekenen")
    return certificate


def _signed(crl: x509.CertificateRevocationList, anchor: x509.Certificate) -> bool:
    key = anchor.public_key()
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        return False
    return crl.issuer == anchor.subject and crl.is_signature_valid(key)


def _oin(certificate: x509.Certificate) -> str:
    found = [
        str(attribute.value)
        for attribute in certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)
    ]
    if len(found) != 1 or not OIN.fullmatch(found[0]):
        raise Rejected(_AUTHENTICATION, "het certificaat van de ondertekenaar draagt geen OIN")
    return found[0]
