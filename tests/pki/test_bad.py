"""The bad set: each certificate fails for the reason it is named for, and for no other."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from gateway.clock import system_time
from gateway.core import oin
from tests.pki.handshake import STRONG, WEAK, End, handshake

# What OpenSSL calls the fault: X509_V_ERR_… of x509_vfy.h, OpenSSL 3.
NOT_YET_VALID, EXPIRED, CRL_EXPIRED, SELF_SIGNED, UNKNOWN_ISSUER = 9, 10, 12, 18, 20
REVOKED, INVALID_CA, INVALID_PURPOSE, HOSTNAME, WEAK_KEY = 23, 79, 26, 62, 66

AT_BOTH_ENDS = {
    "verlopen": EXPIRED,
    "nog_niet_geldig": NOT_YET_VALID,
    "onbekende_ca": UNKNOWN_ISSUER,
    "ingetrokken": REVOKED,
    "zwakke_sleutel": WEAK_KEY,
    "zelf_ondertekend": SELF_SIGNED,
    "leaf_als_ca": INVALID_CA,
}
SUBJECTS = {"andere_oin": oin.oin_for_test("een_ander"), "zonder_oin": None}
ALL = {*AT_BOTH_ENDS, *SUBJECTS, "andere_naam", "geen_ondertekening"}


@pytest.fixture
def good(pki: Path) -> End:
    return End(pki / "gateway", pki / "vertrouwd.pem", pki / "ingetrokken.crl")


def bad(pki: Path, name: str) -> End:
    """Show a bad certificate, and look at nothing of the other's but its chain."""
    return End(pki / "fout" / name, pki / "vertrouwd.pem", None, WEAK)


def leaf_of(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_the_bad_set_is_complete(pki: Path) -> None:
    """Every bad certificate of the list is there with its key, and two loose files beside them."""
    loose = {"onbekende_ca_wortel.pem", "verlopen.crl"}
    pairs = {f"{name}{suffix}" for name in ALL for suffix in (".pem", ".key")}
    assert {path.name for path in (pki / "fout").iterdir()} == pairs | loose


@pytest.mark.parametrize("name", AT_BOTH_ENDS)
def test_tls_refuses_it_for_what_it_is_named_for(name: str, pki: Path, good: End) -> None:
    """A good end refuses it as server and as client, with OpenSSL's own name for that fault."""
    as_server, _ = handshake(good, bad(pki, name))
    _, as_client = handshake(bad(pki, name), good)
    assert (as_server.refused, as_client.refused) == (AT_BOTH_ENDS[name], AT_BOTH_ENDS[name])


def test_another_name_is_refused_by_a_client_that_asked_for_this_one(pki: Path, good: End) -> None:
    """The server that is other.example is not localhost, and is itself."""
    server = bad(pki, "andere_naam")
    assert handshake(good, server)[0].refused == HOSTNAME
    assert handshake(good, server, "other.example")[0].refused is None


def test_who_may_not_sign_is_refused_as_client(pki: Path, good: End) -> None:
    """A TLS client proves itself with a signature, which this keyUsage does not allow."""
    assert handshake(bad(pki, "geen_ondertekening"), good)[1].refused == INVALID_PURPOSE
    usage = leaf_of(pki / "fout/geen_ondertekening.pem").extensions.get_extension_for_class(x509.KeyUsage)
    assert not usage.value.digital_signature


@pytest.mark.parametrize("name", SUBJECTS)
def test_tls_alone_lets_a_wrong_oin_through(name: str, pki: Path, good: End) -> None:
    """Only who reads the subject sees it: the handshake is good, the OIN is not UWV's."""
    seen, _ = handshake(good, bad(pki, name))
    assert seen.refused is None
    assert seen.subject.get("serialNumber") == SUBJECTS[name]
    assert seen.subject["organizationName"] == "TEST UWV"


def test_a_list_past_its_date_refuses_even_a_good_certificate(pki: Path, good: End) -> None:
    """With verlopen.crl in place of ingetrokken.crl the chain cannot be checked."""
    stale = End(good.shows, good.trusts, pki / "fout/verlopen.crl")
    uwv = End(pki / "bronnen/uwv", good.trusts, None)
    assert handshake(stale, uwv)[0].refused == CRL_EXPIRED
    assert handshake(good, uwv)[0].refused is None


@pytest.mark.parametrize("name", sorted(ALL - SUBJECTS.keys()))
def test_each_claims_to_be_uwv(name: str, pki: Path) -> None:
    """Its subject is that of UWV's good certificate to the letter, on another key."""
    uwv, claimed = leaf_of(pki / "bronnen/uwv.pem"), leaf_of(pki / f"fout/{name}.pem")
    assert claimed.subject == uwv.subject
    assert claimed.public_key() != uwv.public_key()
    assert claimed.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)[0].value == oin.oin_for_test("uwv")


def test_without_the_one_check_they_pass(pki: Path, good: End) -> None:
    """Nothing else is wrong: not checked on that one point, each of these is accepted."""
    root = pki / "fout/onbekende_ca_wortel.pem"
    itself = pki / "fout/zelf_ondertekend.pem"
    lenient = {
        "ingetrokken": End(good.shows, good.trusts, None, STRONG),
        "zwakke_sleutel": End(good.shows, good.trusts, good.crl, WEAK),
        "onbekende_ca": End(good.shows, root, None, STRONG),
        "zelf_ondertekend": End(good.shows, itself, None, STRONG),
    }
    for name, end in lenient.items():
        assert (name, handshake(end, bad(pki, name))[0].refused) == (name, None)


@pytest.mark.parametrize(("name", "days"), [("verlopen", -45), ("nog_niet_geldig", 45)])
def test_what_is_not_valid_now_was_or_will_be(name: str, days: int, pki: Path) -> None:
    """On a day within its dates a second verifier accepts it, and now it does not."""
    leaf, issuing = x509.load_pem_x509_certificates((pki / f"fout/{name}.pem").read_bytes())
    root = x509.load_pem_x509_certificates((pki / "vertrouwd.pem").read_bytes())[1]

    def verify(when: datetime) -> int:
        policy = PolicyBuilder().store(Store([root])).time(when)
        return len(policy.build_client_verifier().verify(leaf, [issuing]).chain)

    assert verify(system_time() + timedelta(days=days)) == 3
    with pytest.raises(VerificationError, match="not valid at validation time"):
        verify(system_time())
