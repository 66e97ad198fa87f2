"""The API Design Rules 2.2.0 as far as they can be read off the document, checked by their own linter."""

import subprocess
from pathlib import Path

from tests.fakes.npm import installed, run
from tests.fakes.service import ROOT

PINNED = Path(__file__).parent / "spectral"
CONTRACT = ROOT / "contracts" / "api"


def _lint(document: Path) -> subprocess.CompletedProcess[str]:
    ruleset = CONTRACT / "adr-2.2.0.yaml"
    spectral = installed(PINNED, "spectral") / ".bin" / "spectral"
    return run(str(spectral), "lint", "--fail-severity=error", "-r", str(ruleset), str(document))


def test_the_document_follows_the_api_design_rules() -> None:
    """Spectral with the ruleset of the standard finds no error in contracts/api/openapi.json."""
    done = _lint(CONTRACT / "openapi.json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No results with a severity of 'error' found" in done.stdout


def test_the_linter_would_have_found_an_error(tmp_path: Path) -> None:
    """The same run fails on the document without its contact and version headers."""
    text = (CONTRACT / "openapi.json").read_text("utf-8")
    broken = tmp_path / "openapi.json"
    broken.write_text(
        text.replace('"contact"', '"x-contact"').replace('"API-Version"', '"X-Version"'), "utf-8"
    )
    done = _lint(broken)
    assert done.returncode == 1
    assert {"info-contact", "nlgov:missing-version-header"} <= set(done.stdout.split())
