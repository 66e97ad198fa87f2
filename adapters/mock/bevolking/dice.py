"""Draws from one stream of randomness."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeAlias, TypeVar

T = TypeVar("T")

Spread: TypeAlias = Mapping[tuple[int, int], float]
"""Ranges (both ends inclusive) with a weight each."""


class Dice:
    """Draws from `source`, by its method `random` alone.

    That is the one sequence which Python promises to keep for a seed from version to version.
    """

    def __init__(self, source: Random) -> None:
        self._source = source

    def chance(self, share: float) -> bool:
        """Say yes in `share` of the draws."""
        return self._source.random() < share

    def between(self, low: int, high: int) -> int:
        """Give a number from `low` up to and including `high`."""
        return low + int(self._source.random() * (high - low + 1))

    def pick(self, options: Sequence[T]) -> T:
        """Give one of the options, each as likely."""
        return options[self.between(0, len(options) - 1)]

    def weighed(self, weights: Mapping[T, float]) -> T:
        """Give one of the keys, as likely as its weight; the weights need not add up to anything."""
        rest = self._source.random() * sum(weights.values())
        for option, weight in weights.items():
            rest -= weight
            if rest < 0:
                return option
        return list(weights)[-1]

    def spread(self, ranges: Spread) -> int:
        """Draw a range by its weight, and a number in it."""
        return self.between(*self.weighed(ranges))

    def day(self, first: date, last: date) -> date:
        """Give a day from `first` up to and including `last`; `first` when `last` is earlier."""
        return first + timedelta(days=self.between(0, max(0, (last - first).days)))

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """Give the items in a random order."""
        order = list(items)
        for place in range(len(order) - 1, 0, -1):
            other = self.between(0, place)
            order[place], order[other] = order[other], order[place]
        return order
