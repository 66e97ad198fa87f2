"""Whose certificates count: pinned issuers, revocation, and a day on which they change."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.pki.credential import Credential, ec_key
from gateway.pki.hierarchy import Hierarchy, crl_period
from gateway.pki.issue import Period
from gateway.signing.anchors import Anchors, Distrusted
from tests.fakes.signed import NOW, credential, maker


def certificates(pem: bytes) -> tuple[x509.Certificate, ...]:
    """Read PEM."""
    return tuple(x509.load_pem_x509_certificates(pem))


def lists(pem: bytes) -> tuple[x509.CertificateRevocationList, ...]:
    """Read PEM with several lists."""
    begin = b"-----BEGIN X509 CRL-----"
    return tuple(x509.load_pem_x509_crl(begin + part) for part in pem.split(begin)[1:])


def verdict(anchors: Anchors, one: Credential, days: int = 0) -> str | None:
    """Check a certificate some days from now; None when it counts."""
    try:
        anchors.check(one.certificate.public_bytes(Encoding.DER), NOW + timedelta(days=days))
    except Distrusted as distrusted:
        return str(distrusted)
    return None


def test_on_the_day_of_roll_over_both_issuers_count() -> None:
    """Before it only the old one, on the day both, afterwards only the new one."""
    old, new = maker().ca, Hierarchy.new("G2", NOW, ec_key)
    before, after = credential(), new.issue(maker().leaf("svb"), ec_key())
    told = {
        name: [verdict(Anchors(certificates(trust)), one) is None for one in (before, after)]
        for name, trust in {"old": old.trust(), "day": old.trust() + new.trust(), "new": new.trust()}.items()
    }
    assert told == {"old": [True, False], "day": [True, True], "new": [False, True]}


def test_a_revoked_certificate_does_not_count() -> None:
    """With the lists of its issuers it is refused, another of the same issuer is not."""
    ca = maker().ca
    gone, kept = credential(), maker().credential("duo")
    anchors = Anchors(certificates(ca.trust()), lists(ca.crls(crl_period(NOW), gone.certificate)))
    assert verdict(anchors, gone) == "het certificaat is ingetrokken"
    assert verdict(anchors, kept) is None


@pytest.mark.parametrize("days", [0, 29])
def test_a_known_certificate_is_looked_at_again_when_its_list_is_old(days: int) -> None:
    """What was checked once counts as long as the list does, and not a day longer."""
    ca = maker().ca
    anchors = Anchors(certificates(ca.trust()), lists(ca.crls(crl_period(NOW))))
    assert verdict(anchors, credential(), days) is None
    assert verdict(anchors, credential(), 31) == "de intrekkingslijst van de uitgever is verlopen"
    assert verdict(anchors, credential(), 400) == "het certificaat is verlopen"


def test_lists_must_be_of_the_issuer() -> None:
    """With lists, but none by this issuer or none it signed itself, nothing counts."""
    other = Hierarchy.new("G1", NOW, ec_key)  # the same names, other keys
    foreign = Hierarchy.new("vreemd", NOW, ec_key)
    trust = certificates(maker().ca.trust())
    for made in (other, foreign):
        anchors = Anchors(trust, lists(made.crls(Period.days(NOW, -1, 30))))
        assert verdict(anchors, credential()) == "er is geen intrekkingslijst van de uitgever"


def test_a_pinned_certificate_counts_by_itself() -> None:
    """The source's own certificate may be the anchor."""
    assert verdict(Anchors((credential().certificate,)), credential()) is None


def test_a_revoked_issuer_counts_for_nobody() -> None:
    """Also where the issuer itself is pinned: the list of the root says that it is gone."""
    ca = maker().ca
    gone = ca.issuing.chain[0]
    root_list = ca.root.crl(Period.days(NOW, -1, 30), gone)
    anchors = Anchors(certificates(ca.trust()), lists(ca.issuing.crl(Period.days(NOW, -1, 30)) + root_list))
    assert verdict(anchors, credential()) == "het certificaat is ingetrokken"


def test_a_list_of_some_certificates_is_no_list() -> None:
    """A list with a critical extension is about a part only: it does not clear a certificate."""
    ca = maker().ca
    builder = x509.CertificateRevocationListBuilder(
        issuer_name=ca.issuing.chain[0].subject,
        last_update=NOW - timedelta(days=1),
        next_update=NOW + timedelta(days=30),
    )
    part = builder.add_extension(x509.DeltaCRLIndicator(1), critical=True).sign(ca.issuing.key, SHA256())
    anchors = Anchors(certificates(ca.trust()), (part, *lists(ca.root.crl(Period.days(NOW, -1, 30)))))
    assert verdict(anchors, credential()) == "er is geen intrekkingslijst van de uitgever"
