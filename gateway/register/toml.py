"""Reading one contract file: TOML in, a typed contract and every fault of the file with its line out."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from gateway.core.contract import Contract
from gateway.errors import Fault
from gateway.register.form import read_as
from gateway.register.places import Path as Where
from gateway.register.places import Places

C = TypeVar("C", bound=Contract)

_MOST_REPAIRS = 100
_TWICE = "staat er twee keer: houd er een over"
_TEXTS = {
    "Cannot overwrite a value": _TWICE,
    "Duplicate inline table key": _TWICE,
    "Cannot declare": _TWICE,
    "Cannot mutate immutable namespace": _TWICE,
    "Cannot redefine namespace": _TWICE,
    "Expected '='": "hier hoort sleutel = waarde te staan",
    "Expected newline": "na deze waarde hoort een nieuwe regel",
    "Expected ']": "de kop van een tabel eindigt met ] of ]]",
    "Invalid statement": "hier hoort sleutel = waarde of een [tabel] te staan",
    "Invalid initial character": "een sleutel begint met een letter of cijfer",
    "Unclosed array": "deze lijst wordt niet afgesloten met ]",
    "Unclosed inline table": "deze tabel wordt niet afgesloten met }",
    "Unescaped": "een \\ in een tekst wordt als \\\\ geschreven",
    "Illegal character": "deze tekst wordt niet afgesloten, of er staat een verboden teken in",
    "Unterminated string": "een tekst wordt niet afgesloten met een aanhalingsteken",
    "Invalid date": "deze datum bestaat niet",
    "Invalid value": "deze waarde is geen tekst, getal, datum of lijst: staan er aanhalingstekens om?",
}


class SourceFile:
    """One file with its text, so that faults can name a line. `name` is relative to the folder of `root`.

    A file that can be read with faults gives a mended contract, so that one bad line does not hide others;
    `blame` is silent about what was mended, as that fault is already told.
    """

    def __init__(self, path: Path, root: Path) -> None:
        self.path = path
        self.name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
        self.text = path.read_bytes().decode("utf-8", errors="replace").replace("\r\n", "\n")
        self._lines = self.text.split("\n")
        self._places: Places | None = None
        self._mended: frozenset[Where] = frozenset()

    def load(self, model: type[C], faults: list[Fault]) -> C | None:
        """Read the file as a contract and add every fault; gives None when it cannot even be mended."""
        faults.extend(self._hidden())
        data = self._parsed(faults)
        if data is None:
            return None
        odd = tuple(_odd_keys(data, ()))
        faults.extend(self.fault(where, f"sleutel {where[-1]!a} {_NOT_ASCII}") for where in odd)
        for where in odd:
            _drop(data, where)
        formed = read_as(model, data)
        faults.extend(self.fault(wrong.where, wrong.text) for wrong in formed.wrong)
        self._mended = frozenset(wrong.where for wrong in formed.wrong)
        return formed.contract

    def fault(self, where: Where, text: str) -> Fault:
        """Make a fault about the place `where`."""
        return Fault(self.name, self.line_of(where), text)

    def blame(self, where: Where, text: str) -> Iterator[Fault]:
        """Give a fault about the place `where`, unless a fault of form at that place was already told."""
        if not self.is_mended(where):
            yield self.fault(where, text)

    def is_mended(self, where: Where) -> bool:
        """Whether what stands at a place was put there instead of something of a wrong form."""
        return any(where[:length] in self._mended for length in range(1, len(where) + 1))

    def line_of(self, where: Where) -> int:
        """Find the 1-based line of a place; the nearest enclosing one where it is absent."""
        if self._places is None:
            self._places = Places(self.text)
        return self._places.line_of(where)

    def _hidden(self) -> Iterator[Fault]:
        """Find characters that a reviewer cannot see, or that are no UTF-8."""
        for number, line in enumerate(self._lines, 1):
            if line.isprintable() and "\ufffd" not in line:
                continue
            hidden = {char for char in line if not (char == "\t" or char.isprintable()) or char == "\ufffd"}
            for char in sorted(hidden):
                yield Fault(
                    self.name, number, f"onzichtbaar of onleesbaar teken U+{ord(char):04X}: haal het weg"
                )

    def _parsed(self, faults: list[Fault]) -> dict[str, Any] | None:
        """Read the TOML; tell and pass over a key or table that is there twice, so that reading goes on."""
        text = self.text
        for _ in range(_MOST_REPAIRS):
            try:
                return tomllib.loads(text)
            except tomllib.TOMLDecodeError as error:
                found = re.search(r"at line (\d+)", str(error))
                line = int(found.group(1)) if found else text.count("\n") + 1
                span, fault = self._broken(text, line, str(error))
            faults.append(fault)
            if span is None:
                return None
            lines = text.split("\n")
            text = "\n".join("" if number in span else line for number, line in enumerate(lines, 1))
        return None

    def _broken(self, text: str, line: int, error: str) -> tuple[range | None, Fault]:
        """Say what is no TOML; gives the lines that can be passed over when the rest can still be read."""
        statements = Places(text).statements
        found = [number for number, item in enumerate(statements) if item.first <= line <= item.last]
        reason = next(
            (said for start, said in _TEXTS.items() if error.startswith(start)), _TEXTS["Expected '='"]
        )
        if not found:
            return None, Fault(self.name, line, f"geen geldige TOML: {reason}")
        statement = statements[found[0]]
        key = self._lines[statement.first - 1].partition("=")[0].strip()
        if not key.isascii() and not statement.header:
            text = f"sleutel {key!a} {_NOT_ASCII}"
        elif reason is _TWICE:
            text = f"{_again(error) or key} {_TWICE}"
        else:
            return None, Fault(self.name, line, f"geen geldige TOML: {reason}")
        after = (item.first for item in statements[found[0] + 1 :] if item.header)
        last = next(after, len(self._lines) + 1) - 1 if statement.header else statement.last
        return range(statement.first, last + 1), Fault(self.name, statement.first, text)


_NOT_ASCII = "is geen ASCII: schrijf sleutels met a-z, A-Z en 0-9, en let op letters die erop lijken"


def _again(error: str) -> str | None:
    """Name the key of an inline table that is there twice."""
    found = re.match(r"Duplicate inline table key '(.*?)'", error)
    return found.group(1) if found else None


def _drop(data: Any, where: Where) -> None:  # noqa: ANN401 - TOML
    for part in where[:-1]:
        data = data[part]
    del data[where[-1]]


def _odd_keys(value: Any, where: Where) -> Iterator[Where]:  # noqa: ANN401 - TOML
    if isinstance(value, dict):
        for key, below in value.items():
            if not key.isascii():
                yield (*where, key)
            else:
                yield from _odd_keys(below, (*where, key))
    elif isinstance(value, list):
        for position, below in enumerate(value):
            yield from _odd_keys(below, (*where, position))
