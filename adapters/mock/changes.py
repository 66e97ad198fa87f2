"""Lives that changed while the mock sources run: for everybody, or for one person, organisation or trace."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from adapters.mock.lives import Life
from adapters.mock.scope import Scope


@dataclass(frozen=True, slots=True)
class Known:
    """A person as the sources know them at this moment.

    `version` is 1 plus the changes so far; `serial` is another for every changed life that ever was (0: not
    changed), so that two of these are the same only when their lives are.
    """

    bsn: str = field(repr=False)
    life: Life | None = field(compare=False, repr=False)
    version: int = 1
    serial: int = 0


@dataclass(frozen=True, slots=True)
class _Change:
    """A patch of the tables of a person, for whom the scope covers."""

    serial: int
    scope: Scope
    patch: Mapping[str, Any] = field(repr=False)


class Changes:
    """The lives with what was changed in them."""

    def __init__(self, lives: Mapping[str, Life]) -> None:
        self._lives = lives
        self._changes: list[_Change] = []
        self._numbers = count(1)
        self._made: dict[tuple[int, ...], Known] = {}

    def add(self, scope: Scope, patch: Mapping[str, Any]) -> None:
        """Change the person of a scope from now on, for the requests that it covers."""
        self._changes.append(_Change(next(self._numbers), scope, patch))

    def known(self, seen: Scope) -> Known:
        """Give a person as the sources know them in a request."""
        bsn = seen.persoon or ""
        if not self._changes:
            return Known(bsn, self._lives.get(bsn))
        changes = [change for change in self._changes if change.scope.covers(seen)]
        if not changes:
            return Known(bsn, self._lives.get(bsn))
        key = tuple(change.serial for change in changes)
        if key not in self._made:
            self._made[key] = self._make(bsn, changes)
        return self._made[key]

    def _make(self, bsn: str, changes: list[_Change]) -> Known:
        life = self._lives.get(bsn)
        for change in changes:
            life = patched(life, change.patch) if life else None
        return Known(bsn, life, 1 + len(changes), next(self._numbers))

    def reset(self, scope: Scope) -> None:
        """Undo the changes within a scope; an empty one holds all."""
        self._changes = [change for change in self._changes if not scope.covers(change.scope)]
        self._made.clear()


def patched(life: Life, patch: Mapping[str, Any]) -> Life:
    """Give a life with a patch on its tables; the person stays who they are."""
    return replace(life, tables=_merged(life.tables, patch))


def _merged(table: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """Merge as RFC 7396: tables are merged, null removes, anything else (a list too) replaces."""
    merged = dict(table)
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        elif isinstance(value, dict):
            below = merged.get(name)
            merged[name] = _merged(below if isinstance(below, dict) else {}, value)
        else:
            merged[name] = value
    return merged
