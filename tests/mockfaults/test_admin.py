"""The admin API: what it refuses, what it shows, and that its document is true."""

import json
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from adapters.mock.faults.kinds import KINDS
from tests.mockfaults.questions import DUO, SVB, TARGETS, Target, new_trace
from tests.mockfaults.served import Mocks

_NOON = "2026-11-01T12:00:00Z"


def key_of(mocks: Mocks, method: str, path: str, content: object) -> str:
    """Give the key that a refusal names; no test number may stand in it."""
    refused = mocks.refused(method, path, content)
    assert refused.status == 400
    assert refused.headers["content-type"] == "application/problem+json"
    assert "9999" not in refused.body.decode().replace("9999xxxxx", "")
    return str(refused.json["sleutel"])


@pytest.mark.parametrize(
    ("rule", "key"),
    [
        ([], "bericht"),
        ({}, "soort"),
        ({"soort": "ONZIN"}, "soort"),
        ({"soort": ["STATUS"]}, "soort"),
        ({"soort": "HANDTEKENING"}, "soort"),
        ({"soort": "STATUS", "onzin": 1}, "onzin"),
        ({"soort": "STATUS", "999990019": 1}, "bericht"),
        ({"soort": "STATUS", "waar": {"a999990019": 1}}, "waar"),
        ({"soort": "STATUS", "deel": 0.5}, "deel"),
        ({"soort": "STATUS", "status": 304}, "status"),
        ({"soort": "STATUS", "status": 503.0}, "status"),
        ({"soort": "STATUS", "retry_after": 10.0}, "retry_after"),
        ({"soort": "STATUS", "retry_after": 10**10}, "retry_after"),
        ({"soort": "WILLEKEURIG", "aantal": 10.0}, "aantal"),
        ({"soort": "DRUPPEL", "stuk": 10.0}, "stuk"),
        ({"soort": "DRUPPEL", "stuk": 10**10}, "stuk"),
        ({"soort": "STATUS", "status": 200}, "status"),
        ({"soort": "STATUS", "status": "503"}, "status"),
        ({"soort": "STATUS", "id": "a/b"}, "id"),
        ({"soort": "STATUS", "id": ".."}, "id"),
        ({"soort": "STATUS", "id": "999990019"}, "id"),
        ({"soort": "STATUS", "vanaf": 0}, "vanaf"),
        ({"soort": "STATUS", "vanaf": 1.0}, "vanaf"),
        ({"soort": "STATUS", "vanaf": 10**10}, "vanaf"),
        ({"soort": "STATUS", "vanaf": 3, "tot": 2}, "tot"),
        ({"soort": "STATUS", "kans": 1.1}, "kans"),
        ({"soort": "STATUS", "kans": True}, "kans"),
        ({"soort": "STATUS", "seed": 0.5}, "seed"),
        ({"soort": "STATUS", "seed": 10**400}, "seed"),
        ({"soort": "STATUS", "quotum": {"aantal": 1}}, "quotum.seconden"),
        ({"soort": "STATUS", "quotum": {"aantal": 1, "seconden": 0}}, "quotum.seconden"),
        ({"soort": "STATUS", "quotum": {"aantal": 1.0, "seconden": 1}}, "quotum.aantal"),
        ({"soort": "STATUS", "aanloop": {"seconden": -1}}, "aanloop.seconden"),
        ({"soort": "STATUS", "toestand": {"eist": "a"}}, "toestand.naam"),
        ({"soort": "STATUS", "tijdvak": {"van": "morgen"}}, "tijdvak.van"),
        ({"soort": "STATUS", "tijdvak": {"tot": "2026-11-01T08:00:00"}}, "tijdvak.tot"),
        ({"soort": "STATUS", "tijdvak": {"van": _NOON, "tot": _NOON}}, "tijdvak.tot"),
        ({"soort": "STATUS", "waar": {"onzin": 1}}, "waar.onzin"),
        ({"soort": "STATUS", "waar": {"gemeente": "855"}}, "waar.gemeente"),
        ({"soort": "STATUS", "waar": {"bron": "belastingdienst"}}, "waar.bron"),
        ({"soort": "STATUS", "waar": {"operatie": "UWV"}}, "waar.operatie"),
        ({"soort": "STATUS", "waar": {"persoon": "P99"}}, "waar.persoon"),
        ({"soort": "STATUS", "waar": {"persoon": "123456782"}}, "waar.persoon"),
        ({"soort": "STATUS", "waar": {"oin": "1"}}, "waar.oin"),
        ({"soort": "STATUS", "waar": {"trace": "0af7651916cd43dd"}}, "waar.trace"),
        ({"soort": "VERTRAGING", "ms": 600_001}, "ms"),
        ({"soort": "VERTRAGING", "verdeling": "uniform", "ms": 9, "tot_ms": 8}, "tot_ms"),
        ({"soort": "AFGEKAPT", "deel": 1}, "deel"),
        ({"soort": "VERKEERDE_SOORT", "mediatype": "a\r\nb: c"}, "mediatype"),
        ({"soort": "ANDERE_PERSOON"}, "persoon"),
        ({"soort": "ANDERE_PERSOON", "persoon": "P99"}, "persoon"),
        ({"soort": "LEVEN", "tabellen": {"svb": None}}, "waar.persoon"),
        ({"soort": "LEVEN", "tabellen": {"svb": {"999990019": {}}}, "waar": {"persoon": "P01"}}, "tabellen"),
    ],
)
def test_bad_rule_names_its_key(mocks: Mocks, rule: object, key: str) -> None:
    """A rule with anything wrong is refused, with the key that is wrong; nothing of it is at work."""
    assert key_of(mocks, "POST", "/faults", rule) == key
    assert mocks.admin("GET", "/faults") == []


