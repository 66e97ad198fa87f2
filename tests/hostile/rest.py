"""Bad REST answers made of good ones: one function per attack, each giving every variant of it."""

import json
import re
from collections.abc import Iterator
from typing import Any

from tests.hostile.scene import Scene

Path = tuple[str | int, ...]
_TEXT = re.compile(r'"((?:[^"\\])*)"(\s*:)?')
_MEMBER = re.compile(r'"(\w+)":')
_STEP = 3
BIG = "123456789012345678901234567890"


def doubled(scene: Scene) -> Iterator[bytes]:
    """Let every member stand twice: before and after, empty, null, its name written with an escape."""
    for member in _MEMBER.finditer(scene.text):
        name = member[1]
        escaped = f"\\u{ord(name[0]):04x}{name[1:]}"
        for key in (name, escaped, name[:-1] + f"\\u{ord(name[-1]):04X}"):
            for value in ("null", '""', "[]", "{}", '"0"', '"a\\u003ab"', f'"{":" * 3}"'):
                yield _put(scene.text, member.start(), f'"{key}": {value}, ').encode()
    yield from _doubled_last(scene)


def _doubled_last(scene: Scene) -> Iterator[bytes]:
    """Repeat a member at the end of its object."""
    for path in _paths(json.loads(scene.good)):
        if isinstance(path[-1], str):
            answer = json.loads(scene.good)
            holder = _at(answer, path[:-1])
            again = holder[path[-1]]
            holder["@"] = again
            written = json.dumps(answer).replace('"@"', json.dumps(path[-1]))
            yield written.encode()
            if isinstance(again, str):
                yield _last(written, f'"{again}"', f'"{again}\\u003a"').encode()


def _last(text: str, old: str, new: str) -> str:
    """Change the last of what stands there more than once."""
    before, _, after = text.rpartition(old)
    return before + new + after


def doubled_elsewhere(scene: Scene) -> Iterator[bytes]:
    """Let a member stand twice where nothing is read."""
    for spot in (match.start() for match in _MEMBER.finditer(scene.text)):
        for extra in ('"x": {"a": 1, "a": 1}', '"x": [{"a": {"b": 1, "\\u0062": 1}}]', '"x": 1, "x": 1'):
            yield _put(scene.text, spot, extra + ", ").encode()


def kinds(scene: Scene) -> Iterator[bytes]:
    """Put another kind of value in every place."""
    values: tuple[str, ...] = (
        "1",
        "1.5",
        "1e999",
        "-0",
        BIG,
        "true",
        "null",
        "[]",
        "{}",
        '["x"]',
        '[""]',
        '[{"x": "y"}]',
    )
    for path in _paths(json.loads(scene.good)):
        for value in (*values, "NaN", "Infinity", "-Infinity", "0x1", "01", "1_000", "undefined"):
            if not _is_equivalent(json.loads(scene.good), path, value):
                yield _with(scene, path, value)


def _is_equivalent(answer: Any, path: Path, value: str) -> bool:
    """Whether this is a sound answer all the same: one with fewer rows, or of a person without any."""
    kept = _at(answer, path)
    return (
        (isinstance(kept, list) and value == "[]")
        or (isinstance(kept, dict) and value == "{}" and path[:1] == ("dossiers",) and len(path) > 2)
        or (isinstance(kept, list) and value == '[{"x": "y"}]' and len(path) > 1)
    )


