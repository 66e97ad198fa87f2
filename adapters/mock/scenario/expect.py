"""Compare an answer of the gateway, and what the sources were asked, with what a step expects."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from adapters.mock.journal import Entry
from adapters.mock.scenario.site import Said
from adapters.mock.verification import verify

_COUNTS_AND_FIELDS = frozenset({"precies", "minstens", "hoogstens", "met_velden", "zonder_velden"})


def answer_differs(said: Said, expected: Mapping[str, Any]) -> Iterator[str]:
    """Give each difference between an answer and `verwacht`, in words."""
    body = said.content if isinstance(said.content, dict) else {}
    if said.status != expected["status"]:
        yield (
            f"status: {expected['status']} verwacht, {said.status} {body.get('code', '')}".rstrip()
            + " gekregen"
        )
        return
    for name in ("code", "volledig"):
        if name in expected and body.get(name) != expected[name]:
            yield f"{name}: {_word(expected[name])} verwacht, {_word(body.get(name))} gekregen"
    groups = sorted(body.get("onvolledig", []))
    if "onvolledig" in expected and groups != sorted(expected["onvolledig"]):
        yield f"onvolledig: {_word(expected['onvolledig'])} verwacht, {_word(groups)} gekregen"
    for wanted in expected.get("bronnen", []):
        yield from _bron_differs(body.get("bronnen", []), wanted)
    for group in expected.get("afwezig", []):
        if _values(body, group) is not None:
            yield f"{group}: afwezig verwacht, aanwezig"
    for veld, values in expected.get("velden", {}).items():
        found = _values(body, veld)
        if found != values:
            yield f"{veld}: {_word(values)} verwacht, {_word(found)} gekregen"


def journal_differs(entries: Iterable[Mapping[str, Any]], expected: Mapping[str, Any]) -> Iterator[str]:
    """Give each difference between entries of the journal and what was expected of them."""
    named = " ".join(str(value) for name, value in expected.items() if name not in _COUNTS_AND_FIELDS)
    found = [
        Entry(entry["service"], None, None, tuple(entry["fields"]), None, None, nummer=entry["nummer"])
        for entry in entries
    ]
    for text in verify(found, expected).verschil:
        yield f"journaal {named or 'alle bronnen'}: {text}"


def _bron_differs(bronnen: Iterable[Mapping[str, Any]], wanted: Mapping[str, Any]) -> Iterator[str]:
    named = {name: wanted[name] for name in ("bron", "gemeente") if name in wanted}
    found = [each for each in bronnen if named.items() <= each.items()]
    name = " ".join(named.values())
    if not found:
        yield f"bron {name}: staat niet in het antwoord"
    for each in found:
        for key in ("bronStatus", "oorzaak"):
            if key in wanted and each.get(key) != wanted[key]:
                yield f"bron {name}: {key} {wanted[key]} verwacht, {_word(each.get(key))} gekregen"


def _values(value: Any, path: str) -> list[Any] | None:  # noqa: ANN401 - JSON
    """Give the values at a dotted path, row after row; None when the path stops before its rows."""
    name, _, rest = path.partition(".")
    if name not in value:
        return None
    below = value[name]
    if not isinstance(below, list):
        return _values(below, rest) if rest else [below]
    if not rest:
        return below
    return [found for row in below for found in _values(row, rest) or ()]


def _word(value: object) -> str:
    if value is None:
        return "niets"
    if isinstance(value, list):
        return f"[{', '.join(map(_word, value))}]"
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
