"""The page of the admin API, as a person in a real browser meets it."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from adapters.mock.admin.page import FOLDER
from adapters.mock.faults.kinds import KINDS
from tests.fakes.processes import ROOT
from tests.mockfaults.questions import DUO, SVB, new_trace
from tests.mockfaults.served import Mocks
from tests.mockpage.browser import Browser

PARTS = ("Stand", "Journaal", "Fouten", "Mensen")
PICTURE = Path("docs") / "beelden" / "mocks-beheer.png"
STRANGER = "999999990"
_RULE = {
    "id": "duo-op-zondag",
    "soort": "STATUS",
    "waar": {"bron": "duo"},
    "toestand": {"naam": "onderhoud", "wordt": "bezig"},
}


def fill(mocks: Mocks) -> None:
    """Put rules to work, change a state, and ask: about people known here and about a stranger."""
    mocks.admin("PUT", "/clock", {"zet": "2026-11-01T08:00:00Z"})
    mocks.admin("POST", "/faults", _RULE)
    mocks.admin("POST", "/faults", {"soort": "VERTRAGING", "ms": 10, "waar": {"persoon": "P04"}})
    for target in (SVB, DUO, SVB):
        target.ask(mocks, new_trace())
    SVB.ask(mocks, new_trace(), SVB.body().replace(SVB.bsn.encode(), STRANGER.encode()))


def violations(page: Browser) -> list[object]:
    """Give what axe finds wrong with what is shown now."""
    found = page.do("axe")
    assert found["passes"] > 20  # it did look
    return list(found["violations"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("filled", [False, True], ids=["as it began", "in use"])
def test_axe_finds_nothing(page: Browser, mocks: Mocks, scheme: str, *, filled: bool) -> None:
    """No part of the page has a violation: light or dark, wide or narrow, fresh or in use."""
    if filled:
        fill(mocks)
    page.do("colours", scheme=scheme)
    for width in (1200, 320):
        page.do("wide", width=width)
        for part in PARTS:
            page.show(part)
            page.do(
                "run", expression="document.querySelectorAll('details').forEach(each => each.open = true)"
            )
            assert (part, violations(page)) == (part, [])


def test_axe_finds_nothing_in_the_form_of_any_kind(page: Browser) -> None:
    """The fields of each kind have labels and all else that axe asks, also when one is refused."""
    page.show("Fouten")
    for kind in KINDS:
        page.do("choose", label="Soort fout", value=kind)
        page.do("click", role="button", name="Regel toevoegen")
        refused = "soort" if KINDS[kind].only_strict else "".join(KINDS[kind].needs)
        page.do("wait", role="alert" if refused else "status", text=refused or f"({kind}) geldt")
        assert (kind, violations(page)) == (kind, [])


def test_axe_would_find_something(page: Browser) -> None:
    """A field without a label is found: the test looks where it says it does."""
    page.do("run", expression="document.querySelector('#inhoud').append(document.createElement('input')); 0")
    assert [name for name, *_ in page.do("axe")["violations"]] == ["label"]


def test_a_client_meets_the_rule_of_the_form(page: Browser, mocks: Mocks) -> None:
    """A rule that a person fills in is the one that a client meets; taken away, it is met no more."""
    page.show("Fouten")
    page.do("choose", label="Soort fout", value="STATUS")
    page.do("fill", label="status", text="429")
    page.do("fill", label="retry_after", text="7")
    page.do("choose", label="bron", value="duo")
    page.do("fill", label="id", text="te-druk")
    page.do("fill", label="meer sleutels", text='{"quotum": {"aantal": 1, "seconden": 60}}')
    page.do("click", role="button", name="Regel toevoegen")
    page.do("wait", role="status", text="Regel te-druk (STATUS) geldt; 1 regel geldt.")
    seen = [target.ask(mocks, new_trace()) for target in (DUO, DUO, SVB)]
    assert [each.status for each in seen] == [200, 429, 200]
    assert seen[1].headers["retry-after"] == "7"
    assert mocks.admin("GET", "/faults/te-druk")["geraakt"] == 1
    page.do("click", role="button", name="Haal regel te-druk weg")
    page.do("wait", role="status", text="Regel te-druk is weg")
    assert (mocks.admin("GET", "/faults"), DUO.ask(mocks, new_trace()).status) == ([], 200)


def test_every_kind_can_be_added(page: Browser, mocks: Mocks) -> None:
    """The form makes a rule of each kind; what a kind needs is filled in by the label it has."""
    page.show("Fouten")
    needed = {
        "ANDERE_PERSOON": ("persoon (verplicht)", "P01"),
        "LEVEN": ("tabellen (verplicht)", '{"svb": null}'),
    }
    for kind in KINDS.keys() - {"HANDTEKENING"}:
        page.do("choose", label="Soort fout", value=kind)
        if kind in needed:
            label, text = needed[kind]
            page.do("fill", label=label, text=text)
        page.do("fill", label="persoon", text="P21")
        page.do("fill", label="id", text=kind)
        page.do("click", role="button", name="Regel toevoegen")
        page.do("wait", role="status", text=f"Regel {kind} ({kind}) geldt")
    assert {rule["soort"] for rule in mocks.admin("GET", "/faults")} == KINDS.keys() - {"HANDTEKENING"}


@pytest.mark.parametrize(
    ("label", "text", "said"),
    [
        ("kans", "2", "kans: moet van 0 tot en met 1 zijn"),
        ("oin", "12", "waar.oin: een OIN van 20 tekens"),
        ("meer sleutels", "{", "meer sleutels: moet JSON zijn"),
        ("meer sleutels", '{"aanloop": {"seconden": 0}}', "aanloop.seconden: moet meer dan 0 zijn"),
    ],
)
def test_a_wrong_field_is_named_and_has_the_focus(
    page: Browser, mocks: Mocks, label: str, text: str, said: str
) -> None:
    """What is refused is said aloud, and the field that it is about is marked and focused."""
    page.show("Fouten")
    page.do("fill", label=label, text=text)
    page.do("click", role="button", name="Regel toevoegen")
    page.do("wait", role="alert", text=said)
    focused = "[document.activeElement.labels[0].textContent, document.activeElement.ariaInvalid]"
    assert page.do("run", expression=focused) == [label, "true"]
    assert mocks.admin("GET", "/faults") == []


def test_the_journal_names_people_and_no_numbers(page: Browser, mocks: Mocks) -> None:
    """The latest request comes first; a known test person by the name of the life, a stranger by a hash."""
    fill(mocks)
    page.show("Journaal")
    rows = page.rows("vragen")
    noted = mocks.admin("GET", "/requests")
    hashed, size = noted[-1]["persoon"], noted[1]["antwoord"]["bytes"]
    assert [row[0] for row in rows] == ["4", "3", "2", "1"]
    assert [row[3] for row in rows] == [hashed, "P07", "P01", "P07"]
    assert rows[2][1:3] == ["2026-11-01 08:00:00.000", "DUODossierPersoonGSD-v0300"]
    assert rows[2][6:] == ["duo-op-zondag", f"STATUS, 503, {size} bytes"]
    assert "9999" not in page.text("#vragen")


def test_the_state_is_shown(page: Browser, mocks: Mocks) -> None:
    """Versions, the clock and each state that changed."""
    fill(mocks)
    page.show("Stand")
    page.do("wait", role="status", text="1 toestand is veranderd.")
    facts = page.text("#versies")
    version = mocks.admin("GET", "/versie")
    assert "2026-11-01 08:00:00.000 UTC, staat stil" in facts
    assert f"versie {version['mocks']}, profiel open" in facts
    assert page.rows("toestanden") == [["onderhoud", "bezig", "2026-11-01 08:00:00.000", "–"]]  # noqa: RUF001 - a dash for nothing, as it stands on the page


def test_answers_are_shown_as_sent(page: Browser, mocks: Mocks) -> None:
    """Of the person chosen each answer stands there as text, markup and all."""
    page.show("Mensen")
    page.do("choose", label="Persoon", value="P04")
    page.do("wait", role="status", text="P04:")
    shown = page.do("run", expression="[...document.querySelectorAll('pre')].map(each => each.textContent)")
    answers = [each["antwoord"] for each in mocks.admin("GET", "/people/P04/antwoorden")]
    assert [text for text in shown if text.startswith("<")] == [
        text for text in answers if isinstance(text, str)
    ]
    assert len(shown) == len(answers)


def test_the_birth_date_to_ask_with_is_shown(page: Browser) -> None:
    """Of a person whose date at the sources is another than to ask with, both stand there."""
    page.show("Mensen")
    page.do("choose", label="Persoon", value="P25")
    page.do("wait", role="status", text="P25:")
    told = page.text("#over")
    assert "19840512" in told
    assert "19840000" in told


def test_nothing_becomes_markup(page: Browser, mocks: Mocks) -> None:
    """Markup in a name is shown, not made; and the browser itself refuses markup from text."""
    name = "<img src=x onerror=alert(1)>"
    mocks.admin("PUT", "/states", {"naam": name, "toestand": "<b>aan</b>"})
    page.show("Stand")
    assert page.rows("toestanden")[0][:2] == [name, "<b>aan</b>"]
    assert page.do("run", expression="document.querySelectorAll('main img, main b').length") == 0
    tried = "try { document.body.innerHTML = '<p>'; 'made' } catch (error) { error.name }"
    assert page.do("run", expression=tried) == "TypeError"


def test_it_works_by_keyboard(page: Browser, mocks: Mocks) -> None:
    """Tab and Enter reach the content and every part; the heading of the part gets the focus."""
    focused = "document.activeElement.id || document.activeElement.textContent"
    page.do("press", key="Tab")
    page.do("press", key="Enter")
    assert page.do("run", expression=focused) == "inhoud"
    page.do("open", url=f"{mocks.url}/__admin/?opnieuw")
    for _ in range(4):
        page.do("press", key="Tab")
    assert page.do("run", expression=focused) == "Fouten"
    page.do("press", key="Enter")
    page.do("wait", role="status", text="0 regels gelden.")
    assert page.do("run", expression=focused) == "kop-fouten"
    assert page.do("run", expression="document.title") == "Fouten · Nagebootste bronnen"


def test_begin_anew(page: Browser, mocks: Mocks) -> None:
    """One button takes all rules away, another undoes everything."""
    fill(mocks)
    page.show("Fouten")
    assert [row[0] for row in page.rows("regels")] == ["duo-op-zondag", "1"]
    page.do("click", role="button", name="Alle regels weg")
    page.do("wait", role="status", text="Alle regels zijn weg")
    assert (mocks.admin("GET", "/faults"), len(mocks.admin("GET", "/requests"))) == ([], 4)
    page.do("click", role="button", name="Begin opnieuw")
    page.do("wait", role="status", text="Alles is zoals het begon.")
    assert mocks.admin("GET", "/requests") == mocks.admin("GET", "/states") == []


def test_nothing_comes_from_elsewhere(page: Browser, mocks: Mocks) -> None:
    """All that is loaded, on every part, comes from the mock sources; nothing is refused or goes wrong."""
    for part in PARTS:
        page.show(part)
    loaded = [urlsplit(url) for url in page.do("loaded")]
    assert {url.netloc for url in loaded if url.scheme != "about"} == {urlsplit(mocks.url).netloc}
    policy = mocks.refused("GET", "/").headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
    assert "unsafe" not in policy


def test_without_javascript_it_says_where_to_read(mocks: Mocks) -> None:
    """The page itself names the address of all that it would show, and each of them answers."""
    text = mocks.refused("GET", "/").body.decode()
    told = text.partition("<noscript>")[2].partition("</noscript>")[0]
    links = [part.partition('"')[0] for part in told.split('href="')[1:]]
    assert links == ["versie", "clock", "states", "requests", "faults", "kinds", "people"]
    assert {mocks.refused("GET", f"/{link}").status for link in links} == {200}
    assert " style=" not in text


def test_every_file_is_served_as_it_stands(mocks: Mocks) -> None:
    """Page, script and style come with their own type, the policy, and not to be guessed at."""
    types = {"": "text/html", "pagina.js": "text/javascript", "pagina.css": "text/css"}
    assert {file.name for file in FOLDER.iterdir()} == {"index.html", "pagina.js", "pagina.css"}
    for path, media_type in types.items():
        seen = mocks.refused("GET", f"/{path}")
        assert seen.body == (FOLDER / (path or "index.html")).read_bytes()
        assert seen.headers["content-type"] == f"{media_type}; charset=utf-8"
        assert seen.headers["x-content-type-options"] == "nosniff"


def test_a_picture_for_the_papers(page: Browser, mocks: Mocks, tmp_path: Path) -> None:
    """The part with the rules fits a picture; BEELDEN=1 puts it among the papers."""
    fill(mocks)
    page.show("Fouten")
    page.do("choose", label="Soort fout", value="VERTRAGING")
    path = (ROOT if os.environ.get("BEELDEN") else tmp_path) / PICTURE
    path.parent.mkdir(parents=True, exist_ok=True)
    page.do("shot", path=str(path))
    assert path.read_bytes().startswith(b"\x89PNG")
    assert (ROOT / PICTURE).exists()
