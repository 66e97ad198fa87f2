"""Benefits and voorzieningen (`interface.md` §8): what is named, what is shielded, what is not read."""

import pytest

from tests.fakes.answers import BENEFIT, SUPPORT, facts, rows
from tests.fakes.dossiers import benefit, benefits, support, supports
from tests.fakes.world import World

NAMED = {
    "WERKLOOSHEID": ("WW",),
    "BIJSTAND": ("PW", "WWB", "ABW", "WIJ", "IOAW", "IOAZ", "AIO"),
    "ZELFSTANDIGEN": ("BBZ",),
    "OUDERDOM": ("AOW",),
    "NABESTAANDEN": ("ANW",),
}
SHIELDED = ("WIA", "WAO", "WAZ", "WAJ", "ZW", "TW", "IOW", "WGA", "IVA", "XYZ", "ww", "WW ", "ONBEKEND")
BENEFIT_SOURCES = ("UWV_UITKERING", "SVB", "GEMEENTE_UITKERING")


@pytest.mark.parametrize("bron", BENEFIT_SOURCES)
@pytest.mark.parametrize(
    ("law", "category"), [(law, category) for category, laws in NAMED.items() for law in laws]
)
def test_laws_that_are_named(bron: str, law: str, category: str) -> None:
    """These laws are named and have their category, whichever source says so."""
    (row,) = rows(bron, BENEFIT, benefits(benefit(law)))
    assert row["categorie"] == category
    assert row["codeSzWet"]["code"] == law


@pytest.mark.parametrize("bron", BENEFIT_SOURCES)
@pytest.mark.parametrize("law", SHIELDED)
def test_laws_that_are_shielded(bron: str, law: str) -> None:
    """Laws about health and unknown ones are ANDERE_UITKERING without a law, which counts as AFGESCHERMD."""
    read = facts(bron, benefits(benefit(law)))
    (row,) = read.rijen[BENEFIT]
    assert row["categorie"] == "ANDERE_UITKERING"
    assert "codeSzWet" not in row
    assert read.redenen == {f"{BENEFIT}.codeSzWet": "AFGESCHERMD"}


@pytest.mark.parametrize("bron", BENEFIT_SOURCES)
@pytest.mark.parametrize("law", ["AKW", "WLZ", "BB", "REM"])
def test_laws_that_are_not_read(bron: str, law: str) -> None:
    """Child benefit, care, special assistance and remigration give no row."""
    assert rows(bron, BENEFIT, benefits(benefit(law))) == []


def test_a_named_law_beside_a_shielded_one_is_no_absence() -> None:
    """AFGESCHERMD stands in nietGeleverd only where the source names no law at all."""
    read = facts("UWV_UITKERING", benefits(benefit("WW"), benefit("ZW")))
    assert read.redenen == {}
    assert {str(row["categorie"]) for row in read.rijen[BENEFIT]} == {"WERKLOOSHEID", "ANDERE_UITKERING"}


def test_shielded_laws_cannot_be_told_apart() -> None:
    """The Ziektewet, the WIA and an invented law give the same answer to the byte."""
    answers = [
        World({"UWV_UITKERING": benefits(benefit(law))}).ask((f"{BENEFIT}.categorie", f"{BENEFIT}.codeSzWet"))
        for law in ("ZW", "WIA", "XYZ")
    ]
    for answer in answers:
        del answer["raadpleging"]
        del answer[BENEFIT][0]["rij"]
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("10", "COACHING_NAAR_WERK"),
        ("11", "SCHOLING"),
        ("12", "PARTICIPATIEPLAATS"),
        ("13", "WERKERVARINGSPLAATS"),
        ("01", "ANDERE_VOORZIENING"),
        ("05", "ANDERE_VOORZIENING"),
        ("99", "ANDERE_VOORZIENING"),
        ("1", "ANDERE_VOORZIENING"),
    ],
)
def test_kinds_of_support(kind: str, expected: str) -> None:
    """Four kinds are named; loonkostensubsidie, beschut werk and all else are ANDERE_VOORZIENING."""
    (row,) = rows("GEMEENTE_REINTEGRATIE", SUPPORT, supports(support(kind)))
    assert row == {
        "typeVoorziening": expected,
        "datumAanvangVoorziening": {"type": "Datum", "datum": "2025-01-15"},
        "indicatieLopend": "JA",
        "gemeente": {"code": "0855"},
    }


def test_every_relation_and_every_support_is_a_row() -> None:
    """Rows are the voorzieningen of all AtlRelaties, each with the gemeente of its own relation."""
    tree = supports(support("10"), support("11", gemeente="0772"))
    found = rows("GEMEENTE_REINTEGRATIE", SUPPORT, tree)
    assert {(row["typeVoorziening"], row["gemeente"]["code"]) for row in found} == {
        ("COACHING_NAAR_WERK", "0855"),
        ("SCHOLING", "0772"),
    }


def test_the_gemeente_of_a_benefit() -> None:
    """A benefit of a gemeente names it by CBS code; another form is ONBEKEND."""
    given = [{**benefit("PW"), "Bron": {"CdPartijSuwi": code}} for code in ("0855", "Tilburg")]
    assert [row["gemeente"] for row in rows("GEMEENTE_UITKERING", BENEFIT, benefits(*given))] == [
        {"code": "0855"},
        {"code": "ONBEKEND"},
    ]
