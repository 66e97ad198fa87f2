"""The profile on a terminal: what a case manager reads, at every width and without colour."""

import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
import pytest
from rich.cells import cell_len
from rich.console import Console

from adapters.mock.world import build_world
from gateway.core.velden import Profiel
from gateway.register.register import load
from gateway.screen import show

_ROOT = Path(__file__).parents[2]
_TODAY = date(2026, 11, 1)
_PEOPLE = ("P01", "P02", "P03", "P04", "P07", "P11")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")

Answer = dict[str, object]
Render = Callable[..., str]


@pytest.fixture(scope="module")
def profiel() -> Profiel:
    return load(_ROOT / "contracts", _ROOT / "adapters").profiel


@pytest.fixture(scope="module")
def render(profiel: Profiel) -> Render:
    def rendered(answer: Answer, width: int = 100, *, colour: bool = False) -> str:
        file = io.StringIO()
        console = Console(
            file=file, width=width, force_terminal=colour, color_system="standard" if colour else None
        )
        show(answer, profiel, console, vandaag=_TODAY)
        return file.getvalue()

    return rendered


def _qualification() -> list[str]:
    """Name the members of arbeidsmarktkwalificatie: its single velden and its groups."""
    profiel = load(_ROOT / "contracts", _ROOT / "adapters").profiel
    paths = [*profiel.velden, *profiel.groepen]
    return [pad.rpartition(".")[2] for pad in paths if pad.rpartition(".")[0] == "arbeidsmarktkwalificatie"]


def answer_of(person: str) -> Answer:
    """Give the answer that the hand-written facts of a mock life promise, in the published shape."""
    life = next(life for life in build_world().lives.values() if life.name == person)
    facts, who = {**life.verwacht}, life.tables["persoon"]
    born = who["geboortedatum"]
    bronnen = [
        {**bron, **({"peildatum": "2026-11-01"} if "GEVONDEN" in bron["bronStatus"] else {})}
        for bron in facts.pop("bronnen")
    ]
    absent = [
        {"veld": veld, **{name: value for name, value in entry.items() if name != "velden"}}
        for entry in facts.pop("nietGeleverd")
        for veld in entry["velden"]
    ]
    return {
        "raadpleging": {
            "raadplegingId": "01a1ffaf-f174-7319-b99e-87ef69410fc6",
            "tijdstip": "2026-11-01T08:12:00Z",
            "doelbinding": "DJI_INTAKE_ARBEIDSMARKT",
            "doelbindingVersie": "2026-01-01",
        },
        "persoon": {
            "burgerservicenummer": who["bsn"],
            "geboortedatum": {"type": "Datum", "datum": f"{born[:4]}-{born[4:6]}-{born[6:]}"},
            "vergewist": facts.pop("vergewist"),
        },
        "arbeidsmarktkwalificatie": {name: facts.pop(name) for name in _qualification() if name in facts},
        "bronnen": bronnen,
        "nietGeleverd": absent,
        **facts,
    }


def without_polis() -> Answer:
    """Give the answer of P01 when UWV_POLIS did not answer in time."""
    answer = answer_of("P01")
    qualification = msgspec.convert(answer["arbeidsmarktkwalificatie"], Answer)
    del qualification["werkervaring"]
    werk = "arbeidsmarktkwalificatie.werkervaring"
    bronnen = msgspec.convert(answer["bronnen"], list[Answer])
    bronnen[0] = {
        "bron": "UWV_POLIS",
        "bronStatus": "NIET_BESCHIKBAAR",
        "oorzaak": "TIJD_OM",
        "opnieuwVanaf": "2026-11-01T08:12:30Z",
    }
    lost = {"veld": f"{werk}.naamOrganisatie", "bron": "UWV_POLIS", "reden": "BRON_NIET_BESCHIKBAAR"}
    return answer | {
        "volledig": False,
        "onvolledig": [werk],
        "arbeidsmarktkwalificatie": qualification,
        "bronnen": bronnen,
        "nietGeleverd": [lost],
    }


def section(text: str, title: str) -> list[str]:
    """Give the lines below the heading that starts with `title`, up to the next heading."""
    _, _, after = text.partition(f"\n{title} ")
    body = re.split(r"\n\n\S[^\n]* ─", after)[0]
    return [line.strip() for line in body.splitlines()[1:]]


