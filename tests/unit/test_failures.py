"""What goes wrong at a source, as the reader tells it (`interface.md` §8, Failures)."""

import asyncio
import traceback

import pytest

from gateway.core.facts import Facts
from gateway.errors import SourceError
from tests.fakes.answers import (
    BENEFIT,
    FAULT,
    FWI,
    NOTHING,
    PERSON,
    body,
    call_of,
    echo,
    envelope,
    found,
    fwi,
    nothing,
    plan_of,
    raw,
    reader_of,
    source_of,
    wire_error,
    xml,
)
from tests.fakes.dossiers import benefit, benefits
from tests.fakes.world import World

SVB, DUO, POLIS = source_of("SVB"), source_of("DUO"), source_of("UWV_POLIS")
OTHER = "999990020"
DOSSIER = benefits(benefit("AOW"))

SOAP_FAULT = ("FOUT", "SOAP_FAULT", "BRON_WEIGERT")
REFUSED = ("FOUT", "GEWEIGERD", "BRON_WEIGERT")
IN_TROUBLE = ("NIET_BESCHIKBAAR", "GEWEIGERD", "BRON_NIET_BESCHIKBAAR")
UNUSABLE = ("FOUT", "ONGELDIG_ANTWOORD", "ONLEESBAAR")
FWI_ONLY = ("FOUT", "FWI_FOUT", "BRON_WEIGERT")
SOMEONE_ELSE = ("PERSOON_WIJKT_AF", None, "PERSOON_WIJKT_AF")

Outcome = tuple[str, str | None, str]


def told(content: bytes, status: int = 200, media: str | None = None) -> Outcome | None:
    """Tell how reading an answer of the SVB fails."""
    return asyncio.run(wire_error(SVB, raw(SVB, content, status=status, media=media)))


def told_rest(content: bytes, status: int = 200, media: str | None = None) -> Outcome | None:
    """Tell how reading an answer of DUO fails."""
    return asyncio.run(wire_error(DUO, raw(DUO, content, status=status, media=media)))


def read(content: bytes) -> Facts:
    """Read an answer of the SVB."""
    return reader_of(SVB).facts(content, call_of(SVB))


@pytest.mark.parametrize("status", [200, 400, 500, 503])
def test_a_fault_is_a_fault_whatever_the_status(status: int) -> None:
    """A SOAP Fault is SOAP_FAULT, whether it comes with 200, 4xx or 5xx."""
    assert told(body(FAULT), status) == SOAP_FAULT


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 429])
def test_a_4xx_is_a_refusal(status: int) -> None:
    """A 4xx without a Fault is GEWEIGERD, over SOAP and REST."""
    assert told(b"nee", status, "text/plain") == REFUSED
    assert told_rest(b"{}", status) == REFUSED


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_5xx_is_a_source_in_trouble(status: int) -> None:
    """A 5xx without a Fault is NIET_BESCHIKBAAR, also when its body is a valid answer."""
    assert told(b"<html/>", status, "text/html") == IN_TROUBLE
    assert told(found(SVB, DOSSIER), status) == IN_TROUBLE
    assert told_rest(found(DUO, {}), status) == IN_TROUBLE


@pytest.mark.parametrize("media", ["text/html", "text/plain"])
def test_a_page_is_no_answer(media: str) -> None:
    """A 200 that is a page instead of an answer says that the source is in trouble."""
    assert told(found(SVB, DOSSIER), media=media) == IN_TROUBLE
    assert told_rest(found(DUO, {}), media=media) == IN_TROUBLE


@pytest.mark.parametrize("media", ["application/pdf", "multipart/related", ""])
def test_a_200_of_another_kind_is_unusable(media: str) -> None:
    """A 200 of another media type is not read, whatever stands in it."""
    assert told(found(SVB, DOSSIER), media=media) == UNUSABLE
    assert told_rest(found(DUO, {}), media=media) == UNUSABLE


@pytest.mark.parametrize("status", [204, 301, 302, 307])
def test_other_statuses_are_no_answer(status: int) -> None:
    """An empty answer or a redirect is no answer."""
    assert told(b"", status) == IN_TROUBLE


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><body>onderhoud</body></html>",
        found(SVB, DOSSIER)[:-20],
        body(""),
        body(FAULT.replace("s:Fault", "s:Fout")),
        body(NOTHING),
        body(FAULT + FAULT),
        found(SVB, DOSSIER).replace(b"SVBPersoonsInfoResponse", b"UWVPersoonsIkvInfoResponse"),
        found(SVB, DOSSIER).replace(b"v0200", b"v0100"),
        found(SVB, DOSSIER).replace(b"soap/envelope/", b"soap/andere/"),
        envelope(SVB.operatie, ""),
        envelope(SVB.operatie, "<NietsGevonden/>"),
        envelope(SVB.operatie, '<FWI xmlns="urn:anders"><Fout/></FWI>'),
        envelope(SVB.operatie, f'<f:NietGerechtigd xmlns:f="{FWI}"/>'),
        found(SVB, DOSSIER, beside=NOTHING),
        found(SVB, DOSSIER, {}),
        found(SVB, DOSSIER, {"Burgerservicenr": ""}),
        found(SVB, {**DOSSIER, "Geboortedat": {"Jaar": "1994"}}),
    ],
)
def test_an_unusable_200(content: bytes) -> None:
    """What is no answer of this message is ONGELDIG_ANTWOORD: nothing of it is read."""
    assert told(content) == UNUSABLE


