"""What a collector is told of an eventful day: exactly these figures and spans, labels of closed lists."""

import asyncio
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from opentelemetry.exporter.otlp.proto.common.metrics_encoder import encode_metrics
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan

from gateway.figures import Figures
from gateway.problems import PROBLEMS
from gateway.wiring import running
from tests.fakes.eventful import CALLER, Day, Labels, eventful_day, read
from tests.fakes.processes import BRONNEN, CASEMANAGER, mock_sources, question_about, settings_for
from tests.integration.strict import make_pki

ROUTE = "/v1/raadplegingen"
ASKED = (
    "UWV_POLIS",
    "UWV_UITKERING",
    "UWV_WERKBEDRIJF",
    "DUO",
    "SVB",
    "VERWIJSINDEX",
    "GEMEENTE_UITKERING",
    "GEMEENTE_REINTEGRATIE",
    "DJI_IN_MADE",
)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    folder = tmp_path_factory.mktemp("dag")
    with mock_sources() as sources:
        return asyncio.run(eventful_day(sources, folder, make_pki(folder / "pki")))


def _counted(day: Day, name: str) -> dict[Labels, float]:
    """Give the points of a counter that are not zero."""
    return {labels: value for labels, value in day.metrics[name].points.items() if value}


def _of(**labels: str | int) -> Labels:
    return frozenset(labels.items())


def _request(method: str, route: str, status: int, **more: str) -> Labels:
    names: dict[str, str | int] = {
        "http.request.method": method,
        "http.route": route,
        "http.response.status_code": status,
        "url.scheme": "http",
    }
    return frozenset((names | more).items())


def test_the_instruments_are_these(day: Day) -> None:
    """Every instrument by its name, kind and unit; no other."""
    found = {name: (metric.kind, metric.unit) for name, metric in day.metrics.items()}
    assert found == {
        "gateway.raadpleging.uitkomst": ("counter", "1"),
        "gateway.raadpleging.onderweg": ("gauge", "{raadpleging}"),
        "gateway.geweigerd": ("counter", "1"),
        "gateway.bron.uitkomst": ("counter", "1"),
        "gateway.bron.herhalingen": ("counter", "1"),
        "gateway.bron.drift": ("counter", "1"),
        "gateway.bron.duur": ("histogram", "s"),
        "gateway.bron.onderbreker": ("gauge", ""),
        "gateway.plaatsen.vrij": ("gauge", "{plaats}"),
        "gateway.plaatsen.wachtend": ("gauge", "{vraag}"),
        "gateway.logboek.wachtrij": ("gauge", "{regel}"),
        "gateway.logboek.storing": ("gauge", ""),
        "gateway.lus.achterstand": ("histogram", "s"),
        "gateway.certificaat.dagen": ("gauge", "d"),
        "http.server.request.duration": ("histogram", "s"),
    }


def test_every_request_is_counted_by_its_route(day: Day) -> None:
    """Method, route, status and scheme; what somebody typed becomes one fixed word."""
    assert [answer.status_code for answer in day.answers] == [200] * 9 + [400, 401, 200, 404, 405, 200]
    assert day.metrics["http.server.request.duration"].points == {
        _request("POST", ROUTE, 200): 9,
        _request("POST", ROUTE, 400): 1,
        _request("POST", ROUTE, 401): 1,
        _request("GET", "/v1/fouten/{code}", 200): 1,
        _request("GET", "onbekend", 404): 1,
        _request("_OTHER", "/v1/bronnen", 405): 1,
        _request("GET", "/readyz", 200): 1,
    }


def test_refusals_are_counted_by_code_from_zero(day: Day) -> None:
    """Every code stands at 0 from the start; those that were given stand at 1."""
    codes = {dict(labels)["code"]: value for labels, value in day.metrics["gateway.geweigerd"].points.items()}
    given = {"ONBEKEND_VELD", "NIET_AANGEMELD", "NIET_GEVONDEN", "METHODE_NIET_TOEGESTAAN"}
    assert codes == {code: int(code in given) for code in PROBLEMS}


