"""What a source says wrong is named at its own step, with the cure, and without a value."""

from pathlib import Path

import pytest

from gateway.checking.message import parsed
from gateway.core.call import Raw
from tests.checking.checked import steps, verdicts
from tests.fakes.answers import FAULT, MESSAGE, NOTHING, body, echo, envelope, found, fwi, source_of, xml
from tests.fakes.dossiers import Tree, benefit
from tests.fakes.rogue import Misbehave, dripping, http, says, silent

SVB = source_of("SVB")
DUO = source_of("DUO")
PERIOD: Tree = {"Uitkeringsperiode": [{"DatBUitkeringsperiode": "20240201"}]}
AOW: Tree = {"Uitkeringsverhouding": [{**benefit("AOW"), **PERIOD}]}
GOOD = found(SVB, AOW)
SOAP_STEPS = ("http", "vorm", "adressering", "schema", "lezen", "persoon", "drift", "tijd")


async def test_a_sound_answer_is_good_at_every_step(tmp_path: Path) -> None:
    """Nothing is wrong with an answer as agreed; what plain http and 2W-be do not have is not looked at."""
    seen = await steps(http(GOOD), tmp_path)
    assert verdicts(seen) == dict.fromkeys(("bereikbaar", *SOAP_STEPS), "GOED")


@pytest.mark.parametrize(
    ("misbehave", "text", "cure"),
    [
        (http(b"<html/>", media="text/html"), "200 text/html", "webpagina"),
        (http(b"<html/>", media="text/html", status="503 Busy"), "503 text/html", "webpagina"),
        (http(b"", status="404 Not Found"), "404 text/xml", "adres"),
        (http(b"", status="403 Forbidden"), "403 text/xml", "OIN"),
        (http(b"", status="302 Found", extra="location: /x\r\n"), "302 text/xml", "doorverwijzing"),
        (http(b"", status="500 Error"), "500 text/xml", "log"),
        (http(b"{}", media="application/json"), "200 application/json", "text/xml"),
        (http(GOOD, media="text/xml; charset=utf-16"), "200 text/xml", "UTF-8"),
        (http(GOOD, extra="content-encoding: gzip\r\n"), "niet te lezen", "Content-Encoding"),
        (silent, "op tijd", "TIJD_TOTAAL"),
        (dripping, "op tijd", "TIJD_TOTAAL"),
        (says(b""), "breekt de verbinding af", "certificaat"),
    ],
)
async def test_what_is_wrong_with_http_is_said_with_a_cure(
    misbehave: Misbehave, text: str, cure: str, tmp_path: Path
) -> None:
    """Status, media type, a page, a redirect, silence: the step http fails and says what to do."""
    seen = await steps(misbehave, tmp_path, seconds=0.5)
    assert seen["http"].oordeel == "FOUT"
    assert text in seen["http"].tekst
    assert cure in seen["http"].raad
    assert seen["schema"].oordeel == "NIET_GEKEKEN"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "leeg"),
        (b"<a>\n<b></a>", "regel 2"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "DOCTYPE"),
        (GOOD.replace(b"AOW", b"\xff\xfe"), "geen UTF-8"),
        (b"<a/>", "geen SOAP 1.1-envelop"),
        (GOOD.replace(b"schemas.xmlsoap.org/soap/envelope/", b"www.w3.org/2003/05/soap-envelope"), "1.1"),
    ],
)
async def test_what_is_no_message_is_said_by_line(content: bytes, text: str, tmp_path: Path) -> None:
    """Empty, broken, with a DOCTYPE, other bytes or another envelope: the step vorm says which."""
    seen = await steps(http(content), tmp_path)
    assert (seen["vorm"].oordeel, seen["lezen"].oordeel) == ("FOUT", "FOUT")
    assert text in seen["vorm"].tekst
    assert seen["vorm"].raad
    assert seen["schema"].oordeel == "NIET_GEKEKEN"


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        (MESSAGE, "urn:uuid:een-andere", "RelatesTo"),
        ("SVBPersoonsInfoResponse</a:Action>", "SVBPersoonsInfo</a:Action>", "Action"),
        ("urn:uuid:antwoord", "", "MessageID"),
    ],
)
async def test_each_addressing_header_is_named(old: str, new: str, named: str, tmp_path: Path) -> None:
    """Another message, another action, no MessageID: that header is named, and the gateway reads nothing."""
    seen = await steps(http(GOOD.replace(old.encode(), new.encode())), tmp_path)
    assert seen["adressering"].oordeel == "FOUT"
    assert seen["adressering"].tekst.startswith(f"{named}:")
    assert f"wsa:{named}" in seen["adressering"].raad
    assert (seen["schema"].oordeel, seen["lezen"].oordeel) == ("GOED", "FOUT")


