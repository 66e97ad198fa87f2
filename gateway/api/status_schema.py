"""The JSON Schemas of what is told of a look-up without its content: while it runs, and afterwards."""

from typing import get_args

from gateway.api import examples
from gateway.api.schema import Schema, array, closed, one_of_names, ref, text
from gateway.core.facts import WITH_ANSWER
from gateway.core.told import BEANTWOORD
from gateway.errors import Oorzaak, Status
from gateway.recorded import LOPEND, NIET_GELEVERD, UITKOMSTEN

_TOLD = (BEANTWOORD, *(name for name in get_args(Status) if name not in {*WITH_ANSWER, "PERSOON_WIJKT_AF"}))
_MEANING = "BEANTWOORD zegt niet wat er is gevonden: dat is een gegeven over de persoon."

EVENTS_EXAMPLE = f"""event: bron
data: {{"bron":"SVB","bronStatus":"BEANTWOORD"}}

event: bron
data: {{"bron":"UWV_POLIS","bronStatus":"NIET_BESCHIKBAAR","oorzaak":"TIJD_OM"}}

event: profiel
data: {examples.compact_answer()}

"""


def status_schemas() -> dict[str, Schema]:
    """Give the component schemas of a source that is told of, and of a look-up."""
    entry: dict[str, Schema] = {
        "bron": ref("Bron"),
        "bronStatus": one_of_names(_TOLD, _MEANING),
        "oorzaak": one_of_names(get_args(Oorzaak), "Waarom er geen bruikbaar antwoord is."),
    }
    more: dict[str, Schema] = {
        "gemeente": text("Alleen als de vrager haar zelf noemde of is.", pattern="^[0-9]{4}$"),
        "opnieuwVanaf": text("Vanaf wanneer opnieuw vragen zin heeft.", format="date-time"),
    }
    required = ("bron", "bronStatus")
    return {
        "BronGebeurtenis": closed("Een bron die klaar is.", entry | more, required=required),
        "Bronstand": closed("Hoe het vragen van een bron eindigde.", entry, required=required),
        "Raadplegingsstand": _stand(),
    }


def _stand() -> Schema:
    members: dict[str, Schema] = {
        "raadplegingId": text("Kenmerk van de raadpleging.", format="uuid"),
        "toestand": one_of_names((LOPEND, "GELEVERD", NIET_GELEVERD), "Of zij loopt en of er is geleverd."),
        "begonnen": text("Wanneer zij begon.", format="date-time"),
        "geeindigd": text("Wanneer zij eindigde; ontbreekt zolang dat niet vastligt.", format="date-time"),
        "uitkomst": one_of_names(
            UITKOMSTEN, "Hoe zij eindigde; ONBEKEND als dat nooit is vastgelegd. Ontbreekt zolang zij loopt."
        ),
        "doelbinding": text("Het doel waarvoor is gevraagd."),
        "doelbindingVersie": text("Eerste dag van de versie van dat doel.", format="date"),
        "contractDigest": text("Kenmerk van de contracten die golden.", pattern="^sha256:[0-9a-f]+$"),
        "bronnen": array(ref("Bronstand"), "Wat elke bron deed; leeg zolang het einde niet vastligt."),
    }
    optional = {"geeindigd", "uitkomst"}
    return closed(
        "De stand van een raadpleging, zonder wat er is geleverd.",
        members,
        required=tuple(name for name in members if name not in optional),
    )
