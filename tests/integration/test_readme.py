"""The answer that the README shows is the answer that the gateway gives."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

from gateway.api.question import parse_question
from gateway.wiring import running
from tests.fakes.processes import BRONNEN, CASEMANAGER, ROOT, MockSources, settings_for

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


def test_the_settings_by_hand_need_no_more_than_a_posix_shell() -> None:
    """The loop of the README, in the plainest shell here, sets address and kind of every source."""
    loop = re.search(
        r"^    for bron in .*?^    done$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    assert loop is not None
    command = ["sh", "-euc", f"{loop[0]}\nenv"]
    done = subprocess.run(command, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=True)
    told = dict(line.split("=", 1) for line in done.stdout.splitlines() if line.startswith("GATEWAY_"))
    urls = {f"GATEWAY_BRONNEN__{bron.upper()}__URL": f"http://127.0.0.1:8081/{bron}" for bron in BRONNEN}
    kinds = {f"GATEWAY_BRONNEN__{bron.upper()}__OMGEVING": "nagebootst" for bron in BRONNEN}
    assert told == urls | kinds
