"""Who may have which number: lives, people of the population and inventions never share one."""

import re
from collections.abc import Iterator
from typing import Any

from stdnum.nl import bsn as elfproef

from adapters.mock.canary import invent
from adapters.mock.numbers import invented, numbers_of_people
from adapters.mock.schema import Facets
from adapters.mock.service import Asked
from adapters.mock.world import build_world

ALL = [f"9999{rest:05d}" for rest in range(100_000)]
VALID = {number for number in ALL if elfproef.is_valid(number)}


def test_people_have_the_numbers_below_those_of_lives() -> None:
    """The numbers of a population are all those that pass the elfproef and do not begin with 99999."""
    assert set(numbers_of_people()) == {number for number in VALID if not number.startswith("99999")}
    assert (len(VALID), len(numbers_of_people())) == (9_091, 8_182)


def test_an_invented_number_is_nobodys() -> None:
    """Wherever the search starts, an invented number is of the test range and fails the elfproef."""
    assert {invented(start) for start in range(-5, 100_005)} == set(ALL) - VALID


def test_even_starts_give_different_numbers() -> None:
    """Two even starts never give the same invented number, so two employers never share one."""
    assert len({invented(start) for start in range(0, 100_000, 2)}) == 50_000


def test_an_invented_person_is_nobody() -> None:
    """The number of an invented partner, child or employer fails the elfproef."""
    facets = Facets(type="Burgerservicenr", min_length=9, max_length=9, patterns=(r"\d*",))
    numbers = {invent(f"P{at:02d}/Dienst/Pad", facets) for at in range(1_000)}
    assert numbers & VALID == set()
    assert len(numbers) > 980


def test_answers_name_no_other_person() -> None:
    """In everything that sources say about a hundred people, the only number of a person is their own."""
    world = build_world(bevolking=100)
    for bsn in [bsn for bsn in world.lives if not bsn.startswith("99999")]:
        found = {
            number
            for service in world.services
            for text in _texts(world.client(service, bsn, Asked()))
            for number in re.findall(r"(?<!\d)9999\d{5}(?!\d)", text)
        }
        assert found & VALID == ({bsn} if found else set())


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for below in value.values():
            yield from _texts(below)
    else:
        for item in value or ():
            yield from _texts(item)
