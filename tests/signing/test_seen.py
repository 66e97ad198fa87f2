"""A MessageID counts once, for as long as an answer could be fresh."""

from hypothesis import given
from hypothesis import strategies as st

from gateway.signing.seen import SeenMessages

SECONDS = 420.0


@given(st.lists(st.tuples(st.floats(0, 300), st.sampled_from("abcd")), max_size=40))
def test_within_the_period_no_message_counts_twice(asked: list[tuple[float, str]]) -> None:
    """Whatever the order and the pauses: a second time within the period is never the first."""
    moment = 0.0
    seen = SeenMessages(SECONDS, lambda: moment)
    counted: dict[str, float] = {}
    for pause, message in asked:
        moment += pause
        first = seen.first(message)
        if first:
            assert moment - counted.get(message, -SECONDS) >= SECONDS
            counted[message] = moment


def test_what_is_long_ago_is_forgotten() -> None:
    """After twice the period a MessageID takes no room any more, so it would count again."""
    moment = 0.0
    seen = SeenMessages(SECONDS, lambda: moment)
    assert seen.first("a")
    assert not seen.first("a")
    moment = 2 * SECONDS
    assert seen.first("a")
