"""The names of settings in the environment: GATEWAY_, then the parts with __ between them."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeAlias, get_args, get_origin

from pydantic import BaseModel

PREFIX = "GATEWAY_"
_ANY = "<BRON>"

Names: TypeAlias = Mapping[str, "Names | None"]
"""What may follow in a name; None where it ends."""


def env_name(path: Iterable[str | int]) -> str:
    """Write a path as the name of a setting."""
    return PREFIX + "__".join(str(part).upper() for part in path)


def names_of(model: type[BaseModel]) -> Names:
    """Give the names of settings; whatever is not itself a part may also be read from a file."""
    names = _below(model)
    return {**names, **{f"{name}_file": None for name, below in names.items() if below is None}}


def _below(model: type[BaseModel]) -> dict[str, Names | None]:
    names: dict[str, Names | None] = {}
    for name, field in model.model_fields.items():
        kind: Any = field.annotation
        if get_origin(kind) is dict:
            names[name] = {_ANY: _below(get_args(kind)[1])}
        elif isinstance(kind, type) and issubclass(kind, BaseModel):
            names[name] = _below(kind)
        else:
            names[name] = None
    return names


def meant(path: Sequence[str], names: Names) -> list[str] | None:
    """Give the setting nearest to this path, the path itself when it is one; None when none is near."""
    found, node = list[str](), names
    for part in path:
        near = [part] if _ANY in node else get_close_matches(part, node, n=1)
        if not near:
            return None
        found += near
        below = node[_ANY if _ANY in node else near[0]]
        if below is None:
            return found
        node = below
    return [*found, "…"]


def did_you_mean(path: Iterable[str] | None) -> str:
    """Ask whether this was meant; says nothing without a path."""
    return f"; bedoelt u {env_name(path)}?" if path else ""
