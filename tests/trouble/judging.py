"""What is wrong with an answer about person n, whatever happened to its sources on the way."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.trouble.expected import (
    PATHS,
    absent_of,
    known_at,
    rows_of,
    startkwalificatie,
    velden_of,
)
from tests.trouble.people import BRONNEN, GROUPS, born, bsn_of, gemeente_of

ANSWERED = frozenset({"GEVONDEN", "NIETS_GEVONDEN"})
_REASONS = {
    "NIETS_GEVONDEN": {"NIETS_GEVONDEN"},
    "NIET_BESCHIKBAAR": {"BRON_NIET_BESCHIKBAAR"},
    "FOUT": {"BRON_WEIGERT", "ONLEESBAAR"},
    "PERSOON_WIJKT_AF": {"PERSOON_WIJKT_AF"},
}


def statuses_of(body: Mapping[str, Any]) -> dict[str, str]:
    """Give the bronStatus by bron."""
    return {entry["bron"]: entry["bronStatus"] for entry in body["bronnen"]}


def silent_in(body: Mapping[str, Any]) -> frozenset[str]:
    """Name the sources that did not answer as they should."""
    return frozenset(bron for bron, status in statuses_of(body).items() if status not in ANSWERED)


def wrong_with(number: int, zaak: str, body: Mapping[str, Any]) -> list[str]:
    """Say in words what is not as promised; every value in an answer is that of the person asked."""
    statuses = statuses_of(body)
    if len(body["bronnen"]) != len(BRONNEN) or statuses.keys() != BRONNEN:
        return [f"bronnen zijn {sorted(statuses)}"]
    return [
        *_frame(number, zaak, body),
        *_wrong_statuses(number, body),
        *_wrong_rows(number, statuses, body),
        *_wrong_completeness(body),
        *_wrong_reasons(statuses, body),
    ]


def _frame(number: int, zaak: str, body: Mapping[str, Any]) -> Iterator[str]:
    persoon = body["persoon"]
    if (persoon["burgerservicenummer"], persoon["geboortedatum"]["datum"]) != (bsn_of(number), born(number)):
        yield "een andere persoon"
    if body["raadpleging"]["zaakkenmerk"] != zaak:
        yield "het antwoord op een andere vraag"


def _wrong_statuses(number: int, body: Mapping[str, Any]) -> Iterator[str]:
    known = known_at(number)
    for entry in body["bronnen"]:
        bron, status = entry["bron"], entry["bronStatus"]
        if status in ANSWERED and status != ("GEVONDEN" if bron in known else "NIETS_GEVONDEN"):
            yield f"{bron} zegt {status}"
        if (
            status not in ANSWERED
            and status != "PERSOON_WIJKT_AF"
            and (status == "WAARSCHUWING") == ("oorzaak" in entry)
        ):
            yield f"{bron} zegt {status} met oorzaak {entry.get('oorzaak')}"
        if entry.get("gemeente") not in {None, gemeente_of(number)}:
            yield f"{bron} van de gemeente van een ander"


def _wrong_rows(number: int, statuses: Mapping[str, str], body: Mapping[str, Any]) -> Iterator[str]:
    answers = {bron for bron, status in statuses.items() if status in {"GEVONDEN", "WAARSCHUWING"}}
    due = {bron: groups for bron, groups in rows_of(number).items() if bron in answers & known_at(number)}
    for group in GROUPS:
        rows = sorted((_bare(row) for row in _group(body, group) or []), key=lambda row: str(row["bron"]))
        if rows != [due[bron][group] for bron in sorted(due) if group in due[bron]]:
            yield f"{group} heeft andere rijen dan {sorted(answers & GROUPS[group])} geven"
    said = body.get("arbeidsmarktkwalificatie", {}).get("indicatieStartkwalificatie")
    if said != (startkwalificatie(number) if "DUO" in due else None):
        yield f"startkwalificatie is {said}"


def _group(body: Mapping[str, Any], group: str) -> list[dict[str, Any]] | None:
    above = body if PATHS[group] == group else body.get("arbeidsmarktkwalificatie", {})
    found: list[dict[str, Any]] | None = above.get(group)
    return found


def _bare(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "rij"}


def _wrong_completeness(body: Mapping[str, Any]) -> Iterator[str]:
    silent = silent_in(body)
    if body["volledig"] != (not silent):
        yield f"volledig is {body['volledig']}"
    incomplete = {PATHS[group] for group, bronnen in GROUPS.items() if bronnen & silent}
    if set(body["onvolledig"]) != incomplete:
        yield f"onvolledig is {body['onvolledig']}"
    for group in GROUPS:
        if _group(body, group) == [] and PATHS[group] in incomplete:
            yield f"{group} is [] terwijl niet elke bron antwoordde"
        if _group(body, group) is None and PATHS[group] not in incomplete:
            yield f"{group} ontbreekt terwijl elke bron antwoordde"


def _wrong_reasons(statuses: Mapping[str, str], body: Mapping[str, Any]) -> Iterator[str]:
    for bron in sorted(BRONNEN - {"VERWIJSINDEX"}):
        status = statuses[bron]
        told = [(entry["veld"], entry["reden"]) for entry in body["nietGeleverd"] if entry["bron"] == bron]
        has_values = status in {"GEVONDEN", "WAARSCHUWING"}
        allowed = {"NIET_GEREGISTREERD"} if has_values else _REASONS.get(status, set())
        if sorted(veld for veld, _ in told) != sorted(absent_of(bron) if has_values else velden_of(bron)):
            yield f"nietGeleverd van {bron} ({status}) noemt andere velden"
        if any(reden not in allowed for _, reden in told) or len({reden for _, reden in told}) > 1:
            yield f"nietGeleverd van {bron} ({status}) noemt een andere reden"
