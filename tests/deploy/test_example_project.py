"""The example project in docs: it runs where nothing is but the wheel of the mock sources and pytest."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.deploy.conftest import Installed
from tests.fakes.processes import ROOT

_EXAMPLE = ROOT / "docs" / "voorbeelden" / "pytest-project"


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A copy of the project, away from this one."""
    ours = shutil.ignore_patterns("__pycache__", ".*")
    return Path(shutil.copytree(_EXAMPLE, tmp_path / "voorbeeld", ignore=ours))


def outcome(pure: Installed, example: Path) -> tuple[int, str]:
    """Run its tests; give the exit code and the last line."""
    command = [str(pure.folder / "bin" / "python"), "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    environ = {"PATH": "/usr/bin:/bin", "HOME": str(example)}
    done = subprocess.run(command, cwd=example, env=environ, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.strip().splitlines()[-1]


def test_its_tests_pass(pure: Installed, example: Path) -> None:
    """All four pass, with warnings as errors."""
    code, last = outcome(pure, example)
    assert (code, last.partition(" in ")[0]) == (0, "4 passed")


def test_its_tests_see_a_client_that_asks_too_much(pure: Installed, example: Path) -> None:
    """When its client asks DUO for one field more, one of them fails."""
    client = example / "klant.py"
    asked = '"fields": ["indStartkwalificatieDuo"'
    text = client.read_text("utf-8")
    assert asked in text
    client.write_text(text.replace(asked, f'{asked}, "onderwijsovereenkomst.brin.brinNr"'), "utf-8")
    code, last = outcome(pure, example)
    assert (code, last.partition(" in ")[0]) == (1, "1 failed, 3 passed")
