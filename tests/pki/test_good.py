"""The good certificates: independent verifiers accept each, and it names its holder."""

from itertools import combinations
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.verification import PolicyBuilder, Store

from gateway.core import oin
from tests.fakes.processes import BRONNEN
from tests.pki.conftest import GATEWAY_OIN
from tests.pki.handshake import End, handshake

GOOD = {
    "gateway": GATEWAY_OIN,
    "mocks": oin.oin_for_test("mocks"),
    **{f"bronnen/{bron}": oin.oin_for_test(bron) for bron in BRONNEN},
}


@pytest.mark.parametrize("kind", ["pki", "ec_pki"])
@pytest.mark.parametrize("name", GOOD)
def test_each_good_certificate_serves_as_both_ends_of_tls(
    name: str, kind: str, request: pytest.FixtureRequest
) -> None:
    """OpenSSL, strict and with the revocation of the whole chain checked, accepts it and reads its OIN."""
    folder: Path = request.getfixturevalue(kind)
    end = End(folder / name, folder / "vertrouwd.pem", folder / "ingetrokken.crl")
    for host in ("localhost", "127.0.0.1"):
        for seen in handshake(end, end, host):
            assert (seen.refused, seen.subject["serialNumber"]) == (None, GOOD[name])
            assert seen.subject["organizationName"] == f"TEST {name.rpartition('/')[2].upper()}"


@pytest.mark.parametrize("name", GOOD)
def test_a_second_verifier_accepts_each_good_certificate_too(name: str, pki: Path) -> None:
    """The verifier of `cryptography` builds the chain from leaf to root, as server and as client."""
    leaf, issuing = x509.load_pem_x509_certificates((pki / f"{name}.pem").read_bytes())
    trusted = x509.load_pem_x509_certificates((pki / "vertrouwd.pem").read_bytes())
    policy = PolicyBuilder().store(Store([trusted[1]]))
    assert policy.build_server_verifier(x509.DNSName("localhost")).verify(leaf, [issuing]) == [leaf, *trusted]
    assert policy.build_client_verifier().verify(leaf, [issuing]).chain == [leaf, *trusted]


@pytest.mark.parametrize("kind", ["pki", "ec_pki"])
def test_every_key_is_the_holders_alone_and_as_strong_as_asked(
    kind: str, request: pytest.FixtureRequest
) -> None:
    """RSA of 2048 bits or P-256, SHA-256 above it, and no two holders with one key."""
    folder: Path = request.getfixturevalue(kind)
    certificates = [x509.load_pem_x509_certificate((folder / f"{name}.pem").read_bytes()) for name in GOOD]
    keys = [certificate.public_key() for certificate in certificates]
    assert {_strength(key) for key in keys} == {"RSA 2048" if kind == "pki" else "secp256r1"}
    assert {type(found.signature_hash_algorithm) for found in certificates} == {SHA256}
    assert all(one != other for one, other in combinations(keys, 2))


def _strength(key: object) -> str:
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}"
    return key.curve.name if isinstance(key, ec.EllipticCurvePublicKey) else "?"


def test_a_leaf_may_sign_and_do_tls_and_nothing_else(pki: Path) -> None:
    """KeyUsage is digitalSignature alone and critical; EKU is both ends of TLS; it is no authority."""
    leaf = x509.load_pem_x509_certificate((pki / "bronnen/uwv.pem").read_bytes())
    usage = leaf.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert repr(usage.value).count("True") == 1
    assert usage.value.digital_signature
    purposes = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert [purpose.dotted_string for purpose in purposes] == ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]
    assert not leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_the_oin_of_a_test_organisation_follows_from_its_name_alone() -> None:
    """Twenty digits with the prefix for tests, the same for ever, and another for each source."""
    assert oin.oin_for_test("uwv") == "00000099952663697000"
    found = {oin.oin_for_test(bron) for bron in BRONNEN}
    assert len(found) == len(BRONNEN)
    assert {len(one) for one in found} == {20}
