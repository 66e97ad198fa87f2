"""Askers leave before their answer."""

from tests.trouble.cancel import Size, cancel
from tests.trouble.report import in_silence


def test_questions_whose_asker_leaves_have_one_end_each_and_leave_nothing() -> None:
    """Every question that began has one end in the log, and no file, socket or thread is left of it."""
    report = cancel(Size(questions=150, at_once=30), in_silence)

    assert report.broken == []
    assert report.figures["verbroken"] > 0
    assert report.figures["begonnen"] > 50
