"""The people of a seed, each made when somebody asks for it."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from random import Random

from adapters.mock.bevolking.dice import Dice
from adapters.mock.bevolking.life import write_life
from adapters.mock.lives import Life, LifeError
from adapters.mock.numbers import numbers_of_people

LARGEST = 8000
"""The largest population: there are 8,182 numbers for it, less those that lives written by hand took."""

SEED = 7
"""The seed when none is given."""

_AT_HAND = 256
_SALTS = 2**53


class Population(Mapping[str, Life]):
    """Lives by burgerservicenummer: those written by hand, and after them `count` people.

    Person n depends on the stream that `source` begins with and on n alone: a smaller population is the
    beginning of a larger one. Numbers of written lives are passed over. Raises LifeError when more people
    are asked for than there are numbers.
    """

    def __init__(self, written: Mapping[str, Life], count: int, source: Random) -> None:
        if not 0 <= count <= LARGEST:
            raise LifeError(
                f"een bevolking van {count} kan niet: vraag 0 tot en met {LARGEST} mensen. "
                "Er zijn 8182 nummers 9999[0-8]xxxx die de elfproef doorstaan"
            )
        dice = Dice(source)
        self._salt = dice.between(0, _SALTS - 1)
        free = [number for number in dice.shuffled(numbers_of_people()) if number not in written]
        self._written = written
        self._place = {number: place for place, number in enumerate(free[:count], start=1)}
        self._life = lru_cache(_AT_HAND)(self._draw)

    def __getitem__(self, bsn: str) -> Life:
        return self._written[bsn] if bsn in self._written else self._life(bsn)

    def __iter__(self) -> Iterator[str]:
        yield from self._written
        yield from self._place

    def __len__(self) -> int:
        return len(self._written) + len(self._place)

    def __contains__(self, bsn: object) -> bool:
        return bsn in self._written or bsn in self._place

    def people(self) -> Iterator[Life]:
        """Give the people of the seed in their order, without the lives written by hand."""
        return (self._life(bsn) for bsn in self._place)

    def numbers(self) -> dict[str, str]:
        """Give the number of each person by name, without drawing their lives."""
        written = {life.name: bsn for bsn, life in self._written.items()}
        return written | {_name(place): bsn for bsn, place in self._place.items()}

    def _draw(self, bsn: str) -> Life:
        place = self._place[bsn]
        stream = Random(f"{self._salt}/{place}")  # noqa: S311 - people, no secrets
        return write_life(_name(place), bsn, Dice(stream))


def _name(place: int) -> str:
    return f"B{place:04d}"
