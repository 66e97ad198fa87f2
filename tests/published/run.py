"""Runs schemathesis on a gateway, in a process of its own, and looks for people in what the gateway wrote."""

import os
import subprocess
import sys

from tests.fakes.processes import ROOT, Served
from tests.published.people import people, written

_SETTINGS = ROOT / "tests" / "published" / "schemathesis.toml"


def schemathesis(
    served: Served, *options: str, document: str | None = None, quiet: bool = True
) -> subprocess.Popen[str]:
    """Start a run on the published document, or on another one for the same gateway.

    What it tells can be read from `stdout`, or is shown at once when it is not `quiet`.
    """
    program = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(_SETTINGS), "run"]
    location = [document, "--url", f"{served.url}/v1"] if document else [f"{served.url}/v1/openapi.json"]
    environ = {
        **os.environ,
        "NO_PROXY": "127.0.0.1",
        "SERVED_URL": served.url,
        "SERVED_STATE": str(served.state),
        "SERVED_SAID": str(served.said),
    }
    return subprocess.Popen(
        [*program, *location, *options],
        env=environ,
        cwd=ROOT,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        text=True,
    )


def leaks(served: Served) -> set[tuple[str, str]]:
    """Say in which file of the gateway the number or birth date of a test person stands."""
    secrets = {text for bsn, born in people() for text in (bsn, written(born))}
    files = [served.said, *(path for path in served.state.rglob("*") if path.is_file())]
    contents = {path.name: path.read_bytes() for path in files}
    return {
        (name, text) for name, content in contents.items() for text in secrets if text.encode() in content
    }
