"""REST answers: typed decoding that skips every member the plan does not name."""

import json
import re
from typing import Any, TypedDict

import msgspec

from gateway.core.locator import Shape
from gateway.extract.bounds import MAX_DEPTH
from gateway.extract.refusal import unusable
from gateway.extract.rows import Node

_MOST_KEYS = 100
_CBS = re.compile(r"[0-9]{4}")


class Sleutels(msgspec.Struct):
    """The answer of an index: the gemeenten that know the person."""

    gemeenten: list[str]


_SLEUTELS = msgspec.json.Decoder(Sleutels)


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
    dossiers = _decoded(body, decoder)["dossiers"]
    if len(dossiers) > 1:
        raise unusable()
    return dossiers[0] if dossiers else None


def read_keys(body: bytes) -> tuple[str, ...]:
    """Read the gemeenten an index names, each once; raises SourceError for anything but CBS codes."""
    found = _decoded(body, _SLEUTELS).gemeenten
    if len(found) > _MOST_KEYS or not all(map(_CBS.fullmatch, found)):
        raise unusable()
    return tuple(dict.fromkeys(found))


def _decoded(body: bytes, decoder: msgspec.json.Decoder[Any]) -> Any:  # noqa: ANN401 - what the decoder makes
    """Decode, and refuse what a decoder lets pass: of the same member twice it silently keeps the last."""
    try:
        answer = decoder.decode(body)
        if _dropped(body, answer):
            _check(body)
    except (ValueError, RecursionError):
        raise unusable() from None
    return answer


def _dropped(body: bytes, answer: object) -> bool:
    """Whether decoding dropped a member: an unknown one, or one that stands twice.

    Every member has a colon, and writing what was decoded gives back the colons of all that was kept. Only a
    colon written as an escape could make up for a lost one; then the answer is looked into as well.
    """
    return b"\\u003" in body or msgspec.json.encode(answer).count(b":") != body.count(b":")


def _check(body: bytes) -> None:
    """Read an answer to its last value; raises ValueError for what no strict reader takes."""
    text = body.decode("utf-8")
    level = [json.loads(text, object_pairs_hook=_once)]
    for _ in range(MAX_DEPTH + 1):
        level = [item for node in level if type(node) is list for item in node]
    if level:
        raise ValueError


def _once(pairs: list[tuple[str, object]]) -> list[object]:
    """Give the values of an object; raises ValueError when two have one name."""
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError
    return [value for _, value in pairs]
