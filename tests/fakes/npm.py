"""Programs from npm for tests: exactly what a committed lock names, installed once."""

import fcntl
import shutil
import subprocess
from pathlib import Path

from tests.fakes.processes import ROOT

_LOCK = "package-lock.json"
_MISSING = "node 18 or newer with npm is needed: apt-get install nodejs npm"


def run(*command: str, stdin: str | None = None, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a command, at the root of the project unless told otherwise, and give what it said."""
    return subprocess.run(
        command, cwd=folder, input=stdin, capture_output=True, text=True, check=False, timeout=300
    )


def installed(pinned: Path, name: str) -> Path:
    """Give the `node_modules` that folder `pinned` names, in `.tools/<name>`; installs them when needed."""
    npm, tool = shutil.which("npm"), ROOT / ".tools" / name
    assert npm is not None, _MISSING
    assert shutil.which("node") is not None, _MISSING
    tool.mkdir(parents=True, exist_ok=True)
    with (tool / ".lock").open("w") as lock:
        # Test processes side by side install once.
        fcntl.flock(lock, fcntl.LOCK_EX)
        _install(npm, pinned, tool)
    return tool / "node_modules"


def _install(npm: str, pinned: Path, tool: Path) -> None:
    same = (tool / _LOCK).exists() and (tool / _LOCK).read_bytes() == (pinned / _LOCK).read_bytes()
    # npm writes this file last, so that half an installation does not count.
    if same and (tool / "node_modules" / ".package-lock.json").exists():
        return
    for name in ("package.json", _LOCK):
        shutil.copy(pinned / name, tool)
    done = run(npm, "ci", "--prefix", str(tool), "--ignore-scripts", "--no-audit", "--no-fund")
    assert done.returncode == 0, f"npm ci failed; is the npm registry reachable?\n{done.stderr}"
