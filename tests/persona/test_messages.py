"""`gateway mocks validate`: any message against the contracts, with line, element and cure."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.mock import rest, soap
from adapters.mock.answers.rest import PathUnknown, check_json
from adapters.mock.answers.soap import check_soap
from adapters.mock.fault import Fault
from adapters.mock.service import Asked
from adapters.mock.world import build_world
from tests.fakes.processes import ROOT
from tests.persona.messages import BIJSTAND, NOTHING, SVB, bijstand, duo, svb

WORLD = build_world()
GOOD = svb("999994293")
UITK = "ClientSuwi.Uitkeringsverhouding"
ENVELOPE = '<e:Envelope xmlns:e="{}"><e:Body>{}</e:Body></e:Envelope>'
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"

BAD_XML = {
    "sex": ("<Geslacht>2", "<Geslacht>v", 5, "ClientSuwi.Geslacht", "schrijf 1 voor man, 2 voor vrouw"),
    "order": (
        "    <Geslacht>2</Geslacht>\n",
        "    <Geslacht>2</Geslacht>\n    <Voornamen>Jan</Voornamen>\n",
        6,
        "ClientSuwi.Voornamen",
        "zet Voornamen vóór Geslacht",
    ),
    "date": ("19570205", "1957-02-05", 6, "ClientSuwi.Geboortedat", "zonder streepjes"),
    "yes-no": (
        "Aow>2</I",
        "Aow>J</I",
        12,
        f"{UITK}.Uitkeringsperiode.SpecifiekeGegevensAow.IndPartnertoeslagAow",
        "1 voor ja, 2 voor nee",
    ),
    "decimals": (
        "125000",
        "1250,00",
        13,
        f"{UITK}.Uitkeringsperiode.BrutoUitkeringsbedr.WaardeBedr",
        "hele eurocenten",
    ),
    "unknown": (
        "<CdSzWet>AOW</CdSzWet>",
        "<CdSzWet>AOW</CdSzWet><CdSzWett/>",
        9,
        f"{UITK}.SzWet.CdSzWett",
        "bedoelt u CdSzWet?",
    ),
    "twice": (
        "<CdSzWet>AOW</CdSzWet>",
        "<CdSzWet>AOW</CdSzWet><CdSzWet>AOW</CdSzWet>",
        9,
        f"{UITK}.SzWet.CdSzWet",
        "het mag één keer",
    ),
    "missing": (
        "      <SzWet><CdSzWet>AOW</CdSzWet></SzWet>\n",
        "",
        7,
        UITK,
        "zet SzWet in Uitkeringsverhouding",
    ),
    "too-long": ("AOW", "AOWAOW", 9, f"{UITK}.SzWet.CdSzWet", "ten hoogste 5 tekens"),
    "empty": ("<CdSzWet>AOW<", "<CdSzWet>1<", 9, f"{UITK}.SzWet.CdSzWet", "laat cijfers weg"),
    "spaces": ("<Geslacht>2", "<Geslacht> 2", 5, "ClientSuwi.Geslacht", "haal de spaties"),
    "text-and-element": (
        "<Geslacht>2",
        "<Geslacht><x/>2",
        5,
        "ClientSuwi.Geslacht",
        "zet hier alleen de waarde",
    ),
    "number": ("999994293", "99999429", 4, "ClientSuwi.Burgerservicenr", "negen cijfers"),
    "outside": (
        "</ClientSuwi>\n",
        "</ClientSuwi>\n  <FWI/>\n",
        17,
        "FWI",
        "in naamruimte http://bkwi.nl/SuwiML/FWI/v0205",
    ),
    "root": (
        "SVBPersoonsInfoResponse",
        "SVBPersoonInfoResponse",
        2,
        "SVBPersoonInfoResponse",
        "SVBPersoonsInfo of SVBPersoonsInfoResponse",
    ),
    "version": ("GSD/v0200", "GSD/v0300", 2, "SVBPersoonsInfoResponse", f"bedoelt u {SVB}?"),
    "not-closed": ("</ClientSuwi>", "", 17, "", "sluit elk element"),
    "doctype": (
        "<s:SVBPersoonsInfoResponse ",
        '<!DOCTYPE x SYSTEM "x"><s:SVBPersoonsInfoResponse ',
        1,
        "",
        "haal de DOCTYPE weg",
    ),
}
EACH_BAD_XML = pytest.mark.parametrize(("old", "new", "line", "place", "cure"), BAD_XML.values(), ids=BAD_XML)


def faults_of(text: str) -> tuple[Fault, ...]:
    return check_soap(text.encode(), "x.xml", WORLD.services, WORLD.folder).faults


@pytest.mark.parametrize("text", [GOOD, duo("999994293"), bijstand("999994293", "0855"), NOTHING])
def test_a_valid_message_has_no_fault(text: str) -> None:
    """With or without envelope, with data or without: what the XSD accepts is well."""
    assert faults_of(text) == ()


@EACH_BAD_XML
def test_a_fault_of_xml_is_named_with_line_element_and_cure(
    old: str, new: str, line: int, place: str, cure: str
) -> None:
    """One change of a valid answer gives one fault, on its line, at its element, with its cure."""
    assert old in GOOD
    text = GOOD.replace(old, new) if place.startswith("SVB") else GOOD.replace(old, new, 1)
    [fault] = faults_of(text)
    assert (fault.line, fault.place) == (line, place)
    assert cure in fault.cure


@pytest.mark.parametrize("code", ["K401", "P401"])
def test_a_letter_before_a_supplier_is_named(code: str) -> None:
    """Codes with a letter, as public mocks have, get their own cure."""
    [fault] = faults_of(bijstand("999994293", code))
    assert fault.place.endswith(".Bron.CdPartijSuwi")
    assert "laat de letter weg" in fault.cure


def test_initials_with_dots_are_named() -> None:
    """Dots in Voorletters get their own cure."""
    text = bijstand("999994293").replace(
        "</Burgerservicenr>", "</Burgerservicenr><Voorletters>J.P.</Voorletters>"
    )
    [fault] = faults_of(text)
    assert (fault.place, fault.cure) == (
        "ClientSuwi.Voorletters",
        "laat punten en spaties weg en gebruik hoofdletters: ABC",
    )
    assert BIJSTAND in text


def test_all_faults_come_at_once() -> None:
    """Faults in different elements hide each other nowhere."""
    names = ("sex", "order", "date", "yes-no", "decimals", "too-long")
    text = GOOD
    for name in names:
        text = text.replace(BAD_XML[name][0], BAD_XML[name][1], 1) if name != "order" else text
    text = text.replace("    <Geboortedat>", "    <Voornamen>Jan</Voornamen>\n    <Geboortedat>", 1)
    assert sorted(fault.place.rpartition(".")[2] for fault in faults_of(text)) == sorted(
        ["Geslacht", "Voornamen", "Geboortedat", "IndPartnertoeslagAow", "WaardeBedr", "CdSzWet"]
    )


def test_no_fault_repeats_a_value() -> None:
    """A value may be a person's: it stands in no fault, whatever is wrong with it."""
    for old in ("999994293", "19570205", "125000", "AOW"):
        faults = faults_of(GOOD.replace(old, "Geheim-van-Jansen"))
        assert faults
        assert "Jansen" not in repr(faults)


