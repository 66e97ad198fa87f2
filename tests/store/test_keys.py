"""The gateway's keys: private files, made once, never shown."""

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.errors import SettingsInvalid
from gateway.keys import KEY_NAMES, framed, key_id, load_key, new_keys, pseudonym

SETTING = "GATEWAY_SLEUTELS__LOGBOEK_FILE"


def counting() -> Callable[[int], bytes]:
    """Give 'random' bytes that are another value each time."""
    drawn: list[int] = []

    def draw(size: int) -> bytes:
        drawn.append(size)
        return bytes([len(drawn)]) * size

    return draw


def test_new_keys_are_made_once_and_only_the_owner_may_use_them(tmp_path: Path) -> None:
    """Three keys appear, files 0600 in a folder 0700, and nothing else is left behind."""
    folder = tmp_path / "sleutels"
    made = new_keys(folder, random_bytes=counting())
    assert {path.name for path in made} == {"pseudoniem.key", "logboek.key", "cache.key"}
    assert set(folder.iterdir()) == set(made)
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {load_key(path, SETTING) for path in made} == {b"\x01" * 32, b"\x02" * 32, b"\x03" * 32}


def test_a_key_that_exists_is_never_overwritten(tmp_path: Path) -> None:
    """Only the missing key is made; the other keeps its bytes."""
    first, second, _ = new_keys(tmp_path, random_bytes=counting())
    kept = first.read_bytes()
    second.unlink()
    assert new_keys(tmp_path) == [second]
    assert first.read_bytes() == kept


def test_a_key_made_by_another_process_meanwhile_is_kept(tmp_path: Path) -> None:
    """Who comes second in a race makes nothing and leaves the first key as it is."""
    other = b"of another process\n"

    def beaten(size: int) -> bytes:
        for name in KEY_NAMES:
            (tmp_path / f"{name}.key").write_bytes(other)
        return bytes(size)

    assert new_keys(tmp_path, random_bytes=beaten) == []
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        f"{name}.key": other for name in KEY_NAMES
    }


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601])
def test_a_key_that_others_may_use_is_refused(tmp_path: Path, mode: int) -> None:
    """Any right of group or world on a key file is a fault that names the setting."""
    path = new_keys(tmp_path)[0]
    path.chmod(mode)
    with pytest.raises(SettingsInvalid, match=SETTING):
        load_key(path, SETTING)


@pytest.mark.parametrize("content", [b"", b"geheim-canary", b"QUJD\n", b"A" * 44 + b"!", b"A" * 4000])
def test_a_key_file_with_anything_else_is_refused_without_showing_it(tmp_path: Path, content: bytes) -> None:
    """The fault names the setting and shows neither the content nor the path of the file."""
    path = tmp_path / "logboek.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(SettingsInvalid) as fault:
        load_key(path, SETTING)
    assert str(fault.value).startswith(SETTING)
    assert "canary" not in str(fault.value)
    assert str(tmp_path) not in str(fault.value)


def test_a_missing_key_names_its_setting_and_the_cure(tmp_path: Path) -> None:
    """A key file that is not there says which setting and which command."""
    with pytest.raises(SettingsInvalid, match=rf"{SETTING}.*gateway keys new"):
        load_key(tmp_path / "absent.key", SETTING)


def test_a_pseudonym_is_stable_short_and_bound_to_key_domain_and_parts() -> None:
    """Equal input gives one text of 22 characters; another key, domain or cut of the parts another."""
    key, other = bytes(32), b"\x01" * 32
    found = [
        pseudonym(key, "betrokkene", "ab", "c"),
        pseudonym(other, "betrokkene", "ab", "c"),
        pseudonym(key, "rij", "ab", "c"),
        pseudonym(key, "betrokkene", "a", "bc"),
        pseudonym(key, "betrokkene", "abc"),
        pseudonym(key, "betrokkeneab", "c"),
    ]
    assert len(set(found)) == len(found)
    assert {len(text) for text in found} == {22}
    assert found[0] == pseudonym(key, "betrokkene", "ab", "c")


def test_framed_lists_never_collide_and_a_key_name_does_not_tell_the_key() -> None:
    """Moving a border between parts changes the bytes; a key id holds no byte of its key."""
    assert framed(b"ab", b"c") == b"\x00\x00\x00\x02ab\x00\x00\x00\x01c"
    assert framed(b"abc") != framed(b"ab", b"c") != framed(b"a", b"bc")
    assert key_id(b"\xaa" * 32) != key_id(b"\xab" * 32)
    assert "aa" * 4 not in key_id(b"\xaa" * 32)
