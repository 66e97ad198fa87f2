"""The certificates of the benchmark: RSA of 2048 bits for both sides of TLS and for who signs."""

import ssl
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from gateway.core.oin import oin_for_test
from gateway.pki.credential import PrivateKey, pem, rsa_key
from gateway.pki.demo import CRL, GATEWAY, TRUST
from gateway.pki.folder import write
from gateway.pki.good import Maker
from gateway.pki.hierarchy import Hierarchy, crl_period
from gateway.signing.material import Identity, LinkFiles, load_material

SIGNING = ("uwv", "svb")
"""The sources that speak SOAP: every message to and from them is signed (2W-be-S)."""

_OURS = "00000099000000010000"
_SERVER = "mocks"


def make_pki(folder: Path, new_key: Callable[[], PrivateKey] = rsa_key) -> None:
    """Write what the gateway and its sources need, with the names that `gateway pki demo` gives them."""
    now = datetime.now(UTC).replace(microsecond=0)
    make = Maker(Hierarchy.new("G1", now, new_key), now, new_key)
    files = {TRUST: make.ca.trust(), CRL: make.ca.crls(crl_period(now))}
    for name, oin in ((GATEWAY, _OURS), (_SERVER, None), *((bron, None) for bron in SIGNING)):
        credential = make.credential(name, oin)
        files |= {f"{name}.pem": pem(credential.chain), f"{name}.key": credential.key_pem()}
    write(folder, files, again=False)


def identity(pki: Path, name: str) -> Identity:
    """Give what somebody signs with."""
    return load_material(LinkFiles(name, pki / f"{name}.pem", pki / f"{name}.key")).own()


def server_context(pki: Path) -> ssl.SSLContext:
    """Make the sources' side of TLS, which demands a client certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(pki / TRUST)
    context.load_cert_chain(pki / f"{_SERVER}.pem", pki / f"{_SERVER}.key")
    return context


def settings(pki: Path, bronnen: Iterable[str]) -> dict[str, str]:
    """Give the settings with which a gateway uses TLS on every link and signs where there is SOAP."""
    files = {"CERT": f"{GATEWAY}.pem", "KEY": f"{GATEWAY}.key", "TRUST": TRUST, "CRL": CRL}
    found = {"GATEWAY_OIN": _OURS}
    for bron in bronnen:
        named = f"GATEWAY_BRONNEN__{bron.upper()}__"
        found |= {f"{named}{name}_FILE": str(pki / path) for name, path in files.items()}
        if bron in SIGNING:
            found |= {f"{named}BEVEILIGING": "2W-be-S", f"{named}OIN": oin_for_test(bron)}
    return found