def test_only_the_one_body_is_read() -> None:
    """Two Bodies are no answer; a Body inside the Header is not looked at."""
    good = found(SVB, DOSSIER).decode()
    start, end = good.index("<s:Body>"), good.index("</s:Envelope>")
    one = good[start:end]
    assert told((good[:end] + one + good[end:]).encode()) == UNUSABLE
    assert told((good[:end] + "<s:Body/>" + good[end:]).encode()) == UNUSABLE
    hidden = one.replace(PERSON.reveal(), OTHER)
    assert read(good.replace("<s:Header/>", f"<s:Header>{hidden}</s:Header>").encode()) == read(good.encode())
    assert told((good[:start] + f"<x>{one}</x>" + good[end:]).encode()) == UNUSABLE


@pytest.mark.parametrize("kinds", [("Fout",), ("Waarschuwing",), ("Informatie",), ("Informatie", "Fout"), ()])
def test_fwi_alone(kinds: tuple[str, ...]) -> None:
    """FWI without ClientSuwi, of whatever kind, is FWI_FOUT."""
    assert told(envelope(SVB.operatie, fwi(*kinds))) == FWI_ONLY


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (("Informatie",), "GEVONDEN"),
        (("Waarschuwing",), "WAARSCHUWING"),
        (("Informatie", "Waarschuwing"), "WAARSCHUWING"),
        (("Waarschuwing", "Fout", "Informatie"), "FOUT"),
        (("Fout",), "FOUT"),
    ],
)
def test_fwi_beside_a_dossier(kinds: tuple[str, ...], expected: str) -> None:
    """The gravest message decides: Informatie, Waarschuwing, Fout."""
    answer = World({"SVB": raw(SVB, found(SVB, DOSSIER, beside=fwi(*kinds)))}).ask()
    (entry,) = (entry for entry in answer["bronnen"] if entry["bron"] == "SVB")
    assert entry["bronStatus"] == expected
    assert ("oorzaak" in entry, "peildatum" in entry) == (
        (True, False) if expected == "FOUT" else (False, True)
    )
    assert bool(answer.get(BENEFIT)) is (expected != "FOUT")


@pytest.mark.parametrize(("version", "drift"), [("v0205", 0), ("v0203", 1)])
def test_nothing_found(version: str, drift: int) -> None:
    """NietsGevonden in FWI v0205 is an answer without rows; in v0203 too, and counts as drift."""
    facts = read(nothing(SVB).replace(b"v0205", version.encode()))
    assert (facts.gevonden, facts.drift) == (False, drift)
    assert told_rest(b'{"dossiers": []}') is None


@pytest.mark.parametrize("version", ["v0204", "v0206", "v0300", "v0205x", "v0203/v0205"])
def test_another_version_of_fwi_is_refused(version: str) -> None:
    """Messages of a version that is not agreed are not understood, so neither is the answer around them."""
    assert told(nothing(SVB).replace(b"v0205", version.encode())) == UNUSABLE
    assert told(found(SVB, DOSSIER, beside=fwi("Informatie")).replace(b"v0205", version.encode())) == UNUSABLE


def test_an_old_fwi_beside_a_dossier_is_drift() -> None:
    """Messages of v0203 beside a dossier are read, and counted once however many there are."""
    old = fwi("Informatie").replace("v0205", "v0203")
    assert read(found(SVB, DOSSIER, beside=old + old)).drift == read(found(SVB, DOSSIER)).drift + 1


def test_two_persons_in_one_answer() -> None:
    """Two dossiers, or two numbers in one, are no answer, even when one of them is the person."""
    client = f"<ClientSuwi>{xml({**echo(SVB), **DOSSIER})}</ClientSuwi>"
    assert told(envelope(SVB.operatie, client + client)) == UNUSABLE
    second = f"<Burgerservicenr>{OTHER}</Burgerservicenr><Geboortedat>".encode()
    twice = found(SVB, DOSSIER).replace(b"<Geboortedat>", second)
    assert told(twice) == UNUSABLE
    one = found(DUO, {})
    assert told_rest(one.replace(b"}]", b"}, {}]")) == UNUSABLE


