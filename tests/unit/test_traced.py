"""What a sampled trace says of one question: its bronnen, and nothing that counts for the person."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from gateway.errors import SourceError
from gateway.telemetry import Telemetry
from tests.fakes.world import Answers, World

DOWN = SourceError("NIET_BESCHIKBAAR", "GEWEIGERD", "BRON_NIET_BESCHIKBAAR")
PER_GEMEENTE = {"GEMEENTE_UITKERING", "GEMEENTE_REINTEGRATIE"}


@dataclass(slots=True)
class Traced:
    """A world of which every question is sampled, and what a collector was told."""

    answers: Answers
    world: World = field(init=False)
    exporter: InMemorySpanExporter = field(default_factory=InMemorySpanExporter)

    def __post_init__(self) -> None:
        provider = TracerProvider(shutdown_on_exit=False)
        provider.add_span_processor(SimpleSpanProcessor(self.exporter))
        telemetry = Telemetry(os.urandom, provider.get_tracer("gateway"), 1.0)
        self.world = World(self.answers, telemetry=telemetry)

    def ask(self, gemeenten: tuple[str, ...] = ()) -> Sequence[ReadableSpan]:
        """Ask, and give the spans of bronnen."""
        self.world.ask(gemeenten=gemeenten)
        return [span for span in self.exporter.get_finished_spans() if span.kind.name == "CLIENT"]


def said(spans: Sequence[ReadableSpan]) -> list[tuple[object, ...]]:
    """Give name and attributes of each, in the order of their names."""
    return sorted((span.name, *(span.attributes or {}).items()) for span in spans)


@pytest.mark.parametrize("named", [(), ("0855",), ("0855", "0599"), ("0855", "0599", "0363")])
def test_a_trace_does_not_tell_at_how_many_gemeenten(named: tuple[str, ...]) -> None:
    """Whether an index named no gemeente, one or three: one span for each bron, all of them the same."""
    traced = Traced({"VERWIJSINDEX": named})
    spans = traced.ask()
    assert said(spans) == said(Traced({"VERWIJSINDEX": ("0855",)}).ask())
    assert {name for name, *_ in said(spans)} >= {f"raadpleeg {bron}" for bron in PER_GEMEENTE}
    assert len([place for place in traced.world.asked if "/" in place]) == len(PER_GEMEENTE) * len(named)


@pytest.mark.parametrize("failed", [("0855",), ("0599",), ("0855", "0599")])
def test_the_span_of_a_bron_tells_the_failure_of_any_gemeente(failed: tuple[str, ...]) -> None:
    """One gemeente that fails or all of them: the span says the same, once."""
    down = {f"GEMEENTE_UITKERING/{code}": DOWN for code in failed}
    spans = Traced({"VERWIJSINDEX": ("0855", "0599"), **down}).ask()
    assert [rest for name, *rest in said(spans) if name == "raadpleeg GEMEENTE_UITKERING"] == [
        [("bron", "GEMEENTE_UITKERING"), ("bronStatus", "NIET_BESCHIKBAAR"), ("error.type", "GEWEIGERD")]
    ]


def test_every_call_carries_the_span_of_its_bron() -> None:
    """Also at two gemeenten, the traceparent a source gets names the span that the collector knows."""
    traced = Traced({})
    known = {span.name: span.context for span in traced.ask(("0855", "0599"))}
    headers = traced.world.headers
    assert {place for place in headers if "/" in place} == {
        f"{bron}/{code}" for bron in PER_GEMEENTE for code in ("0855", "0599")
    }
    for place, header in headers.items():
        context = known[f"raadpleeg {place.partition('/')[0]}"]
        assert context is not None
        assert header == f"00-{context.trace_id:032x}-{context.span_id:016x}-01"


def test_a_bron_that_is_left_out_has_no_span() -> None:
    """Without gemeente and index the bronnen per gemeente are not asked, and a trace does not name them."""
    names = {name for name, *_ in said(Traced({"VERWIJSINDEX": DOWN}).ask())}
    assert "raadpleeg VERWIJSINDEX" in names
    assert not names & {f"raadpleeg {bron}" for bron in PER_GEMEENTE}
