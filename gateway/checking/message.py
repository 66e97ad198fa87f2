"""Verdicts on an answer as a message: HTTP, form, addressing, and what its reading says."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from lxml import etree

from gateway.checking.verdict import Verdict
from gateway.core.call import Call, Raw
from gateway.core.facts import Facts
from gateway.core.mapping import Operatie
from gateway.errors import BirthDateDiffers, SourceError
from gateway.extract.bounds import bound_xml
from gateway.extract.xml import parse
from gateway.signing.names import SOAP, WSA, name

_MEDIA = {"soap": ("text/xml", "application/xml"), "rest": ("application/json",)}
_PAGES = ("text/html", "application/xhtml+xml", "text/plain")
_BODY, _HEADER = name(SOAP, "Body"), name(SOAP, "Header")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer with its question, and what the gateway's reader made of it: facts or a refusal.

    `root` is the parsed XML of a SOAP answer, None where there is none.
    """

    raw: Raw
    call: Call
    facts: Facts | None
    refused: SourceError | None
    root: etree._Element | None = field(default=None, repr=False)

    @property
    def operatie(self) -> Operatie:
        """What was asked."""
        return self.call.plan.operatie

    @property
    def oorzaak(self) -> str | None:
        """Why it was refused (`interface.md` §2)."""
        return None if self.refused is None else self.refused.oorzaak


def parsed(raw: Raw, max_elements: int) -> etree._Element | None:
    """Parse XML as the gateway does, within its bounds; None when the gateway would not."""
    try:
        bound_xml(raw.body, max_elements)
        return parse(raw.body)
    except SourceError:
        return None


def http(answer: Answer) -> Verdict:
    """Judge status and media type."""
    raw, koppelvlak = answer.raw, answer.operatie.koppelvlak
    text = f"{raw.status} {raw.media_type or 'zonder Content-Type'}"
    if raw.media_type in _PAGES:
        raad = "er antwoordt een webpagina (inlog, onderhoud, proxy): controleer het adres"
        return Verdict("http", "FOUT", text, raad)
    if raw.status != HTTPStatus.OK:
        return Verdict("http", "FOUT", text, _cure(raw.status))
    if raw.media_type not in _MEDIA[koppelvlak]:
        return Verdict("http", "FOUT", text, f"stuur Content-Type {_MEDIA[koppelvlak][0]}")
    if (raw.charset or "utf-8").lower() not in {"utf-8", "utf8"}:
        return Verdict("http", "FOUT", text, "stuur UTF-8, en zeg dat in Content-Type")
    return Verdict("http", "GOED", text)


def _cure(status: int) -> str:
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return "laat ons certificaat en onze OIN toe tot deze dienst"
    if status in {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}:
        return "controleer het adres: op dit pad antwoordt de dienst niet"
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return "de gateway volgt geen doorverwijzing: geef het eindadres"
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "de bron is in storing of weigert de vraag: kijk in haar log"
    return "de bron weigert de vraag: kijk in haar log"


def form(answer: Answer) -> Verdict:
    """Judge whether the bytes are a message at all."""
    if answer.oorzaak == "TE_GROOT":
        return Verdict("vorm", "FOUT", "het antwoord heeft te veel elementen of rijen", "stuur minder")
    if answer.operatie.koppelvlak == "rest":
        return _json_form(answer.raw.body)
    if answer.root is None:
        return Verdict("vorm", "FOUT", *_why_not(answer.raw.body))
    tags = [child.tag for child in answer.root]
    if answer.root.tag != name(SOAP, "Envelope") or tags not in ([_BODY], [_HEADER, _BODY]):
        raad = "stuur een SOAP 1.1-Envelope met hoogstens een Header en precies een Body"
        return Verdict("vorm", "FOUT", "geen SOAP 1.1-envelop", raad)
    return Verdict("vorm", "GOED", "SOAP 1.1 in UTF-8")


def _json_form(body: bytes) -> Verdict:
    try:
        json.loads(body.decode("utf-8"))
    except UnicodeDecodeError:
        return Verdict("vorm", "FOUT", "geen UTF-8", "stuur JSON in UTF-8")
    except json.JSONDecodeError as error:
        return Verdict("vorm", "FOUT", f"geen JSON: zie regel {error.lineno}", "stuur een geldig JSON-object")
    except (ValueError, RecursionError):
        return Verdict("vorm", "FOUT", "JSON die niet te lezen is", "stuur minder diep geneste JSON")
    return Verdict("vorm", "GOED", "JSON in UTF-8")


