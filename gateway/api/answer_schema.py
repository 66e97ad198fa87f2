"""The JSON Schema of an answer, made from the vocabulary (`contracts/profiel.toml`)."""

from typing import get_args

from gateway.api.schema import Schema, array, closed, one_of_names, ref, text
from gateway.core.facts import Vergewist
from gateway.core.mapping import Herkomst
from gateway.core.velden import LONGEST_TEXT, Groep, Profiel, Veld
from gateway.errors import Oorzaak, Reden, Status

_LAST_YEAR = 9999
_MONTHS = 12


def answer_schemas(profiel: Profiel) -> dict[str, Schema]:
    """Give the component schemas of an answer by name; the root is `Profiel`."""
    groups = {_component(groep.pad): _group_schema(profiel, groep) for groep in profiel.groep}
    return (
        {"Profiel": _root(profiel), "Raadpleging": _raadpleging(), "Persoon": _persoon()}
        | groups
        | {"Bronstatus": _bronstatus(), "NietGeleverd": _niet_geleverd()}
        | _values()
    )


def _root(profiel: Profiel) -> Schema:
    fixed_before: dict[str, Schema] = {
        "raadpleging": ref("Raadpleging"),
        "volledig": {
            "type": "boolean",
            "description": "Waar als elke bron in `bronnen` GEVONDEN of NIETS_GEVONDEN is.",
        },
        "onvolledig": array(
            one_of_names(tuple(groep.pad for groep in profiel.groep)),
            "Groepen waarvan niet elke bron antwoord gaf, ook als er wel rijen zijn.",
        ),
        "persoon": ref("Persoon"),
    }
    fixed_after: dict[str, Schema] = {
        "bronnen": array(ref("Bronstatus"), "Wat elke bron deed: een regel per bron en gemeente."),
        "nietGeleverd": array(ref("NietGeleverd"), "Waarom een veld van een bron ontbreekt."),
    }
    top = {groep.pad: _member(groep) for groep in profiel.groep if "." not in groep.pad}
    return closed(
        "Het arbeidsmarktprofiel van een persoon. Een groep die ontbreekt en in `onvolledig` staat is "
        "onbekend; `[]` betekent dat elke bron van die groep zei dat er niets is.",
        fixed_before | top | fixed_after,
        required=(*fixed_before, *fixed_after),
    )


def _group_schema(profiel: Profiel, groep: Groep) -> Schema:
    """Give the schema of one row, or of the single object, of a group."""
    velden = {veld.naam: _veld_schema(veld) for veld in profiel.veld if veld.groep == groep.pad}
    inner = {
        child.pad.rpartition(".")[2]: _member(child)
        for child in profiel.groep
        if child.pad.rpartition(".")[0] == groep.pad
    }
    if groep.soort == "ENKEL":
        return closed(f"{groep.titel}.", velden | inner)
    provenance: dict[str, Schema] = {
        "bron": ref("Bron"),
        "herkomst": one_of_names(get_args(Herkomst), "Hoe de bron aan dit gegeven komt."),
        "rij": text("Ondoorzichtig kenmerk van deze rij; buiten dit antwoord betekenisloos.", minLength=1),
    }
    unregistered = "Een ontbrekend lid betekent: niet geregistreerd."
    return closed(
        f"Een rij van {groep.titel.lower()}. {unregistered}",
        velden | inner | provenance,
        required=(*provenance,),
    )


def _member(groep: Groep) -> Schema:
    if groep.soort == "ENKEL":
        return ref(_component(groep.pad))
    order = "Nieuwste eerst. Alleen `[]` als elke bron van deze groep antwoordde."
    return array(ref(_component(groep.pad)), f"{groep.titel}. {order}")


def _component(pad: str) -> str:
    return "".join(part[0].upper() + part[1:] for part in pad.split("."))


def _veld_schema(veld: Veld) -> Schema:
    about: Schema = {"title": veld.titel, "description": veld.betekenis}
    if veld.lijsten:
        lists = ", ".join(f"`/v1/waardelijsten/{naam}`" for naam in veld.lijsten)
        about["description"] = f"{veld.betekenis} Lijst: {lists}."
    match veld.type:
        case "DATUM":
            return ref("BronDatum") | about
        case "CODE":
            return ref("Code") | about
        case "BEGRIP":
            return ref("Begrip") | about
        case "KEUZE":
            return one_of_names(veld.waarden) | about
        case "TEKST":
            return {"type": "string", "maxLength": LONGEST_TEXT, **about}


