"""A real TLS handshake over the loopback, both ends with a certificate, checked by OpenSSL alone."""

import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STRONG = "DEFAULT@SECLEVEL=2"
WEAK = "DEFAULT@SECLEVEL=0"


@dataclass(frozen=True, slots=True)
class End:
    """One end: what it shows, what it trusts, which lists it checks (none: no check of revocation)."""

    shows: Path
    trusts: Path
    crl: Path | None
    ciphers: str = STRONG


@dataclass(frozen=True, slots=True)
class Seen:
    """What one end saw: the subject of the other, or OpenSSL's code for why not (-1: no verdict)."""

    subject: dict[str, str]
    refused: int | None


def handshake(client: End, server: End, host: str = "localhost") -> tuple[Seen, Seen]:
    """Give what the client saw of the server, and the server of the client."""
    with socket.create_server(("127.0.0.1", 0)) as listening, ThreadPoolExecutor(1) as pool:
        served = pool.submit(_serve, listening, _context(server, ssl.PROTOCOL_TLS_SERVER))
        with socket.create_connection(listening.getsockname(), timeout=10) as plain:
            seen = _shake(plain, _context(client, ssl.PROTOCOL_TLS_CLIENT), host=host)
        return seen, served.result(10)


def _serve(listening: socket.socket, context: ssl.SSLContext) -> Seen:
    plain, _ = listening.accept()
    plain.settimeout(10)
    with plain:
        return _shake(plain, context, host=None)


def _shake(plain: socket.socket, context: ssl.SSLContext, *, host: str | None) -> Seen:
    try:
        with context.wrap_socket(plain, server_side=host is None, server_hostname=host) as secured:
            subject: Any = (secured.getpeercert() or {})["subject"]
            secured.recv(1) if host else secured.sendall(b".")
            return Seen({name: value for ((name, value),) in subject}, None)
    except ssl.SSLCertVerificationError as error:
        return Seen({}, error.verify_code)
    except OSError:
        return Seen({}, -1)


def _context(end: End, protocol: int) -> ssl.SSLContext:
    context = ssl.SSLContext(protocol)
    context.set_ciphers(end.ciphers)
    context.load_cert_chain(end.shows.with_suffix(".pem"), end.shows.with_suffix(".key"))
    context.load_verify_locations(end.trusts)
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    if end.crl:
        context.load_verify_locations(end.crl)
        context.verify_flags |= ssl.VERIFY_CRL_CHECK_CHAIN
    return context
