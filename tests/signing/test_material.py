"""Certificates and keys from files: refused by the name of their setting, and taken over when they change."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from gateway.errors import SettingsInvalid
from gateway.pki.credential import pem
from gateway.signing.material import LinkFiles, Material, Watched, load_material
from tests.fakes.signed import credential, maker

SETTING = "GATEWAY_BRONNEN__SVB"


@pytest.fixture
def files(tmp_path: Path) -> LinkFiles:
    """Give good files."""
    made = credential("ec")
    cert, key, trust = (tmp_path / name for name in ("wij.pem", "wij.key", "zij.pem"))
    cert.write_bytes(pem(made.chain))
    key.write_bytes(made.key_pem())
    key.chmod(0o600)
    trust.write_bytes(maker().ca.trust())
    return LinkFiles(SETTING, cert, key, trust)


def refusal(files: LinkFiles) -> tuple[str, ...]:
    with pytest.raises(SettingsInvalid) as caught:
        load_material(files)
    return caught.value.texts


Change = Callable[[LinkFiles, Path], LinkFiles]


def _other_key(files: LinkFiles, path: Path) -> LinkFiles:
    path.write_bytes(credential("rsa").key_pem())
    path.chmod(0o600)
    return replace(files, key=path)


def _text(name: str) -> Change:
    def change(files: LinkFiles, path: Path) -> LinkFiles:
        path.write_text("999990019", "utf-8")
        path.chmod(0o600)
        return replace(files, **{name: path})  # type: ignore[arg-type]  # names of LinkFiles

    return change


def _open_key(files: LinkFiles, path: Path) -> LinkFiles:
    path.write_bytes(credential("ec").key_pem())
    path.chmod(0o644)
    return replace(files, key=path)


CASES: dict[str, tuple[Change, str]] = {
    "no such file": (
        lambda files, path: replace(files, cert=path),
        "CERT_FILE: het bestand is niet te lezen (het is er niet)",
    ),
    "a key without a certificate": (
        lambda files, _: replace(files, cert=None),
        "CERT_FILE: geef CERT_FILE en KEY_FILE allebei, of geen van beide",
    ),
    "a list without anchors": (
        lambda files, path: replace(files, trust=None, crl=path),
        "CRL_FILE: een intrekkingslijst hoort bij een TRUST_FILE",
    ),
    "the key of another": (_other_key, "KEY_FILE: de sleutel hoort niet bij het certificaat"),
    "a key others can read": (_open_key, "KEY_FILE: anderen mogen bij de sleutel; draai er `chmod 600` op"),
    "text for a certificate": (_text("cert"), "CERT_FILE: hier staan geen bruikbare certificaten in PEM"),
    "text for a key": (_text("key"), "KEY_FILE: hier staat geen RSA- of EC-sleutel in PEM zonder wachtwoord"),
    "text for anchors": (_text("trust"), "TRUST_FILE: hier staan geen bruikbare certificaten in PEM"),
    "text for lists": (_text("crl"), "CRL_FILE: hier staan geen intrekkingslijsten in PEM"),
}


@pytest.mark.parametrize(("change", "text"), CASES.values(), ids=CASES.keys())
def test_a_faulty_file_is_named_by_its_setting(
    change: Change, text: str, files: LinkFiles, tmp_path: Path
) -> None:
    """The fault says which setting and what to do, and nothing that stands in the file."""
    assert refusal(change(files, tmp_path / "anders")) == (f"{SETTING}__{text}",)


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        """Give the moment."""
        return self.seconds


def test_what_changes_on_disk_is_taken_over_and_what_is_faulty_is_not(files: LinkFiles) -> None:
    """A new certificate with its key counts a second later; half a change keeps the old ones."""
    hand = Hand()
    watched: Watched[Material] = Watched(files.paths, lambda: load_material(files), hand)
    old, new = credential("ec"), credential("rsa")

    def ours() -> bytes:
        hand.seconds += 1.0
        return pem(tuple(watched.current().own().chain))

    assert ours() == pem(old.chain)
    assert files.cert is not None
    assert files.key is not None
    files.cert.write_bytes(pem(new.chain))
    assert ours() == pem(old.chain)
    files.key.write_bytes(new.key_pem())
    assert ours() == pem(new.chain)
    files.cert.unlink()
    assert ours() == pem(new.chain)


def test_a_key_that_is_closed_as_asked_is_taken_over(files: LinkFiles) -> None:
    """What is refused is told as long as it lasts; `chmod 600` alone is enough to mend it."""
    hand = Hand()
    assert files.key is not None
    watched: Watched[Material] = Watched(files.paths, lambda: load_material(files), hand)
    files.key.chmod(0o644)
    hand.seconds += 1.0
    watched.current()
    told = list(watched.refused)
    assert told == [f"{SETTING}__KEY_FILE: anderen mogen bij de sleutel; draai er `chmod 600` op"]
    files.key.chmod(0o600)
    hand.seconds += 1.0
    watched.current()
    assert list(watched.refused) == []


def test_an_unusual_curve_is_refused_by_its_setting(files: LinkFiles, tmp_path: Path) -> None:
    """A key on a curve that nothing here reads is a fault of its setting, not a surprise."""
    path = tmp_path / "brainpool.key"
    key = ec.generate_private_key(ec.BrainpoolP256R1())
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    path.chmod(0o600)
    assert refusal(replace(files, key=path)) == (
        f"{SETTING}__KEY_FILE: de sleutel hoort niet bij het certificaat",
    )
