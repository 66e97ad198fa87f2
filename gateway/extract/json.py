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
    """Decode, and refuse what a decoder lets pass: of the same member twice it silently keeps the last.

    Only where a member is missing of what was decoded whole is it read by a slow and strict reader.
    """
    try:
        answer = decoder.decode(body)
        whole = msgspec.json.decode(body)
        if not _kept(body, whole):
            whole = json.loads(body, object_pairs_hook=_once)
        _check_depth(body, whole)
    except (ValueError, RecursionError):
        raise unusable() from None
    return answer


def _kept(body: bytes, whole: object) -> bool:
    """Whether decoding kept every member: of the same name it drops all but the last.

    Every member has a colon, and writing what was decoded gives back the colons of all that was kept. Only a
    colon written as an escape could make up for a lost one.
    """
    hidden = b"\\" in body and b"\\u003" in body
    return not hidden and msgspec.json.encode(whole).count(b":") == body.count(b":")


def _check_depth(body: bytes, whole: object) -> None:
    """Refuse values deeper inside one another than MAX_DEPTH; raises ValueError."""
    if body.count(b"[") + body.count(b"{") <= MAX_DEPTH:
        return
    level: list[Any] = [[whole]]
    for _ in range(MAX_DEPTH + 1):
        level = [
            below
            for node in level
            for below in (node.values() if type(node) is dict else node)
            if type(below) is dict or type(below) is list
        ]
        if not level:
            return
    raise ValueError


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Give an object; raises ValueError when two members have one name."""
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError
    return dict(pairs)
