"""The people give exactly the facts that were promised by hand for them, over real HTTP."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from gateway.wiring import running
from tests.fakes.processes import CASEMANAGER, PERSONAS, MockSources, plain, question_about, settings_for
from tests.fakes.series import written_out

_NESTED = ("opleiding", "werkervaring", "indicatieStartkwalificatie")


def _expected(life: dict[str, Any]) -> dict[str, Any]:
    promised = written_out(plain(life["verwacht"]))
    absences = {
        (veld, entry["bron"], entry.get("gemeente"), entry["reden"])
        for entry in promised.pop("nietGeleverd")
        for veld in entry["velden"]
    }
    bronnen = {tuple(sorted(entry.items())) for entry in promised.pop("bronnen")}
    nested = {name: promised.pop(name) for name in _NESTED if name in promised}
    return {**promised, "nietGeleverd": absences, "bronnen": bronnen, "arbeidsmarktkwalificatie": nested}


def _found(answer: dict[str, Any]) -> dict[str, Any]:
    absences = [
        (entry["veld"], entry["bron"], entry.get("gemeente"), entry["reden"])
        for entry in answer["nietGeleverd"]
    ]
    assert len(absences) == len(set(absences)), "one entry per (veld, bron, gemeente)"
    bronnen = {
        tuple(sorted((name, value) for name, value in entry.items() if name != "peildatum"))
        for entry in answer["bronnen"]
    }
    rest = {name: value for name, value in answer.items() if name not in {"raadpleging", "persoon"}}
    rest = {**rest, "vergewist": answer["persoon"]["vergewist"], "nietGeleverd": absences, "bronnen": bronnen}
    rest.setdefault("arbeidsmarktkwalificatie", {})
    without = _without_row_keys(rest)
    return {**without, "nietGeleverd": set(absences)}


def _without_row_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_row_keys(below) for name, below in value.items() if name != "rij"}
    return [_without_row_keys(below) for below in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", sorted(path.stem for path in PERSONAS.glob("*.toml")))
async def test_a_person_gives_exactly_the_promised_facts(
    name: str, mocks: MockSources, tmp_path: Path
) -> None:
    """Every row, status and absence of a person is the promised one, and there is no other."""
    life = tomllib.loads((PERSONAS / f"{name}.toml").read_text(encoding="utf-8"))
    async with running(settings_for(tmp_path, mocks.url)) as gateway:
        body = await gateway.ask(
            question_about(life["persoon"]), CASEMANAGER, raadpleging_id="018f0000-test", traceparent=None
        )
    assert _found(json.loads(body)) == _expected(life)
