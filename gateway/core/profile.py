"""The second fence: a profile can be built only from a plan and the outcomes of asking by it.

Rows keep their provenance, conflicts stand side by side, and every planned veld without a value says why.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gateway.core.datum import bounds
from gateway.core.facts import ANSWERED, WITH_ANSWER, Outcome, Vergewist
from gateway.core.plan import Plan, SourcePlan
from gateway.core.velden import Groep

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Profile:
    """The merged answer, still without the frame of the look-up; `delen` are the members of the groups."""

    volledig: bool
    onvolledig: tuple[str, ...]
    vergewist: Vergewist
    delen: Mapping[str, object]
    bronnen: tuple[Mapping[str, str], ...]
    niet_geleverd: tuple[Mapping[str, str], ...]


def merge(plan: Plan, outcomes: Sequence[Outcome], *, peildatum: str) -> Profile:
    """Merge outcomes into a profile; `[]` is written only when every source of that group answered."""
    delen: dict[str, object] = {}
    incomplete: list[str] = []
    ordered = sorted(outcomes, key=lambda outcome: (outcome.bron, outcome.gemeente or ""))
    for groep, sources in plan.leveranciers:
        answered = _answered(sources, outcomes)
        _place(delen, groep, _rows(groep, sources, ordered), answered=answered)
        if groep.soort == "RIJEN" and not answered:
            incomplete.append(groep.pad)
    return Profile(
        volledig=all(outcome.status in ANSWERED for outcome in outcomes),
        onvolledig=tuple(incomplete),
        vergewist=_vergewist(outcomes),
        delen=delen,
        bronnen=tuple(_entry(outcome, peildatum) for outcome in outcomes),
        niet_geleverd=tuple(_absences(plan, outcomes)),
    )


def _answered(sources: Sequence[SourcePlan], outcomes: Iterable[Outcome]) -> bool:
    """Whether every source of a group answered, and the index that says whom to ask; nobody is no answer."""
    ways = {source.operatie.per.operatie for source in sources if source.operatie.per}
    bronnen = {source.bron for source in sources}
    statuses = {(outcome.bron, outcome.status) for outcome in outcomes if outcome.bron in bronnen | ways}
    heard = {bron for bron, status in statuses if status in ANSWERED}
    return bool(bronnen) and bronnen <= heard and all(status in ANSWERED for _, status in statuses)


def _rows(groep: Groep, sources: Iterable[SourcePlan], outcomes: Iterable[Outcome]) -> list[Row]:
    rows = [row for outcome in outcomes for row in outcome.facts.rijen.get(groep.pad, ())]
    if groep.soort == "RIJEN":
        einde = f"{groep.pad}.{groep.einde}"
        ends = {source.bron for source in sources if einde in source.velden}
        rows.sort(key=lambda row: _newest(groep, row, ends), reverse=True)
    return rows


def _newest(groep: Groep, row: Row, ends: Container[object]) -> tuple[int, int]:
    """Order by end (open first) and begin; a group with a peilveld by that date, else end, else begin.

    Only delivered dates count, so that the order betrays nothing that the answer does not say; `ends` are the
    bronnen that deliver an end, so that its absence means open.
    """
    begin, end = _day(row.get(groep.begin or "")), _day(row.get(groep.einde or ""))
    if groep.peilveld is not None:
        return _day(row.get(groep.peilveld)) or end or begin, begin
    is_open = groep.einde not in row and (row["bron"] in ends or row.get("indicatieLopend", "JA") == "JA")
    return (bounds(None)[1] if is_open else end), begin


def _day(value: object) -> int:
    """Give the latest day a date can mean; 0 where it is absent or not known."""
    if value is None:
        return 0
    earliest, latest = bounds(value)  # type: ignore[arg-type]  # DATUM velden hold dates by plan
    return latest if earliest else 0


def _place(delen: dict[str, object], groep: Groep, rows: list[Row], *, answered: bool) -> None:
    if not rows and not (answered and groep.soort == "RIJEN"):
        return
    node = delen
    *above, last = groep.pad.split(".")
    for part in above:
        node = node.setdefault(part, {})  # type: ignore[assignment]  # groups nest as objects
    if groep.soort == "RIJEN":
        node[last] = rows
    else:
        member: Row = node.setdefault(last, {})  # type: ignore[assignment]  # idem
        for row in rows:
            member.update(row)


def _vergewist(outcomes: Iterable[Outcome]) -> Vergewist:
    found = {outcome.facts.vergewist for outcome in outcomes}
    return "JA" if "JA" in found else "GEDEELTELIJK" if "GEDEELTELIJK" in found else "NEE"


def _entry(outcome: Outcome, peildatum: str) -> dict[str, str]:
    entry = {"bron": outcome.bron}
    if outcome.gemeente is not None:
        entry["gemeente"] = outcome.gemeente
    entry["bronStatus"] = outcome.status
    if outcome.oorzaak is not None:
        entry["oorzaak"] = outcome.oorzaak
    if outcome.opnieuw_vanaf is not None:
        entry["opnieuwVanaf"] = outcome.opnieuw_vanaf
    if outcome.status in WITH_ANSWER:
        entry["peildatum"] = peildatum
    return entry


def _absences(plan: Plan, outcomes: Iterable[Outcome]) -> Iterator[dict[str, str]]:
    by_bron: dict[str, SourcePlan] = {source.bron: source for source in plan.bronnen}
    single = frozenset(groep.pad for groep in plan.groepen if groep.soort == "ENKEL")
    for outcome in outcomes:
        source = by_bron.get(outcome.bron)
        given = outcome.facts.given
        for veld in source.velden if source else ():
            reason = _why_absent(veld, outcome, given, single)
            if reason is not None:
                entry = {"veld": veld, "bron": outcome.bron}
                if outcome.gemeente is not None:
                    entry["gemeente"] = outcome.gemeente
                yield {**entry, "reden": reason}


def _why_absent(
    veld: str, outcome: Outcome, given: Mapping[str, set[str]], single: Container[str]
) -> str | None:
    """Say why a veld has no value; `given` holds the names that some row of a group has."""
    if outcome.reden is not None:
        return outcome.reden
    if veld in outcome.facts.redenen:
        return outcome.facts.redenen[veld]
    groep, _, name = veld.rpartition(".")
    if name in given.get(groep, ()):
        return None
    known = outcome.facts.dossier if groep in single else bool(outcome.facts.rijen.get(groep))
    return "NIET_GEREGISTREERD" if known else "NIETS_GEVONDEN"