def _raadpleging() -> Schema:
    members: dict[str, Schema] = {
        "raadplegingId": text("Kenmerk van deze raadpleging (UUIDv7); noem het bij vragen.", format="uuid"),
        "tijdstip": text("Tijdstip in UTC.", format="date-time"),
        "doelbinding": text("Het doel waarvoor is gevraagd."),
        "doelbindingVersie": text("Eerste dag van de gebruikte versie van de doelbinding.", format="date"),
        "contractDigest": text("Vingerafdruk van de gebruikte contracten.", pattern="^sha256:[0-9a-f]+$"),
        "zaakkenmerk": text("De zaak waarin is gevraagd.", format="uuid"),
    }
    return closed("Waarvoor, wanneer en onder welk contract is gevraagd.", members, required=(*members,))


def _persoon() -> Schema:
    members: dict[str, Schema] = {
        "burgerservicenummer": text("Zoals gevraagd.", pattern="^[0-9]{9}$"),
        "geboortedatum": ref("BronDatum"),
        "vergewist": one_of_names(
            get_args(Vergewist),
            "JA: een bron bevestigt de hele geboortedatum. NEE: geen bron bevestigde haar.",
        ),
    }
    return closed("De persoon naar wie is gevraagd.", members, required=(*members,))


def _bronstatus() -> Schema:
    members: dict[str, Schema] = {
        "bron": ref("Bron"),
        "gemeente": text("CBS-code, bij een bron per gemeente.", pattern="^[0-9]{4}$"),
        "bronStatus": one_of_names(get_args(Status), "Wat deze bron deed."),
        "oorzaak": one_of_names(get_args(Oorzaak), "Waarom deze bron geen bruikbaar antwoord gaf."),
        "peildatum": text("Dag waarop de bron antwoordde.", format="date"),
        "opnieuwVanaf": text("Vanaf wanneer opnieuw vragen zin heeft, in UTC.", format="date-time"),
    }
    return closed("De uitkomst van een bron.", members, required=("bron", "bronStatus"))


def _niet_geleverd() -> Schema:
    members: dict[str, Schema] = {
        "veld": ref("Veldpad"),
        "bron": ref("Bron"),
        "gemeente": text("CBS-code, bij een bron per gemeente.", pattern="^[0-9]{4}$"),
        "reden": one_of_names(get_args(Reden), "Waarom het veld ontbreekt."),
    }
    return closed("Een veld dat deze bron niet leverde.", members, required=("veld", "bron", "reden"))


def _values() -> dict[str, Schema]:
    year: Schema = {"type": "integer", "minimum": 1, "maximum": _LAST_YEAR, "description": "Jaar."}
    month: Schema = {"type": "integer", "minimum": 1, "maximum": _MONTHS, "description": "Maand."}
    kinds = {
        "Datum": _date("Een hele datum.", "Datum", {"datum": text("De dag.", format="date")}),
        "JaarMaandDatum": _date("Alleen jaar en maand.", "JaarMaandDatum", {"jaar": year, "maand": month}),
        "JaarDatum": _date("Alleen het jaar.", "JaarDatum", {"jaar": year}),
        "DatumOnbekend": _date("Er is een datum, maar die is onbekend.", "DatumOnbekend", {}),
    }
    code, label = text("De code, of ONBEKEND.", minLength=1), text("Wat de code betekent.", minLength=1)
    members: dict[str, Schema] = {"code": code, "omschrijving": label}
    polymorphic: Schema = {
        "description": "Een datum zoals de bron die kent; een jaar wordt nooit 1 januari.",
        "oneOf": [ref(kind) for kind in kinds],
        "discriminator": {
            "propertyName": "type",
            "mapping": {kind: f"#/components/schemas/{kind}" for kind in kinds},
        },
    }
    return {
        "BronDatum": polymorphic,
        **kinds,
        "Code": closed("Een code uit een waardelijst.", members, required=("code",)),
        "Begrip": closed("Een begrip, gecodeerd of niet.", members, required=("omschrijving",)),
    }


def _date(description: str, kind: str, members: dict[str, Schema]) -> Schema:
    tagged: dict[str, Schema] = {"type": one_of_names((kind,)), **members}
    return closed(description, tagged, required=(*tagged,))
