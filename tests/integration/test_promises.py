"""Promises of one look-up that only show when something goes wrong halfway."""

import asyncio
import json
import signal
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from gateway.clock import Clock
from gateway.core.bsn import Bsn
from gateway.core.call import Call, Raw
from gateway.core.facts import Facts
from gateway.core.plan import SourcePlan
from gateway.errors import EgressViolation, SourceError, Unavailable
from gateway.keys import key_id, load_key
from gateway.logbook.verify import read_records
from gateway.pipes.fetch import Fetch
from gateway.query import Asked, answer
from gateway.sources.link import Link
from gateway.store.database import sqlite_path
from gateway.wiring import Gateway, running
from tests.fakes.answers import call_of, source_of
from tests.fakes.processes import (
    BRONNEN,
    CASEMANAGER,
    PERSONAS,
    ROOT,
    MockSources,
    environment,
    question_about,
    settings_for,
)

_PERSON: dict[str, Any] = tomllib.loads((PERSONAS / "P01.toml").read_text("utf-8"))["persoon"]


def _asked(name: str = "018f-belofte") -> Asked:
    return Asked(question_about(_PERSON), CASEMANAGER, name)


def _records(gateway: Gateway) -> list[dict[str, Any]]:
    key = load_key(gateway.settings.state_dir / "sleutels" / "logboek.key", "X")
    return list(read_records(sqlite_path(gateway.settings.database), {key_id(key): key}))


async def test_an_answer_outside_its_plan_is_an_incident(mocks: MockSources, tmp_path: Path) -> None:
    """A row with a member the plan does not name is never answered; its end is recorded as an incident."""

    def tampered(source: SourcePlan) -> Fetch:
        async def fetch(_call: Call) -> Facts:
            return Facts({"uitkeringsverhouding": ({"dagloon": "1", "bron": source.bron, "rij": "x"},)})

        return fetch

    async with running(settings_for(tmp_path, mocks.url)) as gateway:
        with pytest.raises(EgressViolation):
            await answer(_asked(), replace(gateway.tools, fetch_for=tampered))
        begin, end = _records(gateway)
    assert (begin["soort"], end["soort"], end["uitkomst"]) == ("BEGONNEN", "GEEINDIGD", "EgressViolation")
    assert "GEVONDEN" in {entry["bronStatus"] for entry in end["bronnen"]}


class _NoEnd:
    """A journal that can begin and cannot end."""

    async def begin(self, raadpleging_id: str, tijdstip: str, body: Mapping[str, object]) -> None:
        assert raadpleging_id
        assert tijdstip
        assert body

    async def end(self, raadpleging_id: str, tijdstip: str, body: Mapping[str, object]) -> None:
        raise Unavailable("LOGBOEK_NIET_BESCHIKBAAR", detail=f"{raadpleging_id} {tijdstip} {len(body)}")


async def test_without_a_durable_end_nothing_is_answered(mocks: MockSources, tmp_path: Path) -> None:
    """When the end cannot be recorded the profile is not given."""
    async with running(settings_for(tmp_path, mocks.url)) as gateway:
        with pytest.raises(Unavailable):
            await answer(_asked(), replace(gateway.tools, journal=_NoEnd()))


async def test_a_cancelled_question_has_an_end(mocks: MockSources, tmp_path: Path) -> None:
    """A question that is cancelled while its sources are asked is recorded as such."""

    def never(_source: SourcePlan) -> Fetch:
        async def fetch(_call: Call) -> Facts:
            await asyncio.sleep(60)
            raise AssertionError

        return fetch

    async with running(settings_for(tmp_path, mocks.url)) as gateway:
        asking = asyncio.create_task(answer(_asked(), replace(gateway.tools, fetch_for=never)))
        await asyncio.sleep(0.3)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        _, end = _records(gateway)
    assert end["uitkomst"] == "AFGEBROKEN"


async def test_no_record_holds_the_person_in_clear(mocks: MockSources, tmp_path: Path) -> None:
    """Opened with the key, a record still has no number, birth date, name, case or fact of the person."""
    async with running(settings_for(tmp_path, mocks.url)) as gateway:
        body = await answer(_asked(), gateway.tools)
        text = json.dumps(_records(gateway))
    told = json.loads(body)
    employers = {row["naamOrganisatie"] for row in told["arbeidsmarktkwalificatie"]["werkervaring"]}
    secrets = {_PERSON["bsn"], _PERSON["geboortedatum"], "1994-03-14", told["raadpleging"]["zaakkenmerk"]}
    assert {secret for secret in secrets | employers if secret in text} == set()


async def test_a_question_across_midnight_has_one_day(mocks: MockSources, tmp_path: Path) -> None:
    """Every source is asked for the day on which the question began, whatever the clock says by then."""
    days = count()
    asked_for: set[date] = set()

    def later_every_time() -> datetime:
        return datetime(2026, 11, 1, 12, tzinfo=UTC) + timedelta(days=next(days))

    def noting(_source: SourcePlan) -> Fetch:
        async def fetch(call: Call) -> Facts:
            asked_for.add(call.today)
            return Facts()

        return fetch

    async with running(settings_for(tmp_path, mocks.url)) as gateway:
        tools = replace(gateway.tools, fetch_for=noting, clock=Clock(real=later_every_time))
        body = await answer(_asked(), tools)
    assert asked_for == {date(2026, 11, 1)}
    assert {entry["peildatum"] for entry in json.loads(body)["bronnen"]} == {"2026-11-01"}


class _Open:
    """A wire that would send anything."""

    async def post(self, url: str, headers: Mapping[str, str], content: bytes, *, seconds: float) -> Raw:
        raise AssertionError(f"verstuurd naar {url}: {len(headers)} {len(content)} {seconds}")

    async def close(self) -> None:
        """Nothing to close."""


async def test_the_last_fence_sends_nobody_but_test_persons_to_a_mocked_source() -> None:
    """Link itself refuses another person for a mocked source, whatever was checked before."""
    call = structs.replace(
        call_of(source_of("SVB"), today=date(2026, 11, 1)), bsn=Bsn("000000012"), deadline=1e12
    )
    with pytest.raises(SourceError) as refusal:
        await Link(_Open(), "http://127.0.0.1:9", echt=False).post("/x", b"", {}, call)
    assert (refusal.value.status, refusal.value.oorzaak) == ("NIET_TOEGESTAAN", "GRONDSLAG")


def test_an_asked_end_is_a_clean_end(mocks: MockSources, tmp_path: Path) -> None:
    """SIGTERM ends `gateway serve` with code 0, after everything was closed."""
    env = {**environment(tmp_path, dict.fromkeys(BRONNEN, mocks.url)), "GATEWAY_PORT": "0"}
    process = subprocess.Popen(
        [sys.executable, "-m", "gateway", "serve"], env=env, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stderr is not None
    process.stderr.readline()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    assert process.returncode == 0