def test_a_whole_screen(render: Render) -> None:
    """The screen of P01 at 100 columns is, character for character, the reviewed one."""
    shown = [line.rstrip() for line in render(answer_of("P01")).splitlines()]
    reviewed = (_ROOT / "docs" / "scherm.txt").read_text(encoding="utf-8").splitlines()
    assert shown == reviewed


@pytest.mark.parametrize("person", _PEOPLE)
def test_no_whole_bsn(render: Render, person: str) -> None:
    """Of a BSN only the last three digits reach the terminal."""
    answer = answer_of(person)
    bsn = str(msgspec.convert(answer["persoon"], Answer)["burgerservicenummer"])
    for colour in (False, True):
        text = render(answer, colour=colour)
        assert bsn not in text
        assert not re.search(r"\d{9}", text)
    assert f"BSN ******{bsn[-3:]}," in text


@pytest.mark.parametrize("width", range(60, 201, 7))
def test_no_line_is_too_long(render: Render, width: int) -> None:
    """Every person, and an incomplete answer, fits in every width from 60 to 200."""
    for answer in (*map(answer_of, _PEOPLE), without_polis(), with_stated_work()):
        assert max(map(cell_len, render(answer, width).splitlines())) <= width


@pytest.mark.parametrize("width", [60, 80, 100, 120])
@pytest.mark.parametrize("title", ["Bronnen", "Werkervaring · bron: UWV (werk)"])
def test_no_width_loses_a_word(render: Render, width: int, title: str) -> None:
    """A table that does not fit breaks its cells or becomes lists; it never cuts a word."""
    narrow, wide = (section(render(answer_of("P03"), cells), title) for cells in (width, 200))
    assert {word for line in narrow for word in line.split()} >= {
        word for line in wide for word in line.split() if "─" not in word
    }


@pytest.mark.parametrize("person", _PEOPLE)
def test_colour_says_nothing_alone(render: Render, person: str) -> None:
    """Without its colour codes a coloured screen is the plain screen."""
    answer = answer_of(person)
    coloured = render(answer, colour=True)
    assert coloured != render(answer)
    assert _ANSI.sub("", coloured) == render(answer)


def test_nothing_found_is_no_error(render: Render) -> None:
    """A bron without data reads "geen gegevens bij deze bron" and has no colour of its own."""
    answer = answer_of("P02")
    coloured = render(answer, colour=True)
    nobody = msgspec.convert(answer["bronnen"], list[Answer])
    lines = [line for line in coloured.splitlines() if "○ Niets gevonden" in line]
    assert len(lines) == len(nobody) > 5
    assert {bron["bronStatus"] for bron in nobody} == {"NIETS_GEVONDEN"}
    assert all("geen gegevens bij deze bron" in line and not _ANSI.search(line) for line in lines)
    assert "31m" not in coloured


def test_empty_is_not_incomplete(render: Render) -> None:
    """`[]` says that the bronnen have nothing; an absent group says which bron did not answer."""
    assert section(render(answer_of("P02")), "Werkervaring") == ["geen gegevens bij de gevraagde bronnen"]
    text = render(without_polis())
    assert section(text, "Werkervaring") == ["onvolledig: UWV (werk) antwoordde niet"]
    assert "Volledig     ✗ nee: UWV (werk) antwoordde niet" in text
    assert "Laatste werk       onvolledig: UWV (werk) antwoordde niet" in text


def test_incomplete_with_rows(render: Render) -> None:
    """A group with rows of which a bron failed shows the rows and says what is missing."""
    lines = section(
        render(without_polis() | {"onvolledig": ["uitkeringsverhouding"]}), "Uitkeringen · bron: Gemeente"
    )
    assert lines[-2].startswith("bijstand")
    assert lines[-1].startswith("onvolledig: ")


def test_group_that_was_not_asked(render: Render) -> None:
    """A group that is absent without a failure was not asked, which is no answer about the person."""
    answer = answer_of("P01")
    del answer["reIntegratievoorziening"]
    assert section(render(answer), "Voorzieningen") == ["niet gevraagd"]


def test_a_source_that_is_down(render: Render) -> None:
    """A bron that did not answer shows why and, in Dutch time, when to ask again."""
    (line,) = [line for line in render(without_polis(), 140).splitlines() if "✗ Niet bereikbaar" in line]
    assert "de bron antwoordde niet op tijd; vraag het na 09:12 opnieuw" in line


