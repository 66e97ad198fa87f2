"""The form of one contract: every fault of it in Dutch, and a mended copy so that reading can go on.

What is missing or malformed is replaced by a stand-in, so that one bad line does not hide the others. A
mended contract never leaves the loader: it comes with faults, and faults refuse the whole.
"""

import re
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from gateway.core.contract import Contract
from gateway.core.expected import expected
from gateway.register.places import Path

C = TypeVar("C", bound=Contract)
Data = Any
"""TOML as it was read; arrays are tuples, so that types can be checked strictly."""

_ROUNDS = 12
_LONGEST = 80

_TOML = {
    "string_type": "schrijf een tekst tussen aanhalingstekens",
    "tuple_type": "schrijf een lijst tussen [ en ]",
    "dict_type": "schrijf een tabel",
    "model_type": "schrijf een tabel",
    "date_type": "schrijf een datum zonder aanhalingstekens, als 2026-01-31",
    "time_type": "schrijf een tijd zonder aanhalingstekens, als 08:30:00",
}
"""What TOML asks of each type, where that is more than a value that fits."""
_STAND_INS: dict[str, object] = {
    "string_type": "xxx",
    "tuple_type": (),
    "dict_type": {},
    "model_type": {},
    "date_type": date(2000, 1, 1),
    "bool_type": False,
    "int_type": 1,
    "float_type": 1.0,
    "finite_number": 1.0,
}
# One of these satisfies each pattern of a manifest, so the check can go on past a wrong text.
_STAND_IN_TEXTS = (
    "xxx",
    "XXX",
    "0" * 20,
    "BWBR0000000",
    "https://xxx",
    "P1Y",
    "0000",
    "v0000",
    "0" * 64,
    ".",
)


@dataclass(frozen=True, slots=True)
class Wrong:
    """One fault of form: where it is, and what to do."""

    where: Path
    text: str


@dataclass(frozen=True, slots=True)
class Formed(Generic[C]):
    """A contract, mended where `wrong` says; None when it could not be mended."""

    contract: C | None
    wrong: tuple[Wrong, ...]


def read_as(model: type[C], data: Data) -> Formed[C]:
    """Read TOML data as a contract: types strictly, keys only as published, nothing unknown."""
    mended = tuples(deepcopy(data))
    wrong: tuple[Wrong, ...] | None = None
    for _ in range(_ROUNDS):
        try:
            contract = model.model_validate(mended, strict=True, by_alias=True, by_name=False)
            return Formed(contract, wrong or ())
        except ValidationError as error:
            found = error.errors(include_url=False)
        if wrong is None:
            wrong = tuple(Wrong(item["loc"], dutch(item, data)) for item in found)
        for item in found:
            mended = _replaced(mended, item["loc"], item)
    return Formed(None, wrong or ())


def tuples(value: Data) -> Data:
    """Give TOML data with every array as a tuple."""
    if isinstance(value, dict):
        return {key: tuples(below) for key, below in value.items()}
    return tuple(map(tuples, value)) if isinstance(value, list) else value


def dutch(item: ErrorDetails, data: Data = None) -> str:
    """Say a fault of form in Dutch: what is wrong and what to do."""
    name = next((str(part) for part in reversed(item["loc"]) if isinstance(part, str)), "het bestand")
    match item["type"]:
        case "missing":
            said = f"ontbreekt{_beside(data, item['loc'])}: voeg {name} = … toe, het is verplicht"
        case "extra_forbidden":
            said = "is hier onbekend: verbeter de naam of haal de regel weg"
        case "literal_error":
            said = f"{_shown(item)} is geen toegestane waarde: {expected(item)}"
        case "string_pattern_mismatch":
            said = f"{_shown(item)} heeft een verkeerde vorm: {expected(item) or 'zie contracts/README.md'}"
        case "string_too_short":
            said = "is leeg of te kort: schrijf hier iets waar een lezer wat aan heeft"
        case "string_too_long":
            said = f"is te lang: hoogstens {item['ctx']['max_length']} tekens"
        case kind if cure := _TOML.get(kind) or expected(item):
            said = f"{'heeft het verkeerde type' if kind.endswith('_type') else 'past hier niet'}: {cure}"
        case _:
            said = "kan niet worden gelezen: zie contracts/README.md voor wat hier mag staan"
    return f"{name} {said}"


def _beside(data: Data, where: Path) -> str:
    """Name the row in which something is missing by its first value."""
    row = data
    for part in where[:-1]:
        row = row[part]
    first = next(iter(row.values()), None) if isinstance(row, dict) and len(where) > 1 else None
    return f" bij {first[:_LONGEST]}" if isinstance(first, str) else ""


def _shown(item: ErrorDetails) -> str:
    """Show a value so that a look-alike letter cannot hide; an item of a list as such."""
    shown = ascii(str(item["input"])[:_LONGEST]).replace("'", '"')
    return f"bevat {shown}: dat" if item["loc"] and isinstance(item["loc"][-1], int) else f"= {shown}"


def _replaced(data: Data, where: Path, item: ErrorDetails) -> Data:
    """Give the data with a stand-in at this place, or without it where it is unknown."""
    if not where:
        return _stand_in(item)
    head, rest = where[0], where[1:]
    if isinstance(data, tuple) and isinstance(head, int):
        return (*data[:head], _replaced(data[head], rest, item), *data[head + 1 :])
    if not isinstance(data, dict):
        return data
    if not rest and item["type"] == "extra_forbidden":
        return {key: value for key, value in data.items() if key != head}
    return {**data, str(head): _replaced(data.get(head), rest, item)}


def _stand_in(item: ErrorDetails) -> Data:
    """Give something of the right form; None where the form shows only in the next round."""
    context = item.get("ctx", {})
    if item["type"] == "literal_error":
        return str(context["expected"]).split("'")[1]
    if item["type"] == "string_pattern_mismatch":
        pattern = re.compile(str(context["pattern"]))
        return next((word for word in _STAND_IN_TEXTS if pattern.search(word)), "X[]")
    if item["type"] in {"string_too_short", "string_too_long"}:
        return "xxx"
    return _STAND_INS.get(item["type"])