def _why_not(body: bytes) -> tuple[str, str]:
    """Say why a body is not read as XML; a line number, never what stands there."""
    if not body:
        return "het antwoord is leeg", "stuur een SOAP-bericht"
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return "geen UTF-8", "stuur XML in UTF-8"
    if "<!DOCTYPE" in text:
        return "er staat een DOCTYPE in", "laat de DOCTYPE weg: SOAP 1.1 verbiedt haar"
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        return f"geen welgevormde XML: zie regel {error.lineno}", "verbeter de XML op die regel"
    except ValueError:
        return "geen welgevormde XML", "stuur XML 1.0 in UTF-8"
    return "geen XML 1.0 in UTF-8, of te diep genest", 'begin met <?xml version="1.0" encoding="UTF-8"?>'


def is_fault(answer: Answer) -> bool:
    """Whether the Body holds a SOAP Fault."""
    return answer.root is not None and answer.root.find(f"{_BODY}/{name(SOAP, 'Fault')}") is not None


def addressing(answer: Answer) -> Verdict:
    """Judge the three WS-Addressing headers an answer must have (SuwiML Transactiestandaard 4.0)."""
    root, call = answer.root, answer.call
    headers: Sequence[etree._Element] = () if root is None else [*root.iterfind(f"{_HEADER}/*")]
    asked = call.bericht if call.plan.streng else None
    expected = {"Action": f"{answer.operatie.action}Response", "MessageID": None, "RelatesTo": asked}
    cures = {
        "Action": f"zet wsa:Action op {expected['Action']}",
        "MessageID": "geef het antwoord een eigen wsa:MessageID",
        "RelatesTo": "neem in wsa:RelatesTo de wsa:MessageID van de vraag over",
    }
    wrong = [local for local, value in expected.items() if not _as_due(headers, local, value)]
    if wrong:
        text = f"{', '.join(wrong)}: ontbreekt, staat er vaker of hoort niet bij deze vraag"
        return Verdict("adressering", "FOUT", text, "; ".join(cures[local] for local in wrong))
    return Verdict("adressering", "GOED", "Action, MessageID en RelatesTo horen bij de vraag")


def _as_due(headers: Sequence[etree._Element], local: str, expected: str | None) -> bool:
    found = [block for block in headers if block.tag == name(WSA, local)]
    text = (found[0].text or "").strip() if len(found) == 1 and not len(found[0]) else ""
    return bool(text) and expected in {None, text}


_SIGNATURE_CURES = {
    "OIN": "vergelijk …__OIN met Subject.serialNumber in het certificaat van de bron",
    "intrekkingslijst": "ververs CRL_FILE, met een lijst van elke uitgever",
    "vertrouwde uitgever": "neem de CA die het certificaat van de bron uitgaf op in TRUST_FILE",
    "certificaat": "laat de bron met een ander certificaat ondertekenen",
    "te oud": "vergelijk de klokken van bron en gateway",
    "toekomst": "vergelijk de klokken van bron en gateway",
    "SignatureConfirmation hoort": "laat de bron de SignatureValue van de vraag herhalen",
    "al eens gebruikt": "geef elk antwoord een nieuwe wsa:MessageID",
}


def _signature_cure(why: str) -> str:
    usual = "onderteken Body, elke wsa-kop, Timestamp en SignatureConfirmation (Digikoppeling 2W-be-S)"
    return next((cure for part, cure in _SIGNATURE_CURES.items() if part in why), usual)


def signature(answer: Answer, *, demanded: bool) -> Verdict:
    """Say what the verifier found; it looked before anything else was read."""
    refused = answer.refused
    if not demanded:
        text = "deze koppeling is 2W-be: berichten zijn niet ondertekend"
        return Verdict("handtekening", "NIET_GEKEKEN", text)
    if refused is not None and refused.oorzaak == "HANDTEKENING":
        return Verdict("handtekening", "FOUT", refused.why, _signature_cure(refused.why))
    opened = http(answer).oordeel == "GOED" or answer.oorzaak == "SOAP_FAULT"
    if not opened or answer.oorzaak in {"TIJD_OM", "TE_GROOT"}:
        return Verdict("handtekening", "NIET_GEKEKEN", "er is geen antwoord om na te gaan")
    return Verdict("handtekening", "GOED", "geldig, van de bron, en van nu")


