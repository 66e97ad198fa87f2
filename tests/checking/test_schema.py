"""The whole answer against the pinned contract: which element, which line, what was due; never a value."""

from pathlib import Path

import pytest

from gateway.checking.verdict import Finding
from tests.checking.checked import steps
from tests.fakes.answers import FWI, NOTHING, envelope, found, source_of
from tests.fakes.rogue import http

SVB, DUO = source_of("SVB"), source_of("DUO")
PERSON = "<Burgerservicenr>999990019</Burgerservicenr>"
BORN = "<Geboortedat>19940314</Geboortedat>"
PERIOD = "<Uitkeringsperiode><DatBUitkeringsperiode>20240201</DatBUitkeringsperiode></Uitkeringsperiode>"
LAW = "<SzWet><CdSzWet>AOW</CdSzWet></SzWet>"

_BENEFIT = (
    "<Uitkeringsverhouding><DatBUitkeringsverhouding>20240201</DatBUitkeringsverhouding>"
    f"{LAW}{PERIOD}</Uitkeringsverhouding>"
)


def client(*parts: str) -> bytes:
    """Write an answer of the SVB, a part of the dossier on each line from the second on."""
    return envelope(SVB.operatie, "<ClientSuwi>\n" + "\n".join((PERSON, *parts)) + "</ClientSuwi>")


def wrong(place: str, line: int, due: str) -> tuple[Finding, ...]:
    """Say one finding."""
    return (Finding(place, line, due),)


CASES = {
    "order": (
        client("<Geslacht>1</Geslacht>", "<Voornamen>Daan</Voornamen>", BORN),
        wrong(
            "ClientSuwi/Voornamen",
            4,
            "op deze plaats Geboortedat of Kind of AanvraagUitkering of Uitkeringsverhouding:"
            " volgorde of naam klopt niet",
        ),
    ),
    "missing": (
        client(BORN, f"<Uitkeringsverhouding>{LAW}{PERIOD}</Uitkeringsverhouding>"),
        wrong(
            "ClientSuwi/Uitkeringsverhouding/SzWet",
            4,
            "op deze plaats DatBUitkeringsverhouding: volgorde of naam klopt niet",
        ),
    ),
    "ends too early": (
        client(
            BORN,
            f"<Uitkeringsverhouding><DatBUitkeringsverhouding>20240201</DatBUitkeringsverhouding>{LAW}</Uitkeringsverhouding>",
        ),
        wrong(
            "ClientSuwi/Uitkeringsverhouding",
            4,
            "hierin ook SpecifiekeGegevensRemigratiewet of Uitkeringsperiode: dat ontbreekt",
        ),
    ),
    "a letter for a digit": (
        client("<Geslacht>m</Geslacht>", BORN),
        wrong(
            "ClientSuwi/Geslacht", 3, "alleen cijfers (bij een indicatie of geslacht een cijfer, geen letter)"
        ),
    ),
    "too long": (
        client("<Voorvoegsel>van der lange</Voorvoegsel>", BORN),
        wrong("ClientSuwi/Voorvoegsel", 3, "ten hoogste 10 tekens"),
    ),
    "a date as elsewhere": (
        client("<Geboortedat>1994-03-14</Geboortedat>"),
        wrong("ClientSuwi/Geboortedat", 3, "een lengte van 8"),
    ),
    "an impossible month": (
        client("<Geboortedat>19941314</Geboortedat>"),
        wrong("ClientSuwi/Geboortedat", 3, "een datum EEJJMMDD; een onbekende dag of maand is 00"),
    ),
    "loose text": (
        client(BORN, "los"),
        wrong("ClientSuwi", 1, "alleen elementen, geen losse tekst"),
    ),
    "an attribute": (
        client(BORN.replace("<Geboortedat", "<Geboortedat soort='x'")),
        wrong("ClientSuwi/Geboortedat", 3, "geen attributen"),
    ),
    "an FWI without namespace": (
        envelope(SVB.operatie, "<NietsGevonden/>"),
        wrong(
            "NietsGevonden",
            1,
            "op deze plaats ClientSuwi of FWI of NietsGevonden: volgorde of naam klopt niet",
        ),
    ),
}


@pytest.mark.parametrize(("content", "findings"), CASES.values(), ids=CASES.keys())
async def test_a_finding_names_place_line_and_what_was_due(
    content: bytes, findings: tuple[Finding, ...], tmp_path: Path
) -> None:
    """Each way in which public mocks go wrong is one finding, and the value stays out."""
    schema = (await steps(http(content), tmp_path))["schema"]
    assert (schema.oordeel, schema.bevindingen) == ("FOUT", findings)
    assert schema.raad
    assert not any(value in repr(schema) for value in ("Daan", "lange", "1994", "'m'", "los'", "'x'"))


