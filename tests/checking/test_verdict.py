"""What a check may show, how it orders its steps, and which exit code follows."""

from lxml import etree

from gateway.checking.message import duration
from gateway.checking.told import as_junit
from gateway.checking.verdict import (
    STEPS,
    Finding,
    Oordeel,
    SourceReport,
    Verdict,
    cleaned,
    complete,
    exit_code,
)


def report(**steps: Oordeel) -> SourceReport:
    """Make a report with these verdicts."""
    stappen = (Verdict(stap, oordeel, "tekst") for stap, oordeel in steps.items())
    return SourceReport("SVB", "SVB-v0200", "soap", "P01", complete(stappen, "niet"))


def test_a_text_is_shown_printable_bounded_and_without_the_person() -> None:
    """Control characters, the person's digits and endless names do not get out, in any part."""
    hostile = "\x1b[31m\x00 A999990019Z " + "x" * 500
    shown = cleaned(Verdict("tls", "FOUT", hostile, hostile, (Finding(hostile, 1, hostile),)), ["999990019"])
    (finding,) = shown.bevindingen
    for text in (shown.tekst, shown.raad, finding.plaats, finding.verwacht):
        assert text.startswith("?[31m? A*********Z xxx")
        assert len(text) == 402
    suite = SourceReport("SVB", "SVB-v0200", "soap", "P01", (shown,))
    assert etree.fromstring(as_junit([suite])).findall(".//failure")


def test_steps_are_in_order_and_none_is_left_out() -> None:
    """Verdicts come in any order; every step is told once, with why it was not taken."""
    stappen = complete([Verdict("tijd", "GOED", "x"), Verdict("tls", "FOUT", "y")], "waarom")
    assert [stap.stap for stap in stappen] == list(STEPS)
    assert {stap.tekst for stap in stappen if stap.oordeel == "NIET_GEKEKEN"} == {"waarom"}


def test_the_exit_code_follows_from_the_gravest_verdict() -> None:
    """0 without FOUT, also with LET_OP; 1 with one; 4 when nobody was reached; one that was makes it 1."""
    good, noted, wrong = report(http="GOED"), report(tls="LET_OP"), report(schema="FOUT")
    gone = report(bereikbaar="FOUT")
    assert exit_code([good, noted]) == 0
    assert exit_code([good, wrong]) == 1
    assert exit_code([gone, gone]) == 4
    assert exit_code([gone, good]) == 1


def test_half_of_the_time_is_still_good() -> None:
    """Up to half of what a source gets is GOED, above it LET_OP."""
    assert duration(4000, 8.0).oordeel == "GOED"
    assert duration(4001, 8.0).oordeel == "LET_OP"
