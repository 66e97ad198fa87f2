"""The folder: private, the same for the same moment, and never written over."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509

from gateway.errors import SettingsInvalid
from gateway.pki.credential import ec_key
from gateway.pki.demo import Item, demo_pki
from gateway.pki.folder import check_free, write

NOW = datetime(2026, 11, 1, 8, 30, 15, 250_000, tzinfo=UTC)
FILES = {"a.pem": b"certificaat", "bronnen/a.key": b"sleutel"}


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def said(items: list[Item]) -> list[tuple[object, ...]]:
    """Give all that was said but for the keys."""
    return [
        (path, item.oin, found.subject, found.issuer, found.not_valid_before_utc, found.not_valid_after_utc)
        for item in items
        for path, content in item.files.items()
        if path.endswith(".pem")
        for found in x509.load_pem_x509_certificates(content)
    ]


def keys(items: list[Item]) -> set[bytes]:
    return {content for item in items for path, content in item.files.items() if path.endswith(".key")}


def test_the_same_moment_gives_the_same_certificates_on_other_keys() -> None:
    """Names, OINs, issuers and dates are those of the first time; no key is."""
    first, second = (list(demo_pki(["uwv", "svb"], "0" * 20, NOW, ec_key)) for _ in range(2))
    assert said(first) == said(second)
    assert not keys(first) & keys(second)


def test_keys_are_for_the_owner_alone(pki: Path) -> None:
    """Every private key is 0600 and the folder 0700; certificates hold no key."""
    assert stat.S_IMODE(pki.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in pki.rglob("*.key")} == {0o600}
    assert {path[-4:] for path, content in contents(pki).items() if b"PRIVATE" in content} == {".key"}


@pytest.mark.parametrize("again", [True, False])
def test_what_somebody_else_put_there_stays(tmp_path: Path, *, again: bool) -> None:
    """A folder with a file of another is refused, also with --opnieuw, and nothing in it changes."""
    write(tmp_path, FILES, again=False)
    (tmp_path / "bronnen/van-mij.key").write_bytes(b"eigen")
    before = contents(tmp_path)
    with pytest.raises(SettingsInvalid, match=r"bronnen/van-mij\.key"):
        check_free(tmp_path, again=again)
    with pytest.raises(SettingsInvalid, match=r"bronnen/van-mij\.key"):
        write(tmp_path, FILES, again=again)
    assert contents(tmp_path) == before


def test_a_file_that_was_changed_since_counts_as_somebody_elses(tmp_path: Path) -> None:
    """A key of one's own under a name of ours is not lost by --opnieuw."""
    write(tmp_path, FILES, again=False)
    (tmp_path / "bronnen/a.key").write_bytes(b"eigen")
    with pytest.raises(SettingsInvalid, match=r"bronnen/a\.key"):
        write(tmp_path, FILES, again=True)
    assert (tmp_path / "bronnen/a.key").read_bytes() == b"eigen"


def test_an_earlier_test_pki_is_replaced_only_when_asked(tmp_path: Path) -> None:
    """Without --opnieuw it is refused; with it the old files are gone and the new are there."""
    write(tmp_path, FILES, again=False)
    before = contents(tmp_path)
    with pytest.raises(SettingsInvalid, match="geef --opnieuw"):
        write(tmp_path, {"b.pem": b"nieuw"}, again=False)
    assert contents(tmp_path) == before
    write(tmp_path, {"b.pem": b"nieuw"}, again=True)
    assert contents(tmp_path).keys() == {"b.pem", "gemaakt.sha256"}


def test_nothing_is_written_outside_the_folder(tmp_path: Path) -> None:
    """A link to a folder elsewhere is something of another, whatever its name."""
    (tmp_path / "elders").mkdir()
    (tmp_path / "pki").mkdir()
    (tmp_path / "pki/bronnen").symlink_to(tmp_path / "elders")
    with pytest.raises(SettingsInvalid, match="bronnen"):
        write(tmp_path / "pki", FILES, again=True)
    assert not list((tmp_path / "elders").iterdir())
