"""Per kind of fault: a rule, and what a client must see of it. Every kind of the table stands here."""

import http.client
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.adapters.asking import NAMES
from tests.mockfaults.questions import Target, body_of
from tests.mockfaults.served import Seen

Check = Callable[[Target, Seen, Seen], object]
"""Looks at a target, its usual answer and what came under the rule; gives whether it is as meant."""


@dataclass(frozen=True, slots=True)
class Case:
    """The parameters of a rule, and what must be seen."""

    check: Check
    given: Mapping[str, Any] = field(default_factory=dict)


def _same(target: Target, usual: Seen, seen: Seen) -> bool:
    """Whether it is the usual answer; SOAP answers differ in their MessageID."""
    if target.face == "soap":
        return body_text(usual) == body_text(seen)
    return usual.body == seen.body


def body_text(seen: Seen) -> bytes:
    """Give what stands in soap:Body."""
    return seen.body.partition(b"<soap:Body>")[2]


def _late(target: Target, usual: Seen, seen: Seen) -> bool:
    return seen.status == 200 and seen.seconds >= 0.15 > usual.seconds and _same(target, usual, seen)


def _reset(_target: Target, _usual: Seen, seen: Seen) -> bool:
    return type(seen.error) is ConnectionResetError


def _empty(_target: Target, _usual: Seen, seen: Seen) -> bool:
    return type(seen.error) is http.client.RemoteDisconnected


def _bad_chunk(_target: Target, _usual: Seen, seen: Seen) -> bool:
    chunked = seen.headers.get("transfer-encoding") == "chunked" and "content-length" not in seen.headers
    return seen.status == 200 and chunked and isinstance(seen.error, http.client.IncompleteRead)


def _random(_target: Target, _usual: Seen, seen: Seen) -> bool:
    dice = Random("7/1")  # noqa: S311 - the same bytes again
    dice.random()
    line = dice.randbytes(40).splitlines(keepends=True)[0]
    assert type(seen.error) is http.client.BadStatusLine
    return line.decode("latin-1").startswith(seen.error.args[0][:20]) and len(line) > 20


def _cut(_target: Target, usual: Seen, seen: Seen) -> bool:
    error, whole = seen.error, int(usual.headers["content-length"])
    assert isinstance(error, http.client.IncompleteRead)
    return (
        seen.status == 200
        and int(seen.headers["content-length"]) == whole
        and len(error.partial) == int(whole * 0.25)
        and error.expected == whole - len(error.partial)
    )


def _other_type(target: Target, usual: Seen, seen: Seen) -> bool:
    return seen.headers["content-type"] == "text/plain" and _same(target, usual, seen)


def _status(_target: Target, _usual: Seen, seen: Seen) -> bool:
    page = seen.headers["content-type"].startswith("text/html") and b"<h1>429</h1>" in seen.body
    return seen.status == 429 and seen.headers["retry-after"] == "30" and page


def _no_retry(_target: Target, _usual: Seen, seen: Seen) -> bool:
    return seen.status == 503 and "retry-after" not in seen.headers


def _fault(_target: Target, _usual: Seen, seen: Seen) -> bool:
    body = body_of(seen.body)
    return seen.status == 500 and body.findtext("faultcode") == "soap:Server"


def _fwi(*, alone: bool, melding: str) -> Check:
    def check(target: Target, _usual: Seen, seen: Seen) -> bool:
        body = body_of(seen.body)
        names = [child.tag.rpartition("}")[2] for child in body]
        meldingen = [child.tag for child in body.iterfind("fwi:FWI/*", NAMES)]
        return (
            seen.status == 200
            and target.fits(seen.body)
            and names == (["FWI"] if alone else ["ClientSuwi", "FWI"])
            and meldingen == [melding]
        )

    return check


def _nothing(target: Target, _usual: Seen, seen: Seen) -> bool:
    assert seen.status == 200
    assert target.fits(seen.body)
    if target.face == "soap":
        return [child.tag for child in body_of(seen.body)] == [f"{{{NAMES['fwi']}}}NietsGevonden"]
    return [*seen.json.values()] == [[]]


def _invalid(target: Target, usual: Seen, seen: Seen) -> bool:
    return seen.status == 200 and target.fits(usual.body) and not target.fits(seen.body)


def _other(target: Target, usual: Seen, seen: Seen) -> bool:
    assert seen.status == 200
    assert target.fits(seen.body)
    if target.operatie == "VERWIJSINDEX":
        return bool(seen.json == {"gemeenten": ["0599", "0855"]} != usual.json)
    persons = target.person(usual.body), target.person(seen.body)
    return persons == (target.bsn, "999991450")


CASES: Mapping[str, list[Case]] = {
    "VERTRAGING": [
        Case(_late, {"ms": 150}),
        Case(_late, {"verdeling": "uniform", "ms": 150, "tot_ms": 200}),
        Case(_late, {"verdeling": "lognormaal", "ms": 200, "sigma": 0.1}),
    ],
    "DRUPPEL": [Case(_late, {"stuk": 20_000, "pauze_ms": 160})],
    "VERBROKEN": [Case(_reset)],
    "LEEG": [Case(_empty)],
    "KAPOT_STUK": [Case(_bad_chunk)],
    "WILLEKEURIG": [Case(_random, {"aantal": 40, "seed": 7})],
    "AFGEKAPT": [Case(_cut, {"deel": 0.25})],
    "VERKEERDE_SOORT": [Case(_other_type, {"mediatype": "text/plain"})],
    "STATUS": [Case(_status, {"status": 429, "retry_after": 30}), Case(_no_retry)],
    "SOAP_FAULT": [Case(_fault)],
    "FWI": [
        Case(_fwi(alone=alone, melding=melding), {"alleen": alone, "melding": melding})
        for alone in (False, True)
        for melding in ("Fout", "Waarschuwing", "Informatie")
    ],
    "NIETS_GEVONDEN": [Case(_nothing)],
    "SCHEMA_ONGELDIG": [Case(_invalid, {"wijze": wijze}) for wijze in ("vorm", "ontbreekt", "letters")],
    "ANDERE_PERSOON": [Case(_other, {"persoon": "P04"})],
}
"""LEVEN and HANDTEKENING stand in tests of their own."""
