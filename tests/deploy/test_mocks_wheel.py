"""The wheel of the mock sources: pure Python with all it needs, and enough to test a client with."""

import csv
import subprocess
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from gateway.wiring import VERSION
from tests.deploy.conftest import Installed
from tests.fakes.processes import ROOT

_COMMAND = "arbeidsmarktprofiel-mocks"
_PERSON = "999995145"


@pytest.fixture
def started(pure: Installed, tmp_path: Path) -> Iterator[str]:
    """The command of the wheel, in an empty folder with an empty home; gives where it listens."""
    command = [str(pure.folder / "bin" / _COMMAND), "--port", "0"]
    environ = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "PYTHONWARNINGS": "error"}
    with subprocess.Popen(command, env=environ, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1]
        process.terminate()
    assert process.returncode == 0


def test_it_answers_soap_and_rest(started: str) -> None:
    """The SVB tells over SOAP of the AOW of P21, DUO over REST that it has no dossier of hers."""
    wsdl = f"{started}/svb/suwibroker/soap/SVBDossierPersoonGSD-v0200"
    space = "http://bkwi.nl/SuwiML/Diensten/SVBDossierPersoonGSD/v0200"
    question = (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>'
        f'<d:SVBPersoonsInfo xmlns:d="{space}"><Burgerservicenr>{_PERSON}</Burgerservicenr>'
        "</d:SVBPersoonsInfo></e:Body></e:Envelope>"
    )
    answer = httpx.post(wsdl, content=question)
    assert (answer.status_code, answer.text.count("<CdSzWet>AOW</CdSzWet>")) == (200, 1)
    asked = {"burgerservicenummer": _PERSON, "fields": ["indStartkwalificatieDuo"]}
    assert httpx.post(f"{started}/duo/v1/onderwijsdossiers", json=asked).json() == {"dossiers": []}


def test_it_plays_scenarios(pure: Installed, started: str, tmp_path: Path) -> None:
    """The wheel brings the scenarios, and plays one with a client that asks nothing: which then shows."""
    scenario = pure.site / "adapters" / "mock" / "scenarios" / "alleen-wat-nodig-is.toml"
    command = [
        str(pure.folder / "bin" / _COMMAND),
        "run",
        str(scenario),
        "--mocks",
        started,
        "--client",
        "/bin/true",
    ]
    done = subprocess.run(
        command, env={"PYTHONWARNINGS": "error"}, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "ANDERS  alleen-wat-nodig-is.toml  alleen onderwijs\n" in done.stdout
    assert "        journaal duo: precies 1 verwacht, 0 gevonden\n" in done.stdout


def test_everything_in_it_is_pure_python(pure: Installed) -> None:
    """Of every package there the wheel is for any system, and no file of theirs is machine code."""
    about = list(pure.site.glob("*.dist-info"))
    assert {path.name.split("-")[0] for path in about} >= {"uvicorn", "h11", "starlette", "anyio", "pytest"}
    for path in about:
        lines = (path / "WHEEL").read_text("utf-8").splitlines()
        tags = [line for line in lines if line.startswith("Tag: ")]
        assert all(tag.endswith("-none-any") for tag in tags), path.name
        with (path / "RECORD").open(encoding="utf-8", newline="") as record:
            assert not [row[0] for row in csv.reader(record) if row[0].endswith((".so", ".pyd", ".dll"))]


def test_everything_it_gets_on_any_system_is_pure_python() -> None:
    """Of each package that the lock gives the mock sources on some system, there is a wheel for any."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
    packages = {package["name"]: package for package in lock["package"]}
    wanted = packages["arbeidsmarktprofiel-gateway"]["dev-dependencies"]["mocks"]
    seen: set[str] = set()
    while wanted:
        name = wanted[0]["name"]
        wanted = wanted[1:] + ([] if name in seen else packages[name].get("dependencies", []))
        seen.add(name)
        files = [wheel["url"] for wheel in packages[name]["wheels"]]
        assert any(file.endswith("-none-any.whl") for file in files), name
    assert seen >= {"starlette", "uvicorn", "h11", "click", "anyio", "idna"}


def test_the_server_chooses_its_pure_parts_by_itself(pure: Installed) -> None:
    """There uvicorn takes h11 and asyncio, without being told."""
    code = (
        "import uvicorn; config = uvicorn.Config(None)\n"
        "from uvicorn.protocols.http.auto import AutoHTTPProtocol as http\n"
        "print(http.__module__, config.get_loop_factory().__module__)"
    )
    done = subprocess.run(
        [pure.folder / "bin" / "python", "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["uvicorn.protocols.http.h11_impl", "asyncio.unix_events"]


def test_it_speaks_of_itself_by_its_own_name(pure: Installed, tmp_path: Path) -> None:
    """Its help names its own command, not the one of the gateway that is not there."""
    done = subprocess.run(
        [pure.folder / "bin" / _COMMAND, "--help"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(f"gebruik: {_COMMAND} ")
    assert "gateway mocks" not in done.stdout


def test_strict_says_what_it_needs(pure: Installed, tmp_path: Path) -> None:
    """Without the compiled packages of strict the command ends with 2 and says what to install."""
    command = [str(pure.folder / "bin" / _COMMAND), "--profiel", "strict", "--pki", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, "installeer het project met [strict]" in done.stderr) == (2, True)


def test_it_is_the_same_code_and_carries_the_licence(wheel: Path, mocks_wheel: Path) -> None:
    """Adapters and contracts are those of the gateway's wheel, byte for byte; so are version and licence."""
    gateway, mocks = zipfile.ZipFile(wheel), zipfile.ZipFile(mocks_wheel)
    about = f"arbeidsmarktprofiel_mocks-{VERSION}.dist-info/"
    ours = {name for name in mocks.namelist() if not name.startswith(about)}
    assert ours == {name for name in gateway.namelist() if name.startswith(("adapters/", "contracts/"))}
    assert all(mocks.read(name) == gateway.read(name) for name in ours)
    licence = f"arbeidsmarktprofiel_gateway-{VERSION}.dist-info/licenses/LICENSE"
    assert mocks.read(f"{about}extra_metadata/LICENSE") == gateway.read(licence)
