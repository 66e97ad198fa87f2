"""From the bytes of a request to a Question (`interface.md` §1)."""

import re
from datetime import date

from gateway.api.form import Form, ListRule
from gateway.core.bsn import Bsn
from gateway.core.question import MOST_GEMEENTEN, Question
from gateway.core.velden import Profiel

MEMBERS = (
    "burgerservicenummer",
    "geboortedatum",
    "doelbinding",
    "zaakkenmerk",
    "gemeenten",
    "velden",
    "bronnen",
)
MAX_ITEMS = 200
"""Most velden or bronnen one question may name."""

_BSN = re.compile(r"[0-9]{9}")
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_DOELBINDING = re.compile(r"[A-Z0-9_]{1,64}")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_GEMEENTE = re.compile(r"[0-9]{4}")

_GEMEENTEN = ListRule(
    least=0,
    most=MOST_GEMEENTEN,
    allowed=lambda text: _GEMEENTE.fullmatch(text) is not None,
    code="pattern",
    reason="is geen gemeentecode van vier cijfers",
)


def parse_question(body: bytes, *, profiel: Profiel, today: date) -> Question:
    """Read a question strictly: no coercion, nothing unknown, nothing twice.

    Raises Refused("ONGELDIGE_VRAAG") naming every fault at once, or Refused("ONBEKEND_VELD") when the only
    faults are velden that do not exist. Faults hold names, never values.
    """
    form = Form(body, frozenset(MEMBERS))
    bsn = _bsn(form)
    born = _born(form, today)
    doelbinding = form.text(
        "doelbinding", _DOELBINDING, "is geen naam van hoofdletters, cijfers en _, hoogstens 64"
    )
    zaakkenmerk = form.text("zaakkenmerk", _UUID, "is geen UUID")
    gemeenten = form.texts("gemeenten", _GEMEENTEN)
    velden = form.texts("velden", _velden(profiel))
    bronnen = form.texts("bronnen", _bronnen(profiel))
    if form.faults or bsn is None or born is None or doelbinding is None or zaakkenmerk is None:
        raise form.refusal(_code(form))
    return Question(
        bsn=bsn,
        geboortedatum=born,
        doelbinding=doelbinding,
        # One case has one spelling (RFC 9562: read either case, write lower).
        zaakkenmerk=zaakkenmerk.lower(),
        gemeenten=gemeenten or (),
        velden=velden,
        bronnen=bronnen,
    )


def _bsn(form: Form) -> Bsn | None:
    name = "burgerservicenummer"
    digits = form.text(name, _BSN, "is geen tekst van negen cijfers")
    if digits is None:
        return None
    try:
        return Bsn(digits)
    except ValueError:
        form.fault(name, "elfproef", "voldoet niet aan de elfproef")
        return None


def _born(form: Form, today: date) -> str | None:
    """Give the birth date as EEJJMMDD, unknown parts 00."""
    name = "geboortedatum"
    text = form.text(name, _DATE, "is geen datum als JJJJ-MM-DD, JJJJ-MM of JJJJ")
    if text is None:
        return None
    if not _exists(text) or text > today.isoformat()[: len(text)]:
        form.fault(name, "waarde", "is geen bestaande dag, maand of jaar, of ligt na vandaag")
        return None
    return text.replace("-", "").ljust(8, "0")


def _exists(text: str) -> bool:
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return True


def _velden(profiel: Profiel) -> ListRule:
    return ListRule(
        least=1,
        most=MAX_ITEMS,
        allowed=profiel.velden.__contains__,
        code="onbekend",
        reason="is geen veld van het profiel; noem het volledige pad van een enkel veld",
    )


def _bronnen(profiel: Profiel) -> ListRule:
    return ListRule(
        least=1,
        most=MAX_ITEMS,
        allowed=profiel.bronnen.__contains__,
        code="onbekend",
        reason="is geen bron van het profiel",
    )


def _code(form: Form) -> str:
    only_velden = all(fault.code == "onbekend" and fault.name.startswith("velden[") for fault in form.faults)
    return "ONBEKEND_VELD" if only_velden else "ONGELDIGE_VRAAG"