@pytest.mark.parametrize(
    ("method", "path", "content", "key"),
    [
        ("PUT", "/clock", {}, "zet"),
        ("PUT", "/clock", {"zet": "gisteren"}, "zet"),
        ("PUT", "/clock", {"zet": ""}, "zet"),
        ("PUT", "/clock", {"zet": "0001-01-01T00:00:00+01:00"}, "zet"),
        ("PUT", "/clock", {"schuif": 1e300}, "schuif"),
        ("PUT", "/states", {"naam": "a"}, "toestand"),
        ("PUT", "/states", {"naam": "", "toestand": "a"}, "naam"),
        ("POST", "/reset", {"bron": "svb"}, "bron"),
        ("POST", "/verify", {"precies": -1}, "precies"),
        ("POST", "/verify", {"precies": 1.0}, "precies"),
        ("POST", "/verify", {"minstens": 3, "hoogstens": 2}, "hoogstens"),
        ("POST", "/verify", {"met_velden": ["cursus", "999990019"]}, "met_velden.1"),
        ("POST", "/verify", {"zonder_velden": ["999990019"]}, "zonder_velden.0"),
        ("GET", "/requests?999990019=x", None, "bericht"),
        ("GET", "/requests?onzin=1", None, "onzin"),
        ("GET", "/requests?bron=x", None, "bron"),
        ("GET", "/requests?persoon=999990019", None, "persoon"),
        ("DELETE", "/faults?persoon=999990019", None, "persoon"),
        ("GET", "/people?aantal=veel", None, "aantal"),
    ],
)
def test_bad_question_names_its_key(mocks: Mocks, method: str, path: str, content: object, key: str) -> None:
    """Every operation refuses what it does not know, with the key."""
    assert key_of(mocks, method, path, content) == key


@pytest.mark.parametrize(
    "body", [b"{", b'{"soort": NaN}', b'{"soort": 1e999}', b'"\\ud800"', b"[" * 100_000, b"\xff"]
)
def test_no_json_is_refused(mocks: Mocks, body: bytes) -> None:
    """What is no JSON in UTF-8 is refused as such."""
    refused = mocks.ask("POST", "/__admin/faults", body, {"content-type": "application/json"})
    assert (refused.status, refused.json["sleutel"]) == (400, "bericht")


@pytest.mark.parametrize("path", ["/faults/x", "/people/P99", "/people/P99/antwoorden"])
def test_what_is_not_there_is_404(mocks: Mocks, path: str) -> None:
    """A rule or person that is not there is a 404 that says so."""
    refused = mocks.refused("GET", path)
    assert (refused.status, refused.json["title"]) == (404, "Dit is er niet")


