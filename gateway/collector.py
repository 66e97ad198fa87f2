"""Where technical traces and figures go: to the collector of the settings, or nowhere."""

import random
from collections.abc import Callable, Mapping

from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.metrics.export import MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.trace.export import SpanExporter

from gateway.settings import Settings
from gateway.telemetry import Telemetry, certificate_days_to, tracer_to

_TRACES, _METRICS = "/v1/traces", "/v1/metrics"


def traces(
    settings: Settings, exporter: SpanExporter | None, *, version: str
) -> tuple[Telemetry, Callable[[], None]]:
    """Start traces to an exporter, by default the collector's; gives the function that flushes them."""
    if exporter is None and settings.otlp_endpoint is not None:
        exporter = OTLPSpanExporter(endpoint=settings.otlp_endpoint)
    if exporter is None:
        return Telemetry(random.randbytes), lambda: None
    tracer, flush = tracer_to(exporter, version=version)
    return Telemetry(random.randbytes, tracer, settings.trace_deel), flush


def figures(
    settings: Settings,
    reader: MetricReader | None,
    days: Callable[[], Mapping[str, float]],
    *,
    version: str,
) -> Callable[[], None]:
    """Keep figures for a reader, by default the collector's; gives the function that ends that.

    `days` tells how many days each certificate still holds.
    """
    if reader is None and settings.otlp_endpoint is not None:
        endpoint = settings.otlp_endpoint.replace(_TRACES, _METRICS)
        reader = PeriodicExportingMetricReader(OTLPMetricExporter(endpoint=endpoint))
    return (lambda: None) if reader is None else certificate_days_to(reader, days, version=version)
