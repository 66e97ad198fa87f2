"""The mock server as a process of its own, and its journal."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from adapters.mock.server import create_app
from adapters.mock.world import CONTRACTS

ROOT = CONTRACTS.parent
QUESTION = {"burgerservicenummer": "999990019", "fields": ["indStartkwalificatieDuo"]}


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)


@pytest.fixture
def process() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the mock sources on a free port; give the process and its first line."""
    command = [sys.executable, "-m", "adapters.mock", "--port", "0"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        yield run, run.stdout.readline()
        run.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_process_says_where_it_listens_and_stops_cleanly(
    process: tuple[subprocess.Popen[str], str], number: signal.Signals
) -> None:
    """One line on stdout once it listens, an answer at that address, and exit 0 without noise on a signal."""
    run, line = process
    found = re.fullmatch(r"mock-bronnen op (http://127\.0\.0\.1:\d+)\n", line)
    assert found
    assert httpx.get(f"{found[1]}/__admin/health", timeout=5).json() == {"status": "ok"}
    assert httpx.post(f"{found[1]}/duo/v1/onderwijsdossiers", json=QUESTION, timeout=5).status_code == 200
    run.send_signal(number)
    stdout, stderr = run.communicate(timeout=10)
    assert (run.returncode, stdout, stderr) == (0, "", "")


def test_unusable_folder_of_lives_is_exit_2(tmp_path: Path) -> None:
    """Without lives the process ends with exit 2 and says why on stderr."""
    ended = python("-m", "adapters.mock", "--port", "0", "--personas", str(tmp_path))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "geen enkel leven" in ended.stderr


def test_mock_server_needs_no_gateway() -> None:
    """The mock server imports nothing of the gateway and no XML or validation library of it."""
    names = python("-c", "import sys, adapters.mock.server; print(sorted(sys.modules))").stdout
    assert "'starlette'" in names
    for module in ("'gateway", "'lxml", "'pydantic", "'msgspec", "'fastapi"):
        assert module not in names


async def test_journal_shows_what_was_asked_but_not_whom() -> None:
    """Service, gemeente, fields, period, traceparent; the person a hash, and the name of a known life."""
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(create_app()), base_url="http://mock"
    ) as client:
        await client.post("/duo/v1/onderwijsdossiers", json=QUESTION, headers={"traceparent": trace})
        await client.post("/gemeente/v1/registraties", json={"burgerservicenummer": "999990019"})
        path = "atlRelatie.reIntegratievoorziening.datBRv"
        body = {"burgerservicenummer": "999990160", "fields": [path]}
        await client.post("/gemeente/gemeenten/0855/v1/voorzieningen", json=body)
        entries = (await client.get("/__admin/requests")).json()
        assert (await client.post("/__admin/reset")).status_code == 204
        assert (await client.get("/__admin/requests")).json() == []
    persons = [entry.pop("persoon") for entry in entries]
    assert [entry.pop("leven") for entry in entries] == ["P01", "P01", "P02"]
    nothing: dict[str, object] = {"gemeente": None, "traceparent": None, "fields": [], "periode": None}
    nothing |= {"handtekening": None, "oin": None, "bron": "gemeente", "regel": None}
    moments = [datetime.fromisoformat(entry.pop("moment")) for entry in entries]
    answered = [entry.pop("antwoord") for entry in entries]
    assert entries == [
        nothing
        | {"service": "DUODossierPersoonGSD-v0300", "traceparent": trace, "fields": QUESTION["fields"]}
        | {"bron": "duo", "nummer": 1},
        nothing | {"service": "VERWIJSINDEX", "nummer": 2},
        nothing
        | {"service": "GSDDossierReintegratie-v0200", "gemeente": "0855", "fields": [path], "nummer": 3},
    ]
    assert moments == sorted(moments)
    assert [(each["status"], each["soort"]) for each in answered] == [(200, "GEWOON")] * 3
    assert answered[1]["bytes"] == len(b'{"gemeenten":["0855"]}')
    assert persons[0] == persons[1] != persons[2]
    assert "99999" not in json.dumps(persons)


async def test_journal_shows_the_asked_period() -> None:
    """A SOAP question with a period stands in the journal with both dates."""
    space = "http://bkwi.nl/SuwiML/Diensten/UWVDossierInkomstenGSD/v0200"
    body = f"""<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"
      xmlns:w="http://www.w3.org/2005/08/addressing"><s:Header>
      <w:Action>http://bkwi.nl/SuwiML/Diensten/UWVDossierInkomstenGSD-v0200/UWVPersoonsIkvInfo</w:Action>
      <w:MessageID>urn:a</w:MessageID><w:To>urn:b</w:To><w:From><w:Address>urn:c</w:Address></w:From></s:Header>
      <s:Body><d:UWVPersoonsIkvInfo xmlns:d="{space}"><Burgerservicenr>999990019</Burgerservicenr>
      <PeriodeGegevensvraagIko><DatBPeriode>20161101</DatBPeriode><DatEPeriode>20261101</DatEPeriode>
      </PeriodeGegevensvraagIko></d:UWVPersoonsIkvInfo></s:Body></s:Envelope>"""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(create_app()), base_url="http://mock"
    ) as client:
        await client.post("/uwv/suwibroker/soap/UWVDossierInkomstenGSD-v0200", content=body)
        [entry] = (await client.get("/__admin/requests")).json()
    assert entry["service"] == "UWVDossierInkomstenGSD-v0200"
    assert entry["periode"] == {"DatBPeriode": "20161101", "DatEPeriode": "20261101"}


async def test_journal_forgets_after_a_thousand() -> None:
    """The journal is bounded: the oldest request leaves first."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(create_app()), base_url="http://mock"
    ) as client:
        await client.post("/gemeente/v1/registraties", json={"burgerservicenummer": "999990019"})
        for _ in range(1000):
            await client.post("/gemeente/v1/registraties", json={"burgerservicenummer": "999990160"})
        entries = (await client.get("/__admin/requests")).json()
    assert (len(entries), len({entry["persoon"] for entry in entries})) == (1000, 1)
