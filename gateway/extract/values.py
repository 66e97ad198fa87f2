"""Converters: one source text in, one JSON-ready value, a mark of absence, or None (no value) out."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping

from gateway.core.datum import begin_date, end_date
from gateway.core.facts import Absent
from gateway.core.locator import Slot
from gateway.core.velden import LONGEST_TEXT
from gateway.core.waardelijst import ONBEKEND, Code, Waardelijst

Convert = Callable[[str], object]
Lijsten = Mapping[str, Waardelijst]

UNKNOWN_CODE = Code(ONBEKEND)
"""Told apart by identity: a code that its list does not know."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def tekst(text: str) -> object:
    """Give text in NFC; control and direction characters make it unreadable."""
    composed = unicodedata.normalize("NFC", text)
    return Absent.ONLEESBAAR if len(composed) > LONGEST_TEXT or _CONTROL.search(composed) else composed


def ja_nee(text: str) -> object:
    """Read SuwiML StdIndJN: 1 is JA, 2 is NEE, anything else says nothing."""
    return {"1": "JA", "2": "NEE"}.get(text)


def jaar(text: str) -> object:
    """Read a four-digit year as a date of which only the year is known, under the rules of a begin date."""
    return begin_date(text + "0000")


def code(lijst: Waardelijst) -> Convert:
    """Give a code as it travels; a shielded law is marked, an unknown code never passes raw."""
    if lijst.patroon is not None:
        pattern = re.compile(lijst.patroon)
        return lambda text: Code(text) if pattern.fullmatch(text) else UNKNOWN_CODE
    shielded = {waarde.code for waarde in lijst.waarde if waarde.behandeling != "GEVEN"}
    shields_unknown = lijst.restcategorie is not None
    known: dict[str, object] = {name: found for name, found in lijst.codes.items() if name not in shielded}
    known |= dict.fromkeys(shielded, Absent.AFGESCHERMD)
    unknown: object = Absent.AFGESCHERMD if shields_unknown else UNKNOWN_CODE
    return lambda text: known.get(text, unknown)


def categorie(lijst: Waardelijst) -> Convert:
    """Give the category of a code, or the list's rest category."""
    known = {waarde.code: waarde.categorie for waarde in lijst.waarde}
    return lambda text: known.get(text) or lijst.restcategorie


def nlqf(lijst: Waardelijst) -> Convert:
    """Give the NLQF level that belongs to a code; None where there is no level."""
    known = {waarde.code: waarde.nlqf for waarde in lijst.waarde}
    return known.get


def join_key(key: bytes) -> Convert:
    """Turn a value that may itself be a person's number into an ephemeral keyed hash, fit to compare only."""
    return lambda text: hashlib.blake2b(text.encode(), key=key, digest_size=12).digest()


SIMPLE: Mapping[str, Convert] = {
    "tekst": tekst,
    "begindatum": begin_date,
    "einddatum": end_date,
    "ja_nee": ja_nee,
    "jaar": jaar,
    "ruw": str,
}
FROM_LIST: Mapping[str, Callable[[Waardelijst], Convert]] = {
    "code": code,
    "categorie": categorie,
    "nlqf": nlqf,
}


def converter(slot: Slot, lijsten: Lijsten, join: bytes) -> Convert:
    """Give the converter a slot names, bound to its code list or to the ephemeral key."""
    if slot.als == "sleutel":
        return join_key(join)
    if slot.als in FROM_LIST:
        return FROM_LIST[slot.als](lijsten[slot.lijst or ""])
    return SIMPLE[slot.als]
