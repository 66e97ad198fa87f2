"""Technical log lines: JSON on stderr, one event a line, never a value of a person.

What the gateway itself says is one of `EVENTS`, with members of `Members`; so a line can be counted and
searched by name. An exception is described by type and code location only: its text, its arguments and its
locals may hold values.
"""

import json
import logging
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath
from traceback import walk_tb
from typing import Final, Literal, TypedDict, Unpack

from gateway.errors import EgressViolation

_FRAMES = 5
_log = logging.getLogger("gateway")

Name = Literal[
    "BRON_ZONDER_ANTWOORD",
    "BRON_ONVERWACHTE_FOUT",
    "BRON_ANDERE_PERSOON",
    "BRON_DRIFT",
    "NUMMER_VAN_IEMAND_ANDERS",
    "RAADPLEGING_MISLUKT",
    "RAADPLEGING_AFGEBROKEN",
    "UITGANG_INCIDENT",
    "EINDE_NIET_VASTGELEGD",
    "ONVERWACHTE_FOUT",
    "ONGELDIG_VERZOEK",
    "CERTIFICATEN_VERNIEUWD",
    "CERTIFICATEN_NIET_VERNIEUWD",
    "UITGEVERSLEUTELS_NIET_VERNIEUWD",
    "TE_VEEL_VERBINDINGEN",
    "REDIS_WEG",
    "REDIS_TERUG",
    "REDIS_WEIGERT",
    "PROCES_VERVANGEN",
    "PROCES_NIET_GESTART",
]


@dataclass(frozen=True, slots=True)
class Event:
    """One kind of line: its level, what it says, and what it means to who reads it (Dutch)."""

    level: int
    tekst: str
    betekenis: str


EVENTS: Final[Mapping[Name, Event]] = {
    "BRON_ZONDER_ANTWOORD": Event(
        logging.WARNING,
        "een bron gaf geen bruikbaar antwoord",
        "De vrager kreeg een profiel zonder deze bron. `oorzaak` zegt waarom, `waarom` zo nodig preciezer.",
    ),
    "BRON_ONVERWACHTE_FOUT": Event(
        logging.ERROR,
        "een bron of onze lezing ervan ging op een onbekende manier mis",
        "Een fout van ons: `fout` noemt soort en plaats in de code. Meld haar aan de makers.",
    ),
    "BRON_ANDERE_PERSOON": Event(
        logging.ERROR,
        "een bron antwoordde over een andere persoon; het antwoord is weggegooid",
        "Niets daarvan is bewaard of doorgegeven. Zie het alarm AnderePersoon.",
    ),
    "BRON_DRIFT": Event(
        logging.WARNING,
        "een bron gaf waarden die het contract niet kent",
        "`drift` telt ze in wat de bron antwoordde; de waarden zelf staan nergens.",
    ),
    "NUMMER_VAN_IEMAND_ANDERS": Event(
        logging.ERROR,
        "het gevraagde nummer is van iemand anders; wat niemand bevestigde is weggegooid",
        "De geboortedatum van de vraag past niet bij het nummer: waarschijnlijk een tikfout in de zaak.",
    ),
    "RAADPLEGING_MISLUKT": Event(
        logging.ERROR,
        "een raadpleging eindigde zonder antwoord",
        "Nadat bronnen waren gevraagd: `fout` noemt soort en plaats.",
    ),
    "RAADPLEGING_AFGEBROKEN": Event(
        logging.INFO,
        "de vrager wachtte niet meer; er is niets geleverd",
        "Gewoon: een scherm dat is gesloten. Het einde staat als AFGEBROKEN in het logboek.",
    ),
    "UITGANG_INCIDENT": Event(
        logging.ERROR,
        "het antwoord hield meer in dan het plan; er is niets beantwoord",
        "Een incident: `fout` noemt het pad. Zie het alarm UitgangIncident.",
    ),
    "EINDE_NIET_VASTGELEGD": Event(
        logging.ERROR,
        "het einde van een raadpleging is niet vastgelegd",
        "Het logboek heeft een begin zonder einde, en er is niets beantwoord.",
    ),
    "ONVERWACHTE_FOUT": Event(
        logging.ERROR,
        "een verzoek ging op een onbekende manier mis",
        "De vrager kreeg 500 INTERNE_FOUT: `fout` noemt soort en plaats. Meld haar aan de makers.",
    ),
    "ONGELDIG_VERZOEK": Event(
        logging.WARNING,
        "wat binnenkwam is geen HTTP/1.1-verzoek, en is geweigerd",
        "Iets anders dan een client van de API klopt aan: een scanner, of TLS waar geen TLS is.",
    ),
    "CERTIFICATEN_VERNIEUWD": Event(
        logging.INFO,
        "nieuwe certificaten zijn overgenomen",
        "`bestanden` noemt de bestanden; een herstart is niet nodig.",
    ),
    "CERTIFICATEN_NIET_VERNIEUWD": Event(
        logging.ERROR,
        "nieuwe certificaten zijn niet overgenomen, de oude blijven",
        "`redenen` noemt per instelling wat eraan schort. Ook `/readyz` zegt het.",
    ),
    "UITGEVERSLEUTELS_NIET_VERNIEUWD": Event(
        logging.WARNING,
        "de sleutels van de uitgever zijn niet opgehaald, de bekende blijven",
        "`fout` noemt de soort. Toegangsbewijzen met een nieuwe sleutel worden zo lang geweigerd.",
    ),
    "TE_VEEL_VERBINDINGEN": Event(
        logging.WARNING,
        "er staan te veel verbindingen open: wie niets vraagt wordt verbroken als er een bij komt",
        "Hoogstens eens per minuut gemeld. Iemand houdt verbindingen vast, of `GATEWAY_VRAGEN_TEGELIJK` en"
        " LimitNOFILE zijn te krap.",
    ),
    "REDIS_WEG": Event(
        logging.WARNING,
        "Redis is niet bereikbaar",
        "`waarvoor` zegt wat er zonder gaat: antwoorden worden niet bewaard, of limieten tellen per proces.",
    ),
    "REDIS_TERUG": Event(
        logging.WARNING, "Redis is weer bereikbaar", "`waarvoor` zegt wat er weer mee gaat."
    ),
    "REDIS_WEIGERT": Event(
        logging.WARNING,
        "Redis weigert wat hem wordt gevraagd",
        "Hij is vol of de rechten kloppen niet: `fout` noemt de soort, deploy/redis.conf wat nodig is. "
        "`waarvoor` zegt wat er zonder gaat.",
    ),
    "PROCES_VERVANGEN": Event(
        logging.WARNING,
        "een proces is gestopt en vervangen",
        "`proces` was zijn nummer. Wat het onderweg had staat als begin zonder einde in het logboek.",
    ),
    "PROCES_NIET_GESTART": Event(
        logging.ERROR, "een proces kan niet starten", "`waarom` noemt de instelling of het onderdeel."
    ),
}


