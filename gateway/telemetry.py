"""Technical traces: one trace context per question to every source, spans for a sampled few, no values.

Whether a question is traced is decided by chance before the SDK is touched; every source gets a W3C
`traceparent` all the same (Logboek Dataverwerkingen, L20).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field

from opentelemetry.context import Context
from opentelemetry.metrics import CallbackOptions, Observation
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    TraceFlags,
    Tracer,
    set_span_in_context,
)

_TRACEPARENT = re.compile(r"^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$")
_ZERO_TRACE, _ZERO_SPAN = "0" * 32, "0" * 16

Random = Callable[[int], bytes]
"""Gives so many random bytes: names of traces, which are no secrets."""


@dataclass(slots=True)
class SourceSpan:
    """One call under way: the header it carries, and how it ended once that is known."""

    traceparent: str
    status: str = ""
    oorzaak: str | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """The trace of one question; `tracer` is None when it is not sampled."""

    trace_id: str
    random: Random = field(repr=False)
    tracer: Tracer | None = None
    parent: Context | None = None

    def source(self, bron: str) -> AbstractContextManager[SourceSpan]:
        """Trace one call; a span carries the bron and how it ended, never a value."""
        if self.tracer is None:
            return nullcontext(SourceSpan(f"00-{self.trace_id}-{self.random(8).hex()}-00"))
        return self._sampled(self.tracer, bron)

    @contextmanager
    def _sampled(self, tracer: Tracer, bron: str) -> Iterator[SourceSpan]:
        span = tracer.start_span(f"raadpleeg {bron}", context=self.parent, kind=SpanKind.CLIENT)
        context = span.get_span_context()
        running = SourceSpan(f"00-{context.trace_id:032x}-{context.span_id:016x}-01")
        try:
            yield running
        finally:
            span.set_attribute("bron", bron)
            span.set_attribute("bronStatus", running.status)
            span.set_attribute("oorzaak", running.oorzaak or "")
            span.end()


@dataclass(frozen=True, slots=True)
class Telemetry:
    """Starts traces; `ratio` of the questions gets spans."""

    random: Random = field(repr=False)
    tracer: Tracer | None = None
    ratio: float = 0.01

    def trace(self, traceparent: str | None) -> Trace:
        """Begin the trace of a question, inside the caller's when its traceparent is sound."""
        found = _TRACEPARENT.match(traceparent or "")
        if found is None or _ZERO_TRACE in found.groups() or _ZERO_SPAN in found.groups():
            trace_id, span_id = self.random(16).hex(), self.random(8).hex()
        else:
            trace_id, span_id = found.groups()
        if self.tracer is None or int.from_bytes(self.random(4), "big") >= self.ratio * 2**32:
            return Trace(trace_id, self.random)
        remote = SpanContext(int(trace_id, 16), int(span_id, 16), is_remote=True, trace_flags=TraceFlags(1))
        return Trace(trace_id, self.random, self.tracer, set_span_in_context(NonRecordingSpan(remote)))


def tracer_to(exporter: SpanExporter, *, version: str) -> tuple[Tracer, Callable[[], None]]:
    """Make a tracer that sends to an exporter, and the function that flushes and ends it."""
    provider = TracerProvider(resource=Resource({"service.name": "gateway", "service.version": version}))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider.get_tracer("gateway"), provider.shutdown


def certificate_days_to(
    reader: MetricReader, days: Callable[[], Mapping[str, float]], *, version: str
) -> Callable[[], None]:
    """Show a reader how many days each certificate still holds; gives the function that ends it.

    `days` gives them by the setting of the certificate, such as GATEWAY_BRONNEN__UWV__CERT_FILE.
    """

    def observe(_options: CallbackOptions) -> Iterator[Observation]:
        return (Observation(left, {"instelling": setting}) for setting, left in days().items())

    resource = Resource({"service.name": "gateway", "service.version": version})
    provider = MeterProvider(metric_readers=[reader], resource=resource)
    provider.get_meter("gateway").create_observable_gauge(
        "gateway.certificaat.dagen", [observe], unit="d", description="dagen tot een certificaat verloopt"
    )
    return provider.shutdown
