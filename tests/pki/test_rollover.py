"""Roll-over day: two certificates of one holder, of two authorities, good side by side."""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from gateway.clock import system_time
from gateway.core import oin
from tests.pki.handshake import End, handshake

UNKNOWN_ISSUER = 20


@pytest.mark.parametrize(
    ("trust", "name", "refused"),
    [
        ("vertrouwd", "oud", None),
        ("vertrouwd", "nieuw", None),
        ("vertrouwd-oud", "oud", None),
        ("vertrouwd-oud", "nieuw", UNKNOWN_ISSUER),
        ("vertrouwd-nieuw", "oud", UNKNOWN_ISSUER),
        ("vertrouwd-nieuw", "nieuw", None),
    ],
)
def test_both_pass_only_where_both_authorities_are_trusted(
    trust: str, name: str, refused: int | None, pki: Path
) -> None:
    """Old and new are UWV for who trusts both; who trusts one knows only that one."""
    day = pki / "wisseldag"
    client = End(pki / "gateway", day / f"{trust}.pem", day / "ingetrokken.crl")
    seen, _ = handshake(client, End(day / name, pki / "vertrouwd.pem", None))
    assert seen.refused == refused
    assert seen.subject.get("serialNumber") == (None if refused else oin.oin_for_test("uwv"))


def test_the_old_one_ends_within_the_week(pki: Path) -> None:
    """It has five days left, so that a warning thirty days ahead must be given."""
    old = x509.load_pem_x509_certificate((pki / "wisseldag/oud.pem").read_bytes())
    left = old.not_valid_after_utc - system_time()
    assert timedelta(days=4, hours=23) < left < timedelta(days=5)
