"""The API Design Rules 2.2.0 as far as they can be read off the document, checked by their own linter."""

import fcntl
import shutil
import subprocess
from pathlib import Path

from tests.fakes.service import ROOT

PINNED = Path(__file__).parent / "spectral"
TOOL = ROOT / ".tools" / "spectral"
LOCK = "package-lock.json"
CONTRACT = ROOT / "contracts" / "api"
MISSING = "Spectral needs node 18 or newer with npm: apt-get install nodejs npm"


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)


def _installed() -> Path:
    """Install the pinned linter when it is not there yet; give its program."""
    npm = shutil.which("npm")
    assert npm is not None, MISSING
    assert shutil.which("node") is not None, MISSING
    TOOL.mkdir(parents=True, exist_ok=True)
    with (TOOL / ".lock").open("w") as lock:
        # Test processes side by side install once.
        fcntl.flock(lock, fcntl.LOCK_EX)
        _install(npm)
    return TOOL / "node_modules" / ".bin" / "spectral"


def _install(npm: str) -> None:
    same = (TOOL / LOCK).exists() and (TOOL / LOCK).read_bytes() == (PINNED / LOCK).read_bytes()
    # npm writes this file last, so that half an installation does not count.
    if same and (TOOL / "node_modules" / ".package-lock.json").exists():
        return
    for name in ("package.json", LOCK):
        shutil.copy(PINNED / name, TOOL)
    done = _run(npm, "ci", "--prefix", str(TOOL), "--ignore-scripts", "--no-audit", "--no-fund")
    assert done.returncode == 0, f"npm ci failed; is the npm registry reachable?\n{done.stderr}"


def _lint(document: Path) -> subprocess.CompletedProcess[str]:
    ruleset = CONTRACT / "adr-2.2.0.yaml"
    return _run(str(_installed()), "lint", "--fail-severity=error", "-r", str(ruleset), str(document))


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
