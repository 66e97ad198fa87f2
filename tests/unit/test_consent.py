"""What a person wishes, asked before any source and again after all of them (`gateway/consent.py`)."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import msgspec
import pytest

from gateway.core.doelbinding import Doelbinding
from gateway.core.question import Caller
from gateway.errors import Refused
from tests.fakes.answers import TODAY, dji, purpose
from tests.fakes.processes import CASEMANAGER
from tests.fakes.world import RECLASSERING, TILBURG, Recorded, World

OLD = date(2021, 6, 30)
NEEDS_CONSENT = [
    (purpose("RECLASSERING_REINTEGRATIE"), RECLASSERING, TODAY),
    (purpose("GEMEENTE_REINTEGRATIE", OLD), TILBURG, OLD),
]
Asking = tuple[Doelbinding, Caller, date]


def world(asking: Asking, wishes: Recorded, asked: list[str] | None = None) -> World:
    """Give a gateway in which every source says "nothing"; `asked` collects who was asked."""
    doelbinding, caller, today = asking
    found = World({}, doelbinding=doelbinding, caller=caller, today=today, wishes=wishes)
    if asked is not None:
        found.asked = asked
    return found


def refused(at: World) -> str:
    """Ask, and give the code of the refusal."""
    with pytest.raises(Refused) as refusal:
        at.ask(gemeenten=())
    return refusal.value.code


def everybody(asking: Asking) -> list[str]:
    """Tell who is asked when nothing stands in the way."""
    steady = world(asking, Recorded(yes))
    steady.ask(gemeenten=())
    return sorted(steady.asked)


def yes() -> bool:
    """Say that it is recorded."""
    return True


def no() -> bool:
    """Say that it is not recorded."""
    return False


def nobodys_say() -> bool:
    """Fail: this purpose must not look."""
    raise AssertionError


@pytest.mark.parametrize("objection", [yes, no])
@pytest.mark.parametrize("asking", NEEDS_CONSENT, ids=lambda asking: asking[0].id)
def test_without_consent_nothing_happens(asking: Asking, objection: Callable[[], bool]) -> None:
    """VEREIST and no consent: refused, no source asked, no look-up recorded as begun."""
    at = world(asking, Recorded(no, objection))
    assert (refused(at), at.asked, at.journal.records) == ("TOESTEMMING_ONTBREEKT", [], [])


@pytest.mark.parametrize("asking", NEEDS_CONSENT, ids=lambda asking: asking[0].id)
def test_with_consent_there_is_an_answer(asking: Asking) -> None:
    """VEREIST and a consent that stays: every source of the purpose is asked and the end is recorded."""
    at = world(asking, Recorded(yes))
    answer = at.ask(gemeenten=())
    answered = {entry["bron"] for entry in answer["bronnen"] if entry["bronStatus"] == "NIETS_GEVONDEN"}
    assert {place.partition("/")[0] for place in at.asked} == answered >= {"UWV_POLIS", "DUO"}
    assert [record.get("uitkomst") for record in at.journal.records] == [None, "GELEVERD"]


@pytest.mark.parametrize("asking", NEEDS_CONSENT, ids=lambda asking: asking[0].id)
def test_a_consent_withdrawn_in_flight_stops_the_answer(asking: Asking) -> None:
    """It is looked at after every source was asked; nothing is answered, and the record says how it ended."""
    asked: list[str] = []
    looked: list[list[str]] = []

    def until_somebody_is_asked() -> bool:
        looked.append(sorted(asked))
        return not asked

    at = world(asking, Recorded(until_somebody_is_asked), asked)
    assert refused(at) == "TOESTEMMING_ONTBREEKT"
    assert looked == [[], everybody(asking)]
    begin, end = at.journal.records
    assert (begin["doelbinding"], end["uitkomst"]) == (asking[0].id, "Refused")
    answered = {entry["bron"] for entry in _bronnen(end) if entry["bronStatus"] == "NIETS_GEVONDEN"}
    assert answered == {place.partition("/")[0] for place in asked}


def _bronnen(record: Mapping[str, object]) -> list[dict[str, str]]:
    return msgspec.convert(record["bronnen"], list[dict[str, Any]])


INTAKE = (dji(), CASEMANAGER, TODAY)


@pytest.mark.parametrize("consent", [yes, no])
def test_an_objection_stops_the_question(consent: Callable[[], bool]) -> None:
    """STOPKNOP and an objection: refused before any source, also where a consent is recorded."""
    at = world(INTAKE, Recorded(consent, yes))
    assert (refused(at), at.asked, at.journal.records) == ("TOESTEMMING_ONTBREEKT", [], [])


def test_silence_does_not_stop_the_question() -> None:
    """STOPKNOP and nothing recorded: answered."""
    assert world(INTAKE, Recorded()).ask()["volledig"] is True


def test_an_objection_in_flight_stops_the_answer() -> None:
    """STOPKNOP: an objection made while sources are asked holds, after all of them were."""
    asked: list[str] = []
    at = world(INTAKE, Recorded(nobodys_say, lambda: bool(asked)), asked)
    assert refused(at) == "TOESTEMMING_ONTBREEKT"
    silent = world(INTAKE, Recorded())
    silent.ask(gemeenten=())
    assert sorted(asked) == sorted(silent.asked)
    assert at.journal.records[1]["uitkomst"] == "Refused"


def test_where_consent_is_nobodys_say_nobody_looks() -> None:
    """NIET_VEREIST: neither a consent nor an objection is looked up, before or after."""
    asking = (purpose("GEMEENTE_REINTEGRATIE"), TILBURG, TODAY)
    assert world(asking, Recorded(nobodys_say, nobodys_say)).ask(gemeenten=())["volledig"] is True