def test_a_request_and_a_fault_are_checked_too() -> None:
    """A request is held against its own XSD, a SOAP Fault against what SOAP and FWI ask; 1.2 is refused."""
    request = (
        f'<s:SVBPersoonsInfo xmlns:s="{SVB}"><Burgerservicenr>{{}}</Burgerservicenr></s:SVBPersoonsInfo>'
    )
    assert faults_of(ENVELOPE.format(SOAP, request.format("999994293"))) == ()
    [number] = faults_of(ENVELOPE.format(SOAP, request.format("12")))
    assert (number.place, number.cure) == (
        "SVBPersoonsInfo.Burgerservicenr",
        "geef negen cijfers, met voorloopnul",
    )
    [fault] = faults_of(
        ENVELOPE.format(SOAP, f'<e:Fault xmlns:e="{SOAP}"><faultcode>x</faultcode></e:Fault>')
    )
    assert fault.text == "faultstring ontbreekt"
    [newer] = faults_of(ENVELOPE.format("http://www.w3.org/2003/05/soap-envelope", GOOD.partition("?>")[2]))
    assert (newer.text, newer.place) == ("SOAP 1.2", "Envelope")
    [both] = faults_of(ENVELOPE.format(SOAP, NOTHING + NOTHING))
    assert both.text == "soap:Body bevat niet precies één element"


