"""The wheel: what it carries, and that it runs where nothing else of this project is."""

import json
import subprocess
import zipfile
from pathlib import Path

from adapters.mock.world import build_world
from gateway.register.files import digest
from gateway.wiring import VERSION
from tests.deploy.conftest import Installed
from tests.fakes.processes import ROOT


def test_the_wheel_carries_what_is_kept_in_its_three_folders_and_nothing_else(wheel: Path) -> None:
    """Every file of gateway, adapters and contracts that git keeps is in it; no test, no made file."""
    kept = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "gateway", "adapters", "contracts"],  # noqa: S607 - the git of whoever works here
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    name = f"arbeidsmarktprofiel_gateway-{VERSION}.dist-info"
    about = {
        f"{name}/{file}" for file in ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE")
    }
    assert set(zipfile.ZipFile(wheel).namelist()) == {*kept, *about}


def test_the_wheel_alone_gives_p01(installed: Installed, tmp_path: Path) -> None:
    """In an empty folder with an empty home `gateway demo --once --json` answers about P01 and ends 0."""
    done = installed.run("demo", "--once", "--json", folder=tmp_path, given={"GATEWAY_PORT": "18480"})
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["persoon"]["burgerservicenummer"] == "999990019"
    assert answer["volledig"] is True
    promised = next(life for life in build_world().lives.values() if life.name == "P01").verwacht["bronnen"]
    found, expected = (
        {(entry["bron"], entry["bronStatus"]) for entry in bronnen}
        for bronnen in (answer["bronnen"], promised)
    )
    assert found == expected


def test_the_wheel_holds_the_same_law(installed: Installed, tmp_path: Path) -> None:
    """`contract check` from the wheel gives the digest of this folder's contracts and mappings."""
    done = installed.run("contract", "check", "--json", folder=tmp_path)
    assert json.loads(done.stdout)["digest"] == digest(ROOT / "contracts", ROOT / "adapters")


def test_code_in_the_folder_one_stands_in_is_not_run(installed: Installed, tmp_path: Path) -> None:
    """A folder `adapters` where the command is started does not take the place of ours."""
    (tmp_path / "adapters" / "mock").mkdir(parents=True)
    for part in ("", "mock"):
        (tmp_path / "adapters" / part / "__init__.py").write_text("raise SystemExit('not ours')\n", "utf-8")
    done = installed.run("mocks", "--help", folder=tmp_path)
    assert (done.returncode, "not ours" in done.stderr) == (0, False)
    assert "--personas" in done.stdout
