"""A scenario against a client that is not our gateway: only the journal is judged."""

import shlex
import sys
from pathlib import Path

import pytest

from adapters.mock.scenario.client import Command
from adapters.mock.scenario.site import Unusable
from tests.scenarios.conftest import Pair, command

_SCENARIO = """\
versie = 1
titel = "Eigen client"
waarom = "De eigen client vraagt DUO een keer, en niemand anders."
persoon = "P01"
regels = [{ soort = "STATUS", waar = { bron = "duo" }, tot = 1 }]
[[stappen]]
naam = "vraag"
keer = 2
verwacht.volledig = false
journaal = [{ bron = "duo", precies = 2 }, { regel = "1", precies = 1 }, { bron = "svb", precies = 0 }]
"""
_CLIENT = """\
import json, os, sys, urllib.error, urllib.request
question = json.load(sys.stdin)
assert len(os.environ["TRACEPARENT"]) == 55
assert question["burgerservicenummer"] not in str([sys.argv, dict(os.environ)])
asked = json.dumps({"burgerservicenummer": question["burgerservicenummer"], "fields": ["brinNr"]}).encode()
try:
    urllib.request.urlopen(sys.argv[1] + "/duo/v1/onderwijsdossiers", asked)
except urllib.error.HTTPError as error:
    error.close()
print("uitvoer van de client")
sys.exit(int(sys.argv[2]))
"""


def _files(folder: Path) -> tuple[str, str]:
    (folder / "eigen.toml").write_text(_SCENARIO)
    (folder / "client.py").write_text(_CLIENT)
    return str(folder / "eigen.toml"), shlex.join([sys.executable, str(folder / "client.py")])


def test_its_questions_are_verified(pair: Pair, tmp_path: Path) -> None:
    """The client gets the question on stdin, meets the faults without passing a trace, and needs no token."""
    scenario, client = _files(tmp_path)
    done = command(scenario, "--mocks", pair.sources.url, "--client", f"{client} {pair.sources.url} 0")
    assert (done.code, done.err) == (0, "uitvoer van de client\n" * 2)
    assert done.out == "goed    eigen.toml  vraag\n1 scenario's, 1 stappen: alles als verwacht\n"


def test_a_client_that_fails_is_a_difference(pair: Pair, tmp_path: Path) -> None:
    """A client that ends with 3 gives 1, and the table says so once."""
    scenario, client = _files(tmp_path)
    done = command(scenario, "--mocks", pair.sources.url, "--client", f"{client} {pair.sources.url} 3")
    assert done.code == 1
    assert done.out.count("client: eindigde met 3") == 1


def test_a_command_line_is_read_as_its_system_does() -> None:
    """Elsewhere quotes hold words together and a backslash escapes; to Windows the line goes as it is."""
    line = '"C:\\Program Files\\py.exe" klant.py'
    assert Command.read(line, {}, "win32").words == line
    assert Command.read(line, {}, "linux").words == ("C:\\Program Files\\py.exe", "klant.py")
    for empty, platform in (("  ", "win32"), ("", "linux"), ('"open', "linux")):
        with pytest.raises(Unusable, match="geef een opdracht"):
            Command.read(empty, {}, platform)


def test_a_client_that_cannot_start_is_named(pair: Pair, tmp_path: Path) -> None:
    """A client that is no program gives 2."""
    scenario, _ = _files(tmp_path)
    done = command(scenario, "--mocks", pair.sources.url, "--client", str(tmp_path / "bestaat-niet"))
    assert (done.code, done.err) == (2, "--client: deze opdracht is niet te starten\n")
