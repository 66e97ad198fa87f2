"""The papers for readers say what code and contracts say."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any, get_args

import pytest

from gateway.api.answer_schema import answer_schemas
from gateway.api.problems import PUBLISHED
from gateway.core.contract import GrondslagStatus
from gateway.core.doelbinding import Bewaring, Doelbinding, Toestemming, Verwijsindex
from gateway.core.facts import Vergewist
from gateway.core.mapping import Herkomst
from gateway.core.velden import Gevoeligheid
from gateway.core.waardelijst import ONBEKEND, Waarde
from gateway.errors import Oorzaak, Reden, SettingsInvalid, Status
from gateway.knobs import BronSettings, LimietSettings, OidcSettings, SleutelSettings
from gateway.logbook.journal import BEGONNEN, GEEINDIGD
from gateway.settings import Settings, read_settings
from papers import clauses
from papers.marked import mark
from tests.fakes.answers import found, plan_of, register, source_of
from tests.fakes.dossiers import benefit, benefits
from tests.fakes.processes import ROOT

_CODED = re.compile(r"`([^`]+)`")
_UPPER = re.compile(r"[A-Z0-9][A-Z0-9_]*\+?")
_CODE_LINK = re.compile(r"\[`(\w+)`\]\(\.\./([\w/]+\.py)\)")


def text(name: str) -> str:
    """Read a paper."""
    return (ROOT / "docs" / name).read_text("utf-8")


def coded(page: str) -> set[str]:
    """Give every word of a page that stands as code."""
    return set(_CODED.findall(page))


def choices(model: type[Any], member: str) -> set[str]:
    """Give the values that a member of a contract may have."""
    return set(get_args(model.model_fields[member].annotation))


def test_the_papers_are_what_the_code_makes_of_them() -> None:
    """Made anew in another process, zone, width and hash order, every paper has the committed bytes."""
    other = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "COLUMNS": "40", "FORCE_COLOR": "1"}
    command = [sys.executable, "-m", "papers", "--check"]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | other, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_glossary_knows_every_value_and_no_other() -> None:
    """Every value that an answer or a contract can hold stands in the glossary, and nothing that cannot."""
    literals = (Status, Oorzaak, Reden, Vergewist, Herkomst, GrondslagStatus, Toestemming, Verwijsindex)
    values = {value for literal in (*literals, Gevoeligheid) for value in get_args(literal)}
    values |= choices(Doelbinding, "regime") | choices(Doelbinding, "basisvoorwaarde")
    values |= choices(Bewaring, "status") | choices(Waarde, "behandeling") | {ONBEKEND, BEGONNEN, GEEINDIGD}
    values |= {value for veld in register().profiel.veld for value in veld.waarden}
    values |= set(register().profiel.bronnen)
    assert {word for word in coded(text("begrippen.md")) if _UPPER.fullmatch(word)} == values


def test_the_glossary_names_every_member_of_an_answer() -> None:
    """Every group, veld and other member of the published answer stands in the glossary."""
    profiel = register().profiel
    schemas: dict[str, Any] = answer_schemas(profiel)
    members = {name for schema in schemas.values() for name in schema.get("properties", {})}
    words = {part for word in coded(text("begrippen.md")) for part in (word, *word.split("."))}
    assert members - words == set()


def test_the_glossary_points_at_code_that_exists() -> None:
    """Every name in the glossary that links to code is defined in that file."""
    links = _CODE_LINK.findall(text("begrippen.md"))
    lost = [
        (name, path)
        for name, path in links
        if not re.search(rf"^(?:class |def |){name}\b[ (:=]", (ROOT / path).read_text("utf-8"), re.MULTILINE)
    ]
    assert links
    assert lost == []


def test_the_anatomy_names_every_attribute_of_a_doelbinding() -> None:
    """The table of attributes names exactly those of the model, so none is added without words."""
    table = text("contracten.md").partition("| Attribuut |")[2].partition("\n\n")[0]
    first_cells = "".join(line.split("|")[1] for line in table.splitlines() if line.startswith("| `"))
    assert coded(first_cells) == {field.alias for field in Doelbinding.model_fields.values()}


def _names() -> Iterator[str]:
    below = {
        "bronnen": [f"__<BRON>__{name.upper()}" for name in BronSettings.model_fields],
        "limiet": [f"__{name.upper()}" for name in LimietSettings.model_fields],
        "oidc": [f"__{name.upper()}" for name in OidcSettings.model_fields],
        "sleutels": [f"__{name.upper()}" for name in SleutelSettings.model_fields],
    }
    for name in Settings.model_fields:
        yield from (f"GATEWAY_{name.upper()}{last}" for last in below.get(name, [""]))


def test_the_settings_page_has_every_setting() -> None:
    """The names in the tables are exactly those of the settings, and reading accepts each of them."""
    rows = re.findall(r"^\| `(GATEWAY_[^`]+)`", text("instellingen.md"), re.MULTILINE)
    assert sorted(rows) == sorted(_names())
    for name in rows:
        with pytest.raises(SettingsInvalid) as invalid:
            read_settings({name.replace("<BRON>", "UWV"): "x", "GATEWAY_PORT": "x"})
        assert "bestaat niet" not in str(invalid.value)


def test_the_page_of_errors_has_every_code_once() -> None:
    """The tables of errors hold each code that the API can answer with, once, with its status."""
    rows = re.findall(r"^\| (\d+) \| `(\w+)`", text("fouten.md"), re.MULTILINE)
    assert sorted(rows) == sorted((str(problem.status), code) for code, problem in PUBLISHED.items())


def test_the_walk_marks_what_the_plan_reads() -> None:
    """Planned values get +, the echo of the person !, and all else -, over SOAP and over REST."""
    plan = plan_of(("uitkeringsverhouding.datumAanvangUitkeringsverhouding",))
    beside = {"Bedrag": "100"}
    soap = source_of("UWV_UITKERING", plan)
    soap_marked = mark(soap, found(soap, {**benefits(benefit("WW"), benefit("ZW")), **beside}))
    assert soap_marked.lines == [
        "  <ClientSuwi>",
        "!   <Burgerservicenr>999990019</Burgerservicenr>",
        "    <Uitkeringsverhouding>",
        "+     <DatBUitkeringsverhouding>20240201</DatBUitkeringsverhouding>",
        "      <SzWet>",
        "+       <CdSzWet>WW</CdSzWet>",
        "      </SzWet>",
        "    </Uitkeringsverhouding>",
        "    … nog 1 keer Uitkeringsverhouding",
        "-   <Bedrag>100</Bedrag>",
        "  </ClientSuwi>",
    ]
    assert (soap_marked.values, soap_marked.read) == (6, 5)
    rest = source_of("GEMEENTE_UITKERING", plan)
    rest_marked = mark(rest, found(rest, {**benefits(benefit("PW", "20240201", "20240301")), **beside}))
    assert rest_marked.lines == [
        '  "dossiers": [{',
        '!   "burgerservicenummer": "999990019"',
        '!   "geboortedatum": "19940314"',
        '    "uitkeringsverhouding": [{',
        '+     "datBUitkeringsverhouding": "20240201"',
        '-     "datEUitkeringsverhouding": "20240301"',
        '      "szWet": {',
        '+       "cdSzWet": "PW"',
        "      }",
        "    }]",
        '-   "bedrag": "100"',
        "  }]",
    ]
    assert (rest_marked.values, rest_marked.read) == (6, 4)


def test_an_excerpt_that_is_gone_stops_the_making() -> None:
    """A template that shows or changes a line no contract has any more fails, and says what to do."""
    path = "contracts/afnemers.toml"
    with pytest.raises(ValueError, match="kies er een in het sjabloon"):
        clauses.excerpt(path, "geen regel")
    with pytest.raises(ValueError, match="laadt het nog"):
        clauses.refusal(path, "geen regel", "een andere")
