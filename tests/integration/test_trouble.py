"""What a caller gets when a source dies, the log fails, or a person is no test person."""

import asyncio
import json
import os
import signal
import sqlite3
import tomllib
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.core.bsn import Bsn
from gateway.core.question import Question
from gateway.errors import Refused, Unavailable
from gateway.keys import key_id, load_key
from gateway.logbook.verify import read_records, verify
from gateway.store.database import sqlite_path
from gateway.wiring import Gateway, running
from tests.fakes.processes import (
    CASEMANAGER,
    PERSONAS,
    MockSources,
    mock_sources,
    question_about,
    settings_for,
)


def _person(name: str) -> dict[str, Any]:
    person: dict[str, Any] = tomllib.loads((PERSONAS / f"{name}.toml").read_text(encoding="utf-8"))["persoon"]
    return person


async def _ask(gateway: Gateway, question: Question) -> dict[str, Any]:
    body = await gateway.ask(question, CASEMANAGER, raadpleging_id="018f-trouble", traceparent=None)
    answer: dict[str, Any] = json.loads(body)
    return answer


@pytest.mark.parametrize(("name", "rows"), [("P01", 1), ("P02", None)])
async def test_a_source_killed_during_a_question_is_named_and_its_group_is_never_empty(
    name: str, rows: int | None, mocks: MockSources, tmp_path: Path
) -> None:
    """Killing SVB while it is asked: NIET_BESCHIKBAAR, and the group is absent or has rows, never []."""
    with mock_sources() as doomed:
        async with running(settings_for(tmp_path, mocks.url, svb=doomed.url)) as gateway:
            os.kill(doomed.process.pid, signal.SIGSTOP)
            asking = asyncio.create_task(_ask(gateway, question_about(_person(name))))
            await asyncio.sleep(0.5)
            os.kill(doomed.process.pid, signal.SIGKILL)
            answer = await asking
    entry = next(entry for entry in answer["bronnen"] if entry["bron"] == "SVB")
    assert entry == {"bron": "SVB", "bronStatus": "NIET_BESCHIKBAAR", "oorzaak": "VERBINDING"}
    assert answer["volledig"] is False
    assert answer["onvolledig"] == ["uitkeringsverhouding"]
    found = answer.get("uitkeringsverhouding")
    assert (None if found is None else len(found)) == rows
    reasons = {absence["reden"] for absence in answer["nietGeleverd"] if absence["bron"] == "SVB"}
    assert reasons == {"BRON_NIET_BESCHIKBAAR"}


async def test_a_silent_source_ends_at_its_deadline(mocks: MockSources, tmp_path: Path) -> None:
    """A source that accepts and says nothing is TIJD_OM, and the others are still there."""
    with mock_sources() as silent:
        settings = settings_for(tmp_path, mocks.url, svb=silent.url)
        svb = settings.bronnen["svb"].model_copy(update={"tijd_totaal": 0.4})
        settings = settings.model_copy(update={"bronnen": {**settings.bronnen, "svb": svb}})
        async with running(settings) as gateway:
            os.kill(silent.process.pid, signal.SIGSTOP)
            answer = await _ask(gateway, question_about(_person("P01")))
    statuses = {entry["bron"]: entry["bronStatus"] for entry in answer["bronnen"]}
    assert statuses.pop("SVB") == "NIET_BESCHIKBAAR"
    assert set(statuses.values()) <= {"GEVONDEN", "NIETS_GEVONDEN"}
    assert next(e for e in answer["bronnen"] if e["bron"] == "SVB")["oorzaak"] == "TIJD_OM"


