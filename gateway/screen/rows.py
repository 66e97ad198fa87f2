"""What one row of a group says: when it was, whether it runs, and the words that belong together."""

from collections.abc import Iterable

import msgspec

from gateway.core.datum import SourceDate
from gateway.core.velden import Groep, Veld
from gateway.screen.answer import Row
from gateway.screen.words import (
    HERKOMST,
    capital,
    choice_words,
    clean,
    date_words,
    period_words,
    value_words,
)

_STATUS_RUNNING = "3"
_DIPLOMA = {"JA": "diploma", "NEE": "geen diploma"}


def day(row: Row, name: str | None) -> SourceDate | None:
    """Give a date of a row, or None when the row has none."""
    value = row.get(name or "")
    return None if value is None else msgspec.convert(value, SourceDate)


def runs(row: Row) -> bool:
    """Whether the row says that it still runs; an absent end alone does not say so."""
    match row:
        case {"indicatieLopend": says}:
            return bool(says == "JA")
        case {"codeStatusOpleiding": {"code": code}}:
            return bool(code == _STATUS_RUNNING)
        case _:
            return False


def period(row: Row, groep: Groep, *, days: bool) -> str:
    """Say when the row was; empty when it carries no begin and no end at all."""
    begin, end = day(row, groep.begin), day(row, groep.einde)
    if begin is None and end is None and not runs(row):
        return ""
    return period_words(begin, end, running=runs(row), days=days)


def claim(row: Row) -> str:
    """Say how a row is known when it is no registration ("zelf opgegeven"); empty for a registration."""
    herkomst = str(row.get("herkomst", "REGISTRATIE"))
    return "" if herkomst == "REGISTRATIE" else HERKOMST.get(herkomst, clean(herkomst))


def say(row: Row, veld: Veld) -> str:
    """Say one veld of a row; empty when the row does not have it."""
    value = row.get(veld.naam)
    return choice_words(value) if veld.type == "KEUZE" else value_words(value)


def label(row: Row, velden: Iterable[Veld]) -> str:
    """Name a row by the first of these velden that it has, and by its gemeente."""
    words = next((words for veld in velden if (words := say(row, veld))), "zonder naam")
    gemeente = value_words(row.get("gemeente"))
    return f"{capital(words)} ({gemeente})" if gemeente else capital(words)


def level(row: Row) -> str:
    """Say the level of an education with its NLQF level."""
    words, nlqf = value_words(row.get("codeNiveauOpleiding")), value_words(row.get("nlqfNiveau"))
    return ", ".join(part for part in (words, f"NLQF {nlqf}" if nlqf else "") if part)


def result(row: Row) -> str:
    """Say how an education ended: its status and its diploma with the date."""
    says = value_words(row.get("indicatieDiploma"))
    diploma, on = _DIPLOMA.get(says, ""), day(row, "datumDiploma")
    if on is not None:
        diploma = f"{diploma or 'diploma'} {date_words(on, days=True)}"
    return ", ".join(part for part in (value_words(row.get("codeStatusOpleiding")), diploma) if part)
