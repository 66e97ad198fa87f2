"""Kept answers and a Redis in trouble."""

import base64

from tests.trouble.kept import Size, kept
from tests.trouble.people import bsn_of
from tests.trouble.report import in_silence
from tests.trouble.seen_by_redis import found_of


def test_no_trouble_of_redis_shows_in_an_answer_and_redis_sees_nobody() -> None:
    """Killed, flushed, frozen, full or restored: every answer is right and fresh; nobody stands in Redis."""
    report = kept(Size(people=10, rate=10, seconds=3, kept=2), in_silence)

    assert report.broken == []
    assert report.figures["uit Redis gegeven"] > 0


def test_somebody_in_a_dump_is_found_however_written() -> None:
    """A number in base64 and a name in UTF-16 are found, each of its own person; nobody else is."""
    content = base64.b64encode(f"x{bsn_of(1)}".encode()) + "Cursus 00003".encode("utf-16-le")

    assert found_of(range(5), content) == ["M00001", "M00003"]