def test_every_outcome_is_counted_by_bron(day: Day) -> None:
    """Whether anything was found is in no figure; a wrong person, a source that is down, its breaker are."""
    answered = dict.fromkeys(ASKED, 3) | {"UWV_POLIS": 2}
    left = {bron: 6 for bron in ASKED if bron != "DUO"}
    expected = {_of(bron=bron, bronStatus="BEANTWOORD", oorzaak="GEEN"): n for bron, n in answered.items()}
    expected |= {_of(bron=bron, bronStatus="NIET_GEVRAAGD", oorzaak="GEEN"): n for bron, n in left.items()}
    expected |= {
        _of(bron="UWV_POLIS", bronStatus="PERSOON_WIJKT_AF", oorzaak="GEEN"): 1,
        _of(bron="DUO", bronStatus="NIET_BESCHIKBAAR", oorzaak="GEWEIGERD"): 5,
        _of(bron="DUO", bronStatus="NIET_BESCHIKBAAR", oorzaak="ONDERBREKER_OPEN"): 1,
    }
    assert _counted(day, "gateway.bron.uitkomst") == expected
    zero = {
        dict(labels)["bron"] for labels, n in day.metrics["gateway.bron.uitkomst"].points.items() if not n
    }
    assert zero == set(ASKED) - {"UWV_POLIS"}
    assert _counted(day, "gateway.raadpleging.uitkomst") == {_of(uitkomst="GELEVERD"): 9}


def test_durations_repeats_and_drift_are_counted_by_bron(day: Day) -> None:
    """Only who was asked has a duration; a repeat is counted, and what no contract knows."""
    asked = {_of(bron=bron): 3 for bron in ASKED} | {_of(bron="DUO"): 8}
    assert day.metrics["gateway.bron.duur"].points == asked
    assert _counted(day, "gateway.bron.herhalingen") == {_of(bron="DUO"): 5}
    assert {dict(labels)["bron"] for labels in _counted(day, "gateway.bron.drift")} == {
        "DUO",
        "UWV_POLIS",
        "UWV_WERKBEDRIJF",
    }


def test_the_states_of_the_moment(day: Day) -> None:
    """The breaker of DUO is open, places are free, nothing waits, the journal writes, certificates hold."""
    metrics = day.metrics
    assert metrics["gateway.bron.onderbreker"].points == {
        _of(bron=bron): 2 if bron == "DUO" else 0 for bron in ASKED
    }
    assert metrics["gateway.plaatsen.vrij"].points == {_of(adapter=adapter): 64 for adapter in BRONNEN}
    assert metrics["gateway.plaatsen.wachtend"].points == {_of(adapter=adapter): 0 for adapter in BRONNEN}
    nothing: Mapping[Labels, float] = {_of(): 0}
    for name in ("raadpleging.onderweg", "logboek.wachtrij", "logboek.storing"):
        assert metrics[f"gateway.{name}"].points == nothing
    assert metrics["gateway.certificaat.dagen"].points.keys() == {
        _of(instelling=f"GATEWAY_BRONNEN__DUO__{kind}_FILE") for kind in ("CERT", "TRUST")
    }


def test_a_process_names_itself(day: Day) -> None:
    """Service, version and an instance of its own, in figures and spans alike."""
    assert set(day.resource) == {"service.name", "service.version", "service.instance.id"}
    assert {tuple(span.resource.attributes.items()) for span in day.spans} == {tuple(day.resource.items())}


def _children(day: Day, root: ReadableSpan) -> list[ReadableSpan]:
    assert root.context is not None
    return [span for span in day.spans if span.parent and span.parent.span_id == root.context.span_id]


def test_each_question_has_one_root_and_a_span_for_each_source(day: Day) -> None:
    """Nine questions were answered: a SERVER span each, and below it a CLIENT span for each source asked."""
    roots = [span for span in day.spans if span.kind.name == "SERVER"]
    assert {span.name for span in roots} == {"POST /v1/raadplegingen"}
    assert [len(_children(day, root)) for root in roots] == [9, 9, 9, 1, 1, 1, 1, 1, 1]
    assert sum(len(_children(day, root)) for root in roots) + len(roots) == len(day.spans)
    assert {tuple(dict(root.attributes or {}).items()) for root in roots} == {
        (("http.request.method", "POST"), ("http.route", ROUTE), ("http.response.status_code", 200))
    }