def odd_characters(scene: Scene) -> Iterator[bytes]:
    """Put half surrogates, raw controls and bytes that are no UTF-8 into every text."""
    escapes = (
        "\\ud800",
        "\\udc00",
        "\\ud800x",
        "\\udbff\\ud800",
        "\\x41",
        "\\u12g",
        "\x01",
        "\x00",
        "\n",
    )
    broken = (b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\xe2\x82")
    for offset in _offsets(scene):
        for piece in (*map(str.encode, escapes), *broken):
            yield scene.good[:offset] + piece + scene.good[offset:]


def controls(scene: Scene) -> Iterator[bytes]:
    """Put control characters into every planned value: written as escapes, or such as JSON lets through."""
    pieces = ("\\u0000", "\\u0001", "\\u001b", "\\b", "\x7f", "\x80", "\\u009b")
    for text in _values(scene):
        for offset in range(text.start(1), text.end(1) + 1, _STEP):
            for piece in pieces:
                yield _put(scene.text, offset, piece).encode()


def invisible(scene: Scene) -> Iterator[bytes]:
    """Put characters that nobody sees into every code, date and number."""
    words = _words(scene)
    for text in _values(scene):
        if text[0].strip('"') not in words:
            for piece in ("\u200b", "\\u202e", "\u2066", "\ufeff", "\xad", "\\u200d"):
                yield _put(scene.text, text.end(1), piece).encode()


def truncated(scene: Scene) -> Iterator[bytes]:
    """Break it off after every byte."""
    for length in range(len(scene.good)):
        yield scene.good[:length]


def trailing(scene: Scene) -> Iterator[bytes]:
    """Let something follow the end, come before the beginning, or stand between that JSON does not know."""
    for rest in (scene.good, b"x", b"{}", b"null", b",", b"]", b"\x00", b"//", b"<a/>", b"\xef\xbb\xbf"):
        yield scene.good + rest
    for before in (b"\xef\xbb\xbf", b")]}',\n", b"while(1);", b"\x00", b"HTTP/1.1 200 OK\r\n\r\n", b"//\n"):
        yield before + scene.good
    for old, new in (
        ("{", "{,"),
        ("}", ",}"),
        ('"', "'"),
        (":", "="),
        (":", "::"),
        (": ", ": /**/"),
        ("]", ",]"),
    ):
        yield scene.text.replace(old, new, 1).encode()
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp037"):
        yield scene.text.encode(encoding)


def other_things(scene: Scene) -> Iterator[bytes]:
    """Send something else where an answer should be."""
    yield from (b"", b" ", b"[]", b"{}", b"null", b"true", b'""', b"1", b"<a/>", b"<html/>", b'{"a": 1}')
    name = "gemeenten" if scene.source.operatie.is_index else "dossiers"
    for value in ("null", "{}", '""', "[null]", "[[]]", '["x"]', "[1]", "[{}]", '[{"x": "y"}]', "[{}, {}]"):
        yield f'{{"{name}": {value}}}'.encode()
    for wrong in (name.upper(), name[:-1], f" {name}", f"{name}\\u0000", f"{name}\u200b"):
        yield scene.text.replace(name, wrong, 1).encode()


def two_dossiers(scene: Scene) -> Iterator[bytes]:
    """Send two dossiers, of the same person and of another, in either order."""
    answer = json.loads(scene.good)
    (dossier,) = answer["dossiers"]
    for other in (
        dossier,
        {**dossier, "burgerservicenummer": "999990020"},
        {},
        {"burgerservicenummer": "999990020"},
    ):
        for both in ([dossier, other], [other, dossier], [dossier, other, dossier]):
            yield json.dumps({"dossiers": both}).encode()


def unknown(scene: Scene) -> Iterator[tuple[bytes, bytes]]:
    """Put members that nobody asked for beside every member: also with what looks like a person."""
    extra = '"x": {"burgerservicenummer": "999990020", "y": [1, null, true, "\\u003a"]}, '
    for member in _MEMBER.finditer(scene.text):
        yield _put(scene.text, member.start(), extra).encode(), scene.good


def keys(_scene: Scene) -> Iterator[bytes]:
    """Let the index name what are no gemeenten, or more than there can be."""
    wrong = ("855", "08555", "08 5", "085a", "\uff10855", "0855\n", "", "../1", "0855/..", "08%35", "٠٨٥٥")
    for code in wrong:
        yield json.dumps({"gemeenten": [code]}).encode()
        yield json.dumps({"gemeenten": ["0855", code]}).encode()
    yield json.dumps({"gemeenten": [f"{n:04}" for n in range(101)]}).encode()
    yield json.dumps({"gemeenten": ["0855"] * 101}).encode()


def _words(scene: Scene) -> set[str]:
    """Give the texts that are words for people, or the echo of the person."""
    answer, found = json.loads(scene.good), set[str]()
    tables = [table.rows for table in scene.source.tabellen]
    rows = [*tables, *(nested for table in tables for _, nested in table.lists)]
    names = {slot.path[-1].removesuffix("[1]") for row in rows for slot in row.slots if slot.als == "tekst"}
    for path in _paths(answer):
        if path[-1] in names:
            found.add(str(_at(answer, path)))
    return found


def _values(scene: Scene) -> Iterator["re.Match[str]"]:
    """Find every planned value but the echo of the person."""
    echo = {scene.call.bsn.reveal(), scene.call.geboortedatum}
    for text in _TEXT.finditer(scene.text):
        if not text[2] and text[1] not in echo and not scene.source.operatie.is_index:
            yield text


def _offsets(scene: Scene) -> Iterator[int]:
    for text in _TEXT.finditer(scene.text):
        yield from range(text.start(1), text.end(1) + 1, _STEP)


def _paths(value: Any, here: Path = ()) -> Iterator[Path]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, below in items:
        yield (*here, name)
        yield from _paths(below, (*here, name))


def _at(value: Any, path: Path) -> Any:
    for part in path:
        value = value[part]
    return value


def _with(scene: Scene, path: Path, value: str) -> bytes:
    answer = json.loads(scene.good)
    _at(answer, path[:-1])[path[-1]] = "@"
    return json.dumps(answer).replace('"@"', value).encode()


def _put(text: str, offset: int, piece: str) -> str:
    return text[:offset] + piece + text[offset:]
