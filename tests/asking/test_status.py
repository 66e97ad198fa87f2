"""`GET /v1/raadplegingen/{id}`: how a look-up ended, told to its asker; and asking some bronnen again."""

import pytest

from gateway.recorded import shown
from gateway.wiring import Gateway
from tests.api.test_openapi import _validator as validator
from tests.asking.conftest import Sources
from tests.asking.test_stream import ALL
from tests.fakes.asking import QUESTION, Asker, person_of, records_of, token_of, until
from tests.fakes.processes import CASEMANAGER

NOW = "2026-11-01T08:12:00Z"
BEGUN = {
    "raadplegingId": "018f",
    "soort": "BEGONNEN",
    "tijdstip": NOW,
    "doelbinding": "DJI_INTAKE_ARBEIDSMARKT",
    "doelbindingVersie": "2026-01-01",
    "contractDigest": "sha256:00",
    "afnemer": CASEMANAGER.afnemer,
    "medewerker": CASEMANAGER.medewerker,
}


async def test_a_look_up_is_told_without_its_content(asker: Asker, gateway: Gateway) -> None:
    """Id, purpose, times and how each bron ended; nothing of the person, and no gemeente of the index."""
    answer = (await asker.ask()).json()
    asked = answer["raadpleging"]
    found = await asker.look_up(asked["raadplegingId"])
    begin, end = records_of(gateway)
    told = found.json()
    assert sorted(entry["bron"] for entry in told["bronnen"]) == sorted(ALL)
    assert {(entry["bronStatus"], *list(entry)) for entry in told.pop("bronnen")} == {
        ("BEANTWOORD", "bron", "bronStatus")
    }
    assert told == {
        "raadplegingId": asked["raadplegingId"],
        "toestand": "GELEVERD",
        "begonnen": begin["tijdstip"],
        "geeindigd": end["tijdstip"],
        "uitkomst": "GELEVERD",
        "doelbinding": asked["doelbinding"],
        "doelbindingVersie": asked["doelbindingVersie"],
        "contractDigest": asked["contractDigest"],
    }
    assert (found.status_code, found.headers["cache-control"]) == (200, "no-store")
    validator("Raadplegingsstand").validate(found.json())
    secrets = (person_of("P01")["bsn"], "0855", QUESTION["zaakkenmerk"], CASEMANAGER.medewerker)
    assert [secret for secret in secrets if secret in found.text] == []


async def test_a_look_up_is_told_while_it_runs_and_when_it_was_left(
    asker: Asker, sources: Sources, gateway: Gateway
) -> None:
    """LOPEND without an end while a source is slow; NIET_GELEVERD and AFGEBROKEN once its asker has gone."""
    sources.slow("svb", 3000)
    async with asker.listen() as events:
        await anext(events)
        [begin] = records_of(gateway)
        during = (await asker.look_up(begin["raadplegingId"])).json()
    await until(lambda: len(records_of(gateway)) == 2)
    after = (await asker.look_up(begin["raadplegingId"])).json()
    assert (during["toestand"], during["bronnen"], "uitkomst" in during) == ("LOPEND", [], False)
    assert (after["toestand"], after["uitkomst"]) == ("NIET_GELEVERD", "AFGEBROKEN")
    for told in (during, after):
        validator("Raadplegingsstand").validate(told)


async def test_what_a_source_did_is_told_with_its_cause(asker: Asker, sources: Sources) -> None:
    """A source that was too late is NIET_BESCHIKBAAR with TIJD_OM, as the profile said."""
    sources.slow("svb", 9000)
    answer = (await asker.ask()).json()
    told = (await asker.look_up(answer["raadpleging"]["raadplegingId"])).json()
    svb = next(entry for entry in told["bronnen"] if entry["bron"] == "SVB")
    assert svb == {"bron": "SVB", "bronStatus": "NIET_BESCHIKBAAR", "oorzaak": "TIJD_OM"}


async def test_for_anybody_else_it_does_not_exist(asker: Asker, gateway: Gateway) -> None:
    """A colleague, another organisation and an id that is nobody's get the same 404; no token gets 401."""
    own = (await asker.ask()).json()["raadpleging"]["raadplegingId"]
    others = [
        Asker(asker.url, token_of(gateway, **claims))
        for claims in (
            {"sub": "medewerker-0002"},
            {"azp": "00000099000000020000"},
            {"sub": "medewerker-0002", "rol": "beheerder"},
        )
    ]
    answers = [await other.look_up(own) for other in others]
    unknown = await asker.look_up(own[:-1] + ("0" if own[-1] != "0" else "1"))
    assert {answer.status_code for answer in answers} == {404}
    assert {answer.content for answer in answers} == {unknown.content}
    told = unknown.json()
    detail = "Er is geen raadpleging met dit nummer die deze medewerker heeft gedaan."
    assert (told["code"], told["detail"]) == ("NIET_GEVONDEN", detail)
    assert (await Asker(asker.url, "x").look_up(own)).status_code == 401


@pytest.mark.parametrize(
    ("end", "now", "told"),
    [
        (None, "2026-11-01T08:12:15Z", ("LOPEND", None)),
        (None, "2026-11-01T08:12:16Z", ("NIET_GELEVERD", "ONBEKEND")),
        ("GELEVERD", NOW, ("GELEVERD", "GELEVERD")),
        ("AFGEBROKEN", NOW, ("NIET_GELEVERD", "AFGEBROKEN")),
        ("Refused", NOW, ("NIET_GELEVERD", "GEWEIGERD")),
        ("EgressViolation", NOW, ("NIET_GELEVERD", "MISLUKT")),
    ],
)
def test_every_end_has_a_word(end: str | None, now: str, told: tuple[str, str | None]) -> None:
    """An end that never came is LOPEND until five seconds after the deadline, and then ONBEKEND."""
    ended: dict[str, object] = {
        "raadplegingId": "018f",
        "soort": "GEEINDIGD",
        "tijdstip": NOW,
        "uitkomst": end,
        "bronnen": [],
    }
    found = shown([BEGUN, ended] if end else [BEGUN], CASEMANAGER, now=now, seconds=10.0)
    assert found is not None
    assert (found["toestand"], found.get("uitkomst")) == told


async def test_asking_some_bronnen_again_is_a_look_up_of_its_own(asker: Asker, gateway: Gateway) -> None:
    """Another id and two records more, which say which bron was asked for; the first stay as they are."""
    first = (await asker.ask()).json()["raadpleging"]["raadplegingId"]
    before = records_of(gateway)
    again = (await asker.ask({**QUESTION, "bronnen": ["SVB"]})).json()
    records = records_of(gateway)
    begin, end = records[2:]
    assert records[:2] == before
    assert again["raadpleging"]["raadplegingId"] == begin["raadplegingId"] == end["raadplegingId"] != first
    assert (before[0]["gevraagdeBronnen"], begin["gevraagdeBronnen"]) == (None, ["SVB"])
    asked = {entry["bron"] for entry in again["bronnen"] if entry["bronStatus"] != "NIET_GEVRAAGD"}
    assert asked == {entry["bron"] for entry in end["bronnen"] if entry["pogingen"]} == {"SVB"}
