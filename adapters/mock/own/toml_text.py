"""Write a life as TOML; the standard library only reads it."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

_LONG = 90


def write_toml(tables: Mapping[str, Any], comments: Mapping[str, str]) -> str:
    """Write tables, with a comment of one or more lines above a top-level key or table of that name."""
    lines: list[str] = []
    simple = {name: value for name, value in tables.items() if not isinstance(value, dict)}
    for name, value in simple.items():
        lines += [*_comment(comments.get(name, "")), f"{_key(name)} = {_text(value)}"]
    for name, table in tables.items():
        if isinstance(table, dict):
            lines += ["", *_comment(comments.get(name, "")), *_table(_key(name), table)]
    return "\n".join(lines).lstrip("\n").replace("\n\n\n", "\n\n") + "\n"


def _comment(text: str) -> Iterator[str]:
    return (f"# {line}" for line in text.splitlines())


def _table(header: str, table: Mapping[str, Any]) -> Iterator[str]:
    """Write a table: what is simple first, then its rows and tables, each under a header of its own."""
    below = {
        name: value for name, value in table.items() if isinstance(value, dict) or _are_rows(name, value)
    }
    simple = {name: value for name, value in table.items() if name not in below}
    if simple or not below:
        yield f"[{header}]"
        yield from (f"{_key(name)} = {_text(value)}" for name, value in simple.items())
        yield ""
    for name, value in below.items():
        inner = f"{header}.{_key(name)}"
        if isinstance(value, dict):
            yield from _table(inner, value)
            continue
        for row in value:
            yield f"[[{inner}]]"
            yield from (f"{_key(key)} = {_text(item)}" for key, item in row.items())
            yield ""


def _are_rows(name: str, value: object) -> bool:
    """Whether a list gets a header per row; the statuses of the bronnen read better as one list."""
    return (
        name != "bronnen"
        and isinstance(value, list)
        and bool(value)
        and all(isinstance(v, dict) for v in value)
    )


def _text(value: Any) -> str:  # noqa: ANN401 - a value of TOML
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_key(name)} = {_text(item)}' for name, item in value.items())} }}"
    if isinstance(value, list):
        items = [_text(item) for item in value]
        short = f"[{', '.join(items)}]"
        return short if len(short) < _LONG else "[\n" + "".join(f"    {item},\n" for item in items) + "]"
    if isinstance(value, date):
        return value.isoformat()
    # a basic string of TOML has the escapes of JSON; the one character that TOML also wants escaped is DEL
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def _key(name: str) -> str:
    bare = name.replace("_", "").replace("-", "")
    return name if bare.isascii() and bare.isalnum() else json.dumps(name, ensure_ascii=False)