def test_a_question_is_traced_within_that_of_its_caller(day: Day) -> None:
    """The first question has the caller's span above it; the others begin a trace of their own."""
    first, *others = [span for span in day.spans if span.kind.name == "SERVER"]
    assert first.context is not None
    assert first.parent is not None
    assert f"00-{first.context.trace_id:032x}-{first.parent.span_id:016x}-01" == CALLER
    assert {other.parent for other in others} == {None}
    assert len({span.context.trace_id for span in day.spans if span.context}) == 9


def test_a_span_of_a_source_says_how_it_ended_and_nothing_else(day: Day) -> None:
    """bron, bronStatus and, when it failed, error.type and repeats; never whether anything was found."""
    said = {
        tuple(sorted((span.attributes or {}).items())) for span in day.spans if span.kind.name == "CLIENT"
    }
    expected: set[Any] = {(("bron", bron), ("bronStatus", "BEANTWOORD")) for bron in ASKED}
    failed = (("bron", "UWV_POLIS"), ("bronStatus", "PERSOON_WIJKT_AF"), ("error.type", "PERSOON_WIJKT_AF"))
    down = (("bron", "DUO"), ("bronStatus", "NIET_BESCHIKBAAR"))
    again = (*down, ("error.type", "GEWEIGERD"), ("http.request.resend_count", 1))
    assert said == expected | {failed, again, (*down, ("error.type", "ONDERBREKER_OPEN"))}


async def test_figures_travel_as_otlp(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The exporter's encoder takes every figure, and is silent."""
    reader = InMemoryMetricReader()
    async with running(settings_for(tmp_path, "http://127.0.0.1:9"), metrics=reader):
        data = reader.get_metrics_data()
        assert data is not None
        written = encode_metrics(data).SerializeToString()
    assert b"gateway.logboek.storing" in written
    assert caplog.records == []


async def test_the_first_event_is_seen_as_one(tmp_path: Path) -> None:
    """Before any question the series that alarms watch stand at 0, so their first step up is a step."""
    reader = InMemoryMetricReader()
    async with running(settings_for(tmp_path, "http://127.0.0.1:9"), metrics=reader):
        metrics, _ = read(reader)
    wrong = {_of(bron=bron, bronStatus="PERSOON_WIJKT_AF", oorzaak="GEEN"): 0 for bron in ASKED}
    assert metrics["gateway.bron.uitkomst"].points == wrong
    assert metrics["gateway.raadpleging.uitkomst"].points[_of(uitkomst="INCIDENT")] == 0


async def test_without_a_collector_nothing_is_kept(tmp_path: Path) -> None:
    """No meter, no tracer and no task that watches: what happens is told to something that forgets it."""
    async with running(settings_for(tmp_path, "http://127.0.0.1:9")) as gateway:
        await asyncio.sleep(0)
        assert type(gateway.figures) is Figures
        assert gateway.tools.telemetry.tracer is None
        assert asyncio.all_tasks() == {asyncio.current_task()}


class _Receiver(BaseHTTPRequestHandler):
    """Remembers where it was sent what."""

    got: ClassVar[list[tuple[str, bytes]]] = []

    def do_POST(self) -> None:
        """Keep it and say that all is well."""
        self.got.append((self.path, self.rfile.read(int(self.headers["content-length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize(
    ("said", "base"),
    [
        ("", ""),
        ("/", ""),
        ("/otel", "/otel"),
        ("/v1/traces", ""),
        ("/otel/v1/traces", "/otel"),
    ],
)
async def test_the_collector_of_the_settings_gets_both(tmp_path: Path, said: str, base: str) -> None:
    """Traces and figures go below a base address, or beside an address of traces, before the end."""
    _Receiver.got.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Receiver)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    told = {"otlp_endpoint": f"http://127.0.0.1:{server.server_port}{said}", "trace_deel": 1.0}
    settings = settings_for(tmp_path, "http://127.0.0.1:9").model_copy(update=told)
    person = {"bsn": "999990019", "geboortedatum": "19940314"}
    try:
        async with running(settings) as gateway:
            await gateway.ask(
                question_about(person), CASEMANAGER, raadpleging_id="018f-otlp", traceparent=None
            )
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
    bodies = dict(_Receiver.got)
    assert set(bodies) == {f"{base}/v1/traces", f"{base}/v1/metrics"}
    assert b"POST /v1/raadplegingen" in bodies[f"{base}/v1/traces"]
    assert b"gateway.raadpleging.uitkomst" in bodies[f"{base}/v1/metrics"]
