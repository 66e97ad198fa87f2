"""`gateway sources check` as people and pipelines run it: tables, JSON, JUnit, exit codes, refusals."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from gateway.checking.verdict import STEPS
from tests.checking.test_links import shows
from tests.fakes.answers import found, source_of
from tests.fakes.dossiers import benefit, benefits
from tests.fakes.processes import BRONNEN, PERSONAS, ROOT, MockSources, environment
from tests.fakes.rogue import http, rogue_source
from tests.integration.strict import strict_environment
from tests.integration.test_real_sources import _REAL, real_link

BRON_NAMES = {
    "UWV_POLIS",
    "UWV_UITKERING",
    "UWV_WERKBEDRIJF",
    "DUO",
    "DJI_IN_MADE",
    "SVB",
    "VERWIJSINDEX",
    "GEMEENTE_UITKERING",
    "GEMEENTE_REINTEGRATIE",
}
NUMBERS = [
    line.split('"')[1]
    for path in sorted(PERSONAS.glob("*.toml"))
    for line in path.read_text("utf-8").splitlines()
    if line.startswith("bsn = ")
]


def run(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the command; whatever it says, it says no number of a test person."""
    command = [sys.executable, "-m", "gateway", "sources", "check", *arguments]
    done = subprocess.run(
        command, env=env, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False
    )
    said = done.stdout + done.stderr
    assert "Traceback" not in said
    assert [number for number in NUMBERS if number in said] == []
    return done


@pytest.fixture
def alone(tmp_path: Path) -> dict[str, str]:
    """An environment without a single source."""
    return {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}


@pytest.fixture
def env(mocks: MockSources, tmp_path: Path) -> dict[str, str]:
    """An environment with every mock source."""
    return environment(tmp_path, dict.fromkeys(BRONNEN, mocks.url))


def test_every_configured_source_is_checked(env: dict[str, str], tmp_path: Path) -> None:
    """JSON alone on stdout: every bron, every step in order, nothing FOUT, exit 0; JUnit counts the same."""
    junit = tmp_path / "uit.xml"
    done = run("--json", "--junit", str(junit), env=env)
    assert done.returncode == 0, done.stdout
    told: dict[str, Any] = json.loads(done.stdout)
    assert set(told) == {"tijdstip", "uitgang", "bronnen"}
    assert told["uitgang"] == 0
    assert {one["bron"] for one in told["bronnen"]} == BRON_NAMES
    for one in told["bronnen"]:
        assert [stap["stap"] for stap in one["stappen"]] == list(STEPS)
        assert set(one["stappen"][0]) == {"stap", "oordeel", "tekst", "raad", "bevindingen"}
        assert one["oordeel"] in {"GOED", "LET_OP"}
        assert one["milliseconden"] >= 0
    root = etree.parse(junit).getroot()
    assert len(root) == len(told["bronnen"])
    skipped = sum(stap["oordeel"] == "NIET_GEKEKEN" for one in told["bronnen"] for stap in one["stappen"])
    assert len(root.findall(".//skipped")) == sum(int(suite.get("skipped", "")) for suite in root) == skipped
    assert len(root.findall(".//testcase")) == len(STEPS) * len(root)
    assert root.findall(".//failure") == []


def test_strict_sources_are_good_over_tls(strict: MockSources, pki: Path, tmp_path: Path) -> None:
    """With certificates and signatures on: exit 0, and every signature of UWV and SVB is good."""
    done = run("--json", env=strict_environment(tmp_path, strict.url, pki))
    assert done.returncode == 0, done.stdout
    for one in json.loads(done.stdout)["bronnen"]:
        signed = next(stap for stap in one["stappen"] if stap["stap"] == "handtekening")
        expected = "GOED" if one["bron"].startswith(("UWV", "SVB")) else "NIET_GEKEKEN"
        assert signed["oordeel"] == expected, one["bron"]


def test_one_source_as_a_table(env: dict[str, str]) -> None:
    """Without --json a table in Dutch, of the chosen bron alone, and a line that counts."""
    done = run("--bron", "SVB", env=env)
    assert done.returncode == 0
    assert "SVB · SVBDossierPersoonGSD-v0200 · testpersoon P07" in done.stdout
    assert "DUO" not in done.stdout
    assert "1 nagekeken: 1 goed" in done.stdout


@pytest.mark.parametrize(
    ("below", "service", "bericht"),
    [
        ("/svb", "SVBDossierPersoonGSD-v0200", "SVBDossierPersoonGSD-v0200"),
        ("/svb/suwibroker/soap/SVBDossierPersoonGSD-v0200", "SVB", "SVBDossierPersoonGSD-v0200"),
        ("/duo", "DUO", "/v1/onderwijsdossiers"),
        ("/duo/v1/onderwijsdossiers", "DUO", "/v1/onderwijsdossiers"),
        ("/duo", "DUODossierPersoonGSD-v0300", "DUODossierPersoonGSD-v0300"),
        ("/gemeente", "GEMEENTE_UITKERING", "/gemeenten/{gemeente}/v1/uitkeringen"),
    ],
)
def test_an_endpoint_of_ones_own(
    below: str, service: str, bericht: str, mocks: MockSources, alone: dict[str, str]
) -> None:
    """A bronhouder needs no settings: an address of the source or of the service, and the service's name."""
    done = run("--url", mocks.url + below, "--service", service, "--json", env=alone)
    assert done.returncode == 0, done.stdout
    (one,) = json.loads(done.stdout)["bronnen"]
    assert (one["bericht"], one["oordeel"]) == (bericht, "GOED")