def test_id_is_used_once(mocks: Mocks) -> None:
    """A rule may bring its own id, once; it can be shown and taken away by it."""
    rule = {"soort": "LEEG", "id": "mijn-regel"}
    assert mocks.admin("POST", "/faults", rule)["id"] == "mijn-regel"
    assert key_of(mocks, "POST", "/faults", rule) == "id"
    assert mocks.admin("GET", "/faults/mijn-regel")["soort"] == "LEEG"
    mocks.admin("DELETE", "/faults/mijn-regel")
    assert mocks.refused("DELETE", "/faults/mijn-regel").status == 404


def test_document_is_valid_and_true(mocks: Mocks) -> None:
    """The OpenAPI document is valid, names every address, and every answer fits it."""
    document = mocks.admin("GET", "/openapi.json")
    validate(document)
    mocks.admin("POST", "/faults", {"soort": "STATUS", "toestand": {"naam": "a", "wordt": "b"}, "tot": 1})
    for target in (DUO, SVB):
        target.ask(mocks, new_trace())
    paths = {"/faults/{id}": "/faults/1", "/people/{naam}": "/people/P04"}
    paths["/people/{naam}/antwoorden"] = "/people/P04/antwoorden"
    tried = set()
    for path, operations in document["paths"].items():
        below = path.removeprefix("/__admin")
        tried.add(below)
        if "get" in operations:
            content = mocks.admin("GET", paths.get(below, below))
            assert content
            _check(operations["get"], "200", content)
    verdict = mocks.admin("POST", "/verify", {})
    _check(document["paths"]["/__admin/verify"]["post"], "200", verdict)
    assert tried >= {"/faults", "/kinds", "/states", "/clock", "/requests", "/verify", "/reset", "/versie"}


def _check(operation: dict[str, Any], status: str, content: object) -> None:
    schema = operation["responses"][status]["content"]["application/json"]["schema"]
    Draft202012Validator(schema).validate(content)


def test_document_shows_every_kind(mocks: Mocks) -> None:
    """A rule is one of the kinds of the table in the document, and the table is shown as well."""
    document = mocks.admin("GET", "/openapi.json")
    body = document["paths"]["/__admin/faults"]["post"]["requestBody"]["content"]["application/json"]
    named = [rule["properties"]["soort"]["enum"] for rule in body["schema"]["oneOf"]]
    assert named == [[name] for name in KINDS]
    assert [kind["soort"] for kind in mocks.admin("GET", "/kinds")] == [*KINDS]


def test_people_are_shown_with_their_answers(mocks: Mocks) -> None:
    """Each person has a name, a story, the birth date to ask with and what every service answers."""
    people = mocks.admin("GET", "/people")
    assert [person["naam"] for person in people[:2]] == ["P01", "P02"]
    assert mocks.admin("GET", "/people?vanaf=1&aantal=1") == people[1:2]
    assert people[0]["wie"] == "Daan Vermeulen"
    born = {each["naam"]: (each["geboortedatum"], each["gevraagd"]) for each in people}
    assert (born["P01"], born["P25"]) == (("19940314", "19940314"), ("19840512", "19840000"))
    answers = mocks.admin("GET", "/people/P04/antwoorden")
    codes = [each["gemeente"] for each in answers if each["dienst"].startswith("Bijstand")]
    assert codes == [None, "0599", "0855"]
    assert answers[-1]["antwoord"] == {"gemeenten": ["0599", "0855"]}


def test_answers_are_stamped(mocks: Mocks) -> None:
    """Each answer names in a header the life and the version of the mocks."""
    seen = DUO.ask(mocks, new_trace())
    version = mocks.admin("GET", "/versie")
    assert re.fullmatch(r"P\d\d;versie=1", seen.headers["x-mock-leven"])
    assert seen.headers["x-mock-versie"] == version["mocks"]
    assert (version["admin"], version["profiel"]) == ("1.0", "open")
    stranger = mocks.ask("POST", DUO.path, DUO.body().replace(DUO.bsn.encode(), b"999999990"))
    assert "x-mock-leven" not in stranger.headers


