"""What a source adds to lives that exist already: `adapters/<bron>/personas/<name>.toml`.

So a new source brings its facts and expected facts in its own folder. `standaard.toml` is for every life
without a file of its own there. Tables are joined, lists follow each other, anything else replaces.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from adapters.mock.lives import Life, LifeError
from adapters.mock.parsing import read_toml

_DEFAULT = "standaard"


def overlaid(lives: Mapping[str, Life], folder: Path) -> dict[str, Life]:
    """Give the lives with what the files of a folder add; raises LifeError for a file without a life."""
    added = {path.stem: read_toml(path.read_text("utf-8")) for path in sorted(folder.glob("*.toml"))}
    default = added.pop(_DEFAULT, {})
    names = {life.name for life in lives.values()}
    for name in sorted(added.keys() - names):
        raise LifeError(f"{folder.parent.name}/{folder.name}/{name}.toml: er is geen leven {name}")
    return {
        bsn: replace(life, tables=joined(life.tables, added.get(life.name, default)))
        for bsn, life in lives.items()
    }


def joined(table: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Join two tables: tables are joined, lists follow each other, anything else replaces."""
    both = dict(table)
    for name, value in more.items():
        if isinstance(value, dict):
            both[name] = joined(both.get(name, {}), value)
        elif isinstance(value, list):
            both[name] = [*both.get(name, []), *value]
        else:
            both[name] = value
    return both
