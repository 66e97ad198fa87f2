"""The name of a kept answer binds everything the answer depends on, and tells nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from hashlib import blake2b, sha256
from typing import Any

import pytest
from msgspec import structs

from gateway.core.bsn import Bsn
from gateway.core.call import Call
from gateway.core.plan import SourcePlan
from gateway.pipes.cache import cache_of
from tests.cache.kept import PLACE, Dict, room_on
from tests.fakes.answers import call_of, over_soap, plan_of, source_of

SVB = source_of("SVB")
CALL = structs.replace(call_of(SVB), gemeenten=frozenset({"0855"}))


def name(
    call: Call = CALL,
    source: SourcePlan = SVB,
    *,
    place: str = PLACE,
    edition: bytes = b"sha256:een",
    key: bytes = b"c" * 32,
) -> bytes:
    """Name the answer to a call."""
    return cache_of(room_on(Dict(), key=key, edition=edition), source, place).name(call)


OTHER_CALLS: dict[str, dict[str, Any]] = {
    "bsn": {"bsn": Bsn("999990020")},
    "geboortedatum": {"geboortedatum": "19940300"},
    "dag": {"today": date(2026, 11, 2)},
    "afnemer": {"salt": b"t" * 32},
    "toestemming": {"toestemming": "2"},
    "gemeente": {"gemeente": "0855"},
    "andere gemeenten": {"gemeenten": frozenset({"0772"})},
    "meer gemeenten": {"gemeenten": frozenset({"0855", "0772"})},
    "geen gemeenten": {"gemeenten": frozenset()},
    "alle gemeenten": {"gemeenten": None},
}
OTHERS: dict[str, Callable[[], bytes]] = {
    "bron": lambda: name(source=replace(SVB, bron="DUO")),
    "doelbinding": lambda: name(source=replace(SVB, doelbinding="ANDER 2026-01-01")),
    "versie": lambda: name(source=replace(SVB, doelbinding=SVB.doelbinding[:-1] + "2")),
    "velden": lambda: name(source=replace(SVB, velden=SVB.velden[:-1])),
    "koppelvlak": lambda: name(source=source_of("DUO")),
    "dienst": lambda: name(source=_operated(dienst="Ander")),
    "dienstversie": lambda: name(source=_operated(versie="v0999")),
    "bericht": lambda: name(source=_operated(bericht="Ander")),
    "adres": lambda: name(place="nagebootst http://ander"),
    "contracten": lambda: name(edition=b"sha256:twee"),
    "sleutel": lambda: name(key=b"d" * 32),
}


def _operated(**changes: str) -> SourcePlan:
    return replace(SVB, operatie=SVB.operatie.model_copy(update=changes))


@pytest.mark.parametrize("what", OTHER_CALLS)
def test_another_call_has_another_name(what: str) -> None:
    """Each part of the call, changed alone, changes the name."""
    assert name(structs.replace(CALL, **OTHER_CALLS[what])) != name()


@pytest.mark.parametrize("what", OTHERS)
def test_another_plan_or_gateway_has_another_name(what: str) -> None:
    """Each part of plan, endpoint, contracts and key, changed alone, changes the name."""
    assert OTHERS[what]() != name()


def test_every_difference_gives_a_name_of_its_own() -> None:
    """No two of all these changes share a name."""
    names = [name(structs.replace(CALL, **change)) for change in OTHER_CALLS.values()]
    names += [other() for other in OTHERS.values()]
    assert len(set(names)) == len(OTHER_CALLS) + len(OTHERS)


def test_what_an_answer_does_not_depend_on_is_not_in_its_name() -> None:
    """Deadline, trace and message are those of one asking; another asking has the same name."""
    again = structs.replace(CALL, deadline=1.0, traceparent="00-1-2-00", bericht="urn:uuid:ander")
    assert name(again) == name()
    assert name(source=source_of("SVB", plan_of(None, None, over_soap()))) == name()


def test_a_name_is_not_found_by_trying_numbers() -> None:
    """It is 32 bytes; who knows all but the key, and tries the right number, does not come to it."""
    keys = (
        bytes(32),
        b"cache".ljust(32, b"\0"),
        sha256(b"cache").digest(),
        sha256(SVB.doelbinding.encode()).digest(),
    )
    number = CALL.bsn.reveal().encode()
    guesses = {name(key=key) for key in keys} | {
        sha256(number).digest(),
        blake2b(number, digest_size=32).digest(),
    }
    assert len(name()) == 32
    assert name() not in guesses