async def test_findings_are_exit_1_and_fail_in_junit(alone: dict[str, str], tmp_path: Path) -> None:
    """An answer against the contract: exit 1, a failure in JUnit with place and line, the table too."""
    junit = tmp_path / "uit.xml"
    bad = found(source_of("SVB"), benefits(benefit("AOW")))
    async with rogue_source(http(bad)) as url:
        given = ("--url", url, "--service", "SVB", "--testpersoon", "P01", "--junit", str(junit))
        done = await asyncio.to_thread(run, *given, env=alone)
    assert done.returncode == 1
    (suite,) = etree.parse(junit).getroot()
    failures = suite.findall(".//failure")
    assert len(failures) == int(suite.get("failures", "")) > 0
    schema = next(case for case in suite if case.get("name") == "schema")
    assert "ClientSuwi/Uitkeringsverhouding (regel 1): hierin ook" in str(schema[0].text)
    assert "✗ fout" in done.stdout


def test_nothing_reached_is_exit_4(alone: dict[str, str]) -> None:
    """When no source can be reached at all the exit code says so; the JSON too."""
    done = run("--url", "http://127.0.0.1:1", "--service", "SVB", "--json", env=alone)
    assert (done.returncode, json.loads(done.stdout)["uitgang"]) == (4, 4)


def test_one_of_two_reached_is_a_finding(env: dict[str, str]) -> None:
    """One source that is down among others is a finding, not the end."""
    done = run(env={**env, "GATEWAY_BRONNEN__SVB__URL": "http://127.0.0.1:1"})
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ((), "er is geen bron ingesteld"),
        (("--url", "http://127.0.0.1:1"), "--url, --service"),
        (("--service", "SVB"), "--url, --service"),
        (("--cert", "x.pem"), "--cert: hoort bij --url"),
        (("--url", "ftp://x", "--service", "SVB"), "--url"),
        (("--url", "http://127.0.0.1:1", "--service", "SVC-v0100"), "SVBDossierPersoonGSD-v0200"),
        (("--url", "http://127.0.0.1:1", "--service", "SVB", "--testpersoon", "P99"), "wel: P01"),
        (("--url", "http://127.0.0.1:1", "--service", "SVB", "--bron", "SVB"), "--bron"),
        (("--url", "http://127.0.0.1:1", "--service", "SVB", "--cert", "weg.pem"), "--cert"),
        (("--url", "http://127.0.0.1:1", "--service", "SVB", "--beveiliging", "2W-be-S"), "--oin"),
        (("--url", "http://127.0.0.1:1", "--service", "GEMEENTE_UITKERING", "--gemeente", "x"), "--gemeente"),
    ],
)
def test_what_cannot_be_run_is_exit_2_and_names_the_option(
    arguments: tuple[str, ...], text: str, alone: dict[str, str]
) -> None:
    """A wrong or lonely option is named as it was typed; nothing is asked."""
    done = run(*arguments, env=alone)
    assert (done.returncode, done.stdout) == (2, "")
    assert text in done.stderr
    assert "GATEWAY_BRONNEN__SVB" not in done.stderr


def test_an_own_test_person_comes_from_a_file(
    mocks: MockSources, alone: dict[str, str], tmp_path: Path
) -> None:
    """A fictitious person of a bronhouder is asked from a file; a number outside 9999xxxxx is refused."""
    own = tmp_path / "eigen.toml"
    person = '[persoon]\nbsn = "{}"\ngeboortedatum = "19940314"\n'
    given = ("--url", f"{mocks.url}/duo", "--service", "DUO", "--testpersoon", str(own))
    own.write_text(person.format("999990019"))
    assert run(*given, env=alone).returncode == 0
    own.write_text(person.format("111222333"))
    done = run(*given, env=alone)
    assert done.returncode == 2
    assert "9999xxxxx" in done.stderr
    assert "111222333" not in done.stderr


async def test_a_real_source_is_reached_and_not_asked(env: dict[str, str], pki: Path, tmp_path: Path) -> None:
    """An echt source gets a handshake and no question; its address is refused as --url."""
    asked: list[bytes] = []
    async with shows(pki, "bronnen/svb", asked) as url:
        link = real_link("svb", tmp_path) | {
            "GATEWAY_BRONNEN__SVB__TRUST_FILE": str(pki / "vertrouwd.pem"),
            "GATEWAY_BRONNEN__SVB__OMGEVING": "echt",
            "GATEWAY_BRONNEN__SVB__URL": url,
            "GATEWAY_BRONNEN__SVB__BEVEILIGING": "2W-be-S",
        }
        real = {name: value for name, value in (env | _REAL | link).items() if name != "GATEWAY_PEILDATUM"}
        done = await asyncio.to_thread(run, "--bron", "SVB", "--json", env=real)
        refused = await asyncio.to_thread(run, "--url", f"{url}/x", "--service", "SVB", env=real)
    assert done.returncode == 0, done.stdout + done.stderr
    (one,) = json.loads(done.stdout)["bronnen"]
    assert one["testpersoon"] is None
    looked = {stap["stap"] for stap in one["stappen"] if stap["oordeel"] != "NIET_GEKEKEN"}
    assert looked == {"bereikbaar", "tls", "certificaten"}
    assert "zonder doelbinding en logboek" in one["stappen"][3]["tekst"]
    assert b"".join(asked) == b""
    assert refused.returncode == 2
    assert "echte bron" in refused.stderr


def test_help_shows_examples(alone: dict[str, str]) -> None:
    """--help is in Dutch, with the exit codes and examples."""
    done = run("--help", env={**alone, "COLUMNS": "160"})
    assert done.returncode == 0
    assert "4 geen enkele bron bereikbaar" in " ".join(done.stdout.split())
    assert "gateway sources check --bron SVB --json" in done.stdout
