"""The pipe of a running gateway on real mock sources: repeats, rest and hours, in the answer and the log."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from adapters.mock.testing import Mocks, running_mocks
from gateway.keys import key_id, load_key
from gateway.logbook.verify import read_records
from gateway.settings import Settings
from gateway.store.database import sqlite_path
from gateway.wiring import Gateway, running
from tests.fakes.processes import CASEMANAGER, ROOT, question_about, settings_for

P01 = {"bsn": "999990019", "geboortedatum": "19940314"}
REFUSED = {"bron": "SVB", "bronStatus": "NIET_BESCHIKBAAR", "oorzaak": "GEWEIGERD"}


@pytest.fixture
def mocks() -> Iterator[Mocks]:
    with running_mocks() as own:
        yield own


@asynccontextmanager
async def gateway_on(settings: Settings, **svb: Any) -> AsyncIterator[Gateway]:
    """Run a gateway; `svb` are settings of that source."""
    own = settings.bronnen["svb"].model_copy(update=svb)
    async with running(settings.model_copy(update={"bronnen": {**settings.bronnen, "svb": own}})) as gateway:
        yield gateway


async def svb_of(gateway: Gateway, name: str = "018f-pipe", *, only: bool = True) -> dict[str, Any]:
    """Ask about P01 (of the SVB only); give what the answer says of the SVB."""
    question = question_about(P01, bronnen=("SVB",) if only else None)
    body = await gateway.ask(question, CASEMANAGER, raadpleging_id=name, traceparent=None)
    (entry,) = (found for found in json.loads(body)["bronnen"] if found["bron"] == "SVB")
    return dict(entry)


def asked(mocks: Mocks) -> int:
    """Count the questions that reached the SVB."""
    return sum(entry["bron"] == "svb" for entry in mocks.requests())


def attempts(gateway: Gateway, state: Path, name: str) -> int:
    """Read from the log how often the SVB was asked in one look-up."""
    key = load_key(state / "sleutels" / "logboek.key", "X")
    _, end = read_records(sqlite_path(gateway.settings.database), {key_id(key): key}, raadpleging_id=name)
    (entry,) = (found for found in end["bronnen"] if found["bron"] == "SVB")  # type: ignore[attr-defined]
    return int(entry["pogingen"])


@pytest.mark.parametrize(
    ("fault", "reached"),
    [({"soort": "STATUS", "status": 503}, 2), ({"soort": "VERBROKEN"}, 2), ({"soort": "STATUS"}, 2)],
)
async def test_what_passes_is_repeated_and_counted(
    mocks: Mocks, tmp_path: Path, fault: dict[str, Any], reached: int
) -> None:
    """The first question fails, the second is answered: GEVONDEN, and the log says two attempts."""
    mocks.post("/faults", {**fault, "waar": {"bron": "svb"}, "tot": 1})
    async with gateway_on(settings_for(tmp_path, mocks.url)) as gateway:
        entry = await svb_of(gateway)
        assert (entry["bronStatus"], asked(mocks)) == ("NIETS_GEVONDEN", reached)
        assert attempts(gateway, tmp_path, "018f-pipe") == reached


async def test_a_long_wait_is_told_and_not_waited(mocks: Mocks, tmp_path: Path) -> None:
    """503 with Retry-After of an hour: not repeated, and opnieuwVanaf is an hour from now."""
    mocks.post("/faults", {"soort": "STATUS", "status": 503, "retry_after": 3600, "waar": {"bron": "svb"}})
    async with gateway_on(settings_for(tmp_path, mocks.url)) as gateway:
        now = gateway.clock.moment()
        entry = await svb_of(gateway)
    again = entry.pop("opnieuwVanaf")
    assert (entry, asked(mocks)) == (REFUSED, 1)
    assert again[:17] >= gateway.clock.moment(3500)[:17] > now[:17]


async def test_a_source_that_keeps_failing_gets_rest(mocks: Mocks, tmp_path: Path) -> None:
    """After two failures it is not asked, answer and /v1/bronnen say from when; one good trial ends that."""
    mocks.post("/faults", {"soort": "STATUS", "status": 500, "waar": {"bron": "svb"}, "tot": 2})
    rest = {"onderbreker_na": 2, "onderbreker_seconden": 1.0}
    async with gateway_on(settings_for(tmp_path, mocks.url), **rest) as gateway:
        assert [await svb_of(gateway) for _ in range(2)] == [REFUSED, REFUSED]
        resting, shown = await svb_of(gateway), shown_of(gateway)
        assert resting.pop("opnieuwVanaf") >= gateway.clock.moment()
        assert resting == {**REFUSED, "oorzaak": "ONDERBREKER_OPEN"}
        assert (shown["toestand"], shown["oorzaak"]) == ("NIET_BESCHIKBAAR", "ONDERBREKER_OPEN")
        assert asked(mocks) == 2
        await asyncio.sleep(1.0)
        assert (await svb_of(gateway))["bronStatus"] == "NIETS_GEVONDEN"
        assert shown_of(gateway)["toestand"] == "BESCHIKBAAR"


def shown_of(gateway: Gateway) -> dict[str, Any]:
    """Give what /v1/bronnen shows of the SVB."""
    return next(one for one in gateway.bronnen() if one["bron"] == "SVB")


async def test_outside_its_hours_a_source_is_not_asked(mocks: Mocks, tmp_path: Path) -> None:
    """Open on workdays only, on a Sunday: BUITEN_VENSTER until Monday half past eight, in answer and list."""
    contracts = tmp_path / "contracts"
    shutil.copytree(ROOT / "contracts", contracts)
    afspraak = contracts / "bronnen" / "svb" / "afspraak.toml"
    hours = (
        '[[venster]]\ndagen = ["MA", "DI", "WO", "DO", "VR"]\nvan = 08:30:00\ntot = 18:00:00\n\n[[levering]]'
    )
    afspraak.write_text(afspraak.read_text("utf-8").replace("[[levering]]", hours, 1), "utf-8")
    settings = settings_for(tmp_path / "staat", mocks.url).model_copy(update={"contracts": contracts})
    monday = {"oorzaak": "BUITEN_VENSTER", "opnieuwVanaf": "2026-11-02T07:30:00Z"}
    async with gateway_on(settings) as gateway:
        assert await svb_of(gateway, only=False) == {**REFUSED, **monday}
        shown = shown_of(gateway)
        assert shown.items() >= {"toestand": "NIET_BESCHIKBAAR", **monday}.items()
        assert shown["vensters"] == [
            {"dagen": ["MA", "DI", "WO", "DO", "VR"], "van": "08:30", "tot": "18:00"}
        ]
    assert (asked(mocks), bool(mocks.requests())) == (0, True)


async def test_a_slow_source_does_not_hold_up_the_others(mocks: Mocks, tmp_path: Path) -> None:
    """SVB hangs: TIJD_OM within its own time, and every other source is in the answer."""
    mocks.post("/faults", {"soort": "VERTRAGING", "ms": 60_000, "waar": {"bron": "svb"}})
    async with gateway_on(settings_for(tmp_path, mocks.url), tijd_totaal=0.6, tijd_poging=0.2) as gateway:
        body = await gateway.ask(
            question_about(P01), CASEMANAGER, raadpleging_id="018f-slow", traceparent=None
        )
    statuses = {
        entry["bron"]: (entry["bronStatus"], entry.get("oorzaak")) for entry in json.loads(body)["bronnen"]
    }
    assert statuses.pop("SVB") == ("NIET_BESCHIKBAAR", "TIJD_OM")
    assert {status for status, _ in statuses.values()} <= {"GEVONDEN", "NIETS_GEVONDEN"}
    assert asked(mocks) == 2