async def test_an_index_that_is_down_leaves_the_gemeenten_unavailable(
    mocks: MockSources, tmp_path: Path
) -> None:
    """Without the verwijsindex both gemeente sources are NIET_BESCHIKBAAR, without a gemeente."""
    with mock_sources() as gone:
        pass
    async with running(settings_for(tmp_path, mocks.url, gemeente=gone.url)) as gateway:
        answer = await _ask(gateway, question_about(_person("P01")))
    entries = [entry for entry in answer["bronnen"] if entry["bronStatus"] == "NIET_BESCHIKBAAR"]
    assert entries == [
        {"bron": bron, "bronStatus": "NIET_BESCHIKBAAR", "oorzaak": "VERBINDING"}
        for bron in ("VERWIJSINDEX", "GEMEENTE_UITKERING", "GEMEENTE_REINTEGRATIE")
    ]
    assert answer["onvolledig"] == ["uitkeringsverhouding", "reIntegratievoorziening"]
    assert "reIntegratievoorziening" not in answer


def _asked(mocks: MockSources) -> list[dict[str, Any]]:
    journal: list[dict[str, Any]] = httpx.get(f"{mocks.url}/__admin/requests", trust_env=False).json()
    return journal


async def test_without_a_durable_beginning_no_source_is_asked(tmp_path: Path) -> None:
    """While the log cannot be written a question is refused, nobody is asked; afterwards it works."""
    with mock_sources() as sources:
        async with running(settings_for(tmp_path, sources.url)) as gateway:
            with closing(sqlite3.connect(sqlite_path(gateway.settings.database))) as other:
                other.execute("BEGIN EXCLUSIVE")
                with pytest.raises(Unavailable) as refusal:
                    await _ask(gateway, question_about(_person("P01")))
                other.rollback()
            assert refusal.value.code == "LOGBOEK_NIET_BESCHIKBAAR"
            assert _asked(sources) == []
            assert (await _ask(gateway, question_about(_person("P01"))))["volledig"] is True


async def test_a_look_up_leaves_a_beginning_and_an_end_that_verify(
    mocks: MockSources, tmp_path: Path
) -> None:
    """One question leaves BEGONNEN and GEEINDIGD; the end names velden per bron, never a value."""
    async with running(settings_for(tmp_path, mocks.url)) as gateway:
        await _ask(gateway, question_about(_person("P01")))
        settings = gateway.settings
    key = load_key(tmp_path / "sleutels" / "logboek.key", "X")
    path = sqlite_path(settings.database)
    begin, end = read_records(path, {key_id(key): key})
    assert (begin["soort"], end["soort"]) == ("BEGONNEN", "GEEINDIGD")
    assert verify(path) == []
    supplied = {entry["bron"]: entry["velden"] for entry in end["bronnen"]}  # type: ignore[attr-defined]
    assert "reIntegratievoorziening.typeVoorziening" in supplied["GEMEENTE_REINTEGRATIE"]
    assert supplied["SVB"] == []
    assert _person("P01")["bsn"] not in json.dumps([begin, end])


async def test_only_test_persons_reach_mocked_sources(mocks: MockSources, tmp_path: Path) -> None:
    """A valid number outside 9999xxxxx is refused before the log and before any source."""
    outsider = Question(
        Bsn("000000012"), "19800101", "DJI_INTAKE_ARBEIDSMARKT", "2f1c7a52-6a0e-4c83-9c53-0c7f5d0a1b11"
    )
    async with running(settings_for(tmp_path, mocks.url)) as gateway:
        with pytest.raises(Refused) as refusal:
            await _ask(gateway, outsider)
    assert refusal.value.code == "ALLEEN_TESTPERSONEN"


async def test_the_look_back_and_the_trace_reach_the_sources(tmp_path: Path) -> None:
    """UWV is asked for ten years to the day, and every source within the caller's trace."""
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    with mock_sources() as sources:
        async with running(settings_for(tmp_path, sources.url)) as gateway:
            await gateway.ask(
                question_about(_person("P01")),
                CASEMANAGER,
                raadpleging_id="018f-trace",
                traceparent=f"00-{trace}-00f067aa0ba902b7-01",
            )
            asked = _asked(sources)
    assert {entry["traceparent"].split("-")[1] for entry in asked} == {trace}
    assert len({entry["traceparent"] for entry in asked}) == len(asked)
    periods = [entry["periode"] for entry in asked if entry["periode"]]
    assert periods == [{"DatBPeriode": "20161101", "DatEPeriode": "20261101"}]
