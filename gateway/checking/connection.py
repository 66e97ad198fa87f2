"""Whether a source can be reached, as whom it shows itself over TLS, and whether it takes our certificate.

A probe of its own, with the context the wire uses; no byte of a question goes over it.
"""

import asyncio
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.x509.oid import NameOID

from gateway.checking.verdict import Verdict
from gateway.signing.anchors import oin_of
from gateway.signing.material import Material

_SECONDS = 5.0
_REFUSAL_SECONDS = 0.25
"""How long a refusal of our certificate may take to arrive after the handshake (TLS 1.3)."""

_WARN_DAYS, _WARN_LIST_DAYS = 30, 3
_CLOSED = (
    "de bron sluit de verbinding na de handdruk|neemt zij ons certificaat aan? geef CERT_FILE en KEY_FILE"
    " (--cert, --key)"
)
_TRUST = "de uitgever wordt niet vertrouwd|zet de uitgever van de bron in TRUST_FILE (--trust)"

_CURES = {
    "certificate has expired": "het certificaat is verlopen|de bron plaatst een nieuw certificaat",
    "invalid CA certificate": "de uitgever is geen CA|vraag de bron om een certificaat van een CA",
    "certificate is not yet valid": "het certificaat geldt nog niet|vergelijk de klokken, of wacht",
    "mismatch": "het certificaat staat op een andere naam|neem in het adres de naam uit het certificaat",
    "certificate crl": "er is geen intrekkingslijst van de uitgever|zet die in CRL_FILE (--crl)",
    "crl has expired": "de intrekkingslijst is verlopen|haal de nieuwe op voor CRL_FILE (--crl)",
    "certificate revoked": "het certificaat is ingetrokken|de bron plaatst een ander certificaat",
    "issuer certificate": _TRUST,
    "self-signed": _TRUST,
    "self signed": _TRUST,
    "andere oin": "het certificaat is van een andere OIN|vergelijk de OIN (--oin) met die in het certificaat",
    "too weak": "de sleutel van het certificaat is te zwak|ten minste RSA-2048 of P-256",
}
"""Part of OpenSSL's words → ours | what to do."""


@dataclass(frozen=True, slots=True)
class Peer:
    """How the other side showed itself: TLS version and its certificate."""

    version: str
    certificate: x509.Certificate


class TlsRefused(Exception):
    """No TLS connection; the text says why, `raad` what to do."""

    def __init__(self, why: str) -> None:
        text, _, self.raad = why.partition("|")
        super().__init__(text)


async def connect(url: str) -> Verdict:
    """Open a connection to the address of a URL and close it again."""
    host, port = _address(url)
    try:
        async with asyncio.timeout(_SECONDS):
            _, writer = await asyncio.open_connection(host, port)
    except TimeoutError:
        why = f"geen verbinding binnen {_SECONDS:.0f} seconden"
        return Verdict("bereikbaar", "FOUT", why, "laat de firewall naar dit adres en deze poort door")
    except OSError as error:
        why = "de naam is onbekend" if isinstance(error, socket.gaierror) else "de verbinding wordt geweigerd"
        return Verdict("bereikbaar", "FOUT", why, "kijk na of de bron draait, en of adres en poort kloppen")
    await _close(writer)
    return Verdict("bereikbaar", "GOED", f"poort {port} neemt verbindingen aan")


async def tls(url: str, context: ssl.SSLContext, moment: datetime) -> Verdict:
    """Shake hands as the gateway does, and say who was there."""
    try:
        peer = await _shake(*_address(url), context)
    except TlsRefused as refused:
        return Verdict("tls", "FOUT", str(refused), refused.raad)
    left = days_left(peer.certificate.not_valid_after_utc, moment)
    oin = oin_of(peer.certificate) or "geen"
    text = (
        f"{peer.version}; certificaat van {_name(peer.certificate.subject)} (OIN {oin}),"
        f" van {_name(peer.certificate.issuer)}, {_still(left)}"
    )
    if left < _WARN_DAYS:
        return Verdict("tls", "LET_OP", text, "de bron vernieuwt haar certificaat op tijd")
    return Verdict("tls", "GOED", text)


