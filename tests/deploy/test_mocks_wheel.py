"""The wheel of the mock sources: pure Python with all it needs, and enough to test a client with."""

import csv
import subprocess
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from email import message_from_bytes
from pathlib import Path

import httpx
import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement

from gateway.wiring import VERSION
from tests.deploy.conftest import Installed
from tests.fakes.processes import ROOT

SYSTEMS = {
    "linux": {
        "sys_platform": "linux",
        "platform_system": "Linux",
        "platform_machine": "x86_64",
        "os_name": "posix",
    },
    "macos-intel": {
        "sys_platform": "darwin",
        "platform_system": "Darwin",
        "platform_machine": "x86_64",
        "os_name": "posix",
    },
    "macos-arm": {
        "sys_platform": "darwin",
        "platform_system": "Darwin",
        "platform_machine": "arm64",
        "os_name": "posix",
    },
    "windows": {
        "sys_platform": "win32",
        "platform_system": "Windows",
        "platform_machine": "AMD64",
        "os_name": "nt",
    },
}
_COMMAND = "arbeidsmarktprofiel-mocks"
_PERSON = "999995145"


def resolved(wheel: Path, system: Mapping[str, str]) -> dict[str, list[str]]:
    """Give by name every package that the wheel asks for on a system, with its wheels in the lock."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
    packages = {package["name"]: package for package in lock["package"]}
    with zipfile.ZipFile(wheel) as opened:
        about = next(name for name in opened.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = message_from_bytes(opened.read(about))
    asked = map(Requirement, metadata.get_all("Requires-Dist", []))
    there = {**system, "extra": ""}
    wanted = [each.name for each in asked if each.marker is None or each.marker.evaluate(there)]
    files: dict[str, list[str]] = {}
    while wanted:
        package = packages[wanted.pop()]
        files[package["name"]] = [file["url"] for file in package.get("wheels", [])]
        below = (each for each in package.get("dependencies", []) if each["name"] not in files)
        wanted += [
            each["name"] for each in below if "marker" not in each or Marker(each["marker"]).evaluate(there)
        ]
    return files


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


@pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)
@pytest.mark.parametrize("python", ["3.11", "3.14"])
def test_everything_it_gets_there_is_pure_python(
    mocks_wheel: Path, system: dict[str, str], python: str
) -> None:
    """Of each package that the wheel asks for there, as the lock has it, every wheel is for any system."""
    there = {**system, "python_version": python, "python_full_version": f"{python}.0"}
    files = resolved(mocks_wheel, there)
    assert files.keys() >= {"starlette", "uvicorn", "h11", "click", "anyio", "idna", "fastjsonschema"}
    for name, wheels in files.items():
        assert wheels, name
        assert [file for file in wheels if not file.endswith("-none-any.whl")] == [], name


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


def test_a_reset_is_a_reset_on_windows_too(pure: Installed) -> None:
    """Told that this is Windows the server takes the loop of sockets: the usual one there resets nothing."""
    code = (
        "import asyncio, sys, uvicorn; from adapters.mock.http_server import loop_of\n"
        "sys.platform = 'win32'; config = uvicorn.Config(None, loop=loop_of(sys.platform))\n"
        "print(config.get_loop_factory() is asyncio.SelectorEventLoop)"
    )
    done = subprocess.run(
        [pure.folder / "bin" / "python", "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "True\n"


def test_it_speaks_of_itself_by_its_own_name(pure: Installed, tmp_path: Path) -> None:
    """Its help names its own command, not the one of the gateway that is not there."""
    done = subprocess.run(
        [pure.folder / "bin" / _COMMAND, "--help"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(f"gebruik: {_COMMAND} ")
    assert "gateway mocks" not in done.stdout


def test_own_people_need_nothing_more(pure: Installed, tmp_path: Path) -> None:
    """A person is made and checked with the wheel alone; what reads XML of others says what to install."""
    command = str(pure.folder / "bin" / _COMMAND)
    made, checked, refused = (
        subprocess.run([command, *words], cwd=tmp_path, capture_output=True, text=True, check=False)
        for words in (["persona", "new", "Jan"], ["persona", "validate", "personas"], ["validate", "x.xml"])
    )
    assert (made.returncode, checked.returncode, made.stderr + checked.stderr) == (0, 0, "")
    assert checked.stdout == "1 levens nagekeken: alles klopt\n"
    said = "dit leest XML met lxml: installeer het project met [xml]\n"
    assert (refused.returncode, refused.stdout, refused.stderr) == (2, "", said)


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
