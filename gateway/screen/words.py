"""Plain Dutch for the codes, dates and values of an answer. An unknown code speaks for itself."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from gateway.core.datum import Datum, DatumOnbekend, JaarDatum, JaarMaandDatum, SourceDate
from gateway.screen.answer import Bronstatus

_AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
DASH = "\N{EN DASH}"
NO_DATA = "geen gegevens bij de gevraagde bronnen"

BRON: Mapping[str, str] = MappingProxyType(
    {
        "UWV_POLIS": "UWV (werk)",
        "UWV_UITKERING": "UWV (uitkering)",
        "UWV_WERKBEDRIJF": "UWV (cv)",
        "DUO": "DUO (opleiding)",
        "SVB": "SVB (AOW, Anw)",
        "VERWIJSINDEX": "Verwijsindex",
        "GEMEENTE_UITKERING": "Gemeente (uitkering)",
        "GEMEENTE_REINTEGRATIE": "Gemeente (re-integratie)",
    }
)

STATUS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "GEVONDEN": ("✓", "Gevonden", "green"),
        "BEANTWOORD": ("✓", "Heeft geantwoord", "green"),
        "NIETS_GEVONDEN": ("○", "Niets gevonden", "none"),
        "WAARSCHUWING": ("!", "Gevonden, met waarschuwing", "yellow"),
        "FOUT": ("✗", "Fout", "red"),
        "NIET_BESCHIKBAAR": ("✗", "Niet bereikbaar", "red"),
        "NIET_TOEGESTAAN": (DASH, "Niet toegestaan", "yellow"),
        "NIET_GEVRAAGD": (DASH, "Niet gevraagd", "none"),
        "PERSOON_WIJKT_AF": ("✗", "Andere persoon", "red"),
    }
)
"""bronStatus → symbol, words, style. Nothing found is an ordinary answer and looks like one."""

STATUS_WHY: Mapping[str, str] = MappingProxyType(
    {
        "GEVONDEN": "antwoord ontvangen",
        "NIETS_GEVONDEN": "geen gegevens bij deze bron",
        "WAARSCHUWING": "de bron gaf er een waarschuwing bij",
        "FOUT": "het antwoord is niet bruikbaar",
        "NIET_BESCHIKBAAR": "de bron is nu niet te bereiken",
        "NIET_TOEGESTAAN": "er is geen grondslag of afspraak voor",
        "NIET_GEVRAAGD": "deze keer niet gevraagd",
        "PERSOON_WIJKT_AF": "het antwoord ging over iemand anders en is weggegooid",
    }
)

FAILED: Mapping[str, str] = MappingProxyType(
    {
        "WAARSCHUWING": "gaf een waarschuwing",
        "FOUT": "gaf geen bruikbaar antwoord",
        "NIET_BESCHIKBAAR": "antwoordde niet",
        "NIET_TOEGESTAAN": "mag niet worden gevraagd",
        "NIET_GEVRAAGD": "is niet gevraagd",
        "PERSOON_WIJKT_AF": "antwoordde over iemand anders",
    }
)

OORZAAK: Mapping[str, str] = MappingProxyType(
    {
        "TIJD_OM": "de bron antwoordde niet op tijd",
        "VERBINDING": "er kwam geen verbinding",
        "GEWEIGERD": "de bron weigerde de vraag",
        "SOAP_FAULT": "de bron meldde een fout",
        "FWI_FOUT": "de bron meldde een fout",
        "ONGELDIG_ANTWOORD": "het antwoord was niet te lezen",
        "HANDTEKENING": "de handtekening onder het antwoord klopt niet",
        "TE_GROOT": "het antwoord was te groot",
        "ONDERBREKER_OPEN": "de bron had storing en krijgt even rust",
        "VOL": "er liepen te veel vragen aan deze bron",
        "BUITEN_VENSTER": "de bron is nu gesloten",
        "GRONDSLAG": "de wet staat deze levering nog niet toe",
    }
)

REDEN: Mapping[str, str] = MappingProxyType(
    {
        "AFGESCHERMD": "Bewust niet getoond: voor dit doel niet nodig of te gevoelig",
        "PERSOON_WIJKT_AF": "Weggegooid: het antwoord ging over iemand anders",
        "BRON_NIET_BESCHIKBAAR": "Onbekend: de bron was niet te bereiken",
        "BRON_WEIGERT": "Onbekend: de bron gaf geen antwoord op de vraag",
        "ONLEESBAAR": "Onbekend: wat de bron stuurde, is niet te lezen",
        "NIET_TOEGESTAAN": "Niet gevraagd: er is geen grondslag of afspraak voor",
        "NIET_GEVRAAGD": "Niet gevraagd: deze bron is deze keer overgeslagen",
        "NIET_GEREGISTREERD": "Niet ingevuld bij deze bron (wat nog loopt, heeft geen einde)",
        "NIETS_GEVONDEN": "Geen gegevens bij deze bron (dat zegt niet dat er niets is)",
    }
)
"""reden → explanation, in the order in which they are shown: what needs attention first."""

HERKOMST: Mapping[str, str] = MappingProxyType(
    {"ZELFVERKLAARD": "zelf opgegeven", "AFGELEID": "afgeleid"},
)

_KEUZE: Mapping[str, str] = MappingProxyType({"36_PLUS": "36 of meer"})


def clean(text: str) -> str:
    """Give text of a source without anything a terminal would obey: escapes, controls, direction marks."""
    spaced = " ".join(text.split())
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in spaced)


def capital(text: str) -> str:
    """Give the text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def small(title: str) -> str:
    """Give a title with a small first letter, unless it begins with an abbreviation."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def bron_words(bron: str, gemeente: str | None = None) -> str:
    """Name a bron, with its gemeente when there is one."""
    name = clean(BRON.get(bron, bron.replace("_", " ")))
    return name if gemeente is None else f"{name} {clean(gemeente)}"


def failed_words(bronnen: Iterable[Bronstatus]) -> str:
    """Say which bronnen gave no whole answer, and how that went."""
    return ", ".join(
        f"{bron_words(bron.bron, bron.gemeente)} {FAILED.get(bron.bron_status, clean(bron.bron_status))}"
        for bron in bronnen
    )


def value_words(value: object) -> str:
    """Say one value of a row: text, choice, code or date. An absent value is an empty text."""
    match value:
        case None:
            return ""
        case {"omschrijving": str(words)}:
            return clean(words)
        case {"code": "ONBEKEND"}:
            return "onbekende code"
        case {"code": str(code)}:
            return clean(code)
        case _:
            return clean(str(value))


def choice_words(value: object) -> str:
    """Say a KEUZE in small letters: `ANDERE_UITKERING` becomes "andere uitkering"."""
    name = value_words(value)
    return _KEUZE.get(name, name.lower().replace("_", " "))


def date_words(value: SourceDate, *, days: bool) -> str:
    """Say a date as far as it is known; with `days` to the day, else to the month."""
    match value:
        case Datum(datum=text):
            return day_words(date.fromisoformat(text), days=days)
        case JaarMaandDatum(jaar=year, maand=month):
            return f"{_MONTHS[month - 1]} {year}"
        case JaarDatum(jaar=year):
            return str(year)
        case DatumOnbekend():
            return "onbekend"


def day_words(day: date, *, days: bool = True) -> str:
    """Say a day: "1 apr 2015", or without days "apr 2015"."""
    month = f"{_MONTHS[day.month - 1]} {day.year}"
    return f"{day.day} {month}" if days else month


def moment_words(moment: datetime, *, since: datetime | None = None) -> str:
    """Say a moment on the clock of Amsterdam: "1 nov 2026, 09:12"; on the day of `since` only "09:12"."""
    here = moment.astimezone(_AMSTERDAM)
    same_day = since is not None and since.astimezone(_AMSTERDAM).date() == here.date()
    return f"{here:%H:%M}" if same_day else f"{day_words(here.date())}, {here:%H:%M}"


def period_words(begin: SourceDate | None, end: SourceDate | None, *, running: bool, days: bool) -> str:
    """Say a period; an absent or unknown end that does not run is unknown, never "now"."""
    first = "onbekend" if begin is None else date_words(begin, days=days)
    last = "onbekend" if end is None else date_words(end, days=days)
    match (first != "onbekend", last != "onbekend"):
        case (True, True):
            return first if first == last else f"{first} {DASH} {last}"
        case (True, False):
            return f"vanaf {first}" if running else f"{first} {DASH} onbekend"
        case (False, True):
            return f"begin onbekend {DASH} {last}"
        case _:
            return "loopt, begin onbekend" if running else "onbekend"
