"""Every source goes wrong in every way, again and again."""

from tests.trouble.faults import BOTH, SOAP, Size, faults
from tests.trouble.report import in_silence


def test_random_faults_of_all_sources_make_no_wrong_profile_no_gap_in_the_log_and_leave_nothing() -> None:
    """Every answer holds the person's own values or says why not, and is logged; no file or socket stays."""
    size = Size(seconds=4, rate=25, warm_up=0, deadline=2.0, people=60)
    report = faults(size, in_silence)

    assert report.broken == []
    assert report.figures["antwoorden"] == 100
    struck = {kind for kind, count in report.figures["fouten per soort"].items() if count}
    assert struck == {rule["soort"] for rule in (*BOTH, *SOAP)} | {"ANDERE_PERSOON"}