def test_the_sources_own_answers_are_valid() -> None:
    """What our mock sources answer about every person of ours has no fault, in SOAP and in JSON."""
    checked = 0
    for bsn in WORLD.lives:
        for service in WORLD.services:
            codes = sorted(WORLD.lives[bsn].bron("gemeente")) if "{code}" in (service.rest or "") else [None]
            for client in filter(None, (WORLD.client(service, bsn, Asked(code)) for code in codes)):
                checked += 1
                if service.soap:
                    assert faults_of(soap.write_found(service, client, period=None)) == ()
                if service.rest:
                    dossier = rest.dossier(client, WORLD.lives[bsn].geboortedatum, None)
                    openapi = WORLD.folder / service.bron / "openapi.json"
                    assert check_json(rest.write({"dossiers": [dossier]}), "x", openapi, service.rest) == []
    assert checked > 50


DUO_JSON = """\
{
  "dossiers": [
    {
      "burgerservicenummer": "999990019",
      "geboortedatum": "19940314",
      "indStartkwalificatieDuo": "1",
      "resultaatOpleidingGeregistrDuo": [
        {
          "brin": [{"brinNr": "19XH"}],
          "resultaatExamen": {"jaarAfgelegdExamen": "2014"}
        }
      ]
    }
  ]
}
"""
ROW = "dossiers[1].resultaatOpleidingGeregistrDuo[1]"
BAD_JSON = {
    "date": ('"19940314"', '"1994-03-14"', 5, "dossiers[1].geboortedatum", "zonder streepjes"),
    "yes-no": ('Duo": "1"', 'Duo": "J"', 6, "dossiers[1].indStartkwalificatieDuo", "1 voor ja, 2 voor nee"),
    "number": (
        '"2014"',
        "2014",
        10,
        f"{ROW}.resultaatExamen.jaarAfgelegdExamen",
        "tekst tussen aanhalingstekens",
    ),
    "null": ('"2014"', "null", 10, f"{ROW}.resultaatExamen.jaarAfgelegdExamen", "ook geen null"),
    "unknown": ("brinNr", "brinnr", 9, f"{ROW}.brin[1].brinnr", "bedoelt u brinNr?"),
    "object": ('{"jaarAfgelegdExamen": "2014"}', "[]", 10, f"{ROW}.resultaatExamen", "een object"),
    "echo": (
        '      "burgerservicenummer": "999990019",\n',
        "",
        3,
        "dossiers[1]",
        "zet burgerservicenummer erbij",
    ),
    "twice": (
        '"geboortedatum": "19940314",',
        '"geboortedatum": "19940314", "geboortedatum": "19940314",',
        0,
        "geboortedatum",
        "elke naam mag één keer",
    ),
    "no-json": ('"19940314",', '"19940314"', 6, "", "komma's"),
}


@pytest.mark.parametrize(("old", "new", "line", "place", "cure"), BAD_JSON.values(), ids=BAD_JSON)
def test_a_fault_of_json_is_named_with_line_member_and_cure(
    old: str, new: str, line: int, place: str, cure: str
) -> None:
    """One change of a valid dossier gives one fault, on its line, at its member, with its cure."""
    openapi = WORLD.folder / "duo" / "openapi.json"
    assert check_json(DUO_JSON.encode(), "x.json", openapi, None) == []
    assert old in DUO_JSON
    [fault] = check_json(DUO_JSON.replace(old, new, 1).encode(), "x.json", openapi, None)
    assert (fault.line, fault.place) == (line, place)
    assert cure in fault.cure