@pytest.mark.parametrize(
    "content",
    [
        b'{"dossiers": [{"burgerservicenummer": "999990020", "burgerservicenummer": "999990019"}]}',
        b'{"dossiers": [{"burgerservicenummer": "999990019", "burgerservicenummer": "999990020"}]}',
        b'{"dossiers": [], "dossiers": [{"burgerservicenummer": "999990019"}]}',
        b'{"dossiers": [{"burgerservicenummer": "999990019"}], "dossiers" : []}',
        b'{"dossiers": [{"burgerservicenummer": "999990019", "geboortedatum": "", "geboortedatum": "1"}]}',
    ],
)
def test_a_person_named_twice_in_json(content: bytes) -> None:
    """A repeated key that says who it is about is refused; neither the first nor the last wins."""
    assert told_rest(content) == UNUSABLE


@pytest.mark.parametrize("number", [OTHER, "99990019", "0999990019", "999990019 ", "onbekend"])
def test_another_person(number: str) -> None:
    """Any other number than the one asked discards the whole answer, over SOAP and REST."""
    assert told(found(SVB, DOSSIER, echo(SVB, number))) == SOMEONE_ELSE
    assert told_rest(found(DUO, {}, echo(DUO, number))) == SOMEONE_ELSE


@pytest.mark.parametrize("born", ["19940315", "19950314", "19950000"])
def test_another_birth_date(born: str) -> None:
    """The right number with another birth date is another person."""
    assert told(found(SVB, DOSSIER, echo(SVB, born=born))) == SOMEONE_ELSE
    assert told_rest(found(DUO, {}, echo(DUO, born=born))) == SOMEONE_ELSE


def test_another_person_leaves_nothing() -> None:
    """Of a wrong person's answer no row, no number and no birth date reaches the profile."""
    wrong = raw(SVB, found(SVB, DOSSIER, echo(SVB, OTHER, "19800101")))
    answer = World({"SVB": wrong}).ask()
    assert BENEFIT not in answer
    assert OTHER not in str(answer)
    assert {entry["reden"] for entry in answer["nietGeleverd"] if entry["bron"] == "SVB"} == {
        "PERSOON_WIJKT_AF"
    }


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"null",
        b'{"dossiers": null}',
        b'{"dossiers": {}}',
        b'{"dossiers": [null]}',
        b'{"dossiers": [{}]}',
        b'{"dossiers": [{"burgerservicenummer": 999990019}]}',
        b'{"dossiers": [{"burgerservicenummer": "999990019", "indStartkwalificatieDuo": 1}]}',
        b'{"dossiers": [{"burgerservicenummer": "999990019"}]',
        b'{"dossiers": []} {"dossiers": []}',
        b'\xef\xbb\xbf{"dossiers": []}',
        '{"dossiers": []}'.encode("utf-16"),
        b'{"dossiers": [{"burgerservicenummer": "\xff\xfe"}]}',
        b'{"dossiers": [{"x": ' + b"[" * 100_000,
        b'{"dossiers": [{"x": NaN}]}',
    ],
)
def test_an_unusable_rest_answer(content: bytes) -> None:
    """What is no dossier as agreed is ONGELDIG_ANTWOORD."""
    assert told_rest(content) == UNUSABLE


@pytest.mark.parametrize("charset", ["utf-16", "iso-8859-1", "utf-7"])
def test_another_charset_is_refused(charset: str) -> None:
    """Only UTF-8 is read."""
    answered = raw(SVB, found(SVB, DOSSIER))
    other = type(answered)(200, "text/xml", charset, answered.body)
    assert asyncio.run(wire_error(SVB, other)) == UNUSABLE


def test_a_failure_holds_no_value() -> None:
    """The text of a failure names the outcome and nothing of the answer."""
    with pytest.raises(SourceError) as failure:
        read(found(SVB, DOSSIER, echo(SVB, OTHER)))
    shown = "".join(traceback.format_exception(failure.value))
    assert OTHER not in shown
    assert PERSON.reveal() not in shown


@pytest.mark.parametrize(
    "content",
    [
        b'{"gemeenten": ["855"]}',
        b'{"gemeenten": ["08 5"]}',
        b'{"gemeenten": [855]}',
        b"{}",
        b'{"gemeenten": ["0855"], "gemeenten": []}',
    ],
)
def test_an_index_names_cbs_codes(content: bytes) -> None:
    """Anything but four-digit codes is no answer of the verwijsindex."""
    index = plan_of().index
    assert index is not None
    assert asyncio.run(wire_error(index, raw(index, content))) == UNUSABLE
