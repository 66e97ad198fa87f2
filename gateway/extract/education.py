"""DUO: an enrolment and the result it led to are one row (`interface.md` §8, Education)."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from gateway.core.datum import UNKNOWN, UNREADABLE, SourceDate, bounds, day_number
from gateway.core.waardelijst import Waardelijst
from gateway.extract.rows import Row

_PASSED = "G"
_DONE, _STOPPED, _RUNNING, _NOT_KNOWN = "1", "2", "3", "0"
_JOIN = ("brin", "naam", "niveau")
_SAME_NAME = {"instelling": "instellingscode", "code_niveau": "codeNiveauOpleiding", "nlqf": "nlqfNiveau"}


class Context(Protocol):
    """What this step needs of the step context."""

    @property
    def today(self) -> date:
        """The day."""

    @property
    def lijsten(self) -> "Lists":
        """Code lists by name."""


class Lists(Protocol):
    """Code lists by name."""

    def __getitem__(self, name: str, /) -> Waardelijst: ...


def koppel_resultaat(rows: list[Row], context: Context) -> list[Row]:
    """Join enrolments and results on BRIN, short name and level: one row per education."""
    joined = []
    for dossier in rows:
        enrolments = _by_key(dossier["inschrijvingen"])
        results = _by_key(dossier["resultaten"])
        keys = dict.fromkeys((*enrolments, *results))
        joined += [_education(enrolments.get(key, []), results.get(key, []), context) for key in keys]
    return joined


def _by_key(items: Iterable[Row]) -> dict[tuple[object, ...], list[Row]]:
    grouped: dict[tuple[object, ...], list[Row]] = {}
    for item in items:
        grouped.setdefault(tuple(item.get(name) for name in _JOIN), []).append(item)
    return grouped


def _education(enrolments: list[Row], results: list[Row], context: Context) -> Row:
    enrolments = sorted(enrolments, key=lambda item: bounds(item.get("begin", UNKNOWN))[0])
    passed = [item for item in results if item.get("uitslag") == _PASSED]
    row = _shared((*enrolments, *results))
    if enrolments:
        row |= _period(enrolments)
    if "datumDiploma" not in row and passed:
        row |= _diploma(passed[-1])
    return row | _status(row, results=bool(results), passed=bool(passed), context=context)


def _shared(items: Iterable[Row]) -> Row:
    row: Row = {}
    for item in items:
        for name in _JOIN:
            if name in item:
                row.setdefault(name, item[name])
        if "naam" in item:
            row.setdefault("omschrijvingOpleidingsnaam", item["naam"])
        for slot, veld in _SAME_NAME.items():
            if slot in item:
                row.setdefault(veld, item[slot])
    return row


def _period(enrolments: list[Row]) -> Row:
    period: Row = {}
    begins = [item["begin"] for item in enrolments if "begin" in item]
    if begins:
        period["datumAanvangVolgenOpleiding"] = begins[0]
    ends = [item.get("einde", item.get("uitschrijving")) for item in enrolments]
    if ends[-1] is not None:
        period["datumEindeVolgenOpleiding"] = max(filter(None, ends), key=lambda end: bounds(end)[1])
    return period


def _diploma(result: Row) -> Row:
    day: SourceDate | None = result.get("datum")
    if day is UNREADABLE and "jaar" in result:
        # The year stands in for it; the day stays in the row to be counted as drift.
        return {"datumDiploma": result["jaar"], "examendag": day}
    if day is None or day is UNKNOWN:
        day = result.get("jaar", day)
    return {} if day is None else {"datumDiploma": day}


def _status(row: Row, *, results: bool, passed: bool, context: Context) -> Row:
    """Say how it went; an end that may still lie ahead is neither stopped nor running."""
    earliest, latest = bounds(row.get("datumEindeVolgenOpleiding"))
    today = day_number(context.today)
    if passed:
        status, diploma = _DONE, "JA"
    elif latest <= today:
        status, diploma = _STOPPED, "NEE"
    elif not results and earliest > today:
        status, diploma = _RUNNING, None
    else:
        status, diploma = _NOT_KNOWN, None
    found: Row = {"codeStatusOpleiding": context.lijsten["status-opleiding"].codes[status]}
    return found | ({"indicatieDiploma": diploma} if diploma else {})
