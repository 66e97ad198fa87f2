"""The wheel, built and installed in the ways the project itself names."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fakes.processes import ROOT

_UV = str(ROOT / ".tools" / "uv" / "bin" / "uv")


@dataclass(frozen=True, slots=True)
class Installed:
    """A virtual environment in which the wheel is installed, and nothing of this folder."""

    folder: Path

    @property
    def gateway(self) -> str:
        """The command."""
        return str(self.folder / "bin" / "gateway")

    @property
    def site(self) -> Path:
        """Where packages stand."""
        return next(self.folder.glob("lib/python3.*/site-packages"))

    def run(
        self, *arguments: str, folder: Path, given: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run the command in a folder that is also its home."""
        return subprocess.run(
            [self.gateway, *arguments],
            env={"PATH": "/usr/bin:/bin", "HOME": str(folder)} | (given or {}),
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    _do("make", "--no-print-directory", "wheel", f"DIST={folder}")
    return folder


@pytest.fixture(scope="session")
def wheel(wheels: Path) -> Path:
    return next(wheels.glob("arbeidsmarktprofiel_gateway-*.whl"))


@pytest.fixture(scope="session")
def mocks_wheel(wheels: Path) -> Path:
    return next(wheels.glob("arbeidsmarktprofiel_mocks-*.whl"))


@pytest.fixture(scope="session")
def pure(mocks_wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel of the mock sources with what it asks for by itself, and pytest, from the lock."""
    folder = tmp_path_factory.mktemp("venv") / "venv"
    place = {"UV_PROJECT_ENVIRONMENT": str(folder), "UV_PYTHON": sys.executable}
    _do(_UV, "sync", "--frozen", "--only-group", "mocks-example", **place)
    _do(_UV, "pip", "install", "--no-index", "--python", str(folder), f"{mocks_wheel}[pytest]")
    return Installed(folder)


@pytest.fixture(scope="session")
def install(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Installed]:
    """Give what installs once more; the resolver may use only what the lock brought."""

    def fresh() -> Installed:
        folder = tmp_path_factory.mktemp("venv") / "venv"
        place = {"UV_PROJECT_ENVIRONMENT": str(folder), "UV_PYTHON": sys.executable}
        _do(_UV, "sync", "--frozen", "--no-dev", "--no-install-project", **place)
        _do(_UV, "pip", "install", "--no-index", "--python", str(folder), str(wheel))
        return Installed(folder)

    return fresh


@pytest.fixture(scope="session")
def installed(install: Callable[[], Installed]) -> Installed:
    return install()


def _do(*command: str, **environ: str) -> None:
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environ}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
