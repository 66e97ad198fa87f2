"""What may be told afterwards about a look-up: that it was, and how it ended; nothing it was about."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from gateway.core.facts import Outcome
from gateway.core.question import Caller
from gateway.core.told import told
from gateway.logbook.journal import BEGONNEN, GEEINDIGD
from gateway.query import AFGEBROKEN, GELEVERD

LOPEND, NIET_GELEVERD, ONBEKEND = "LOPEND", "NIET_GELEVERD", "ONBEKEND"
UITKOMSTEN = (GELEVERD, AFGEBROKEN, "GEWEIGERD", "MISLUKT", ONBEKEND)
"""How a look-up ended: ONBEKEND when that was never recorded, such as after a crash."""

MARGIN_SECONDS = 5.0
"""How long after its deadline a look-up may still be on its way to its record."""

_GEWEIGERD = "Refused"

Record = Mapping[str, Any]


def shown(records: Sequence[Record], caller: Caller, *, now: str, seconds: float) -> dict[str, object] | None:
    """Show a look-up to the employee who asked; None for everybody else, or when there is none.

    `now` is the moment as the records write it, `seconds` the deadline of a question.
    """
    begin = _of_kind(records, BEGONNEN)
    if begin is None or (begin.get("afnemer"), begin.get("medewerker")) != (
        caller.afnemer,
        caller.medewerker,
    ):
        return None
    end = _of_kind(records, GEEINDIGD)
    return {
        "raadplegingId": begin["raadplegingId"],
        "toestand": state(records, now=now, seconds=seconds),
        "begonnen": begin["tijdstip"],
        **({} if end is None else {"geeindigd": end["tijdstip"]}),
        **_uitkomst(end, late=_late(begin, now, seconds)),
        **{name: begin[name] for name in ("doelbinding", "doelbindingVersie", "contractDigest")},
        "bronnen": [] if end is None else _bronnen(end),
    }


def state(records: Sequence[Record], *, now: str, seconds: float) -> str:
    """Give LOPEND, GELEVERD or NIET_GELEVERD; what should have ended long ago was not delivered.

    An end that can no longer be opened counts as delivered.
    """
    begin, end = _of_kind(records, BEGONNEN), _of_kind(records, GEEINDIGD)
    if end is None:
        return NIET_GELEVERD if begin is None or _late(begin, now, seconds) else LOPEND
    return GELEVERD if end.get("uitkomst", GELEVERD) == GELEVERD else NIET_GELEVERD


def _of_kind(records: Sequence[Record], soort: str) -> Record | None:
    return next((record for record in records if record["soort"] == soort), None)


def _late(begin: Record, now: str, seconds: float) -> bool:
    passed = datetime.fromisoformat(now) - datetime.fromisoformat(begin["tijdstip"])
    return passed.total_seconds() > seconds + MARGIN_SECONDS


def _uitkomst(end: Record | None, *, late: bool) -> dict[str, str]:
    if end is None:
        return {"uitkomst": ONBEKEND} if late else {}
    recorded = end.get("uitkomst")
    if recorded in {GELEVERD, AFGEBROKEN}:
        return {"uitkomst": str(recorded)}
    if recorded is None:
        return {"uitkomst": ONBEKEND}
    return {"uitkomst": "GEWEIGERD" if recorded == _GEWEIGERD else "MISLUKT"}


def _bronnen(end: Record) -> list[dict[str, str]]:
    """Tell of each bron once: for which gemeenten it was asked says where somebody lived."""
    outcomes = [
        Outcome(entry["bron"], None, entry["bronStatus"], entry["oorzaak"])
        for entry in end.get("bronnen", ())
    ]
    return [told(list(own)).entry() for _, own in groupby(outcomes, key=lambda outcome: outcome.bron)]
