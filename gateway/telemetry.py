"""Technical traces: one trace context per question to every source, spans for a sampled few, no values.

Whether a question is traced is decided by chance before the SDK is touched; every source gets a W3C
`traceparent` all the same (Logboek Dataverwerkingen, L20).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Self

from opentelemetry.context import Context
from opentelemetry.trace import (
    NonRecordingSpan,
    Span,
    SpanContext,
    SpanKind,
    StatusCode,
    TraceFlags,
    Tracer,
    set_span_in_context,
)

from gateway.core.facts import Outcome
from gateway.errors import Refused

_TRACEPARENT = re.compile(r"^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$")
_ZERO_TRACE, _ZERO_SPAN = "0" * 32, "0" * 16
_ROUTE = "/v1/raadplegingen"
_OK, _ERROR = 200, 500
_STABLE = {"http.request.method": "POST", "http.route": _ROUTE}

Random = Callable[[int], bytes]
"""Gives so many random bytes: names of traces, which are no secrets."""


@dataclass(slots=True)
class SourceSpan:
    """One bron under way: the header its calls carry, and how they ended once that is known."""

    traceparent: str
    outcomes: Sequence[Outcome] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """The trace of one question, open while it is answered; without `tracer` and `root` it is not sampled."""

    trace_id: str
    random: Random = field(repr=False)
    tracer: Tracer | None = None
    root: Span | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        """End the span of the question, with the status that its answer gets; without when nobody waits."""
        if self.root is None:
            return
        status = _OK if error is None else error.problem.status if isinstance(error, Refused) else _ERROR
        if error is None or isinstance(error, Exception):
            self.root.set_attribute("http.response.status_code", status)
        if status >= _ERROR:
            _failed(self.root, error.code if isinstance(error, Refused) else type(error).__qualname__)
        self.root.end()

    def source(self, bron: str) -> AbstractContextManager[SourceSpan]:
        """Trace one bron, at however many gemeenten; a span carries how that ended, never a value."""
        if self.tracer is None:
            return nullcontext(SourceSpan(f"00-{self.trace_id}-{self.random(8).hex()}-00"))
        return self._sampled(self.tracer, bron)

    @contextmanager
    def _sampled(self, tracer: Tracer, bron: str) -> Iterator[SourceSpan]:
        parent = set_span_in_context(self.root) if self.root else Context()
        span = tracer.start_span(f"raadpleeg {bron}", parent, SpanKind.CLIENT, {"bron": bron})
        running = SourceSpan(_header(span.get_span_context()))
        try:
            yield running
        finally:
            if running.outcomes:
                _tell(span, running.outcomes)
            else:
                _failed(span, "AFGEBROKEN")
            span.end()


def _header(context: SpanContext) -> str:
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-01"


def _failed(span: Span, kind: str) -> None:
    span.set_attribute("error.type", kind)
    span.set_status(StatusCode.ERROR)


def _tell(span: Span, outcomes: Sequence[Outcome]) -> None:
    """Say how a bron ended, as its first gemeente that failed did; nothing that counts gemeenten."""
    outcome = next((one for one in outcomes if one.reden), outcomes[0])
    span.set_attribute("bronStatus", outcome.stand)
    if (most := max(one.pogingen for one in outcomes)) > 1:
        span.set_attribute("http.request.resend_count", most - 1)
    if outcome.reden:
        _failed(span, outcome.oorzaak or outcome.status)


@dataclass(frozen=True, slots=True)
class Telemetry:
    """Starts traces; `ratio` of the questions gets spans."""

    random: Random = field(repr=False)
    tracer: Tracer | None = None
    ratio: float = 0.01

    def trace(self, traceparent: str | None) -> Trace:
        """Begin the trace of a question, inside the caller's when its traceparent is sound."""
        caller = _caller(traceparent)
        if self.tracer is None or int.from_bytes(self.random(4), "big") >= self.ratio * 2**32:
            return Trace(caller[0] if caller else self.random(16).hex(), self.random)
        root = self.tracer.start_span(f"POST {_ROUTE}", _within(caller), SpanKind.SERVER, _STABLE)
        return Trace(f"{root.get_span_context().trace_id:032x}", self.random, self.tracer, root)


def _caller(traceparent: str | None) -> tuple[str, str] | None:
    """Give the trace and the span of the caller, when it sent sound ones."""
    found = _TRACEPARENT.match(traceparent or "")
    if found is None or found[1] == _ZERO_TRACE or found[2] == _ZERO_SPAN:
        return None
    return found[1], found[2]


def _within(caller: tuple[str, str] | None) -> Context:
    if caller is None:
        return Context()
    trace_id, span_id = (int(part, 16) for part in caller)
    remote = SpanContext(trace_id, span_id, is_remote=True, trace_flags=TraceFlags(1))
    return set_span_in_context(NonRecordingSpan(remote), Context())
