"""Prometheus' own tool; `.ci/promtool` unpacks it from its Debian package."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.fakes.processes import ROOT

_PATH = f"{ROOT / '.tools' / 'bin'}{os.pathsep}{os.environ['PATH']}"
_MISSING = "promtool is needed: run .ci/promtool"


def promtool(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run it."""
    found = shutil.which("promtool", path=_PATH)
    assert found is not None, _MISSING
    return subprocess.run(
        [found, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=60
    )
