"""TLS as Digikoppeling demands it: 1.2 or 1.3, and a certificate on both sides."""

import ssl
from pathlib import Path

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
