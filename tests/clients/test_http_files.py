"""The .http files of docs/verzoeken, sent by httpYac to mock sources that run."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapters.mock.world import build_world
from papers.requests import FOLDER, request_files
from tests.fakes.npm import installed, run
from tests.fakes.processes import ROOT, mock_sources

HTTPYAC = Path(__file__).parent / "httpyac"
FILES = sorted((ROOT / FOLDER).glob("*.http"))
WORLD = build_world()


@pytest.fixture(scope="module")
def sources() -> Iterator[str]:
    with mock_sources() as running:
        yield running.url


def send(folder: Path, *options: str) -> str:
    """Let httpYac send every request of the files in a folder; give what it says."""
    program = installed(HTTPYAC, "httpyac") / "httpyac" / "bin" / "httpyac.js"
    return run("node", str(program), "send", "*.http", "--all", *options, folder=folder).stdout


def sent(url: str, folder: Path = ROOT / FOLDER) -> dict[str, Any]:
    """Send them to the sources at `url`, and give the figures that httpYac reports."""
    given = [f"{file.stem}={url}/{file.stem}" for file in FILES]
    report = json.loads(send(folder, "--json", "--output", "none", "--var", *given))
    summary: dict[str, Any] = report["summary"]
    return summary


def test_every_answer_is_as_the_file_promises(sources: str) -> None:
    """Each request of each file is sent, tested once and passes; none is skipped."""
    count = sum(file.read_text("utf-8").count("\n### ") for file in FILES)
    summary = sent(sources)
    assert (summary["totalRequests"], summary["successTests"], summary["totalTests"]) == (count,) * 3


def test_they_ask_all_that_can_be_asked(sources: str) -> None:
    """Together they ask every service over every face it has, every look-up, and read every WSDL."""
    httpx.post(f"{sources}/__admin/reset")
    sent(sources)
    entries = httpx.get(f"{sources}/__admin/requests").json()
    assert {(entry["service"], bool(entry["fields"])) for entry in entries} == {
        *((service.key, False) for service in WORLD.services if service.soap),
        *((service.key, True) for service in WORLD.services if service.rest),
        *((lookup.name, False) for lookup in WORLD.lookups),
    }
    texts = "".join(file.read_text("utf-8") for file in FILES)
    for service in WORLD.services:
        assert texts.count(f"/{service.key}?wsdl") == int(service.soap)


@pytest.mark.parametrize(
    ("bron", "promised", "other"),
    [
        ("svb", "length - 1 === 1,", "length - 1 === 2,"),
        ("svb", 'includes("NietsGevonden")', 'includes("ClientSuwi")'),
        ("duo", "dossiers.length === 0", "dossiers.length === 1"),
        ("gemeente", '{"gemeenten":["0855"]}', '{"gemeenten":["0599"]}'),
    ],
)
def test_a_broken_promise_is_seen(sources: str, tmp_path: Path, bron: str, promised: str, other: str) -> None:
    """With another number, outcome or answer in its place, that test and no other fails."""
    text = (ROOT / FOLDER / f"{bron}.http").read_text("utf-8")
    (tmp_path / f"{bron}.http").write_text(text.replace(promised, other, 1), "utf-8")
    assert sent(sources, tmp_path)["failedTests"] == 1


def test_the_addresses_beside_them_are_those_of_the_command(sources: str, tmp_path: Path) -> None:
    """The environment `lokaal` leads to port 8081; with another port there, requests go to that one."""
    shutil.copy(ROOT / FOLDER / "svb.http", tmp_path)
    places = (ROOT / FOLDER / "http-client.env.json").read_text("utf-8")
    assert json.loads(places)["lokaal"]["svb"] == "http://127.0.0.1:8081/svb"
    moved = places.replace("http://127.0.0.1:8081", sources)
    (tmp_path / "http-client.env.json").write_text(moved, "utf-8")
    said = send(tmp_path, "--env", "lokaal", "--output", "none")
    assert said.splitlines()[-1] == "4 requests processed (4 succeeded)"


def test_nothing_stands_in_the_folder_but_what_is_made() -> None:
    """A file of a source that is gone does not stay: all but README.md is written by `make generate`."""
    kept = {path.relative_to(ROOT).as_posix() for path in (ROOT / FOLDER).iterdir()}
    assert kept == {*request_files(), f"{FOLDER}/README.md"}
