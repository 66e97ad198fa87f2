"""The published document held against the running gateway: generated requests, right ones and wrong ones."""

import json
import re
from pathlib import Path
from typing import Any

from tests.fakes.processes import ROOT, Served
from tests.published.run import leaks, schemathesis


def test_the_gateway_is_what_its_document_says(served: Served) -> None:
    """No 5xx and nothing undocumented; wrong data refused, right data taken; and nobody leaks by any door."""
    run = schemathesis(served)
    told, _ = run.communicate(timeout=300)
    assert run.returncode == 0, told
    # The share itself is a check of the run; this says that the checks were there.
    assert re.search(r"[1-9][0-9]* van [1-9][0-9]* goede vragen beantwoord", told)
    assert leaks(served) == set()


def test_a_document_that_is_not_true_would_be_found(served: Served, tmp_path: Path) -> None:
    """The same run fails on a document that promises another version and answer, and forgets a status."""
    document: dict[str, Any] = json.loads((ROOT / "contracts" / "api" / "openapi.json").read_text("utf-8"))
    document["components"]["schemas"]["Doelbindingen"]["required"].append("meer")
    document["components"]["headers"]["API-Version"]["schema"]["pattern"] = "^2"
    del document["paths"]["/doelbindingen/{id}"]["get"]["responses"]["404"]
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(document), "utf-8")
    run = schemathesis(served, "--phases", "coverage", document=str(path))
    told, _ = run.communicate(timeout=300)
    assert run.returncode == 1, told
    lies = {"Undocumented status code", "Response violates schema", "Response header does not conform"}
    assert {lie for lie in lies if lie in told} == lies, told
