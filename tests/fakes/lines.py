"""What a gateway logged, read back from the very lines that an operator gets."""

import json
from typing import Any

import pytest

from gateway.logs import SafeFormatter


def told_lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """Give every line of the gateway itself as its members."""
    formatter = SafeFormatter()
    return [json.loads(formatter.format(record)) for record in caplog.records if record.name == "gateway"]
