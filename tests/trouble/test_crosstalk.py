"""Many people at the same time."""

from collections import Counter
from itertools import pairwise

from tests.trouble.crosstalk import Size, crosstalk, mixed
from tests.trouble.people import bsn_of
from tests.trouble.report import in_silence

SHORT = Size(questions=1000, people=500, at_once=200, kept=0)


def test_nobody_is_answered_with_a_value_of_somebody_else() -> None:
    """Of 1,000 interleaved questions about 500 people every value of every source is the person's own."""
    report = crosstalk(SHORT, in_silence)

    assert report.broken == []
    assert report.figures["niets bewaard: antwoorden"] == 1000
    assert report.figures["niets bewaard: waarvan met een bron die zweeg"] < 500


def test_everybody_is_asked_about_and_some_twice_at_the_same_moment() -> None:
    """The order names all 500 people, 1,000 times together, and repeats some at once."""
    order = list(mixed(SHORT))

    assert len(order) == 1000
    assert Counter(order).keys() == set(range(500))
    assert sum(one == other for one, other in pairwise(order)) > 50


def test_the_people_are_5000_different_test_persons() -> None:
    """Every watermark belongs to a number of the test range that no other has."""
    numbers = {bsn_of(number) for number in range(5000)}

    assert len(numbers) == 5000
    assert all(number.startswith("9999") for number in numbers)
