"""What the operator's log says of the sources of one question: one line for each that had trouble.

A source that answered is not named: that somebody has a benefit is a fact about them.
"""

from collections import Counter
from collections.abc import Iterable

from gateway.core.facts import Outcome
from gateway.logs import Name, tell

_NO_TROUBLE = frozenset({"NIET_GEVRAAGD", "NIET_TOEGESTAAN"})
"""Said by the question or the contracts, and so every time again."""


def report(outcomes: Iterable[Outcome], raadpleging_id: str) -> None:
    """Log what went wrong at the sources; names, never values."""
    told = tuple(outcomes)
    silent = [outcome for outcome in told if outcome.reden and outcome.reden not in _NO_TROUBLE]
    # Once for a bron that failed in one way: at how many gemeenten would say where a person lived.
    for outcome in {(one.bron, one.status, one.oorzaak): one for one in silent}.values():
        _without_answer(outcome, raadpleging_id)
    drift = Counter[str]()
    for outcome in told:
        if outcome.facts.drift:
            drift[outcome.bron] += outcome.facts.drift
    for bron, values in drift.items():
        tell("BRON_DRIFT", raadplegingId=raadpleging_id, bron=bron, drift=values)
    if any(outcome.tegengesproken for outcome in told):
        tell("NUMMER_VAN_IEMAND_ANDERS", raadplegingId=raadpleging_id)


def _without_answer(outcome: Outcome, raadpleging_id: str) -> None:
    tell(
        _name(outcome),
        raadplegingId=raadpleging_id,
        bron=outcome.bron,
        bronStatus=outcome.status,
        oorzaak=outcome.oorzaak or "",
        pogingen=outcome.pogingen,
        waarom=outcome.waarom,
        fout=outcome.fout,
    )


def _name(outcome: Outcome) -> Name:
    if outcome.status == "PERSOON_WIJKT_AF":
        return "BRON_ANDERE_PERSOON"
    return "BRON_ONVERWACHTE_FOUT" if outcome.fout else "BRON_ZONDER_ANTWOORD"
