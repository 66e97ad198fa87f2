"""Where everything in a TOML file stands: the line of every key, table and array item.

`tomllib` gives values without places. This reads the same text once more for its places only, and judges
nothing: of a text that is no TOML it gives what it can.
"""

import re
from dataclasses import dataclass
from itertools import accumulate

Path = tuple[str | int, ...]
"""Keys and positions from the top of a file, as pydantic tells them."""

_TOKEN = re.compile(
    r'''(?P<string>"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*')'''
    r"""|(?P<skip>\#[^\n]*|[ \t\r]+)|(?P<newline>\n)|(?P<mark>[\[\]{},=.])|(?P<bare>[^\s\[\]{},=.\#"']+|.)""",
    re.DOTALL,
)
_END = ("end", "", 0)
_CLOSING = frozenset({",", "]", "}"})


@dataclass(frozen=True, slots=True)
class Statement:
    """One table header or one `key = value`: the lines it spans, 1-based and inclusive."""

    first: int
    last: int
    header: bool


class Places:
    """The places in one text: `lines` by path, and `statements` in order."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Path, int] = {}
        self.statements: list[Statement] = []
        self._tokens = _tokens(text)
        self._at = 0
        self._tables: dict[Path, int] = {}
        table: Path = ()
        while self._tokens[self._at] is not _END:
            kind, mark, line = self._tokens[self._at]
            if kind == "newline":
                self._at += 1
                continue
            if header := mark == "[":
                table = self._header()
            else:
                self._pair(table)
            last = self._tokens[max(self._at - 1, 0)][2]
            self._rest_of_line()
            self.statements.append(Statement(line, max(line, last), header))

    def line_of(self, where: Path) -> int:
        """Find the line of a path, or of the nearest thing around it that is there; 1 when nothing is."""
        found = (self.lines.get(where[:length]) for length in range(len(where), 0, -1))
        return next((line for line in found if line is not None), 1)

    def _header(self) -> Path:
        line = self._tokens[self._at][2]
        start = self._at
        while self._mark("["):
            pass
        repeats = self._at - start > 1
        parts = self._key()
        path: Path = ()
        for number, part in enumerate(parts, 1):
            path = (*path, part)
            self.lines.setdefault(path, line)
            if number == len(parts) and repeats:
                self._tables[path] = self._tables.get(path, 0) + 1
            if path in self._tables:
                path = (*path, self._tables[path] - 1)
                self.lines.setdefault(path, line)
        return path

    def _pair(self, table: Path) -> None:
        line = self._tokens[self._at][2]
        path = table
        for part in self._key():
            path = (*path, part)
            self.lines.setdefault(path, line)
        if self._mark("="):
            self._value(path)

    def _key(self) -> list[str]:
        parts = []
        while self._tokens[self._at][0] in {"bare", "string"}:
            kind, text, _ = self._tokens[self._at]
            parts.append(text[1:-1] if kind == "string" else text)
            self._at += 1
            self._mark(".")
        return parts

    def _value(self, path: Path) -> None:
        if self._mark("["):
            self._array(path)
        elif self._mark("{"):
            while not self._ends("}"):
                self._pair(path)
                self._mark(",")
        else:
            while self._tokens[self._at][0] not in {"newline", "end"} and not self._closes():
                self._at += 1

    def _array(self, path: Path) -> None:
        number = 0
        while not self._ends("]"):
            self.lines[(*path, number)] = self._tokens[self._at][2]
            self._value((*path, number))
            self._newlines()
            self._mark(",")
            number += 1

    def _ends(self, mark: str) -> bool:
        """Whether an array or inline table ends here; also where the text ends or makes no sense."""
        self._newlines()
        here = self._tokens[self._at]
        return self._mark(mark) or here is _END or self._closes() or here[1] == "="

    def _closes(self) -> bool:
        return self._tokens[self._at][0] == "mark" and self._tokens[self._at][1] in _CLOSING

    def _newlines(self) -> None:
        while self._tokens[self._at][0] == "newline":
            self._at += 1

    def _mark(self, mark: str) -> bool:
        kind, text, _ = self._tokens[self._at]
        found = kind == "mark" and text == mark
        self._at += found
        return found

    def _rest_of_line(self) -> None:
        while self._tokens[self._at][0] not in {"newline", "end"}:
            self._at += 1


def _tokens(text: str) -> list[tuple[str, str, int]]:
    """Give kind, text and line of each token; ends with `_END`."""
    found = [(match.lastgroup or "", match.group()) for match in _TOKEN.finditer(text)]
    before = accumulate((token.count("\n") for _, token in found), initial=1)
    numbered = [(kind, token, line) for (kind, token), line in zip(found, before, strict=False)]
    return [*(token for token in numbered if token[0] != "skip"), _END]
