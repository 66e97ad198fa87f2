"""Scenarios against mock sources that demand signatures, with our gateway that sets them."""

import json
from contextlib import ExitStack
from pathlib import Path

from tests.fakes.processes import served_gateway
from tests.integration.strict import make_pki, strict_environment, strict_sources
from tests.scenarios.conftest import SCENARIOS, Pair

_WITH_A_CLOCK = (SCENARIOS / "duo-op-zondag-dicht.toml", SCENARIOS / "duo-vraagt-geduld.toml")


def test_a_moved_clock_breaks_no_signature(tmp_path: Path) -> None:
    """Scenarios that set the clock come out as they say, and every signature under them was valid."""
    pki = make_pki(tmp_path / "pki")
    with ExitStack() as stack:
        sources = stack.enter_context(strict_sources(pki, "--http"))
        settings = strict_environment(tmp_path / "staat", sources.url, pki)
        given = {name: value for name, value in settings.items() if "__" in name}
        gateway = stack.enter_context(served_gateway(tmp_path, sources, given=given))
        done = Pair(sources, gateway, {}).run(*_WITH_A_CLOCK, "--json")
    assert (done.code, done.err) == (0, "")
    journal = [
        entry for each in json.loads(done.out) for step in each["stappen"] for entry in step["journaal"]
    ]
    signed = {entry["bron"] for entry in journal if entry["handtekening"] == "geldig"}
    assert signed == {"uwv", "svb"}
    assert {entry["handtekening"] for entry in journal} == {"geldig", None}
    assert {entry["moment"][:4] for entry in journal} == {"2026"}