async def _shake(host: str, port: int, context: ssl.SSLContext) -> Peer:
    """Give who is there; raises TlsRefused, also when the other side refuses our certificate just after."""
    try:
        async with asyncio.timeout(_SECONDS):
            reader, writer = await asyncio.open_connection(host, port, ssl=context, server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        raise TlsRefused(_translated(getattr(error, "verify_message", "") or str(error))) from None
    except ssl.SSLError as error:
        raise TlsRefused(_alert(error)) from None
    except (TimeoutError, OSError):
        raise TlsRefused("de bron breekt de TLS-verbinding af|spreekt dit adres TLS 1.2 of 1.3?") from None
    try:
        await _wait_for_refusal(reader)
        secured: Any = writer.get_extra_info("ssl_object")
        der = secured.getpeercert(binary_form=True)
        return Peer(secured.version(), x509.load_der_x509_certificate(der))
    except ssl.SSLError as error:
        raise TlsRefused(_alert(error)) from None
    except (OSError, ValueError):
        raise TlsRefused(_CLOSED) from None
    finally:
        await _close(writer)


async def _wait_for_refusal(reader: asyncio.StreamReader) -> None:
    """Wait whether the other side ends a connection on which nothing was asked; raises TlsRefused."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_REFUSAL_SECONDS):
            if not await reader.read(1):
                raise TlsRefused(_CLOSED)


def _translated(message: str) -> str:
    words = message.lower()
    return next(
        (ours for part, ours in _CURES.items() if part in words), f"het certificaat klopt niet|{message}"
    )


def _alert(error: ssl.SSLError) -> str:
    reason = (error.reason or "").upper()
    if "CERTIFICATE" in reason or "UNKNOWN_CA" in reason:
        return (
            "de bron neemt ons certificaat niet aan|geef CERT_FILE en KEY_FILE (--cert, --key) die zij kent"
        )
    return "geen TLS 1.2 of 1.3 met dit adres|is het https, en op de goede poort?"


def certificates(material: Material, moment: datetime, *, secured: bool) -> Verdict:
    """Say whose certificate we show, and how long it and the anchors hold."""
    if material.identity is None and material.anchors is None:
        text = "geen eigen certificaat"
        if not secured:
            return Verdict("certificaten", "NIET_GEKEKEN", text)
        raad = "Digikoppeling 2W-be vraagt er een: CERT_FILE en KEY_FILE (--cert, --key)"
        return Verdict("certificaten", "LET_OP", text, raad)
    left = {name.rpartition("__")[2]: days_left(end, moment) for name, end in material.endings().items()}
    text = ", ".join(f"{name} {_still(days)}" for name, days in left.items())
    if material.identity is not None:
        own = material.identity.chain[0]
        text = f"van {_name(own.subject)} (OIN {oin_of(own) or 'geen'}), van {_name(own.issuer)}; {text}"
    if min(left.values()) < 0:
        return Verdict("certificaten", "FOUT", text, "een certificaat is verlopen: zet een nieuw klaar")
    if any(days < (_WARN_LIST_DAYS if name == "CRL_FILE" else _WARN_DAYS) for name, days in left.items()):
        return Verdict("certificaten", "LET_OP", text, "vraag een nieuw certificaat aan")
    return Verdict("certificaten", "GOED", text)


def days_left(end: datetime, moment: datetime) -> int:
    """Tell how many whole days something still holds."""
    return (end - moment) // timedelta(days=1)


def _still(days: int) -> str:
    return f"nog {days} dagen" if days >= 0 else f"{-days} dagen geleden verlopen"


def _name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else "zonder naam"


def _address(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError, ssl.SSLError):
        await writer.wait_closed()
