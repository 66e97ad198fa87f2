"""What no text of a life may hold, wherever it stands: numbers of real people, and what XML cannot hold."""

from collections.abc import Iterator
from typing import Any

from adapters.mock.letters import UNKNOWN_TO_XML
from adapters.mock.numbers import names_a_person
from adapters.mock.own.lines import Found, Path

_FOREIGN = ("dit nummer kan van een echte persoon zijn", "gebruik een nummer uit de testreeks 9999xxxxx")
_LETTER = ("een teken dat XML niet kent", "haal stuurtekens (zoals \\u0001), \\uFFFE en \\uFFFF weg")


def text_faults(value: Any, path: Path = ()) -> Iterator[Found]:  # noqa: ANN401 - a value of TOML
    """Give each text that no source could send; which keys there are, their own checks say."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from text_faults(item, (*path, name))
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from text_faults(item, (*path, at))
    elif path != ("persoon", "bsn"):
        yield from _words(path, str(value))


def _words(path: Path, text: str) -> Iterator[Found]:
    if names_a_person(text):
        yield path, _FOREIGN
    if UNKNOWN_TO_XML.search(text):
        yield path, _LETTER