class Members(TypedDict, total=False):
    """All that a line may hold beside its event; each names something, and none holds a value of a person."""

    raadplegingId: str
    bron: str
    bronStatus: str
    oorzaak: str
    pogingen: int
    drift: int
    waarom: str
    fout: str
    code: str
    bestanden: list[str]
    redenen: list[str]
    waarvoor: str
    proces: int | None


def tell(name: Name, **members: Unpack[Members]) -> None:
    """Log one event; members that say nothing are left out."""
    event = EVENTS[name]
    said = {key: value for key, value in members.items() if value not in (None, "")}
    _log.log(event.level, event.tekst, extra={"gebeurtenis": name, "leden": said})


class SafeFormatter(logging.Formatter):
    """Formats a record as one JSON line; keeps the frames of an exception and drops its text."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one line."""
        line: dict[str, object] = {
            "tijd": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "niveau": record.levelname,
            "gebeurtenis": getattr(record, "gebeurtenis", record.name),
            "tekst": record.getMessage(),
            **getattr(record, "leden", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["fout"] = describe(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def configure_logs(level: str = "INFO") -> None:
    """Send every log line through the safe formatter; libraries speak only from WARNING on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(SafeFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    _log.setLevel(level)


def describe(error: BaseException) -> str:
    """Describe an exception by type and code location, innermost first; never by message or argument.

    Only an EgressViolation shows its text: that names a path, never a value.
    """
    return "; ".join(_lines(error))


def _lines(error: BaseException) -> Iterator[str]:
    places = [
        f"{PurePath(frame.f_code.co_filename).name}:{line}" for frame, line in walk_tb(error.__traceback__)
    ]
    text = f": {error}" if isinstance(error, EgressViolation) else ""
    yield f"{type(error).__qualname__}{text} ({' < '.join(reversed(places[-_FRAMES:]))})"
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _lines(inner)
