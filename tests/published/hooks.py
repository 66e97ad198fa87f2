"""What schemathesis is told about this API: who asks, about whom, and what no answer and no log may hold.

Loaded by schemathesis itself, in its own process (`schemathesis.toml`); SERVED_… say where the gateway is.
"""

import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis import AuthContext, CheckContext, HookContext, Response
from schemathesis.core.failures import Failure
from schemathesis.openapi.checks import RejectedPositiveData

from tests.api.test_design_rules import SECURITY
from tests.fakes.processes import ROOT, Said, Served
from tests.published.people import people, written

Case = schemathesis.Case[Any]

SERVED = Served(os.environ["SERVED_URL"], Path(os.environ["SERVED_STATE"]), Path(os.environ["SERVED_SAID"]))
DOCUMENT: dict[str, Any] = json.loads((ROOT / "contracts" / "api" / "openapi.json").read_text("utf-8"))
VELDEN: list[str] = DOCUMENT["components"]["schemas"]["Veldpad"]["enum"]
QUESTIONS = "POST /raadplegingen"
ANSWERED, REFUSED = 200, 400
ENOUGH = 1 / 3
"""Least part of the well-formed questions that must get a profile, or little was tried."""

SECRET = re.compile(r"(?=.*[0-9]).{8}", re.DOTALL)
"""What could be a number, a date or a case; a shorter text or a word may stand in an answer by accident."""

UNSAYABLE = {"elfproef", "waarde"}
"""Faults that no schema can describe: a number that fails the elfproef, a day that has not been."""

ALWAYS = {*SECURITY, "content-security-policy", "content-type", "content-length", "date", "connection"}
"""Headers of every answer; those of one operation stand in the document."""

SECONDS_BETWEEN_SIGNS = 5


@schemathesis.auth(refresh_interval=300)
class Casemanager:
    """The test casemanager, whose token lasts fifteen minutes."""

    def get(self, case: Case, context: AuthContext) -> str:  # noqa: ARG002  names of schemathesis
        """Give a fresh token."""
        return SERVED.token()

    def set(self, case: Case, data: str, context: AuthContext) -> None:  # noqa: ARG002
        """Sign the request in."""
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def flatmap_body(context: HookContext, body: object) -> st.SearchStrategy[object]:  # noqa: ARG001
    """Make most questions worth asking."""
    return worthwhile(body) if isinstance(body, dict) else st.just(body)


@st.composite
def worthwhile(draw: st.DrawFn, body: dict[str, object]) -> dict[str, object]:
    """Give a question about a test person, for the purpose there is; what is wrong on purpose stays wrong."""
    if draw(st.integers(0, 7)) == 0:
        return body
    bsn, born = draw(st.sampled_from(people()))
    known = draw(st.sampled_from((born, born, born, draw(st.sampled_from(people()))[1])))
    wanted = {
        "burgerservicenummer": (r"[0-9]{9}", bsn),
        "geboortedatum": (
            r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?",
            written(known)[: draw(st.sampled_from((10, 7, 4)))],
        ),
        "doelbinding": (
            r"[A-Z0-9_]{1,64}",
            draw(st.sampled_from(("DJI_INTAKE_ARBEIDSMARKT",) * 9 + ("ELDERS",))),
        ),
    }
    better: dict[str, object] = {
        name: value
        for name, (form, value) in wanted.items()
        if isinstance(found := body.get(name), str) and re.fullmatch(form, found)
    }
    if "velden" not in body and draw(st.booleans()):
        better["velden"] = draw(st.lists(st.sampled_from(VELDEN), min_size=1, max_size=6, unique=True))
    return body | better


@schemathesis.hook
def filter_failure(context: HookContext, failure: Failure, case: Case, response: Response) -> bool:  # noqa: ARG001
    """Let a well-formed question be refused for what a schema cannot say, and for nothing else."""
    if not isinstance(failure, RejectedPositiveData):
        return True
    faults = {fault["code"] for fault in response.json().get("invalidParams", ())}
    return not faults or not faults <= UNSAYABLE


@schemathesis.check
def no_undocumented_header(ctx: CheckContext, response: Response, case: Case) -> None:  # noqa: ARG001
    """An answer has the headers of the document, those of every answer, and no other."""
    found = {name.lower() for name in response.headers}
    if undocumented := found - ALWAYS - _documented(case, response.status_code):
        raise AssertionError(f"koppen die nergens beschreven staan: {sorted(undocumented)}")


def _documented(case: Case, status: int) -> set[str]:
    operation = DOCUMENT["paths"][case.path].get(case.method.lower())
    if operation is None:
        # No document describes a method that the path does not know; every such answer is alike.
        return {"allow", "x-correlation-id"}
    answer = operation["responses"].get(str(status), {})
    if "$ref" in answer:
        answer = DOCUMENT["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    return {name.lower() for name in answer.get("headers", ())}


@schemathesis.check
class NothingOfTheQuestion:
    """No text that was sent stands in an error, in a header, or in what the gateway says of itself."""

    def __init__(self) -> None:
        self._said = Said(SERVED)

    def after_response(self, ctx: CheckContext, response: Response, case: Case) -> None:  # noqa: ARG002
        """Look behind every door for every text of the question."""
        headers = {
            name: value for name, value in response.headers.items() if name.lower() != "x-correlation-id"
        }
        error = response.text if response.status_code >= REFUSED else ""
        doors = {"koppen": str(headers), "gezegd": self._said.since(), "fout": error}
        secrets = set(_secrets(case))
        if leaks := {(door, text) for door, told in doors.items() for text in secrets if text in told}:
            raise AssertionError(f"wat is gestuurd staat in: {sorted(leaks)}")


def _secrets(case: Case) -> Iterator[str]:
    sent = [case.body, case.path_parameters, case.query, case.cookies, dict(case.headers)]
    return (text for text in _texts(sent) if SECRET.search(text))


def _texts(value: object) -> Iterator[str]:
    """Give every text and number in what was sent; names of members are no values."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for below in value:
            yield from _texts(below)
    elif isinstance(value, str | int | float):
        yield str(value)


@schemathesis.check
class EnoughAnswers:
    """A good part of the well-formed questions got a profile; and meanwhile, a sign that the work goes on."""

    def __init__(self) -> None:
        self._statuses: Counter[int] = Counter()
        self._questions: Counter[int] = Counter()
        self._shown = time.monotonic()

    def after_response(self, ctx: CheckContext, response: Response, case: Case) -> None:  # noqa: ARG002
        """Count."""
        self._statuses[response.status_code] += 1
        if case.operation.label == QUESTIONS and case.meta and case.meta.generation.mode.is_positive:
            self._questions[response.status_code] += 1
        if time.monotonic() - self._shown >= SECONDS_BETWEEN_SIGNS:
            self._shown = time.monotonic()
            self._show()

    def after_run(self, ctx: CheckContext) -> None:  # noqa: ARG002
        """Judge."""
        self._show()
        if self._questions[ANSWERED] < ENOUGH * self._questions.total():
            raise AssertionError(f"te weinig goede vragen kregen een profiel: {dict(self._questions)}")

    def _show(self) -> None:
        counts = ", ".join(f"{status}: {count}" for status, count in sorted(self._statuses.items()))
        answered = f"{self._questions[ANSWERED]} van {self._questions.total()} goede vragen beantwoord"
        sys.stderr.write(f"schemathesis: {self._statuses.total()} verzoeken ({counts}); {answered}\n")
