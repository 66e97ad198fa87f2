"""One real question about a test person, asked in this process: everything that happened on the way."""

import json
import time
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import httpx

from adapters.mock.server import create_app
from gateway import demo
from gateway.api.question import parse_question
from gateway.clock import Clock
from gateway.core.call import Call, Raw
from gateway.core.facts import Facts
from gateway.core.plan import Plan, SourcePlan
from gateway.core.question import Caller
from gateway.keys import key_id, load_key, new_keys
from gateway.logbook.verify import read_records
from gateway.pipes.fetch import Fetch
from gateway.query import Asked, Tools, answer
from gateway.settings import Settings, read_settings
from gateway.store.database import sqlite_path
from gateway.telemetry import Telemetry
from gateway.trust import demo_issuer
from gateway.wiring import Gateway, running
from papers import whatif

PERSONA = "P01"
_ID = "019a3e8c-4f80-7c21-9b1e-5d2f6a7c8e90"
_MOMENT = datetime(2026, 11, 1, 8, 12, tzinfo=UTC)


@dataclass(slots=True)
class Step:
    """Asking one source: what was sent, what came back, and how it ended (bronStatus)."""

    source: SourcePlan
    gemeente: str | None
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    sent: bytes = b""
    body: bytes = b""
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """One whole look-up, as `templates/wandeling.md` tells it; `refusals` and `incidents` are what-ifs."""

    gateway: Gateway
    person: Mapping[str, Any]
    question: Mapping[str, object]
    caller: Caller
    plan: Plan
    steps: list[Step]
    answer: Mapping[str, Any]
    records: list[dict[str, object]]
    refusals: list[tuple[str, str]]
    incidents: list[tuple[str, str]]


_under_way: ContextVar[Step] = ContextVar("step")


class _MockWire:
    """A wire to the mock sources inside this process, which notes what goes over it."""

    def __init__(self) -> None:
        self._http = httpx.AsyncClient(transport=httpx.ASGITransport(create_app()))

    async def post(self, url: str, headers: Mapping[str, str], content: bytes, *, seconds: float) -> Raw:
        response = await self._http.post(url, headers=dict(headers), content=content, timeout=seconds)
        step = _under_way.get()
        step.url, step.headers, step.sent, step.body = url, headers, content, response.content
        media_type = response.headers["content-type"].partition(";")[0]
        return Raw(response.status_code, media_type, response.charset_encoding, response.content)

    async def close(self) -> None:
        await self._http.aclose()


async def walk(state: Path) -> Walk:
    """Ask about the test person; only keys, times and randomness are fixed. `state` is an empty folder."""
    settings = _settings(state)
    new_keys(settings.key_folder, random_bytes=Random(1).randbytes)  # noqa: S311 - the same page each time
    said = demo.question_of(PERSONA, settings.adapters)
    async with running(settings, wire_for=lambda _adapter: _MockWire()) as gateway:
        tools, steps = _watched(gateway.tools)
        token = demo_issuer(settings).token(now=time.time())
        caller = await gateway.authenticate(f"Bearer {token}", None)
        question = parse_question(json.dumps(said).encode(), profiel=gateway.profiel, today=gateway.today())
        asked = Asked(question, caller, _ID)
        refusals = await whatif.refusals(asked, tools)
        body = await answer(asked, tools)
    doelbinding = gateway.register.decide(question.doelbinding, caller, gateway.today())
    planned = gateway.register.plan(doelbinding, question.velden)
    answered = json.loads(body)
    key = load_key(settings.key_file("logboek"), "logboek")
    return Walk(
        gateway=gateway,
        person=tomllib.loads(
            (settings.adapters / "mock" / "personas" / f"{PERSONA}.toml").read_text("utf-8")
        ),
        question=said,
        caller=caller,
        plan=planned.plan,
        steps=list(_in_order(steps, answered["bronnen"])),
        answer=answered,
        records=list(read_records(sqlite_path(settings.database), {key_id(key): key})),
        refusals=refusals,
        incidents=whatif.incidents(body, planned, gateway.today()),
    )


def _settings(state: Path) -> Settings:
    environ = {"GATEWAY_STATE_DIR": str(state), "GATEWAY_PEILDATUM": demo.PEILDATUM}
    for manifest in read_settings(environ).adapters.glob("*/manifest.toml"):
        name = f"GATEWAY_BRONNEN__{manifest.parent.name.upper()}"
        environ[f"{name}__URL"] = f"http://127.0.0.1:8081/{manifest.parent.name}"
        environ[f"{name}__OMGEVING"] = "nagebootst"
    return read_settings(environ)


def _watched(tools: Tools) -> tuple[Tools, list[Step]]:
    """Give the same tools with a fixed clock and fixed trace names, and the steps that they will take."""
    steps: list[Step] = []

    def fetch_for(source: SourcePlan) -> Fetch:
        fetch = tools.fetch_for(source)

        async def ask(call: Call) -> Facts:
            steps.append(Step(source, call.gemeente))
            _under_way.set(steps[-1])
            return await fetch(call)

        return ask

    clock, random = Clock(tools.clock.peildatum, lambda: _MOMENT), Random(2)  # noqa: S311 - idem
    return replace(tools, clock=clock, telemetry=Telemetry(random.randbytes), fetch_for=fetch_for), steps


def _in_order(steps: Iterable[Step], bronnen: Iterable[Mapping[str, str]]) -> Iterator[Step]:
    by_place = {(step.source.bron, step.gemeente): step for step in steps}
    for entry in bronnen:
        if step := by_place.get((entry["bron"], entry.get("gemeente"))):
            step.status = entry["bronStatus"]
            yield step
