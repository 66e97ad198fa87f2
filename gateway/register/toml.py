"""Reading one contract file: TOML in, a typed contract or every fault of the file with its line out."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from gateway.core.contract import Contract
from gateway.errors import Fault

C = TypeVar("C", bound=Contract)
Location = Sequence[str | int]
"""Where something stands in a file: keys and positions, as pydantic tells them."""

_TEXTS = {
    "missing": "ontbreekt",
    "extra_forbidden": "is hier onbekend",
    "string_too_short": "is leeg of te kort",
    "string_pattern_mismatch": "heeft een verkeerde vorm",
    "literal_error": "is geen van de toegestane waarden",
}


class SourceFile:
    """One file with its text, so that faults can name a line. `name` is relative to the contracts."""

    def __init__(self, path: Path, root: Path) -> None:
        self.path = path
        self.name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
        self.text = path.read_text(encoding="utf-8", errors="replace")
        self._lines = self.text.splitlines()

    def load(self, model: type[C], faults: list[Fault]) -> C | None:
        """Read the file as a contract; adds every fault to `faults` and then gives None."""
        try:
            data = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"at line (\d+)", str(error))
            faults.append(
                Fault(self.name, int(found.group(1)) if found else 1, f"geen geldige TOML: {error}")
            )
            return None
        odd = [self.fault(where, f"sleutel {where[-1]!a} is geen ASCII") for where in _odd_keys(data, ())]
        faults.extend(odd)
        try:
            return model.model_validate(data) if not odd else None
        except ValidationError as error:
            faults.extend(self._translated(item) for item in error.errors())
            return None

    def _translated(self, item: Any) -> Fault:  # noqa: ANN401 - pydantic's error record
        where = item["loc"]
        name = ".".join(str(part) for part in where)
        return self.fault(where, f"{name} {_TEXTS.get(item['type'], item['msg'])}")

    def fault(self, where: Location, text: str) -> Fault:
        """Make a fault about the place `where`."""
        return Fault(self.name, self.line_of(where), text)

    def line_of(self, where: Location) -> int:
        """Find the 1-based line of a place; the nearest enclosing table where the key itself is absent."""
        start, end, prefix = 0, len(self._lines), ""
        line = 1
        for position, part in enumerate(where):
            if isinstance(part, int):
                continue
            nth = (
                where[position + 1]
                if position + 1 < len(where) and isinstance(where[position + 1], int)
                else 0
            )
            prefix = f"{prefix}.{part}" if prefix else part
            header = self._nth(rf"\s*\[\[?\s*{re.escape(prefix)}\s*\]\]?", start, end, int(nth))
            if header is not None:
                line, start = header + 1, header + 1
                end = self._block_end(start, end, prefix)
                continue
            key = self._nth(rf"\s*(\"?){re.escape(str(part))}\1\s*=", start, end, 0)
            if key is None:
                break
            line = self._item_line(key, end, int(nth)) if len(where) > position + 1 else key + 1
        return line

    def line_with(self, text: str) -> int:
        """Find the first line that holds a text; 1 when there is none."""
        return next((number for number, line in enumerate(self._lines, 1) if text in line), 1)

    def _nth(self, pattern: str, start: int, end: int, nth: int) -> int | None:
        hits = [number for number in range(start, end) if re.match(pattern, self._lines[number])]
        return hits[nth] if nth < len(hits) else None

    def _block_end(self, start: int, end: int, prefix: str) -> int:
        own = re.compile(rf"\s*\[\[?\s*{re.escape(prefix)}\.")
        for number in range(start, end):
            if re.match(r"\s*\[", self._lines[number]) and not own.match(self._lines[number]):
                return number
        return end

    def _item_line(self, key: int, end: int, nth: int) -> int:
        """Find an item of an array that is written one item a line."""
        if not self._lines[key].rstrip().endswith("["):
            return key + 1
        return min(key + 2 + nth, end)


def _odd_keys(value: Any, where: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:  # noqa: ANN401 - TOML
    if isinstance(value, dict):
        for key, below in value.items():
            if not key.isascii():
                yield (*where, key)
            yield from _odd_keys(below, (*where, key))
    elif isinstance(value, list):
        for position, below in enumerate(value):
            yield from _odd_keys(below, (*where, position))
