"""Canaries: every forbidden element of every person holds a marker, and no marker comes out anywhere.

The mock sources ignore what was asked and send everything they know; every log line, every span and the
database of the gateway are within reach of the test.
"""

import asyncio
import base64
import hashlib
import json
import logging
import re
import time
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from adapters.mock.world import build_world
from gateway.api.app import create_app
from gateway.core.call import Raw
from gateway.demo import question_of
from gateway.logs import SafeFormatter
from gateway.wiring import Gateway, demo_issuer, running
from tests.fakes.lines import told_lines
from tests.fakes.processes import PERSONAS, ROOT, MockSources, mock_sources, settings_for

NAMES = sorted(life.name for life in build_world().lives.values())


@pytest.fixture(scope="module")
def talkative() -> Iterator[MockSources]:
    """Mock sources that send everything, whatever was asked."""
    with mock_sources("--negeer-fields") as running_sources:
        yield running_sources


def _life(name: str) -> dict[str, Any]:
    return tomllib.loads((PERSONAS / f"{name}.toml").read_text(encoding="utf-8"))


def _client(gateway: Gateway) -> httpx.AsyncClient:
    signed = {"Authorization": f"Bearer {demo_issuer(gateway.settings).token(now=time.time())}"}
    transport = httpx.ASGITransport(app=create_app(gateway), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://gateway", headers=signed)


async def _post(gateway: Gateway, question: dict[str, object]) -> httpx.Response:
    async with _client(gateway) as client:
        return await client.post("/v1/raadplegingen", json=question)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for below in value.values():
            yield from _texts(below)
    elif isinstance(value, list):
        for below in value:
            yield from _texts(below)
    elif isinstance(value, str):
        yield value


def _figures(reader: InMemoryMetricReader) -> str:
    data = reader.get_metrics_data()
    assert data is not None
    return data.to_json()


def _personal(life: dict[str, Any]) -> set[str]:
    """Every longer text of a life that says something of the person, asked or not."""
    facts = {name: value for name, value in life.items() if name not in {"verhaal", "verwacht", "afwijking"}}
    return {text for text in _texts(facts) if len(text) >= 8}


@pytest.mark.parametrize("name", NAMES)
async def test_no_canary_and_no_person_leaves_by_any_door(
    name: str,
    talkative: MockSources,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Not in the answer: canaries. Not in logs, spans, stderr or database: canaries, the person, any fact."""
    caplog.set_level(logging.DEBUG)
    caplog.handler.setFormatter(SafeFormatter())
    life, spans, figures = _life(name), InMemorySpanExporter(), InMemoryMetricReader()
    settings = settings_for(tmp_path, talkative.url).model_copy(update={"trace_deel": 1.0})
    async with running(settings, exporter=spans, metrics=figures) as gateway:
        response = await _post(gateway, question_of(name, ROOT / "adapters"))
        told = _figures(figures)
    assert response.status_code == 200
    canaries = build_world().canaries(life["persoon"]["bsn"])
    assert canaries or name == "P02"
    assert [canary for canary in canaries if canary in response.text] == []

    other_doors = {
        "log": caplog.text,
        "spans": "".join(span.to_json() for span in spans.get_finished_spans()),
        "figures": told,
        "stderr": "".join(capfd.readouterr()),
        "database": b"".join(path.read_bytes() for path in tmp_path.rglob("*.db*")).decode("latin-1"),
    }
    assert len(spans.get_finished_spans()) >= 5
    forbidden = canaries | _personal(life) | {life["persoon"]["bsn"], life["persoon"]["geboortedatum"]}
    leaks = {(door, text) for door, content in other_doors.items() for text in forbidden if text in content}
    assert leaks == set()


FLOOD: tuple[dict[str, object], ...] = (
    {"soort": "STATUS", "status": 503},
    {"soort": "STATUS", "status": 403},
    {"soort": "VERBROKEN"},
    {"soort": "LEEG"},
    {"soort": "AFGEKAPT"},
    {"soort": "WILLEKEURIG"},
    {"soort": "VERKEERDE_SOORT"},
    {"soort": "SCHEMA_ONGELDIG"},
    {"soort": "ANDERE_PERSOON", "persoon": "P03"},
    {"soort": "FWI", "melding": "Waarschuwing"},
    {"soort": "SOAP_FAULT"},
)


async def _flood(gateway: Gateway, url: str) -> list[int]:
    """Ask about everybody under every fault, and with another date, purpose, veld and gemeente."""
    everybody = [question_of(name, ROOT / "adapters") for name in NAMES]
    wrong = ({"geboortedatum": "1901-01-01"}, {"doelbinding": "X"}, {"velden": ["x"]}, {"gemeenten": ["x"]})
    statuses: list[int] = []
    async with httpx.AsyncClient(base_url=url, trust_env=False) as admin, _client(gateway) as client:

        async def ask(change: Mapping[str, object]) -> None:
            asking = (client.post("/v1/raadplegingen", json={**question, **change}) for question in everybody)
            statuses.extend(answer.status_code for answer in await asyncio.gather(*asking))

        for fault in FLOOD:
            (await admin.post("/__admin/faults", json=fault)).raise_for_status()
            await ask({})
            (await admin.delete("/__admin/faults")).raise_for_status()
        for change in wrong:
            await ask(change)
    return statuses


def _encoded(text: str) -> Iterator[str]:
    """Write a text in every way in which it could travel unseen."""
    raw = text.encode()
    yield from (text, text[::-1], " ".join(text), "".join(f"%{byte:02X}" for byte in raw))
    yield from (raw.hex(), text.encode("utf-16-le").hex(), json.dumps(text)[1:-1], quote(text))
    yield from (
        base64.b64encode(raw).decode().rstrip("="),
        base64.urlsafe_b64encode(raw).decode().rstrip("="),
    )
    yield from (hashlib.new(kind, raw).hexdigest() for kind in ("md5", "sha1", "sha256"))


def _of_person(life: dict[str, Any]) -> set[str]:
    """Give number, birth date and name of a person in each form and encoding."""
    person = life["persoon"]
    bsn, born, name = person["bsn"], person["geboortedatum"], person["naam"]
    forms = {
        bsn,
        f"{bsn[:4]}.{bsn[4:6]}.{bsn[6:]}",
        f"{bsn[:3]} {bsn[3:6]} {bsn[6:]}",
        born,
        name,
        name.upper(),
    }
    forms |= {f"{born[:4]}-{born[4:6]}-{born[6:]}", f"{born[6:]}-{born[4:6]}-{born[:4]}", name.split()[-1]}
    return {text for form in forms for text in _encoded(form) if len(text) >= 6}


def _gemeenten(life: dict[str, Any]) -> set[str]:
    return set(re.findall(r'"((?:0|1)[0-9]{3})"', json.dumps(life.get("gemeente", {}))))


async def test_a_flood_of_questions_and_faults_tells_nothing_of_anybody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Every person under every fault: no log line, span, figure or stderr holds one, however written."""
    caplog.set_level(logging.DEBUG)
    caplog.handler.setFormatter(SafeFormatter())
    spans, figures = InMemorySpanExporter(), InMemoryMetricReader()
    with mock_sources() as sources:
        settings = settings_for(tmp_path, sources.url)
        # No source is left alone, or the later faults would never be met.
        patient = {
            name: bron.model_copy(update={"onderbreker_na": 1_000_000})
            for name, bron in settings.bronnen.items()
        }
        settings = settings.model_copy(update={"trace_deel": 1.0, "bronnen": patient})
        async with running(settings, exporter=spans, metrics=figures) as gateway:
            statuses = await _flood(gateway, sources.url)
            told = _figures(figures)
    assert set(statuses) == {200, 400, 403}
    assert {line["gebeurtenis"] for line in told_lines(caplog)} >= {
        "BRON_ZONDER_ANTWOORD",
        "BRON_ANDERE_PERSOON",
        "NUMMER_VAN_IEMAND_ANDERS",
    }
    written = "".join(span.to_json() for span in spans.get_finished_spans())
    doors = {"log": caplog.text, "spans": written, "figures": told, "stderr": "".join(capfd.readouterr())}
    lives = [_life(name) for name in NAMES]
    forbidden = set().union(*map(_of_person, lives))
    codes = set().union(*map(_gemeenten, lives))
    assert (len(spans.get_finished_spans()) > len(statuses), "0855" in codes) == (True, True)
    for door, content in doors.items():
        assert (door, sorted(text for text in forbidden if text in content)) == (door, [])
        # A code of four digits is looked for as a value or a word of its own: digits of a time are none.
        assert (door, sorted(code for code in codes if re.search(rf'["\s/=]{code}["\s/,]', content))) == (
            door,
            [],
        )


class _Talkative:
    """A wire whose failure tells everything it was given."""

    async def post(self, url: str, headers: Mapping[str, str], content: bytes, *, seconds: float) -> Raw:
        raise RuntimeError(f"kon niet sturen: {url} {headers} {content!r} {seconds}")

    async def close(self) -> None:
        """Nothing to close."""


async def test_an_unexpected_failure_shows_its_kind_and_never_its_text(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A bug in a source becomes FOUT for that source; its message, full of the person, is nowhere."""
    caplog.set_level(logging.DEBUG)
    settings = settings_for(tmp_path, "http://127.0.0.1:9")
    async with running(settings, wire_for=lambda _: _Talkative()) as gateway:
        response = await _post(gateway, question_of("P01", ROOT / "adapters"))
    statuses = {entry["bronStatus"] for entry in response.json()["bronnen"]}
    assert statuses == {"FOUT", "NIET_BESCHIKBAAR"}
    assert {"BRON_ONVERWACHTE_FOUT"} == {
        line["gebeurtenis"] for line in told_lines(caplog) if "RuntimeError" in line.get("fout", "")
    }
    assert "999990019" not in caplog.text


async def test_the_bsn_stands_once_in_an_answer_and_in_no_header(
    talkative: MockSources, tmp_path: Path
) -> None:
    """The number is echoed in `persoon` and nowhere else, not even in a row key or an identifier."""
    async with running(settings_for(tmp_path, talkative.url)) as gateway:
        response = await _post(gateway, question_of("P01", ROOT / "adapters"))
    assert response.text.count("999990019") == 1
    assert json.loads(response.text)["persoon"]["burgerservicenummer"] == "999990019"
    assert "999990019" not in str(response.headers) + str(response.url)
