"""`Accept: text/event-stream`: each source as it ends, and the profile when its end is recorded."""

import json
import sqlite3
from contextlib import closing

import pytest

from gateway.demo import question_of
from gateway.store.database import sqlite_path
from gateway.wiring import Gateway
from tests.api.test_design_rules import SECURITY
from tests.asking.conftest import Sources
from tests.fakes.asking import EVENTS, QUESTION, Asker, leaves, person_of, records_of
from tests.fakes.processes import ROOT

ALL = {
    "UWV_POLIS",
    "UWV_UITKERING",
    "UWV_WERKBEDRIJF",
    "DUO",
    "DJI_IN_MADE",
    "SVB",
    "VERWIJSINDEX",
    "GEMEENTE_UITKERING",
    "GEMEENTE_REINTEGRATIE",
}


async def test_each_source_is_told_as_it_ends_and_the_profile_last(sources: Sources, asker: Asker) -> None:
    """Every bron once, those that are slow later, then one profile: the bytes that JSON would have been."""
    sources.slow("svb", 700)
    sources.slow("duo", 350)
    *bronnen, (name, profile) = await asker.heard()
    order = [json.loads(data)["bron"] for kind, data in bronnen if kind == "bron"]
    assert (set(order), len(order), len(bronnen)) == (ALL, len(ALL), len(ALL))
    assert order[-2:] == ["DUO", "SVB"]
    assert name == "profiel"
    told, whole = json.loads(profile), (await asker.ask()).json()
    for answer in (told, whole):
        del answer["raadpleging"]["raadplegingId"], answer["raadpleging"]["tijdstip"]
    assert told == whole


async def test_the_profile_comes_when_the_end_is_in_the_file(
    sources: Sources, asker: Asker, gateway: Gateway
) -> None:
    """At the first event the journal holds a beginning only; at the profile an end that says GELEVERD."""
    sources.slow("svb", 400)
    async with asker.listen() as events:
        seen = [(name, [record["soort"] for record in records_of(gateway)]) async for name, _ in events]
    assert seen[0] == ("bron", ["BEGONNEN"])
    assert seen[-1] == ("profiel", ["BEGONNEN", "GEEINDIGD"])
    assert records_of(gateway)[-1]["uitkomst"] == "GELEVERD"


async def test_without_a_durable_end_there_is_a_problem_and_no_profile(
    sources: Sources, asker: Asker, gateway: Gateway
) -> None:
    """A journal that fails at the end makes the last event `fout`, with the problem that JSON would get."""
    sources.slow("svb", 700)
    events = []
    async with asker.listen() as heard:
        events.append(await anext(heard))
        with closing(sqlite3.connect(sqlite_path(gateway.settings.database))) as other:
            other.execute("BEGIN EXCLUSIVE")
            events += [event async for event in heard]
            other.rollback()
    assert [name for name, _ in events] == ["bron"] * len(ALL) + ["fout"]
    problem = json.loads(events[-1][1])
    assert (problem["status"], problem["code"]) == (503, "LOGBOEK_NIET_BESCHIKBAAR")
    [begin] = records_of(gateway)
    assert problem["raadplegingId"] == begin["raadplegingId"]


async def test_what_is_refused_before_the_first_event_is_an_ordinary_problem(asker: Asker) -> None:
    """A refused question has its own status and problem+json, whatever the client accepts."""
    answer = await asker.ask({**QUESTION, "doelbinding": "ELDERS"}, headers=EVENTS)
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
    assert answer.json()["code"] == "DOELBINDING_ONBEKEND"


async def test_a_stream_has_the_headers_of_every_answer(asker: Asker) -> None:
    """The type is text/event-stream and nothing else; version, no-store and the rest are there once."""
    answer = await asker.ask(headers=EVENTS)
    assert answer.headers["content-type"] == "text/event-stream"
    assert {name: answer.headers.get_list(name) for name in SECURITY} == {
        name: [value] for name, value in SECURITY.items()
    }


@pytest.mark.parametrize("persona", ["P01", "P04"])
async def test_nothing_of_the_person_is_told_before_the_profile(asker: Asker, persona: str) -> None:
    """No value of the profile, no number and no gemeente of the index stands in an event before it."""
    *bronnen, (_, profile) = await asker.heard(question_of(persona, ROOT / "adapters"))
    answer = json.loads(profile)
    gemeenten = {entry["gemeente"] for entry in answer["bronnen"] if "gemeente" in entry}
    person = {name: part for name, part in answer.items() if name not in {"raadpleging", "bronnen"}}
    del person["nietGeleverd"], person["onvolledig"]
    values = leaves(person) | gemeenten | {person_of(persona)["bsn"], person_of(persona)["geboortedatum"]}
    said = "".join(data for _, data in bronnen)
    assert gemeenten
    assert {value for value in values if len(value) > 2 and value in said} - {"true", "false"} == set()
    assert values & leaves([json.loads(data) for _, data in bronnen]) == set()


async def test_events_are_the_same_whatever_is_found(asker: Asker) -> None:
    """People with and without benefits, known to one gemeente or to none, give the very same events."""

    async def told(persona: str) -> list[str]:
        events = await asker.heard(question_of(persona, ROOT / "adapters"))
        return sorted(data for name, data in events if name == "bron")

    first, *others = [await told(persona) for persona in ("P01", "P02", "P03", "P04")]
    assert others == [first] * 3
    assert {data[data.index(",") :] for data in first} == {',"bronStatus":"BEANTWOORD"}'}


async def test_a_gemeente_that_the_question_names_is_told(sources: Sources, asker: Asker) -> None:
    """Each named gemeente has its own event with its code, and what went wrong with a source is said."""
    sources.slow("svb", 9000)
    events = await asker.heard({**QUESTION, "gemeenten": ["0855"]})
    told = [json.loads(data) for name, data in events if name == "bron"]
    assert {"bron": "GEMEENTE_UITKERING", "gemeente": "0855", "bronStatus": "BEANTWOORD"} in told
    svb = next(entry for entry in told if entry["bron"] == "SVB")
    assert (svb["bronStatus"], svb["oorzaak"]) == ("NIET_BESCHIKBAAR", "TIJD_OM")
