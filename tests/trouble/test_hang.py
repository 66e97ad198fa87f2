"""One source hangs while many ask."""

from tests.trouble.hang import Size, hang
from tests.trouble.report import in_silence


def test_a_source_that_hangs_is_named_as_such_and_takes_no_other_along() -> None:
    """While SVB hangs, every answer says so with TIJD_OM and holds all that each other source knows."""
    report = hang(Size(questions=24, rounds=1, seconds=2.0, as_shipped=False, slots=8), in_silence)

    assert report.broken == []
    assert report.figures["onderbreker uit: oorzaken"] == {"TIJD_OM": 48}
