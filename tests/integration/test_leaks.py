"""Canaries: every forbidden element of every person holds a marker, and no marker comes out anywhere.

The mock sources ignore what was asked and send everything they know; every log line, every span and the
database of the gateway are within reach of the test.
"""

import json
import logging
import time
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
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


async def _post(gateway: Gateway, question: dict[str, object]) -> httpx.Response:
    token = demo_issuer(gateway.settings).token(now=time.time())
    transport = httpx.ASGITransport(app=create_app(gateway), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        return await client.post(
            "/v1/raadplegingen", json=question, headers={"Authorization": f"Bearer {token}"}
        )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for below in value.values():
            yield from _texts(below)
    elif isinstance(value, list):
        for below in value:
            yield from _texts(below)
    elif isinstance(value, str):
        yield value


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
    life, spans = _life(name), InMemorySpanExporter()
    settings = settings_for(tmp_path, talkative.url).model_copy(update={"trace_deel": 1.0})
    async with running(settings, exporter=spans) as gateway:
        response = await _post(gateway, question_of(name, ROOT / "adapters"))
    assert response.status_code == 200
    canaries = build_world().canaries(life["persoon"]["bsn"])
    assert canaries or name == "P02"
    assert [canary for canary in canaries if canary in response.text] == []

    other_doors = {
        "log": caplog.text,
        "spans": "".join(span.to_json() for span in spans.get_finished_spans()),
        "stderr": "".join(capfd.readouterr()),
        "database": b"".join(path.read_bytes() for path in tmp_path.rglob("*.db*")).decode("latin-1"),
    }
    assert len(spans.get_finished_spans()) >= 5
    forbidden = canaries | _personal(life) | {life["persoon"]["bsn"], life["persoon"]["geboortedatum"]}
    leaks = {(door, text) for door, content in other_doors.items() for text in forbidden if text in content}
    assert leaks == set()


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
