"""The framework's own telemetry is off: its spans would hold URLs, its log messages of exceptions."""

import subprocess
import sys

from tests.fakes.service import ROOT

# A process of its own, because a tracer provider is set once for a whole process.
PROGRAM = """
import asyncio
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from tests.fakes.client import client, post
from tests.fakes.service import FakeService

exporter = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(exporter))
trace.set_tracer_provider(provider)

async def main():
    async with client(FakeService()) as http:
        await http.get("/v1/bronnen?bsn=999990019")
    await post(FakeService(failure=RuntimeError("999990019")))

asyncio.run(main())
print(len(exporter.get_finished_spans()))
"""


def test_a_request_makes_no_span_of_the_framework() -> None:
    """With a tracer provider in place the API itself starts no span."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout.strip() == "0", done.stderr
