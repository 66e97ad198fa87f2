"""The table of published errors: from code to HTTP status and Dutch explanation (`interface.md` §3)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One row of the table of published errors (RFC 9457; `interface.md` §3).

    `oorzaak` is the cause, `herstel` the cure, `opnieuw` whether the same question may be asked
    again unchanged, `contact` whom to call.
    """

    status: int
    titel: str
    oorzaak: str
    herstel: str
    opnieuw: bool
    contact: str


_FUNCTIONEEL = "de functioneel beheerder van uw organisatie"
_BEHEER = "de beheerder van de gateway"
_LEVERANCIER = "de leverancier van uw intakescherm"

PROBLEMS: dict[str, Problem] = {
    "ONGELDIGE_VRAAG": Problem(
        400,
        "De vraag is ongeldig",
        "Een of meer onderdelen van de vraag ontbreken, hebben een verkeerde vorm of zijn onbekend.",
        "Verbeter de onderdelen die in invalidParams staan.",
        opnieuw=False,
        contact=_LEVERANCIER,
    ),
    "ONBEKEND_VELD": Problem(
        400,
        "Een gevraagd veld bestaat niet",
        "De vraag noemt een veld dat niet in het profiel voorkomt; groepen en jokertekens zijn geen veld.",
        "Noem volledige paden van velden; GET /v1/doelbindingen/{id} geeft ze.",
        opnieuw=False,
        contact=_LEVERANCIER,
    ),
    "NIET_AANGEMELD": Problem(
        401,
        "U bent niet aangemeld",
        "Er is geen geldig toegangsbewijs meegestuurd.",
        "Meld opnieuw aan en stuur het toegangsbewijs als Bearer in de Authorization-kop.",
        opnieuw=True,
        contact=_FUNCTIONEEL,
    ),
    "DOELBINDING_ONBEKEND": Problem(
        403,
        "Deze doelbinding bestaat niet",
        "De vraag noemt een doel waarvoor geen contract bestaat.",
        "Kies een doelbinding uit GET /v1/doelbindingen.",
        opnieuw=False,
        contact=_FUNCTIONEEL,
    ),
    "DOELBINDING_NIET_GELDIG": Problem(
        403,
        "Deze doelbinding geldt vandaag niet",
        "Het contract van dit doel is nog niet ingegaan, is afgelopen of heeft geen grondslag.",
        "Kies een doelbinding die vandaag geldt.",
        opnieuw=False,
        contact=_FUNCTIONEEL,
    ),
    "DOELBINDING_NIET_IN_TOKEN": Problem(
        403,
        "Uw toegangsbewijs geldt niet voor dit doel",
        "Het gevraagde doel staat niet in de scope van het toegangsbewijs.",
        "Vraag een toegangsbewijs aan voor dit doel.",
        opnieuw=False,
        contact=_FUNCTIONEEL,
    ),
    "ALLEEN_TESTPERSONEN": Problem(
        403,
        "Alleen testpersonen zijn toegestaan",
        "Minstens een bron is nagebootst; dan mogen alleen nummers uit de reeks 9999xxxxx worden gevraagd.",
        "Gebruik een testpersoon.",
        opnieuw=False,
        contact=_BEHEER,
    ),
    "GEMEENTE_BUITEN_DOEL": Problem(
        403,
        "Deze gemeente mag voor dit doel niet worden gevraagd",
        "Voor dit doel mag alleen de eigen gemeente worden gevraagd.",
        "Laat andere gemeenten uit de vraag weg.",
        opnieuw=False,
        contact=_FUNCTIONEEL,
    ),
    "AFNEMER_NIET_TOEGELATEN": Problem(
        403,
        "Uw organisatie mag deze vraag niet stellen",
        "De organisatie in het toegangsbewijs is voor dit doel niet toegelaten.",
        "Laat de toelating regelen in het contract van dit doel.",
        opnieuw=False,
        contact=_FUNCTIONEEL,
    ),
    "ROL_NIET_TOEGELATEN": Problem(
        403,
        "Uw rol mag deze vraag niet stellen",
        "De rol in het toegangsbewijs is voor dit doel niet toegelaten.",
        "Laat de vraag stellen door iemand met een toegelaten rol.",
        opnieuw=False,
        contact=_FUNCTIONEEL,
    ),
    "VELD_BUITEN_DOEL": Problem(
        403,
        "Een gevraagd veld valt buiten het doel",
        "De vraag noemt velden die dit doel niet toestaat; zij staan in velden.",
        "Laat die velden uit de vraag weg.",
        opnieuw=False,
        contact=_FUNCTIONEEL,
    ),
    "ZAAK_ONBEKEND": Problem(
        403,
        "Deze zaak is niet bekend",
        "Het zaakkenmerk hoort niet bij een lopende zaak van deze medewerker.",
        "Controleer het zaakkenmerk.",
        opnieuw=False,
        contact=_FUNCTIONEEL,
    ),
    "TOESTEMMING_ONTBREEKT": Problem(
        403,
        "Toestemming ontbreekt",
        "Dit doel vraagt toestemming van betrokkene, en die is niet gegeven of is ingetrokken.",
        "Vraag betrokkene om toestemming en leg die vast.",
        opnieuw=False,
        contact=_FUNCTIONEEL,
    ),
    "NIET_GEVONDEN": Problem(
        404,
        "Dit adres bestaat niet",
        "Op dit pad staat niets; let op schuine strepen aan het eind.",
        "Controleer het pad aan de hand van /v1/openapi.json.",
        opnieuw=False,
        contact=_LEVERANCIER,
    ),
    "METHODE_NIET_TOEGESTAAN": Problem(
        405,
        "Deze methode kan hier niet",
        "Dit pad kent de gebruikte HTTP-methode niet.",
        "De Allow-kop noemt de methoden die wel kunnen.",
        opnieuw=False,
        contact=_LEVERANCIER,
    ),
    "FORMAAT_NIET_LEVERBAAR": Problem(
        406,
        "Dit formaat kan niet worden geleverd",
        "De Accept-kop noemt geen formaat dat hier wordt geleverd.",
        "Stuur Accept: application/json.",
        opnieuw=False,
        contact=_LEVERANCIER,
    ),
    "AL_BEANTWOORD": Problem(
        409,
        "Deze vraag is al gesteld",
        "Onder deze Idempotency-Key is dezelfde vraag al beantwoord, of zij loopt nog. Wat er is geleverd,"
        " wordt niet bewaard; raadplegingId noemt die raadpleging.",
        "GET /v1/raadplegingen/{raadplegingId} zegt of zij klaar is en hoe zij eindigde; is het profiel niet"
        " aangekomen, vraag dan opnieuw onder een nieuwe sleutel.",
        opnieuw=False,
        contact=_LEVERANCIER,
    ),
    "SLEUTEL_AL_GEBRUIKT": Problem(
        409,
        "Deze sleutel hoort bij een andere vraag",
        "Onder deze Idempotency-Key is in de afgelopen 24 uur een andere vraag gesteld; raadplegingId noemt"
        " die raadpleging.",
        "Kies voor elke vraag een nieuwe sleutel, zoals een UUID.",
        opnieuw=False,
        contact=_LEVERANCIER,
    ),
    "TE_GROOT": Problem(
        413,
        "De vraag is te groot",
        "Een vraag mag hoogstens 64 kB zijn.",
        "Stuur een kleinere vraag.",
        opnieuw=False,
        contact=_LEVERANCIER,
    ),
    "FORMAAT_NIET_ONDERSTEUND": Problem(
        415,
        "Dit formaat wordt niet gelezen",
        "De vraag moet als application/json worden gestuurd.",
        "Stuur Content-Type: application/json.",
        opnieuw=False,
        contact=_LEVERANCIER,
    ),
    "INTERNE_FOUT": Problem(
        500,
        "Er ging iets mis in de gateway",
        "De gateway kon deze vraag niet afmaken; er is niets geleverd.",
        "Meld het raadplegingId bij de beheerder.",
        opnieuw=True,
        contact=_BEHEER,
    ),
    "LOGBOEK_NIET_BESCHIKBAAR": Problem(
        503,
        "Het logboek is niet beschikbaar",
        "De raadpleging kon niet duurzaam worden vastgelegd; zonder vastlegging wordt niets geleverd.",
        "Probeer het later opnieuw.",
        opnieuw=True,
        contact=_BEHEER,
    ),
    "OVERBELAST": Problem(
        503,
        "De gateway is overbelast",
        "Er lopen te veel vragen tegelijk.",
        "Probeer het na de tijd in de Retry-After-kop opnieuw.",
        opnieuw=True,
        contact=_BEHEER,
    ),
}
