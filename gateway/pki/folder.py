"""The folder of a test PKI: private, written whole, and never over what somebody else put there.

`gemaakt.sha256` lists every file with its digest, in the form of `sha256sum -c`.
"""

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from gateway.errors import SettingsInvalid
from gateway.system_words import in_dutch

MADE = "gemaakt.sha256"
_PRIVATE = ".key"
_OWNER_ONLY = stat.S_IRUSR | stat.S_IWUSR
_ALL_READ = _OWNER_ONLY | stat.S_IRGRP | stat.S_IROTH


def check_free(folder: Path, *, again: bool) -> None:
    """See whether a test PKI may be written here. Raises SettingsInvalid, saying why not.

    It may where nothing is and, with `again`, where nothing is but an untouched earlier one.
    """
    _earlier(folder, again=again)


def write(folder: Path, files: Mapping[str, bytes], *, again: bool) -> None:
    """Write files by path, keys for the owner alone, in the place of an earlier test PKI if `again`.

    Raises SettingsInvalid as `check_free` does, and when the folder cannot be written.
    """
    listed = "".join(f"{sha256(content).hexdigest()}  {path}\n" for path, content in files.items())
    earlier = _earlier(folder, again=again)
    with _usable():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(stat.S_IRWXU)
        for path in earlier:
            (folder / path).unlink()
        # First the list: what breaks off between two files can then still be replaced.
        for path, content in {MADE: listed.encode(), **files}.items():
            _write(folder / path, content)


def _earlier(folder: Path, *, again: bool) -> list[str]:
    with _usable():
        # A link to a folder counts too: what is written must stay inside.
        found = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
        present = {path.relative_to(folder).as_posix() for path in found}
        made = {MADE: None, **_listed(folder)}
        foreign = sorted(
            path for path in present if path not in made or made[path] not in (None, _digest(folder / path))
        )
    if foreign:
        shown = ", ".join(foreign[:3])
        raise SettingsInvalid((f"MAP: hier staat iets dat niet zo gemaakt is ({shown}); kies een lege map",))
    if present and not again:
        raise SettingsInvalid(("MAP: hier staat al een test-PKI; geef --opnieuw om haar te vervangen",))
    return sorted(present)


def _listed(folder: Path) -> dict[str, str]:
    if not (folder / MADE).is_file():
        return {}
    lines = (folder / MADE).read_text(encoding="utf-8", errors="replace").splitlines()
    return {path: digest for digest, _, path in (line.partition("  ") for line in lines)}


def _digest(path: Path) -> str | None:
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=stat.S_IRWXU, exist_ok=True)
    mode = _OWNER_ONLY if path.suffix == _PRIVATE else _ALL_READ
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


@contextmanager
def _usable() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        text = f"MAP: deze map is niet te gebruiken ({in_dutch(error)})"
        raise SettingsInvalid((text,)) from None
