"""REST answers: typed decoding that skips every member the plan does not name."""

import json
from typing import Any, TypedDict

import msgspec

from gateway.core.locator import Shape
from gateway.errors import SourceError
from gateway.extract.rows import Node

_ONCE = ("dossiers", "gemeenten", "burgerservicenummer", "geboortedatum")
"""Members that say who and what an answer is about; of the same key twice JSON decoders keep the last."""


_MOST_KEYS = 100


class Sleutels(msgspec.Struct):
    """The answer of an index: the gemeenten that know the person."""

    gemeenten: list[str]


def dossier_decoder(shape: Shape) -> msgspec.json.Decoder[Any]:
    """Make the decoder of `{"dossiers": [...]}` for the planned part of a dossier."""
    answer: Any = _record("Antwoord", {"dossiers": list[_typed(shape)]}, total=True)  # type: ignore[misc]  # made from the plan
    return msgspec.json.Decoder(answer)


def _record(name: str, members: dict[str, Any], *, total: bool) -> Any:  # noqa: ANN401 - a type
    make: Any = TypedDict
    return make(name, members, total=total)


def _typed(shape: Shape) -> Any:  # noqa: ANN401 - a type made from the plan
    members: dict[str, Any] = dict.fromkeys(shape.leaves, str)
    for name, below in shape.children.items():
        members[name] = list[_typed(below)] if name in shape.many else _typed(below)  # type: ignore[misc]  # idem
    return _record("Deel", members, total=False)


def read_dossier(body: bytes, decoder: msgspec.json.Decoder[Any]) -> Node | None:
    """Read the planned part of the one dossier; None when nothing was found.

    Raises SourceError when the body is no such answer or holds two persons.
    """
    try:
        dossiers = decoder.decode(body)["dossiers"]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise SourceError("FOUT", "ONGELDIG_ANTWOORD", "ONLEESBAAR") from None
    if len(dossiers) > 1 or _named_twice(body):
        raise SourceError("FOUT", "ONGELDIG_ANTWOORD", "ONLEESBAAR")
    return dossiers[0] if dossiers else None


def read_keys(body: bytes) -> tuple[str, ...]:
    """Read the gemeenten an index names, each once; raises SourceError for anything but CBS codes."""
    try:
        found = msgspec.json.decode(body, type=Sleutels).gemeenten
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise SourceError("FOUT", "ONGELDIG_ANTWOORD", "ONLEESBAAR") from None
    if _named_twice(body) or not all(len(code) == 4 and code.isascii() and code.isdigit() for code in found):  # noqa: PLR2004 - CBS
        raise SourceError("FOUT", "ONGELDIG_ANTWOORD", "ONLEESBAAR")
    if len(found) > _MOST_KEYS:
        raise SourceError("FOUT", "ONGELDIG_ANTWOORD", "ONLEESBAAR")
    return tuple(dict.fromkeys(found))


def _named_twice(body: bytes) -> bool:
    """Whether a key of `_ONCE` stands twice in the answer or its dossier; looked into only on suspicion."""
    if all(body.count(b'"%s"' % name.encode()) <= 1 for name in _ONCE):
        return False
    try:
        answer = json.loads(body, object_pairs_hook=tuple)
    except (ValueError, RecursionError):
        return True
    dossiers = (item for name, value in answer if name == "dossiers" for item in value)
    return any(_repeats(pairs) for pairs in (answer, *dossiers))


def _repeats(pairs: tuple[tuple[str, object], ...]) -> bool:
    names = [name for name, _ in pairs if name in _ONCE]
    return len(names) != len(set(names))