async def test_dots_in_initials_are_named(tmp_path: Path) -> None:
    """Voorletters with dots, as public mocks write them: capitals without dots were due."""
    bijstand = "Bijstandsregelingen-v0500"
    namespace = "http://bkwi.nl/SuwiML/Diensten/Bijstandsregelingen/v0500"
    content = envelope(
        SVB.operatie, f"<ClientSuwi>\n{PERSON}\n<Voorletters>D.V.</Voorletters>\n{BORN}</ClientSuwi>"
    )
    content = (
        content.replace(SVB.operatie.namespace.encode(), namespace.encode())
        .replace(
            SVB.operatie.action.encode(),
            b"http://bkwi.nl/SuwiML/Diensten/Bijstandsregelingen-v0500/BijstandsregelingenInfo",
        )
        .replace(b"SVBPersoonsInfoResponse", b"BijstandsregelingenInfoResponse")
    )
    schema = (await steps(http(content), tmp_path, bijstand))["schema"]
    assert schema.bevindingen == wrong(
        "ClientSuwi/Voorletters", 3, "hoofdletters zonder punten, hoogstens zes"
    )
    assert "D.V." not in repr(schema)


async def test_another_root_is_named(tmp_path: Path) -> None:
    """The namespace with a hyphen, as in the action: the root that was due is spelled out."""
    content = client(BORN).replace(b"SVBDossierPersoonGSD/v0200", b"SVBDossierPersoonGSD-v0200", 1)
    content = content.replace(
        SVB.operatie.namespace.encode(), SVB.operatie.namespace.replace("/v0200", "-v0200").encode()
    )
    schema = (await steps(http(content), tmp_path))["schema"]
    assert schema.bevindingen == wrong(
        "SVBPersoonsInfoResponse", 1, f"precies één SVBPersoonsInfoResponse in {SVB.operatie.namespace}"
    )


async def test_an_older_fwi_is_noted_not_refused(tmp_path: Path) -> None:
    """FWI v0203, as the recorded broker answered: LET_OP, since the gateway reads it."""
    content = envelope(SVB.operatie, NOTHING).replace(FWI.encode(), FWI.replace("v0205", "v0203").encode())
    schema = (await steps(http(content), tmp_path))["schema"]
    assert (schema.oordeel, "v0203" in schema.tekst) == ("LET_OP", True)


async def test_a_hint_to_a_schema_is_not_followed(tmp_path: Path) -> None:
    """A schema that an answer names itself opens no file and allows nothing."""
    lax = tmp_path / "lax.xsd"
    lax.write_text(
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="Anders"/></xs:schema>'
    )
    hint = f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="{lax}"'
    content = client(BORN, "<Anders/>").replace(b"<ClientSuwi>", f"<ClientSuwi {hint}>".encode())
    schema = (await steps(http(content), tmp_path))["schema"]
    assert [found.plaats for found in schema.bevindingen] == ["ClientSuwi/Anders"]


async def test_the_whole_answer_is_judged_not_only_what_is_read(tmp_path: Path) -> None:
    """A fault in an element that no purpose reads fails the schema and does not hinder the reading."""
    content = client("<Voorvoegsel>van de allerlangste</Voorvoegsel>", BORN, _BENEFIT)
    seen = await steps(http(content), tmp_path)
    assert (seen["schema"].oordeel, seen["lezen"].tekst) == ("FOUT", "GEVONDEN")


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        (
            '"geboortedatum": "19940314", ',
            "",
            Finding("dossiers[0]", None, "ook lid geboortedatum: dat ontbreekt"),
        ),
        ('"1"', "1", Finding("dossiers[0].indStartkwalificatieDuo", None, "een waarde van soort string")),
        ('"1"', '"J"', Finding("dossiers[0].indStartkwalificatieDuo", None, "")),
        ('"ind', '"extra": "x", "ind', Finding("dossiers[0]", None, "geen lid extra")),
    ],
)
async def test_rest_is_judged_by_its_openapi(old: str, new: str, finding: Finding, tmp_path: Path) -> None:
    """A missing, wrongly typed, ill-written or unknown member: its path and what was due, not its value."""
    content = found(DUO, {"IndStartkwalificatieDuo": "1"}).decode()
    assert old in content
    seen = await steps(http(content.replace(old, new).encode(), media="application/json"), tmp_path, "DUO")
    assert seen["schema"].oordeel == "FOUT"
    first = seen["schema"].bevindingen[0]
    assert (first.plaats, first.regel) == (finding.plaats, None)
    assert first.verwacht.startswith(finding.verwacht)
    assert '"J"' not in repr(seen["schema"])
