"""TLS as Digikoppeling demands it: 1.2 or 1.3, a certificate on both sides, and the OIN of who calls."""

import asyncio
import ssl
from pathlib import Path

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from adapters.mock.trust import ANCHORS, REVOKED

_CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"


def tls_context(folder: Path) -> ssl.SSLContext:
    """Build the server side from a PKI folder: only callers with a trusted, unrevoked certificate.

    Raises OSError (of which ssl.SSLError is one) when a file is missing or no PEM.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(_CIPHERS)
    context.load_cert_chain(folder / "mocks.pem", folder / "mocks.key")
    context.load_verify_locations(folder / ANCHORS)
    context.verify_mode = ssl.CERT_REQUIRED
    revoked = folder / REVOKED
    if revoked.exists():
        context.load_verify_locations(revoked)
        context.verify_flags |= ssl.VERIFY_CRL_CHECK_CHAIN
    return context


class PeerProtocol(HttpToolsProtocol):
    """HTTP over TLS that tells each request, as `request.state.oin`, the OIN of the client's certificate."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """Add the OIN to what every request on this connection gets as its state."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "oin": _oin(transport.get_extra_info("peercert"))}


def _oin(peer: dict[str, tuple[tuple[tuple[str, str], ...], ...]] | None) -> str | None:
    found = [
        value for rdn in (peer or {}).get("subject", ()) for name, value in rdn if name == "serialNumber"
    ]
    return found[0] if len(found) == 1 else None
