"""An eventful day of a gateway on mock sources, and all that a collector was told of it."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from gateway.api.app import create_app
from gateway.demo import question_of
from gateway.wiring import Gateway, demo_issuer, running
from tests.fakes.processes import ROOT, MockSources, settings_for

Labels = frozenset[tuple[str, str | int]]
CALLER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
OTHER_PERSON = {"soort": "ANDERE_PERSOON", "persoon": "P03", "waar": {"operatie": "UWVDossierInkomstenGSD"}}
DUO_DOWN = {"soort": "STATUS", "status": 503, "waar": {"bron": "duo"}}


@dataclass(frozen=True, slots=True)
class Metric:
    """One instrument as it was read: `points` gives a value, or how often, by labels."""

    unit: str
    kind: str
    points: dict[Labels, float]


@dataclass(frozen=True, slots=True)
class Day:
    """What was answered, and what the collector got: figures, the resource they name, spans."""

    answers: list[httpx.Response]
    metrics: dict[str, Metric]
    resource: dict[str, Any]
    spans: Sequence[ReadableSpan]


def read(reader: InMemoryMetricReader) -> tuple[dict[str, Metric], dict[str, Any]]:
    """Read every figure of this moment, and the resource."""
    data = reader.get_metrics_data()
    assert data is not None
    (resource,) = json.loads(data.to_json())["resource_metrics"]
    (scope,) = resource["scope_metrics"]
    return {one["name"]: _metric(one) for one in scope["metrics"]}, resource["resource"]["attributes"]


def _metric(written: Mapping[str, Any]) -> Metric:
    data = written["data"]
    points = {
        frozenset(point["attributes"].items()): point.get("value", point.get("count"))
        for point in data["data_points"]
    }
    monotonic = data.get("is_monotonic")
    kind = "counter" if monotonic else "histogram" if monotonic is None and _bounds(data) else "gauge"
    return Metric(written["unit"], kind, points)


def _bounds(data: Mapping[str, Any]) -> bool:
    return "aggregation_temporality" in data and "explicit_bounds" in data["data_points"][0]


async def eventful_day(sources: MockSources, state: Path, pki: Path) -> Day:
    """Ask much, well and badly, of sources that go wrong."""
    settings = settings_for(state, sources.url)
    files = {
        "cert_file": pki / "gateway.pem",
        "key_file": pki / "gateway.key",
        "trust_file": pki / "vertrouwd.pem",
    }
    duo = settings.bronnen["duo"].model_copy(update=files)
    update = {"trace_deel": 1.0, "bronnen": {**settings.bronnen, "duo": duo}}
    reader, spans = InMemoryMetricReader(), InMemorySpanExporter()
    async with running(settings.model_copy(update=update), exporter=spans, metrics=reader) as gateway:
        answers = await _ask(gateway, sources.url)
        metrics, resource = read(reader)
    return Day(answers, metrics, resource, spans.get_finished_spans())


async def _ask(gateway: Gateway, url: str) -> list[httpx.Response]:
    transport = httpx.ASGITransport(app=create_app(gateway), raise_app_exceptions=False)
    token = demo_issuer(gateway.settings).token(now=time.time())
    signed = {"Authorization": f"Bearer {token}"}
    p01, p23 = (question_of(name, ROOT / "adapters") for name in ("P01", "P23"))
    async with (
        httpx.AsyncClient(transport=transport, base_url="http://gateway", headers=signed) as http,
        httpx.AsyncClient(base_url=url, trust_env=False) as admin,
    ):
        answers = [await http.post("/v1/raadplegingen", json=p01, headers={"traceparent": CALLER})]
        answers.append(await http.post("/v1/raadplegingen", json=p23))
        (await admin.post("/__admin/faults", json=OTHER_PERSON)).raise_for_status()
        answers.append(await http.post("/v1/raadplegingen", json=p01))
        (await admin.delete("/__admin/faults")).raise_for_status()
        (await admin.post("/__admin/faults", json=DUO_DOWN)).raise_for_status()
        only = p01 | {"bronnen": ["DUO"]}
        answers += [await http.post("/v1/raadplegingen", json=only) for _ in range(6)]
        (await admin.delete("/__admin/faults")).raise_for_status()
        answers.append(await http.post("/v1/raadplegingen", json=p01 | {"velden": ["persoon.naam"]}))
        answers.append(await http.post("/v1/raadplegingen", json=p01, headers={"Authorization": "Bearer x"}))
        answers.append(await http.get("/v1/fouten/OVERBELAST"))
        answers.append(await http.get("/v1/personen/999990019"))
        answers.append(await http.request("BREW", "/v1/bronnen"))
        answers.append(await http.get("/readyz"))
    return answers
