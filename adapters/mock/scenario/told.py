"""Tell what came of scenarios: a table for people, JSON and JUnit XML for machines."""

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import quoteattr

from adapters.mock.fault import write_json
from adapters.mock.letters import UNKNOWN_TO_XML
from adapters.mock.numbers import masked
from adapters.mock.scenario.play import Played, Step


def as_table(played: Sequence[Played]) -> str:
    """Give a line per step, and below it each difference."""
    width = max(len(each.file) for each in played)
    lines = [line for each in played for step in each.steps for line in _lines(each.file.ljust(width), step)]
    steps = [step for each in played for step in each.steps]
    wrong = sum(bool(step.verschil) for step in steps)
    count = f"{len(played)} scenario's, {len(steps)} stappen: "
    return "\n".join(
        [*lines, count + (f"{wrong} stappen anders dan verwacht" if wrong else "alles als verwacht"), ""]
    )


def as_json(played: Sequence[Played]) -> str:
    """Give everything, with the journal; no times, so that two runs of one scenario give the same bytes."""
    return write_json([_shown(each) for each in played])


def as_junit(played: Sequence[Played]) -> str:
    """Give a suite per scenario with a case per step."""
    suites = "".join(map(_suite, played))
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="gateway mocks run">'
    return f"{head}\n{suites}</testsuites>\n"


def differs(played: Sequence[Played]) -> bool:
    """Whether any step came out otherwise than expected."""
    return any(step.verschil for each in played for step in each.steps)


def _lines(file: str, step: Step) -> list[str]:
    verdict = "ANDERS" if step.verschil else "goed"
    return [f"{verdict:<7} {file}  {step.naam}", *(f"        {masked(text)}" for text in step.verschil)]


def _shown(played: Played) -> dict[str, Any]:
    steps = [
        {
            "naam": step.naam,
            "goed": not step.verschil,
            "verschil": list(map(masked, step.verschil)),
            "journaal": list(step.journaal),
        }
        for step in played.steps
    ]
    return {"bestand": played.file, "titel": played.titel, "stappen": steps}


def _suite(played: Played) -> str:
    failures = sum(bool(step.verschil) for step in played.steps)
    seconds = sum(step.seconds for step in played.steps)
    cases = "".join(_case(played.file, step) for step in played.steps)
    return (
        f'<testsuite name={_attribute(played.titel)} tests="{len(played.steps)}" failures="{failures}"'
        f' errors="0" time="{seconds:.3f}">\n{cases}</testsuite>\n'
    )


def _case(file: str, step: Step) -> str:
    failures = "".join(f"<failure message={_attribute(masked(text))}/>\n" for text in step.verschil)
    name = f"classname={_attribute(file.removesuffix('.toml'))} name={_attribute(step.naam)}"
    return f'<testcase {name} time="{step.seconds:.3f}">\n{failures}</testcase>\n'


def _attribute(text: str) -> str:
    """Write a text as a value of XML; a character that XML does not know becomes the sign for that."""
    return quoteattr(UNKNOWN_TO_XML.sub("\ufffd", text))