def test_three_facts(render: Render) -> None:
    """Qualification, latest work and running benefit stand first, unknown where nobody knows."""
    assert section(render(answer_of("P01")), "In het kort") == [
        "Startkwalificatie  ja",
        "Laatste werk       Flexwerk Midden-Brabant B.V., feb 2019 \N{EN DASH} nov 2019, sector 052",
        "Lopende uitkering  Participatiewet (0855), vanaf feb 2024",
    ]
    assert section(render(answer_of("P07")), "In het kort") == [
        "Startkwalificatie  onbekend: geen gegevens bij DUO (opleiding)",
        "Laatste werk       geen gegevens bij de gevraagde bronnen",
        "Lopende uitkering  geen lopende uitkering gevonden",
    ]


def test_absence_of_running_is_unknown(render: Render) -> None:
    """When neither end nor indication was asked, the screen does not say that no benefit runs."""
    row = {"categorie": "BIJSTAND", "bron": "SVB", "herkomst": "REGISTRATIE"}
    lines = section(render(answer_of("P01") | {"uitkeringsverhouding": [row]}), "In het kort")
    assert lines[2] == "Lopende uitkering  niet bekend of er een uitkering loopt"


def with_stated_work() -> Answer:
    """Give the answer of P01 when WERKbedrijf knows a job and an occupation that the person stated."""
    answer = answer_of("P01")
    qualification = msgspec.convert(answer["arbeidsmarktkwalificatie"], Answer)
    registered = msgspec.convert(qualification["werkervaring"], list[Answer])
    stated = {
        "beroep": {"omschrijving": "constructielasser", "code": "0000012345"},
        "datumAanvangWerkzaamheden": {"type": "Datum", "datum": "2020-02-01"},
        "indicatieLopend": "JA",
        "bron": "UWV_WERKBEDRIJF",
        "herkomst": "ZELFVERKLAARD",
    }
    bronnen = [
        {**bron, "bronStatus": "GEVONDEN"} if bron["bron"] == "UWV_WERKBEDRIJF" else bron
        for bron in msgspec.convert(answer["bronnen"], list[Answer])
    ]
    work = {"arbeidsmarktkwalificatie": {**qualification, "werkervaring": [stated, *registered]}}
    return answer | work | {"bronnen": bronnen}


def test_what_a_person_stated_never_looks_registered(render: Render) -> None:
    """In the facts, the timeline and the table a stated job says so; a registered one does not."""
    text = render(with_stated_work(), 160)
    assert section(text, "In het kort")[1] == (
        "Laatste werk       Constructielasser, vanaf feb 2020, zelf opgegeven"
    )
    timeline = section(text, "Tijdlijn")
    (stated,) = [line for line in timeline if "Constructielasser" in line]
    assert "▒" in stated
    assert "▇" not in stated
    assert [line for line in timeline if "▒" in line] == [
        stated,
        next(line for line in timeline if "·" in line),
    ]
    header, _, *rows = section(text, "Werkervaring")
    assert header.split() == [
        *("Werkgever", "Periode", "Beroep", "Uren", "per", "week", "Contract", "Sector", "Bron")
    ]
    assert [row.rpartition("   ")[2] for row in rows] == [
        "UWV (cv), zelf opgegeven",
        "UWV (werk)",
        "UWV (werk)",
    ]
    assert "constructielasser" in rows[0]


def test_why_absent(render: Render) -> None:
    """What is absent stands by reason, one line per bron, what was withheld on purpose first."""
    assert section(render(answer_of("P11")), "Wat er niet staat, en waarom")[:4] == [
        "Bewust niet getoond: voor dit doel niet nodig of te gevoelig",
        "UWV (uitkering)           Uitkeringen: wet",
        "Weggegooid: het antwoord ging over iemand anders",
        "DUO (opleiding)           Startkwalificatie; Opleidingen: opleiding, niveau, NLQF-niveau,",
    ]


def test_source_text_cannot_steer_the_terminal(render: Render) -> None:
    """Escapes, control characters, direction marks and markup in a source's text are shown, not obeyed."""
    answer = answer_of("P01")
    voorziening = {"typeVoorziening": "X\x1b[2J\u202e\nY[red]", "bron": "\x9bA", "herkomst": "REGISTRATIE"}
    text = render(answer | {"reIntegratievoorziening": [voorziening]})
    assert not {"\x1b", "\u202e", "\x9b"} & set(text)
    assert "x�[2j� y[red]" in text
