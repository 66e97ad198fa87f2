"""Read TOML and JSON that others wrote; what a parser of Python chokes on is a fault of form."""

import json
import tomllib
from collections.abc import Callable, Mapping
from typing import Any

_DEEPEST = 50
_LARGEST = 2**63
_TOO_DEEP, _TOO_LARGE = "te diep genest", "een geheel getal is te groot"

UNFIT: Mapping[str, str] = {
    _TOO_DEEP: f"nest tabellen, objecten en lijsten ten hoogste {_DEEPEST} diep, en sluit elke haak",
    _TOO_LARGE: "schrijf een geheel getal met ten hoogste 18 cijfers, of zet het tussen aanhalingstekens",
}
"""What is said of well-formed text that is not read, with the cure; it has no line."""


def read_toml(text: str) -> dict[str, Any]:
    """Read TOML. Raises TOMLDecodeError, also with a text of `UNFIT`."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError:
        raise tomllib.TOMLDecodeError(_TOO_DEEP) from None
    except ValueError:  # Python reads no decimal of thousands of digits
        raise tomllib.TOMLDecodeError(_TOO_LARGE) from None
    if unfit := _unfit(tables):
        raise tomllib.TOMLDecodeError(unfit)
    return tables


def read_json(text: str | bytes, members: Callable[[list[tuple[str, Any]]], Any] | None = None) -> Any:  # noqa: ANN401 - JSON
    """Read JSON; `members` makes each object. Raises JSONDecodeError, also with a text of `UNFIT`."""
    try:
        return json.loads(text, object_pairs_hook=members)
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise
    except RecursionError:
        raise json.JSONDecodeError(_TOO_DEEP, "", 0) from None
    except ValueError:  # idem
        raise json.JSONDecodeError(_TOO_LARGE, "", 0) from None


def _unfit(tables: dict[str, Any]) -> str:
    """Say what goes beyond TOML (64 bits) or beyond what can be walked through; empty when all is well."""
    level: list[Any] = [tables]
    for _ in range(_DEEPEST):
        level = [item for value in level for item in _inside(value)]
        if any(isinstance(item, int) and not -_LARGEST <= item < _LARGEST for item in level):
            return _TOO_LARGE
    return _TOO_DEEP if level else ""


def _inside(value: object) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