@pytest.mark.parametrize(
    ("text", "said"),
    [("[" * 100_000, "te diep genest"), (f'{{"a": {"9" * 6000}}}', "een geheel getal is te groot")],
    ids=["deep", "digits"],
)
def test_json_that_chokes_a_parser_is_a_fault(text: str, said: str, tmp_path: Path) -> None:
    """JSON too deep or with a number too long is a fault in Dutch with its cure, and ends with 1."""
    path = tmp_path / "x.json"
    path.write_text(text, "utf-8")
    done = validate("--bron", "duo", path)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith(f"x.json: {said}\n    herstel: ")


def test_questions_lookups_and_problems_of_rest_are_checked() -> None:
    """Question, answer and problem are told apart by their members; a path may hold a code of a gemeente."""
    openapi = WORLD.folder / "gemeente" / "openapi.json"
    path = "/gemeenten/0855/v1/uitkeringen"
    [question] = check_json(b'{"burgerservicenummer": "999990019", "fields": []}', "x", openapi, path)
    assert question.text == "te weinig items"
    assert check_json(b'{"gemeenten": ["0855"]}', "x", openapi, "/v1/registraties") == []
    [code] = check_json(b'{"gemeenten": ["855"]}', "x", openapi, "/v1/registraties")
    assert (code.place, code.line) == ("gemeenten[1]", 1)
    [problem] = check_json(b'{"type": "about:blank", "title": "x", "status": "400"}', "x", openapi, path)
    assert problem.place == "status"
    with pytest.raises(PathUnknown, match=r"/v1/registraties"):
        check_json(b"{}", "x", openapi, None)


def validate(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "adapters.mock", "validate", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


def test_the_command_tells_people_and_machines(tmp_path: Path) -> None:
    """0 when all is well, 1 with faults (as text or list), 2 when it cannot be told what a file should be."""
    good, bad, dossier = tmp_path / "goed.xml", tmp_path / "fout.xml", tmp_path / "dossier.json"
    good.write_text(GOOD, "utf-8")
    bad.write_text(GOOD.replace("<Geslacht>2", "<Geslacht>v"), "utf-8")
    dossier.write_text(DUO_JSON, "utf-8")
    fine, fault, as_json = validate(good), validate(good, bad), validate(bad, "--json")
    assert (fine.returncode, fine.stdout) == (0, "1 berichten nagekeken: alles klopt\n")
    assert fault.returncode == 1
    assert fault.stdout == (
        "fout.xml:5: ClientSuwi.Geslacht: een letter voor het geslacht\n"
        "    herstel: schrijf 1 voor man, 2 voor vrouw, 9 voor onbekend\n"
    )
    assert (as_json.returncode, json.loads(as_json.stdout)[0]["regel"]) == (1, 5)
    assert validate(dossier, "--bron", "duo").returncode == 0
    unknown, service, absent = validate(dossier), validate(bad, "--dienst", "X"), validate(tmp_path / "x.xml")
    assert (unknown.returncode, "--bron" in unknown.stderr) == (2, True)
    assert (service.returncode, "--dienst" in service.stderr) == (2, True)
    assert (absent.returncode, absent.stdout) == (2, "")


def test_a_named_service_is_held_to(tmp_path: Path) -> None:
    """With --dienst a message of another service is a fault, though it is valid by itself."""
    path = tmp_path / "svb.xml"
    path.write_text(GOOD, "utf-8")
    assert validate(path, "--dienst", "SVBDossierPersoonGSD-v0200").returncode == 0
    other = validate(path, "--dienst", "DUODossierPersoonGSD")
    assert (other.returncode, "geen dienst heeft deze naamruimte" in other.stdout) == (1, True)