def reading(answer: Answer) -> Verdict:
    """Say what the gateway makes of the answer."""
    facts, refused = answer.facts, answer.refused
    if refused is not None:
        return Verdict("lezen", "FOUT", *_REFUSED.get(refused.oorzaak or refused.status, _UNUSABLE))
    if facts is None or not facts.gevonden:
        raad = "kies een testpersoon van wie deze bron meer weet: --testpersoon"
        return Verdict("lezen", "LET_OP", "NIETS_GEVONDEN: niets wat een doel mag lezen", raad)
    if facts.waarschuwing:
        return Verdict("lezen", "LET_OP", "WAARSCHUWING: gegevens met een waarschuwing in FWI")
    return Verdict("lezen", "GOED", "GEVONDEN")


_UNUSABLE = (
    "ONGELDIG_ANTWOORD: de gateway kan dit niet gebruiken",
    "verbeter wat de stappen hierboven noemen",
)
_REFUSED = {
    "SOAP_FAULT": (
        "SOAP_FAULT: de bron antwoordt met een SOAP Fault",
        "de reden staat in het log van de bron",
    ),
    "FWI_FOUT": ("FWI_FOUT: een FWI zonder gegevens", "de code staat in het antwoord en het log van de bron"),
    "GEWEIGERD": ("GEWEIGERD: geen antwoord op de vraag", "zie http hierboven"),
    "HANDTEKENING": ("HANDTEKENING: niets is gelezen", "zie handtekening hierboven"),
    "TIJD_OM": ("TIJD_OM: er was geen tijd meer om te lezen", "geef de bron meer tijd met TIJD_TOTAAL"),
    "TE_GROOT": ("TE_GROOT: het antwoord is te groot", "stuur minder"),
    "PERSOON_WIJKT_AF": ("PERSOON_WIJKT_AF: het antwoord is weggegooid", "zie persoon hieronder"),
}


def person(answer: Answer) -> Verdict | None:
    """Say whether the answer repeats who was asked; None when it holds nobody."""
    if isinstance(answer.refused, BirthDateDiffers):
        raad = "beantwoord alleen de gevraagde persoon; klopt de geboortedatum bij de bron?"
        return Verdict("persoon", "FOUT", "het nummer klopt, de geboortedatum niet", raad)
    if answer.refused is not None and answer.refused.status == "PERSOON_WIJKT_AF":
        raad = "beantwoord alleen het gevraagde nummer"
        return Verdict("persoon", "FOUT", "het antwoord gaat over een ander nummer", raad)
    if answer.facts is None or not answer.facts.gevonden or answer.operatie.is_index:
        return None
    known = {"JA": "klopt", "GEDEELTELIJK": "klopt voor zover bekend", "NEE": "herhaalt de bron niet"}
    text = f"het nummer klopt; de geboortedatum {known[answer.facts.vergewist]}"
    return Verdict("persoon", "GOED", text)


def drift(answer: Answer) -> Verdict | None:
    """Count what the contract does not know; None when nothing was read."""
    if answer.facts is None or not (answer.facts.gevonden or answer.facts.drift):
        return None
    if count := answer.facts.drift:
        raad = "vergelijk de codes met contracts/waardelijsten en de datums met EEJJMMDD"
        return Verdict("drift", "LET_OP", f"{count} keer iets wat het contract niet kent", raad)
    return Verdict("drift", "GOED", "elke gelezen code en datum is bekend")


def duration(milliseconds: int, seconds: float) -> Verdict:
    """Judge the time a source took against what it gets."""
    text = f"{milliseconds} ms van {seconds * 1000:.0f}"
    if milliseconds > seconds * 500:
        raad = "meer dan de helft van de tijd: meet de bron, of geef haar meer met TIJD_TOTAAL"
        return Verdict("tijd", "LET_OP", text, raad)
    return Verdict("tijd", "GOED", text)