async def test_too_many_elements_are_not_parsed(tmp_path: Path) -> None:
    """More elements than the gateway takes fail at vorm; no schema is laid beside them."""
    many = envelope(SVB.operatie, f"<ClientSuwi>{'<a/>' * 600_000}</ClientSuwi>")
    seen = await steps(http(many), tmp_path, seconds=20.0)
    assert seen["vorm"].tekst == "het antwoord heeft te veel elementen of rijen"
    assert (seen["vorm"].oordeel, seen["lezen"].tekst[:8]) == ("FOUT", "TE_GROOT")
    assert seen["schema"].oordeel == "NIET_GEKEKEN"
    assert parsed(Raw(200, "text/xml", "utf-8", many), 500_000) is None


async def test_a_fault_is_said_and_nothing_of_it(tmp_path: Path) -> None:
    """A SOAP Fault fails http and lezen; its text, which holds the number, is not shown."""
    seen = await steps(http(body(FAULT), status="500 Internal Server Error"), tmp_path)
    assert verdicts(seen) == {
        "bereikbaar": "GOED",
        "http": "FOUT",
        "vorm": "GOED",
        "lezen": "FOUT",
        "tijd": "GOED",
    }
    assert seen["lezen"].tekst.startswith("SOAP_FAULT")


async def test_an_fwi_alone_is_an_error_of_the_source(tmp_path: Path) -> None:
    """FWI without a dossier is as the contract allows, and nothing to read."""
    seen = await steps(http(envelope(SVB.operatie, fwi("Fout"))), tmp_path)
    assert (seen["schema"].oordeel, seen["lezen"].oordeel) == ("GOED", "FOUT")
    assert seen["lezen"].tekst.startswith("FWI_FOUT")


async def test_nothing_found_makes_the_check_thin(tmp_path: Path) -> None:
    """A person the source does not know is no fault; another person is advised."""
    seen = await steps(http(envelope(SVB.operatie, NOTHING)), tmp_path)
    assert seen["lezen"].oordeel == "LET_OP"
    assert "--testpersoon" in seen["lezen"].raad
    assert seen["persoon"].oordeel == "NIET_GEKEKEN"


@pytest.mark.parametrize(
    ("person", "text"),
    [
        (echo(SVB, "999990032"), "een ander nummer"),
        (echo(SVB, born="19940315"), "de geboortedatum niet"),
    ],
)
async def test_another_person_is_said_without_who(person: dict[str, str], text: str, tmp_path: Path) -> None:
    """An answer about another number or birth date fails at persoon; neither is shown."""
    seen = await steps(http(found(SVB, AOW, person)), tmp_path)
    assert seen["persoon"].oordeel == "FOUT"
    assert text in seen["persoon"].tekst
    assert not any(value in repr(seen) for value in person.values())


async def test_codes_the_contract_does_not_know_are_counted(tmp_path: Path) -> None:
    """An impossible date is drift: counted, not shown, and the source is not called wrong for it."""
    odd = found(SVB, {"Uitkeringsverhouding": [{**benefit("AOW", begin="20240231"), **PERIOD}]})
    seen = await steps(http(odd), tmp_path)
    assert seen["drift"].oordeel == "LET_OP"
    assert seen["drift"].tekst.startswith("1 keer")
    assert "20240231" not in repr(seen)


async def test_rest_is_judged_as_rest(tmp_path: Path) -> None:
    """A sound REST answer is good; signatures and addressing are said to exist over SOAP only."""
    answer = found(DUO, {"IndStartkwalificatieDuo": "1"})
    seen = await steps(http(answer, media="application/json"), tmp_path, "DUO")
    assert set(verdicts(seen).values()) == {"GOED"}
    assert seen["handtekening"].tekst == seen["adressering"].tekst == "bestaat alleen over SOAP"


async def test_rest_that_is_no_json_is_said_by_line(tmp_path: Path) -> None:
    """Broken JSON fails at vorm with its line."""
    seen = await steps(http(b'{"dossiers":\n[}', media="application/json"), tmp_path, "DUO")
    assert (seen["vorm"].oordeel, seen["vorm"].tekst) == ("FOUT", "geen JSON: zie regel 2")


async def test_names_a_source_chooses_cannot_carry_the_person(tmp_path: Path) -> None:
    """An element or a member named after the number is shown without it (see `steps`)."""
    element = found(SVB, AOW).replace(b"<ClientSuwi>", b"<ClientSuwi><B999990019/>")
    assert (await steps(http(element), tmp_path))["schema"].oordeel == "FOUT"
    member = found(DUO, {}).replace(
        b'"geboortedatum"', b'"b999990019": "1", "\\u001b[31m": "2", "geboortedatum"'
    )
    seen = await steps(http(member, media="application/json"), tmp_path, "DUO")
    assert seen["schema"].oordeel == "FOUT"
    assert "\x1b" not in repr(seen)
    assert "(andere naam)" in seen["schema"].tekst


def test_the_hand_written_answers_are_about_the_person_that_is_asked() -> None:
    """The fence in `steps` looks for the right digits."""
    assert "999990019" in xml(echo(SVB))
    assert "19940314" in xml(echo(SVB))
