"""Where in a TOML file a key stands; the standard library reads values without their lines."""

import re
import tomllib
from collections.abc import Mapping
from typing import TypeAlias

from adapters.mock.cures import Words

Path: TypeAlias = tuple[str | int, ...]
"""Keys, and places in an array of tables: ("svb", "SVBDossierPersoonGSD", "Uitkeringsverhouding", 0)."""

Found: TypeAlias = tuple[Path, Words]
"""Where in a file something is wrong, and the words for it."""

_KEY = r"""[A-Za-z0-9_-]+|"(?:\\.|[^"\\])*"|'[^']*'"""
_HEADER = re.compile(rf"\s*(\[\[?)\s*((?:{_KEY})(?:\s*\.\s*(?:{_KEY}))*)\s*\]")
_MEMBER = re.compile(rf"\s*((?:{_KEY})(?:\s*\.\s*(?:{_KEY}))*)\s*=")
_TEXT = re.compile(r'"""|\'\'\'|"(?:\\.|[^"\\])*"|\'[^\']*\'|#.*|[\[\]{}]')


def line_of(path: Path, lines: Mapping[Path, int]) -> int:
    """Give the line of a key, else that of the nearest table around it, else 0."""
    return next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), 0)


def key_lines(text: str) -> dict[Path, int]:
    """Give the line of every table and key; of what is inside an array or inline table only its key."""
    found: dict[Path, int] = {}
    table: Path = ()
    counts: dict[Path, int] = {}
    open_text, depth = "", 0
    for number, line in enumerate(text.splitlines(), start=1):
        if not open_text and not depth:
            if header := _HEADER.match(line):
                table = _table(_names(header[2]), counts, repeats=header[1] == "[[")
                for end in range(1, len(table) + 1):
                    found.setdefault(table[:end], number)
                continue
            if member := _MEMBER.match(line):
                found.setdefault(table + _names(member[1]), number)
        open_text, depth = _after(line, open_text, depth)
    return found


def dotted(path: Path) -> str:
    """Write a path as people do; a row is counted from 1, and what no screen shows is written as escape."""
    return "".join(
        f"[{part + 1}]" if isinstance(part, int) else f".{_shown(part)}" for part in path
    ).removeprefix(".")


def _names(text: str) -> Path:
    return tuple(map(_name, re.findall(_KEY, text)))


def _name(key: str) -> str:
    """Give the name that a key means: quotes and escapes are not of the name."""
    try:
        return next(iter(tomllib.loads(f"{key} = 0")))
    except tomllib.TOMLDecodeError:
        return key


def _shown(name: str) -> str:
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04X}" for letter in name)


def _table(names: Path, counts: dict[Path, int], *, repeats: bool) -> Path:
    """Give the path of a header, with the place of each array of tables on the way."""
    path: Path = ()
    for name in names[:-1]:
        path += (name,)
        path += (counts[path],) if path in counts else ()
    path += (names[-1],)
    if repeats:
        counts[path] = counts.get(path, -1) + 1
        path += (counts[path],)
    return path


def _after(line: str, open_text: str, depth: int) -> tuple[str, int]:
    """Give the delimiter of a text that is still open after a line, and how many brackets are."""
    at = 0
    while True:
        if open_text:
            end = line.find(open_text, at)
            if end < 0:
                return open_text, depth
            at = end + len(open_text)
        open_text = ""
        for found in _TEXT.finditer(line, at):
            if found[0] in {'"""', "'''"}:
                open_text, at = found[0], found.end()
                break
            depth += (found[0] in {"[", "{"}) - (found[0] in {"]", "}"})
        if not open_text:
            return "", depth
