"""Where technical traces and figures go: to the collector of the settings, or nowhere."""

import random
from collections.abc import Callable, Iterable
from threading import Thread
from urllib.parse import urlsplit

from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.metrics import AlwaysOffExemplarFilter, MeterProvider
from opentelemetry.sdk.metrics.export import MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_ON

from gateway.figures import Counted, Figures
from gateway.settings import Settings
from gateway.telemetry import Telemetry

_TRACES, _METRICS = "/v1/traces", "/v1/metrics"
_EVERY_MS = 15_000
_LAST_SECONDS = 2.0
"""How long a gateway that ends waits for traces, and as long for figures, when the collector is away."""

Stop = Callable[[], None]


def resource(*, version: str, instance: str) -> Resource:
    """Say which process speaks; `instance` tells several of them apart."""
    name = {"service.name": "gateway", "service.version": version, "service.instance.id": instance}
    return Resource(name)


def traces(settings: Settings, exporter: SpanExporter | None, whose: Resource) -> tuple[Telemetry, Stop]:
    """Start traces to an exporter, by default the collector's; gives the function that flushes them."""
    if exporter is None and settings.otlp_endpoint is not None:
        exporter = OTLPSpanExporter(endpoint=_beside(settings.otlp_endpoint, _TRACES))
    if exporter is None:
        return Telemetry(random.randbytes), lambda: None
    # Which questions are traced is decided before the SDK is touched, and by no variable of its own.
    provider = TracerProvider(ALWAYS_ON, whose, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    telemetry = Telemetry(random.randbytes, provider.get_tracer("gateway"), settings.trace_deel)
    return telemetry, _soon(provider.shutdown)


def figures(
    settings: Settings, reader: MetricReader | None, whose: Resource, bronnen: Iterable[str]
) -> tuple[Figures, Stop]:
    """Keep figures for a reader, by default the collector's; gives the function that ends that."""
    if reader is None and settings.otlp_endpoint is not None:
        exporter = OTLPMetricExporter(endpoint=_beside(settings.otlp_endpoint, _METRICS))
        reader = PeriodicExportingMetricReader(exporter, export_interval_millis=_EVERY_MS)
    if reader is None:
        return Figures(), lambda: None
    exemplars = AlwaysOffExemplarFilter()
    provider = MeterProvider([reader], whose, exemplar_filter=exemplars, shutdown_on_exit=False)
    return Counted(provider.get_meter("gateway"), bronnen), _soon(provider.shutdown)


def _beside(address: str, signal: str) -> str:
    """Give where a signal goes: below a base address, as OpenTelemetry has it, or beside that of traces."""
    parts = urlsplit(address)
    base = parts.path.rstrip("/").removesuffix(_TRACES)
    return parts._replace(path=base + signal).geturl()


def _soon(shutdown: Stop) -> Stop:
    """Send what is left, and leave that to itself when it takes long: the SDK waits up to half a minute."""

    def stop() -> None:
        sending = Thread(target=shutdown, name="collector", daemon=True)
        sending.start()
        sending.join(_LAST_SECONDS)

    return stop