def test_journal_forgets_the_oldest(mocks: Mocks) -> None:
    """The journal keeps as many requests as it was told to, the last ones."""
    for _ in range(60):
        DUO.ask(mocks, new_trace())
    assert [entry["nummer"] for entry in mocks.admin("GET", "/requests")] == [*range(11, 61)]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", 3),
        ("bron=duo", 2),
        ("operatie=SVBDossierPersoonGSD", 1),
        ("operatie=DUODossierPersoonGSD-v0300&bron=svb", 0),
        ("persoon=P01", 2),
        ("persoon=P04", 0),
        ("regel=1", 1),
        ("oin=00000099000000010000", 0),
    ],
)
def test_journal_can_be_searched(mocks: Mocks, asked: str, found: int) -> None:
    """By bron, service, rule and person: a person is named and compared, and stands nowhere."""
    assert (DUO.bsn, SVB.bsn != DUO.bsn) == ("999990019", True)
    mocks.admin("POST", "/faults", {"soort": "LEEG", "waar": {"bron": "svb"}})
    for target in (DUO, SVB, DUO):
        target.ask(mocks, new_trace())
    entries = mocks.admin("GET", f"/requests?{asked}")
    assert len(entries) == found
    assert "9999" not in json.dumps([entry["persoon"] for entry in entries])


@pytest.mark.parametrize(
    ("target", "body", "status"),
    [
        (SVB, b"<a/>", 500),
        (SVB, b"<a>", 500),
        (DUO, b"{", 400),
        (DUO, b'{"burgerservicenummer": "999990019"}', 400),
        (TARGETS["VERWIJSINDEX"], b"{}", 400),
    ],
)
def test_what_cannot_be_read_was_asked_too(mocks: Mocks, target: Target, body: bytes, status: int) -> None:
    """A question that a bron refuses as unreadable stands in the journal, about nobody, and is counted."""
    trace = new_trace()
    assert target.ask(mocks, trace, body).status == status
    (entry,) = mocks.admin("GET", f"/requests?trace={trace}")
    assert (entry["bron"], entry["service"]) == (target.bron, target.operatie)
    assert (entry["persoon"], entry["fields"], entry["antwoord"]["status"]) == (None, [], status)
    assert mocks.admin("POST", "/verify", {"bron": target.bron, "precies": 0})["klopt"] is False


@pytest.mark.parametrize(
    ("expected", "verdict"),
    [
        ({}, (True, 3, [])),
        ({"bron": "duo", "precies": 2}, (True, 2, [])),
        ({"bron": "duo", "precies": 1}, (False, 2, ["precies 1 verwacht, 2 gevonden"])),
        ({"bron": "uwv"}, (False, 0, ["minstens 1 verwacht, 0 gevonden"])),
        ({"bron": "uwv", "precies": 0}, (True, 0, [])),
        ({"minstens": 4}, (False, 3, ["minstens 4 verwacht, 3 gevonden"])),
        ({"hoogstens": 2}, (False, 3, ["hoogstens 2 verwacht, 3 gevonden"])),
        ({"operatie": "DUODossierPersoonGSD", "persoon": DUO.bsn, "hoogstens": 2}, (True, 2, [])),
        ({"persoon": "P04", "precies": 0}, (True, 0, [])),
        ({"bron": "duo", "met_velden": ["indStartkwalificatieDuo"]}, (True, 2, [])),
        ({"met_velden": ["cursus"], "bron": "svb"}, (False, 1, ["vraag 2 vraagt cursus niet"])),
        ({"bron": "duo", "zonder_velden": ["onderwijs"]}, (True, 2, [])),
        (
            {"bron": "duo", "zonder_velden": ["onderwijsovereenkomst"]},
            (False, 2, ["vraag 1 vraagt onderwijsovereenkomst", "vraag 3 vraagt onderwijsovereenkomst"]),
        ),
    ],
)  # fmt: skip
def test_what_was_asked_is_verified(
    mocks: Mocks, expected: dict[str, Any], verdict: tuple[bool, int, list[str]]
) -> None:
    """Counts and velden are compared with the journal; a difference is said in words."""
    for target in (DUO, SVB, DUO):
        target.ask(mocks, new_trace())
    found = mocks.admin("POST", "/verify", expected)
    assert (found["klopt"], found["gevonden"], found["verschil"]) == verdict
