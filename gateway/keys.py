"""The gateway's own secret keys: made once, kept in files only the gateway can read, never shown.

A key is 32 random bytes, written as base64 text in `<folder>/<name>.key` (file 0600, folder 0700).
"""

import base64
import hashlib
import hmac
import os
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from gateway.errors import SettingsInvalid
from gateway.system_words import in_dutch

KEY_NAMES = ("pseudoniem", "logboek", "cache")
KEY_BYTES = 32
_PSEUDONYM_BYTES = 16
_LENGTH_BYTES = 4
_OTHERS_MAY_READ = stat.S_IRWXG | stat.S_IRWXO
_LONGEST_FILE = 200


def new_keys(folder: Path, *, random_bytes: Callable[[int], bytes] = os.urandom) -> list[Path]:
    """Make every missing key of `KEY_NAMES` in the folder and give the files made.

    A key that is there is never overwritten, also when two processes make keys at once. Raises OSError
    when the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(stat.S_IRWXU)
    paths = [folder / f"{name}.key" for name in KEY_NAMES]
    return [path for path in paths if _create(path, random_bytes(KEY_BYTES))]


def load_key(path: Path, setting_name: str) -> bytes:
    """Read the 32 bytes of a key file.

    Raises SettingsInvalid, naming the setting and never the file or its content, when the file cannot be
    read, may be read by group or world, or holds anything but 32 bytes in base64.
    """
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(_LONGEST_FILE)
    except OSError as error:
        raise _invalid(setting_name, f"het sleutelbestand is niet te lezen ({in_dutch(error)})") from None
    if mode & _OTHERS_MAY_READ:
        raise _invalid(setting_name, "anderen mogen bij het sleutelbestand; draai er `chmod 600` op")
    with suppress(ValueError):
        key = base64.b64decode(content.strip(), validate=True)
        if len(key) == KEY_BYTES:
            return key
    raise _invalid(setting_name, "het sleutelbestand bevat geen 32 bytes in base64") from None


def key_id(key: bytes) -> str:
    """Name a key without telling it: 16 hex digits, so that a record says which key opens it."""
    return hmac.digest(key, b"key-id", hashlib.sha256)[:8].hex()


def pseudonym(key: bytes, domain: str, *parts: str) -> str:
    """Give a stable pseudonym of the parts: 22 characters base64url, keyed BLAKE2b of 128 bits (RFC 7693).

    `domain` says what it is a pseudonym for, so that equal parts in two uses cannot be joined.
    """
    message = framed(*(part.encode() for part in (domain, *parts)))
    digest = hashlib.blake2b(message, key=key, digest_size=_PSEUDONYM_BYTES).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def framed(*parts: bytes) -> bytes:
    """Join parts so that no two different lists give the same bytes: each after its 4-byte length."""
    return b"".join([len(part).to_bytes(_LENGTH_BYTES, "big") + part for part in parts])


def _create(path: Path, key: bytes) -> bool:
    """Write a key under its name at once and complete; False when another process was first."""
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.b64encode(key) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        # A link, unlike a rename, fails when the name is taken.
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        Path(draft).unlink()
    _sync_folder(path.parent)
    return True


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _invalid(setting_name: str, text: str) -> SettingsInvalid:
    return SettingsInvalid((f"{setting_name}: {text} (`gateway keys new` maakt ontbrekende sleutels)",))
