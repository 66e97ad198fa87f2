"""The tables for the reader: which test runs each, and with how many answers each row is tried."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.hostile.attack import Attack, distinct
from tests.hostile.tables import ANSWERS, UNREAD_JSON, UNREAD_XML, scenes_of
from tests.hostile.wire import HTTP

_ANSWERS = "test_answers.py"


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the attack, and how many distinct answers it is tried with."""

    attack: Attack[Any]
    answers: int


@dataclass(frozen=True, slots=True)
class Chapter:
    """One table with the test that runs it, file and function."""

    naam: str
    toets: tuple[str, str]
    lines: tuple[Line, ...]


def _lines(attacks: tuple[Attack[Any], ...], count: Callable[[Attack[Any]], int]) -> tuple[Line, ...]:
    return tuple(Line(attack, count(attack)) for attack in attacks)


def _distinct(attack: Attack[Any]) -> int:
    return sum(1 for _ in distinct(attack, scenes_of(attack)))


def _unread(attack: Attack[Any]) -> int:
    return sum(len(dict(attack.make(scene))) for scene in scenes_of(attack))


def chapters() -> Iterator[Chapter]:
    """Give every table that is refused, in the order of the page."""
    for naam, attacks in ANSWERS.items():
        yield Chapter(naam, (_ANSWERS, "test_it_is_refused_as_its_row_says"), _lines(attacks, _distinct))
    yield Chapter(
        "De verbinding", ("test_wire.py", "test_it_ends_as_its_row_says"), _lines(HTTP, lambda _: 1)
    )


def unread() -> Chapter:
    """Give what is not refused and not read either."""
    return Chapter(
        "Niet gelezen", (_ANSWERS, "test_it_is_not_read"), _lines(UNREAD_XML + UNREAD_JSON, _unread)
    )
