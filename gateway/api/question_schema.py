"""The JSON Schemas of a question, a problem and the readable contracts."""

from typing import get_args

from gateway.api import examples
from gateway.api.question import MAX_ITEMS
from gateway.api.schema import Schema, array, closed, one_of_names, opened, ref, text
from gateway.core.question import MOST_GEMEENTEN
from gateway.core.velden import Profiel
from gateway.core.venster import DAYS
from gateway.errors import Oorzaak

FAULT_CODES = (
    "json",
    "required",
    "type",
    "pattern",
    "elfproef",
    "waarde",
    "onbekend",
    "dubbel",
    "minItems",
    "maxItems",
)


def request_schemas(profiel: Profiel) -> dict[str, Schema]:
    """Give the component schemas of a question and of what it refers to."""
    return {
        "Vraag": _vraag(),
        "Veldpad": one_of_names(
            tuple(veld.pad for veld in profiel.veld), "Volledig pad van een veld van het profiel."
        ),
        "Bron": one_of_names(profiel.bronnen, "Een bron: een groep bevragingen van een bronhouder."),
    }


def problem_schemas() -> dict[str, Schema]:
    """Give the component schemas of a problem (RFC 9457) and of its explanation."""
    return {"Probleem": _probleem(), "OngeldigDeel": _ongeldig_deel(), "Foutuitleg": _foutuitleg()}


def contract_schemas() -> dict[str, Schema]:
    """Give the component schemas of doelbindingen, waardelijsten and the state of sources."""
    return {
        "Doelbindingen": closed(
            "De doelbindingen.",
            {"doelbindingen": array(opened("Een doelbinding in het kort.", {"id": text("Naam.")}), "Alle.")},
            required=("doelbindingen",),
        ),
        "Doelbinding": _doelbinding(),
        "Waardelijst": opened(
            "Een waardelijst met editie en geldigheid.",
            {"naam": text("Naam van de lijst.")},
            required=("naam",),
        ),
        "Bronnen": closed(
            "Elke bron: van wie zij is en hoe zij wordt bereikt.",
            {"bronnen": array(_bron(), "Alle.")},
            required=("bronnen",),
        ),
    }


def _bron() -> Schema:
    hours = text("Tijd in Nederland.", pattern="^[0-9]{2}:[0-9]{2}$")
    venster: dict[str, Schema] = {
        "dagen": array(one_of_names(DAYS), "Dagen van de week."),
        "van": hours,
        "tot": hours,
    }
    members: dict[str, Schema] = {
        "bron": ref("Bron"),
        "openingstijden": text("Wat de bronhouder erover zegt."),
        "vensters": array(
            closed("Uren op dagen van de week.", venster, required=("dagen", "van", "tot")),
            "Wanneer de bron wordt gevraagd; zonder vensters altijd.",
        ),
        "gesloten": array(text("Een dag.", format="date"), "Dagen waarop de bron gesloten is."),
        "toestand": one_of_names(
            ("BESCHIKBAAR", "GEDEELTELIJK", "NIET_BESCHIKBAAR"),
            "Of de bron nu wordt gevraagd. GEDEELTELIJK: niet in elke gemeente.",
        ),
        "oorzaak": one_of_names(get_args(Oorzaak), "Waarom de bron nu niet wordt gevraagd."),
        "opnieuwVanaf": text("Vanaf wanneer weer, in UTC, als dat bekend is.", format="date-time"),
    }
    return opened("Een bron.", members, required=("bron",))


def _vraag() -> Schema:
    members: dict[str, Schema] = {
        "burgerservicenummer": text("Negen cijfers die aan de elfproef voldoen.", pattern="^[0-9]{9}$"),
        "geboortedatum": text(
            "`1994-03-14`, `1994-03` of `1994`: zo precies als bekend; niet na vandaag.",
            pattern="^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$",
        ),
        "doelbinding": text("Het doel waarvoor wordt gevraagd.", pattern="^[A-Z0-9_]{1,64}$"),
        "zaakkenmerk": text("De zaak waarin wordt gevraagd: een UUID zonder betekenis.", format="uuid"),
        "gemeenten": array(
            text("CBS-gemeentecode.", pattern="^[0-9]{4}$"),
            "Gemeenten die uit de zaak bekend zijn; `[]` betekent: geen bekend.",
            maxItems=MOST_GEMEENTEN,
            uniqueItems=True,
        ),
        "velden": _wish("Veldpad", "Alleen deze velden; zonder dit lid alles wat het doel toestaat."),
        "bronnen": _wish("Bron", "Alleen deze bronnen; nooit ruimer. Een eigen raadpleging."),
    }
    required = ("burgerservicenummer", "geboortedatum", "doelbinding", "zaakkenmerk")
    description = "Een vraag over een persoon. Onbekende leden, dubbele leden en verkeerde typen zijn fout."
    return closed(description, members, required=required) | {"examples": [examples.question()]}


