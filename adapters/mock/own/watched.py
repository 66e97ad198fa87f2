"""A life that notices what is read of it, so that a key nobody reads, or one that is missing, is seen."""

from collections import defaultdict
from collections.abc import ItemsView, Iterator, KeysView
from dataclasses import dataclass, field
from typing import Any, Self

from adapters.mock.own.lines import Path


class Told(str):  # noqa: SLOT000 - a text that carries where it stands cannot have slots
    """A text of a life that knows its place, wherever it is put."""

    path: Path

    def __new__(cls, text: str, path: Path) -> Self:
        """Make a text that stands at `path`."""
        told = super().__new__(cls, text)
        told.path = path
        return told


@dataclass(slots=True)
class Trace:
    """What was read: per kind of table (its path without row numbers) the names, and what was not there."""

    names: dict[Path, set[str]] = field(default_factory=lambda: defaultdict(set))
    missing: list[Path] = field(default_factory=list)
    last: Path = ()


class Watched(dict[str, Any]):
    """A table that notes each name that is asked of it; a missing one is noted, and reads as empty text."""

    def __init__(self, table: dict[str, Any], path: Path, trace: Trace) -> None:
        super().__init__({name: watched(value, (*path, name), trace) for name, value in table.items()})
        self.path = path
        self._trace = trace
        self._names = trace.names[kind(path)]

    def _note(self, name: str) -> None:
        self._names.add(name)
        if super().__contains__(name):
            self._trace.last = (*self.path, name)

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - a value of TOML
        self._note(name)
        if not super().__contains__(name):
            self._trace.missing.append((*self.path, name))
            return Told("", self.path)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - as in dict
        """Note the name, and read as a dict does."""
        self._note(name)
        return super().get(name, default)

    def __contains__(self, name: object) -> bool:
        self._note(str(name))
        return super().__contains__(name)

    def __iter__(self) -> Iterator[str]:
        self._names.update(super().keys())
        return super().__iter__()

    def keys(self) -> KeysView[str]:  # type: ignore[override]  # dict.keys has a type of its own
        """Note that all names are read, and give them."""
        self._names.update(super().__iter__())
        return KeysView(dict(super().items()))

    def items(self) -> ItemsView[str, Any]:  # type: ignore[override]  # idem
        """Note that all names are read, and give them with their values."""
        self._names.update(super().__iter__())
        return ItemsView(dict(super().items()))


def watched(value: Any, path: Path, trace: Trace) -> Any:  # noqa: ANN401 - a value of TOML
    """Give a value of TOML in which every table notes and every text knows its place."""
    if isinstance(value, dict):
        return Watched(value, path, trace)
    if isinstance(value, list):
        return [watched(item, (*path, place), trace) for place, item in enumerate(value)]
    return Told(value, path) if isinstance(value, str) else value


def kind(path: Path) -> Path:
    """Give a path without row numbers: all rows of one kind are read alike."""
    return tuple(part for part in path if isinstance(part, str))
