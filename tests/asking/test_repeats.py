"""`Idempotency-Key`: one key is one look-up, whoever asks again, wherever and whenever."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from gateway.logbook.verify import examine
from gateway.settings import Settings
from gateway.store.claims import KEPT_SECONDS, Claim, Claims
from gateway.store.database import sqlite_path
from gateway.wiring import Gateway, running
from tests.asking.conftest import Sources
from tests.asking.test_stream import ALL
from tests.fakes.asking import QUESTION, Asker, person_of, records_of, serving, token_of, until
from tests.fakes.processes import MockSources, Served, served_gateway, settings_for

KEY = "intake-2026:0001"
OTHER = {**QUESTION, "velden": ["uitkeringsverhouding.categorie"]}


def _begun(gateway: Gateway) -> list[str]:
    return [record["raadplegingId"] for record in records_of(gateway) if record["soort"] == "BEGONNEN"]


async def test_who_asks_at_once_under_one_key_shares_one_look_up(
    sources: Sources, asker: Asker, gateway: Gateway
) -> None:
    """Eight times the same question gives the same bytes, also as events; the sources are asked once."""
    sources.slow("svb", 500)
    asking = asyncio.gather(*[asker.ask(key=KEY) for _ in range(7)])
    events = await asker.heard(key=f'"{KEY}"')
    bodies = {answer.text for answer in await asking} | {events[-1][1]}
    assert len(bodies) == 1
    assert _begun(gateway) == [json.loads(bodies.pop())["raadpleging"]["raadplegingId"]]
    assert [entry["bron"] for entry in sources.asked()].count("svb") == 1
    told = [json.loads(data)["bron"] for name, data in events if name == "bron"]
    assert sorted(told) == sorted(ALL)


async def test_afterwards_the_key_is_used_up(asker: Asker, gateway: Gateway) -> None:
    """The same question under the key, quoted or not, is 409 with the id of the first, and no look-up."""
    first = (await asker.ask(key=KEY)).json()["raadpleging"]["raadplegingId"]
    for key in (KEY, f'"{KEY}"'):
        again = await asker.ask(key=key)
        assert (again.status_code, again.json()["code"]) == (409, "AL_BEANTWOORD")
        assert again.json()["raadplegingId"] == first
    assert _begun(gateway) == [first]


async def test_a_key_belongs_to_one_question(asker: Asker, sources: Sources, gateway: Gateway) -> None:
    """Another question under the key is 409 with a code of its own, while the first runs and afterwards."""
    sources.slow("svb", 700)
    first = asyncio.create_task(asker.ask(key=KEY))
    await until(lambda: _begun(gateway))
    during = await asker.ask(OTHER, key=KEY)
    assert (await first).status_code == 200
    after = await asker.ask(OTHER, key=KEY)
    for refused in (during, after):
        assert (refused.status_code, refused.json()["code"]) == (409, "SLEUTEL_AL_GEBRUIKT")
    assert len(_begun(gateway)) == 1


async def test_a_key_is_that_of_one_employee(asker: Asker, gateway: Gateway) -> None:
    """A colleague who happens to take the same key has a look-up of their own."""
    colleague = Asker(asker.url, token_of(gateway, sub="medewerker-0002"))
    answers = await asyncio.gather(asker.ask(key=KEY), colleague.ask(OTHER, key=KEY))
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(_begun(gateway)) == 2


async def test_who_joins_must_be_allowed_to_ask(asker: Asker, sources: Sources, gateway: Gateway) -> None:
    """A token without the purpose joins nothing, though it is the same employee with the same key."""
    sources.slow("svb", 700)
    first = asyncio.create_task(asker.ask(key=KEY))
    await until(lambda: _begun(gateway))
    without = Asker(asker.url, token_of(gateway, scope=("ELDERS",)))
    refused = await without.ask(key=KEY)
    assert (refused.status_code, refused.json()["code"]) == (403, "DOELBINDING_NIET_IN_TOKEN")
    assert (await first).status_code == 200


async def test_a_joined_question_goes_on_until_the_last_has_gone(
    asker: Asker, sources: Sources, gateway: Gateway
) -> None:
    """The first who asked leaves and the second is answered; when both leave it ends as AFGEBROKEN."""
    sources.slow("svb", 1500)
    for stays, end in ((True, "GELEVERD"), (False, "AFGEBROKEN")):
        key = f"{KEY}-{end}"
        async with asker.listen(key=key) as first:
            await anext(first)
            second = asyncio.create_task(asker.ask(key=key))
            await asyncio.sleep(0.3)
        if not stays:
            second.cancel()
        await asyncio.gather(second, return_exceptions=True)
        assert second.cancelled() != stays
        await until(lambda: records_of(gateway)[-1].get("uitkomst"))
        assert records_of(gateway)[-1]["uitkomst"] == end


async def test_a_look_up_that_delivered_nothing_does_not_use_up_its_key(
    asker: Asker, sources: Sources, gateway: Gateway
) -> None:
    """After leaving, after a refusal and after a failing journal the same key asks again, at once."""
    sources.slow("svb", 700)
    refused = await asker.ask({**QUESTION, "doelbinding": "ELDERS"}, key=KEY)
    async with asker.listen(key=KEY) as events:
        await anext(events)
    with closing(sqlite3.connect(sqlite_path(gateway.settings.database))) as other:
        asking = asyncio.create_task(asker.ask(key=KEY))
        await until(lambda: len(_begun(gateway)) == 2)
        other.execute("BEGIN EXCLUSIVE")
        failed = await asking
        other.rollback()
    assert (refused.status_code, failed.status_code) == (403, 503)
    answer = await asker.ask(key=KEY)
    assert answer.status_code == 200, answer.text
    ends = [record["uitkomst"] for record in records_of(gateway) if "uitkomst" in record]
    assert (len(_begun(gateway)), ends) == (3, ["AFGEBROKEN", "GELEVERD"])


@pytest.fixture
def two(sources: Sources, tmp_path: Path) -> Iterator[tuple[Served, Served]]:
    """Give two gateway processes on one database."""
    mocks = MockSources(sources.url, None)  # type: ignore[arg-type]  # their process is not ours to end
    with served_gateway(tmp_path, mocks) as first, served_gateway(tmp_path, mocks) as second:
        yield first, second


async def test_a_key_holds_in_every_process(two: tuple[Served, Served], sources: Sources) -> None:
    """Another process on this database refuses the key while the look-up runs in the first, and later."""
    sources.slow("svb", 1500)
    one, other = (Asker(served.url, served.token()) for served in two)
    async with one.listen(key=KEY) as events:
        await anext(events)
        during = await other.ask(key=KEY)
        profile = [json.loads(data) async for name, data in events if name == "profiel"]
    after = await other.ask(key=KEY)
    [first] = [answer["raadpleging"]["raadplegingId"] for answer in profile]
    for refused in (during, after):
        assert (refused.status_code, refused.json()["code"]) == (409, "AL_BEANTWOORD")
        assert refused.json()["raadplegingId"] == first
    assert (await other.look_up(first)).json()["toestand"] == "GELEVERD"


async def test_a_key_holds_after_a_restart(sources: Sources, tmp_path: Path) -> None:
    """A new process refuses a key that was answered before it began, also long after the deadline."""
    settings = settings_for(tmp_path, sources.url)
    async with running(settings) as gateway, serving(gateway) as asker:
        first = await asker.ask(key=KEY)
    _older(settings, 3600)
    async with running(settings) as gateway, serving(gateway) as asker:
        again = await asker.ask(key=KEY)
    assert (first.status_code, again.status_code, again.json()["code"]) == (200, 409, "AL_BEANTWOORD")


@pytest.mark.parametrize(("age", "status"), [(3, 409), (60, 200)])
async def test_a_look_up_that_died_gives_its_key_back(
    age: int, status: int, asker: Asker, gateway: Gateway
) -> None:
    """A key of a look-up that never ended is free once that can no longer deliver, and not before."""
    await asker.ask(key=KEY)
    _older(gateway.settings, age, died=True)
    assert (await asker.ask(key=KEY)).status_code == status


def _older(settings: Settings, seconds: int, *, died: bool = False) -> None:
    """Let the key have been taken so many seconds earlier, by a look-up that left no record if it died."""
    with closing(sqlite3.connect(sqlite_path(settings.database))) as file, file:
        file.execute("UPDATE herhaling SET moment = moment - ?", (seconds,))
        if died:
            file.execute("UPDATE herhaling SET raadpleging_id = '018f-gestorven'")


@pytest.fixture
def claims(gateway: Gateway) -> Claims:
    """Give the keys of a gateway."""
    return Claims(gateway.store)


async def test_a_key_is_forgotten_after_a_day(claims: Claims, gateway: Gateway) -> None:
    """Whoever takes any key a day later finds the first free, and its row is gone."""
    first = Claim("sleutel", "vraag", "r1", 1_000_000)
    assert await claims.take(first) == first
    later = Claim("sleutel", "anders", "r2", first.moment + KEPT_SECONDS - 1)
    assert await claims.take(later) == first
    much_later = Claim("sleutel-2", "vraag", "r3", first.moment + KEPT_SECONDS)
    assert await claims.take(much_later) == much_later
    rows = await gateway.store.read("SELECT raadpleging_id FROM herhaling")
    assert rows == [("r3",)]


async def test_a_gateway_that_starts_forgets_what_is_a_day_old(sources: Sources, tmp_path: Path) -> None:
    """Without any key being used, the row of yesterday is gone once a gateway runs; that of today stays."""
    settings = settings_for(tmp_path, sources.url)
    async with running(settings) as gateway:
        now = int(gateway.clock.epoch())
        await Claims(gateway.store).take(Claim("gisteren", "vraag", "r1", now - KEPT_SECONDS))
        await Claims(gateway.store).take(Claim("vandaag", "vraag", "r2", now - KEPT_SECONDS + 600))
        query = "SELECT raadpleging_id FROM herhaling ORDER BY moment"
        assert await gateway.store.read(query) == [("r1",), ("r2",)]
    async with running(settings) as gateway:
        assert await gateway.store.read(query) == [("r2",)]


async def test_what_cannot_be_forgotten_keeps_no_gateway_from_starting(
    sources: Sources, tmp_path: Path
) -> None:
    """With a store that refuses to delete the row of yesterday the gateway starts and answers as ever."""
    settings = settings_for(tmp_path, sources.url)
    async with running(settings) as gateway:
        await Claims(gateway.store).take(Claim("gisteren", "vraag", "r1", 1))
    with closing(sqlite3.connect(sqlite_path(settings.database))) as file:
        refusal = "BEGIN SELECT RAISE(ABORT, 'nee'); END"
        file.execute(f"CREATE TRIGGER blijft BEFORE DELETE ON herhaling {refusal}")
    async with running(settings) as gateway, serving(gateway) as asker:
        assert (await asker.ask()).status_code == 200
        assert await gateway.store.read("SELECT raadpleging_id FROM herhaling") == [("r1",)]


async def test_a_key_that_is_taken_undoes_nothing_of_its_batch(claims: Claims, gateway: Gateway) -> None:
    """Forty at once want one key while forty look-ups are recorded: one has it, every record is there."""
    wanted = [Claim("sleutel", "vraag", f"r{number}", 1) for number in range(40)]
    begun = [gateway.journal.begin(f"j{number}", "2026-11-01T08:12:00Z", {}) for number in range(40)]
    owners, _ = await asyncio.gather(asyncio.gather(*map(claims.take, wanted)), asyncio.gather(*begun))
    assert set(owners) == {wanted[0]}
    assert len(_begun(gateway)) == 40
    assert examine(sqlite_path(gateway.settings.database)).findings == []


async def test_a_key_tells_nothing(asker: Asker, gateway: Gateway) -> None:
    """In no file of the store stand the key, the employee, the person or the case."""
    await asker.ask(key=KEY)
    folder = sqlite_path(gateway.settings.database).parent
    content = b"".join(file.read_bytes() for file in folder.glob("logboek.db*"))
    secrets = (KEY, "medewerker-0001", person_of("P01")["bsn"], str(QUESTION["zaakkenmerk"]))
    assert [secret for secret in secrets if secret.encode() in content] == []
