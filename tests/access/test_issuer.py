"""The demo issuer: its key file, its public keys, and where it refuses to work."""

import base64
import json
import stat
import threading
from pathlib import Path

import pytest
from joserfc.jwk import ECKey

from gateway.errors import SettingsInvalid
from gateway.issuer import DemoIssuer, require_demo

FILE = "demo-uitgever.jwk"


def test_the_key_file_is_private_and_alone(tmp_path: Path) -> None:
    """The key is made in a new folder as one file that only its owner can read."""
    folder = tmp_path / "staat" / "sleutels"
    DemoIssuer.load_or_create(folder)
    assert [path.name for path in folder.iterdir()] == [FILE]
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600


def test_issuers_that_start_together_share_one_key(tmp_path: Path) -> None:
    """Eight issuers created at the same moment all end with the same public key."""
    gate, found = threading.Barrier(8), list[str]()

    def start() -> None:
        gate.wait()
        found.append(json.dumps(DemoIssuer.load_or_create(tmp_path).jwks()))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_the_published_keys_hold_nothing_secret(tmp_path: Path) -> None:
    """The JWKS has exactly the public members, the kid, the algorithm and the use."""
    (key,) = DemoIssuer.load_or_create(tmp_path).jwks()["keys"]
    assert set(key) == {"kty", "crv", "x", "y", "kid", "alg", "use"}
    assert (key["kty"], key["crv"], key["alg"], key["use"]) == ("EC", "P-256", "ES256", "sig")


def test_a_token_says_exactly_what_it_should() -> None:
    """Header and claims of a token are those of the interface, with a jti of its own each time."""
    ids = iter(["een", "twee"])
    key = ECKey.generate_key("P-256", {"alg": "ES256", "use": "sig", "kid": "k"})
    issuer = DemoIssuer(key, lambda: next(ids))
    issuer.token(now=10.7)
    token = issuer.token(now=10.7, rol="controleur", scope=("A", "B"), lifetime=60, thumbprint="vingerafdruk")
    header, claims = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in token.split(".")[:2])
    assert header == {"alg": "ES256", "typ": "at+jwt", "kid": "k"}
    assert claims == {
        "iss": "urn:arbeidsmarktprofiel:demo",
        "aud": "urn:arbeidsmarktprofiel:gateway",
        "iat": 10,
        "exp": 70,
        "jti": "twee",
        "azp": "00000099000000010000",
        "sub": "medewerker-0001",
        "rol": "controleur",
        "inrichting": "PI_TEST",
        "acr": "urn:etoegang:core:assurance-class:loa3",
        "scope": "A B",
        "cnf": {"x5t#S256": "vingerafdruk"},
    }


@pytest.mark.parametrize(
    "content", ["", "geen json", "[]", "{}", '{"kty": "EC"}', '{"kty": "oct", "k": "AAAA"}']
)
def test_a_spoilt_key_file_is_named_not_replaced(tmp_path: Path, content: str) -> None:
    """A key file that is no key stays as it is, and the error names the file and the cure."""
    path = tmp_path / FILE
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(SettingsInvalid, match="Verwijder") as caught:
        DemoIssuer.load_or_create(tmp_path)
    assert str(path) in str(caught.value)
    assert path.read_text() == content


def test_a_public_key_is_no_issuer(tmp_path: Path) -> None:
    """A file that holds only the public key is refused at load, not at the first token."""
    key = ECKey.generate_key("P-256", {"alg": "ES256", "use": "sig"}, auto_kid=True)
    path = tmp_path / FILE
    path.write_text(json.dumps(key.as_dict(private=False)))
    path.chmod(0o600)
    with pytest.raises(SettingsInvalid, match="ES256"):
        DemoIssuer.load_or_create(tmp_path)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_key_that_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    """A key file open to group or others is not used; the error says how to close it."""
    DemoIssuer.load_or_create(tmp_path)
    (tmp_path / FILE).chmod(mode)
    with pytest.raises(SettingsInvalid, match="chmod 600"):
        DemoIssuer.load_or_create(tmp_path)


@pytest.mark.parametrize(
    ("real", "foreign", "reasons"), [(True, False, 1), (False, True, 1), (True, True, 2)]
)
def test_outside_the_demo_no_token_is_issued(*, real: bool, foreign: bool, reasons: int) -> None:
    """A real source or an issuer of one's own forbids demo tokens, each with its own reason."""
    with pytest.raises(SettingsInvalid) as caught:
        require_demo(any_source_real=real, foreign_issuer=foreign)
    assert len(caught.value.texts) == reasons
    assert ("OMGEVING" in str(caught.value), "GATEWAY_OIDC__ISSUER:" in str(caught.value)) == (real, foreign)


def test_within_the_demo_tokens_are_allowed() -> None:
    """With only nagebootste bronnen and no issuer of one's own nothing is refused."""
    require_demo(any_source_real=False, foreign_issuer=False)
