"""The list of people, purposes and faces that the suite proved, printed once at its end."""

import re
from collections.abc import Iterator

import pytest

_CELL = re.compile(r"test_people\.py::test_\w+\[(P\w+)-(\w+)-(rest|soap)\]$")
_WORDS = {"passed": "ok", "failed": "FAILED", "error": "ERROR"}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print a line per life, with what came of it for each purpose over REST and over SOAP."""
    cells = dict(_cells(terminalreporter))
    if not cells:
        return
    lives, purposes = (list(dict.fromkeys(key[at] for key in sorted(cells))) for at in (0, 1))
    terminalreporter.section("every life gives its promised facts, over REST and SOAP")
    terminalreporter.write_line("      " + "  ".join(purposes))
    for life in lives:
        words = (
            "/".join(cells.get((life, purpose, face), "-") for face in ("rest", "soap")).ljust(len(purpose))
            for purpose in purposes
        )
        terminalreporter.write_line(f"{life:<6}" + "  ".join(words).rstrip())


def _cells(terminalreporter: pytest.TerminalReporter) -> Iterator[tuple[tuple[str, str, str], str]]:
    for outcome, word in _WORDS.items():
        for report in terminalreporter.getreports(outcome):
            if found := _CELL.search(report.nodeid):
                yield (found[1], found[2], found[3]), word