def _wish(component: str, description: str) -> Schema:
    return array(ref(component), description, minItems=1, maxItems=MAX_ITEMS, uniqueItems=True)


def _probleem() -> Schema:
    members: dict[str, Schema] = {
        "type": text("Pad van de Nederlandse uitleg van deze fout.", format="uri-reference"),
        "title": text("Wat er mis is, in een zin."),
        "status": {"type": "integer", "description": "HTTP-status.", "minimum": 400, "maximum": 599},
        "detail": text("Uitleg; noemt namen, nooit waarden."),
        "code": text("Code van de fout.", pattern="^[A-Z_]+$"),
        "instance": text("Het adres waar het misging, zonder wat de vrager invulde.", format="uri-reference"),
        "raadplegingId": text("Kenmerk van de raadpleging, als die er al was.", format="uuid"),
        "invalidParams": array(ref("OngeldigDeel"), "Alle foute delen van de vraag tegelijk."),
        "velden": array(ref("Veldpad"), "Velden die buiten het doel vallen."),
        "ontbreekt": array(text("Naam van een onderdeel."), "Wat er ontbreekt voor de gateway gereed is."),
    }
    required = ("type", "title", "status", "detail", "code", "instance")
    return opened("Een probleem volgens RFC 9457.", members, required=required)


def _ongeldig_deel() -> Schema:
    members: dict[str, Schema] = {
        "name": text("Naam van het deel, zoals `velden[2]`; nooit de waarde."),
        "code": one_of_names(FAULT_CODES, "Soort fout."),
        "reason": text("Wat er aan dit deel mis is."),
    }
    return closed("Een fout deel van een vraag.", members, required=(*members,))


def _foutuitleg() -> Schema:
    members: dict[str, Schema] = {
        "code": text("Code van de fout."),
        "status": {"type": "integer", "description": "HTTP-status."},
        "titel": text("Wat er mis is, in een zin."),
        "oorzaak": text("Waardoor het komt."),
        "herstel": text("Wat eraan te doen is."),
        "opnieuw": {"type": "boolean", "description": "Of dezelfde vraag ongewijzigd opnieuw mag."},
        "contact": text("Wie te bellen."),
    }
    return closed("Uitleg van een fout.", members, required=(*members,))


def _doelbinding() -> Schema:
    veld = opened(
        "Een veld dat dit doel toestaat.",
        {
            "veld": ref("Veldpad"),
            "bronnen": array(ref("Bron"), "Bronnen van dit veld."),
            "reden": text("Waarom dit veld nodig is."),
        },
        required=("veld", "reden"),
    )
    members: dict[str, Schema] = {
        "id": text("Naam."),
        "versie": text("Eerste dag van deze versie.", format="date"),
        "titel": text("Titel."),
        "doel": text("Waarvoor."),
        "grondslag": {"type": "object", "description": "De wettelijke grondslag van de taak."},
        "toestemming": text("NIET_VEREIST, VEREIST of STOPKNOP."),
        "velden": array(veld, "Wat dit doel toestaat, met de reden."),
        "uitgesloten": array(
            opened("Wat nooit wordt doorgegeven.", {"omschrijving": text("Wat."), "reden": text("Waarom.")}),
            "Wat nooit wordt doorgegeven, met de reden.",
        ),
        "bronnen": array(
            opened("Een bron.", {"bron": ref("Bron"), "grondslagStatus": text("Status van de levering.")}),
            "Welke bronnen voor dit doel worden gevraagd, en waarnaar.",
        ),
    }
    return opened("Een doelbinding.", members, required=("id", "versie", "velden", "uitgesloten", "bronnen"))
