"""Certificates, key and anchors of one link, read from files and read again when those change."""

import base64
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Generic, TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from gateway.errors import SettingsInvalid
from gateway.logs import tell
from gateway.signing.anchors import Anchors
from gateway.system_words import in_dutch

PrivateKey = RSAPrivateKey | EllipticCurvePrivateKey
_LOOK_SECONDS = 1.0
_OTHERS_MAY = stat.S_IRWXG | stat.S_IRWXO
_CRL_BEGIN, _CRL_END = b"-----BEGIN X509 CRL-----", b"-----END X509 CRL-----"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LinkFiles:
    """Where the certificates of a link stand; `setting` is what its settings begin with.

    `cert` holds our certificate and those of its issuers, `trust` the anchors, `crl` revocation lists (PEM).
    """

    setting: str
    cert: Path | None = None
    key: Path | None = None
    trust: Path | None = None
    crl: Path | None = None

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files that are named."""
        return tuple(path for path in (self.cert, self.key, self.trust, self.crl) if path is not None)


@dataclass(frozen=True, slots=True)
class Identity:
    """Our own certificates, ours first, with its key."""

    chain: Sequence[x509.Certificate]
    key: PrivateKey = field(repr=False)

    @property
    def token(self) -> str:
        """Our certificate as a BinarySecurityToken holds it: base64 of the DER."""
        return _token(self.chain[0])


@lru_cache(maxsize=64)
def _token(certificate: x509.Certificate) -> str:
    return base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()


@dataclass(frozen=True, slots=True)
class Material:
    """What the files of a link hold now."""

    files: LinkFiles
    identity: Identity | None
    anchors: Anchors | None

    def own(self) -> Identity:
        """Give our certificates and key; raises SettingsInvalid when the link has none."""
        if self.identity is None:
            raise _invalid(self.files, "CERT", "ontbreekt, en is nodig om te ondertekenen")
        return self.identity

    def trusted(self) -> Anchors:
        """Give the anchors; raises SettingsInvalid when the link has none."""
        if self.anchors is None:
            raise _invalid(self.files, "TRUST", "ontbreekt, en is nodig om handtekeningen na te gaan")
        return self.anchors

    def endings(self) -> dict[str, datetime]:
        """Give until when each certificate and list of the link holds, by the name of its setting."""
        own = () if self.identity is None else self.identity.chain
        trusted = () if self.anchors is None else self.anchors.certificates
        lists = () if self.anchors is None else self.anchors.crls
        held = {
            "CERT_FILE": [one.not_valid_after_utc for one in own],
            "TRUST_FILE": [one.not_valid_after_utc for one in trusted],
            "CRL_FILE": [one.next_update_utc for one in lists if one.next_update_utc is not None],
        }
        return {f"{self.files.setting}__{name}": min(ends) for name, ends in held.items() if ends}


def load_material(files: LinkFiles) -> Material:
    """Read the files of a link; raises SettingsInvalid naming the setting, never what stands in the file."""
    if (files.cert is None) != (files.key is None):
        raise _invalid(files, "CERT", "geef CERT_FILE en KEY_FILE allebei, of geen van beide")
    if files.crl is not None and files.trust is None:
        raise _invalid(files, "CRL", "een intrekkingslijst hoort bij een TRUST_FILE")
    anchors = (
        None if files.trust is None else Anchors(_certificates(files, "TRUST", files.trust), _crls(files))
    )
    identity = None
    if files.cert is not None and files.key is not None:
        identity = Identity(_certificates(files, "CERT", files.cert), _key(files, files.key))
        if identity.chain[0].public_key() != identity.key.public_key():
            raise _invalid(files, "KEY", "de sleutel hoort niet bij het certificaat")
    return Material(files, identity, anchors)


def _certificates(files: LinkFiles, name: str, path: Path) -> Sequence[x509.Certificate]:
    try:
        found = tuple(x509.load_pem_x509_certificates(_read(files, name, path)))
        for one in found:
            one.public_key()
    except (ValueError, UnsupportedAlgorithm):
        raise _invalid(files, name, "hier staan geen bruikbare certificaten in PEM") from None
    return found


def _crls(files: LinkFiles) -> Sequence[x509.CertificateRevocationList]:
    if files.crl is None:
        return ()
    parts = _read(files, "CRL", files.crl).split(_CRL_BEGIN)[1:]
    try:
        lists = tuple(x509.load_pem_x509_crl(_CRL_BEGIN + part) for part in parts)
    except ValueError:
        lists = ()
    if not lists:
        raise _invalid(files, "CRL", "hier staan geen intrekkingslijsten in PEM")
    return lists


def _key(files: LinkFiles, path: Path) -> PrivateKey:
    content = _read(files, "KEY", path)
    if path.stat().st_mode & _OTHERS_MAY:
        raise _invalid(files, "KEY", "anderen mogen bij de sleutel; draai er `chmod 600` op")
    try:
        key = load_pem_private_key(content, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey):
        raise _invalid(files, "KEY", "hier staat geen RSA- of EC-sleutel in PEM zonder wachtwoord")
    return key


def _read(files: LinkFiles, name: str, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _invalid(files, name, f"het bestand is niet te lezen ({in_dutch(error)})") from None


def _invalid(files: LinkFiles, name: str, text: str) -> SettingsInvalid:
    return SettingsInvalid((f"{files.setting}__{name}_FILE: {text}",))


class Watched(Generic[T]):
    """What was made from files, made again within a second of their change; what fails keeps the old.

    So certificates roll over without a restart. `seconds` tells the time since any moment, for looking again.
    """

    def __init__(self, paths: Sequence[Path], make: Callable[[], T], seconds: Callable[[], float]) -> None:
        self._paths, self._make, self._seconds = paths, make, seconds
        self._looked, self._stamp = seconds(), _stamp(paths)
        self._current, self._refused = make(), tuple[str, ...]()

    @property
    def refused(self) -> tuple[str, ...]:
        """Why what stands in the files now is not taken over; empty when it is."""
        return self._refused

    def current(self) -> T:
        """Give what the files say now; raises nothing after the first time."""
        if (now := self._seconds()) - self._looked >= _LOOK_SECONDS:
            self._looked = now
            if (stamp := _stamp(self._paths)) != self._stamp:
                self._stamp = stamp
                self._renew()
        return self._current

    def _renew(self) -> None:
        try:
            self._current, self._refused = self._make(), ()
        except SettingsInvalid as invalid:
            self._refused = invalid.texts
            tell("CERTIFICATEN_NIET_VERNIEUWD", redenen=list(invalid.texts))
        else:
            tell("CERTIFICATEN_VERNIEUWD", bestanden=[path.name for path in self._paths])


def _stamp(paths: Sequence[Path]) -> tuple[tuple[int, ...] | None, ...]:
    return tuple(_of(path) for path in paths)


def _of(path: Path) -> tuple[int, ...] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    # The moment of change counts too: `chmod 600` is what may have been asked for.
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino
