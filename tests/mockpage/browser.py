"""A real Chromium, told what to do in words a person would use."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.fakes.npm import installed

_HERE = Path(__file__).parent
_MISSING = "Chromium is needed: apt-get install chromium"


@dataclass(frozen=True, slots=True)
class Browser:
    """One tab of a browser with a fresh profile."""

    process: subprocess.Popen[str]

    def do(self, act: str, **given: object) -> Any:
        """Do what `driver.js` calls `act`; fails when the browser could not."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{json.dumps({'act': act, **given})}\n")
        self.process.stdin.flush()
        said = json.loads(self.process.stdout.readline())
        assert "error" not in said, (act, given, said)
        return said["gave"]

    def show(self, part: str) -> None:
        """Go to a part of the page and wait until it is there."""
        self.do("click", role="link", name=part)
        # the last thing a change of part does
        self.do("until", expression=f"document.activeElement.id === 'kop-{part.lower()}'")

    def rows(self, table: str) -> list[list[str]]:
        """Give the text of each cell of a table, without its heads."""
        rows: list[list[str]] = self.do(
            "run",
            expression=f"[...document.querySelectorAll('#{table} tbody tr')]"
            ".map(row => [...row.cells].map(cell => cell.textContent))",
        )
        return rows

    def text(self, selector: str) -> str:
        """Give the text that a person sees in an element."""
        [text] = self.do("texts", selector=selector)
        return str(text)


@contextmanager
def browsing() -> Iterator[Browser]:
    """Start a browser and end it."""
    chromium = shutil.which("chromium")
    assert chromium is not None, _MISSING
    modules = installed(_HERE / "node", "mockpage")
    command = ["node", str(_HERE / "driver.js"), str(modules), chromium]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with process:
        yield Browser(process)
        assert process.stdin is not None
        process.stdin.close()
        process.wait(timeout=20)
