"""The images: what the Containerfile puts in them, carried out here on an installed wheel."""

import compileall
import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest

from gateway.keys import KEY_NAMES, new_keys
from gateway.register.files import digest
from tests.deploy.composition import service
from tests.deploy.conftest import Installed
from tests.deploy.containerfile import stages
from tests.fakes.processes import ROOT

_PORT = 18490


@pytest.fixture(scope="session")
def production(install: Callable[[], Installed]) -> Installed:
    """What production gets: the wheel, and then what the stage without mocks does to it."""
    installed = install()
    compileall.compile_dir(installed.site / "adapters", quiet=1)  # as UV_COMPILE_BYTECODE does
    (remove,) = stages()["without-mocks"].all("RUN")
    assert remove.startswith("find /app/")
    here = remove.replace("/app/", f"{installed.folder}/")
    subprocess.run(["/bin/sh", "-c", here], check=True, cwd=installed.folder)
    return installed


def test_a_build_without_target_gives_production_from_the_stage_without_mocks() -> None:
    """The last stage is production, and all it copies is what the stage without mocks left."""
    found = stages()
    production = list(found.values())[-1]
    assert (production.name, production.base, production.all("COPY")) == (
        "production",
        "runtime",
        ["--from=without-mocks /app /app"],
    )
    assert (found["without-mocks"].base, found["without-mocks"].from_context()) == ("build", set())
    assert found["runtime"].base == "${PYTHON_IMAGE}"


def test_the_images_run_as_a_user_who_owns_nothing_but_its_state() -> None:
    """User 10001 in both images, and no later instruction makes it root again or gives it the program."""
    found = stages()
    assert found["runtime"].all("USER") == ["10001:10001"]
    for name in ("production", "mocks"):
        assert (found[name].base, found[name].all("USER"), found[name].all("RUN")) == ("runtime", [], [])
        assert "--chown" not in " ".join(found[name].all("COPY"))


def test_only_what_the_containerfile_copies_is_sent_to_a_builder() -> None:
    """The ignore file keeps everything out but the files and folders that are copied; no intake, no tests."""
    lines = (ROOT / ".containerignore").read_text("utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert (rules[0], rules[-1]) == ("*", "**/__pycache__")
    assert {rule.removeprefix("!") for rule in rules[1:-1]} == stages()["build"].from_context()
    assert (ROOT / ".dockerignore").read_text("utf-8") == "\n".join(lines) + "\n"


def test_production_holds_no_mock_source_and_no_test_person(production: Installed) -> None:
    """Of the adapters all is there but the mock sources, also of what an interpreter made of those."""
    kept, ours = _files(production.site / "adapters"), _files(ROOT / "adapters")
    assert not [path for path in kept if "mock" in path]
    sources = {path for path in ours if not path.startswith("mock/") and "/mock" not in path}
    assert _without_made(kept) == _without_made(sources)
    assert {path.name for path in production.site.glob("*")}.isdisjoint({"intake", "tests"})


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _without_made(paths: set[str]) -> set[str]:
    return {path for path in paths if "__pycache__" not in path}


def test_production_holds_the_same_law(production: Installed, tmp_path: Path) -> None:
    """`contract check` without the mock sources finds no fault and gives the same digest."""
    done = production.run("contract", "check", "--json", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["digest"] == digest(ROOT / "contracts", ROOT / "adapters")


@pytest.fixture
def serving(production: Installed, tmp_path: Path) -> Iterator[int]:
    """The gateway of compose.yaml, with its settings but for what differs between container and machine."""
    new_keys(tmp_path / "secrets")
    environ = {
        **service("gateway")["environment"],
        **{
            f"GATEWAY_SLEUTELS__{name.upper()}_FILE": str(tmp_path / "secrets" / f"{name}.key")
            for name in KEY_NAMES
        },
        **_addresses(),
        "GATEWAY_STATE_DIR": str(tmp_path / "state"),
        "GATEWAY_PORT": str(_PORT),
        "PATH": "/usr/bin:/bin",
    }
    process = subprocess.Popen([production.gateway, "serve"], env=environ, cwd=tmp_path)
    try:
        yield _PORT
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
    assert process.returncode == 0


def _addresses() -> dict[str, str]:
    """Give the settings of sources that came after compose.yaml was written: their maker adds them there."""
    return {
        f"GATEWAY_BRONNEN__{path.parent.name.upper()}__{name}": value
        for path in (ROOT / "adapters").glob("*/manifest.toml")
        for name, value in (("URL", "http://127.0.0.1:9"), ("OMGEVING", "nagebootst"))
        if f"GATEWAY_BRONNEN__{path.parent.name.upper()}__URL" not in service("gateway")["environment"]
    }


def test_production_serves_on_the_settings_of_compose(serving: int) -> None:
    """Without mock sources, on the settings of compose.yaml, the gateway becomes ready and ends cleanly."""
    opener, until = build_opener(ProxyHandler({})), time.monotonic() + 30
    while True:
        try:
            with opener.open(f"http://127.0.0.1:{serving}/readyz", timeout=3) as answer:
                assert json.load(answer) == {"status": "ok"}
                return
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.1)
