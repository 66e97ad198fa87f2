"""A test PKI, mock sources that demand it, and the settings of a gateway that has it."""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from gateway.core.oin import oin_for_test
from gateway.pki.credential import ec_key
from gateway.pki.demo import demo_pki
from gateway.pki.folder import write
from gateway.settings import Settings, read_settings
from tests.fakes.processes import BRONNEN, MockSources, environment, mock_sources

OURS = "00000099000000010000"
SIGNED = frozenset({"uwv", "svb"})


def make_pki(folder: Path) -> Path:
    """Write a test PKI."""
    items = demo_pki(BRONNEN, OURS, datetime.now(UTC), ec_key)
    write(folder, {path: content for item in items for path, content in item.files.items()}, again=False)
    return folder


def client_context(pki: Path) -> ssl.SSLContext:
    """Give what a client of the strict mock sources needs."""
    context = ssl.create_default_context(cafile=pki / "vertrouwd.pem")
    context.load_cert_chain(pki / "gateway.pem", pki / "gateway.key")
    return context


def server_context(pki: Path) -> ssl.SSLContext:
    """Give what a source needs that asks for a certificate."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=pki / "vertrouwd.pem")
    context.load_cert_chain(pki / "mocks.pem", pki / "mocks.key")
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def client_files(pki: Path) -> dict[str, Path]:
    """Give the settings of our side of TLS."""
    return {
        "cert_file": pki / "gateway.pem",
        "key_file": pki / "gateway.key",
        "trust_file": pki / "vertrouwd.pem",
    }


@contextmanager
def strict_sources(pki: Path, *options: str) -> Iterator[MockSources]:
    """Run mock sources that demand client certificates and signatures."""
    with mock_sources("--profiel", "strict", "--pki", str(pki), *options) as running:
        yield running


def strict_environment(state: Path, url: str, pki: Path) -> dict[str, str]:
    """Give the settings of a gateway that signs to UWV and SVB, and shows its certificate to all."""
    found = environment(state, dict.fromkeys(BRONNEN, url))
    for bron in BRONNEN:
        named = f"GATEWAY_BRONNEN__{bron.upper()}__"
        found |= {
            f"{named}CERT_FILE": str(pki / "gateway.pem"),
            f"{named}KEY_FILE": str(pki / "gateway.key"),
            f"{named}TRUST_FILE": str(pki / "vertrouwd.pem"),
            f"{named}CRL_FILE": str(pki / "ingetrokken.crl"),
        }
        if bron in SIGNED:
            found |= {f"{named}BEVEILIGING": "2W-be-S", f"{named}OIN": oin_for_test(bron)}
    return found


def strict_settings(state: Path, url: str, pki: Path, changes: Mapping[str, str] | None = None) -> Settings:
    """Read those settings, with changes."""
    return read_settings(strict_environment(state, url, pki) | dict(changes or {}))
