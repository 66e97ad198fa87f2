"""Unusual requests, generated: whatever comes in, what goes out is an answer of this API."""

from collections import Counter

from hypothesis import HealthCheck, given, seed, settings

from tests.fakes.processes import Said, Served
from tests.published.odd import STATUSES, Odd, ask, odd_requests

EXAMPLES = 600


def test_whatever_is_sent_the_answer_is_one_of_this_api(served: Served) -> None:
    """Never a 5xx, always the headers, every error a problem, nothing that was sent in an error or the log.

    Every status that unusual requests can get was given, so they were as varied as they should be.
    """
    said = Said(served)
    statuses: Counter[int | None] = Counter()

    @seed(20261101)
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(odd_requests())
    def judged(odd: Odd) -> None:
        status, faults = ask(served, said, odd)
        statuses[status] += 1
        assert faults == []

    judged()
    assert set(statuses) - {None} == STATUSES - {403}
