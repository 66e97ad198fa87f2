"""The answer that the README shows is the answer that the gateway gives."""

import json
import re
from pathlib import Path
from typing import Any

from gateway.api.question import parse_question
from gateway.wiring import running
from tests.fakes.processes import CASEMANAGER, ROOT, MockSources, settings_for

_VOLATILE = {
    "raadplegingId": "0193…",
    "tijdstip": "2026-11-01T08:12:00Z",
    "contractDigest": "sha256:…",
    "rij": "…",
}


def shown(value: Any) -> Any:
    """Put a fixed text in place of what differs from run to run."""
    if isinstance(value, dict):
        return {name: _VOLATILE.get(name) or shown(below) for name, below in value.items()}
    return [shown(below) for below in value] if isinstance(value, list) else value


def _block(name: str) -> str:
    found = re.search(
        rf"<!-- {name} -->\n```json\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL
    )
    assert found is not None
    return found.group(1)


async def test_the_answer_in_the_readme_is_real(mocks: MockSources, tmp_path: Path) -> None:
    """The README's question gives the README's answer, but for identifiers and the time."""
    async with running(settings_for(tmp_path, mocks.url)) as gateway:
        question = parse_question(_block("question").encode(), profiel=gateway.profiel, today=gateway.today())
        body = await gateway.ask(question, CASEMANAGER, raadpleging_id="018f-readme", traceparent=None)
    assert json.loads(_block("answer")) == shown(json.loads(body))
