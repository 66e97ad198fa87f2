"""What an answer says of a person, in one form: as written by hand in a life, and as heard from the API."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tests.fakes.processes import plain
from tests.fakes.purposes import PLACES, ROWS, Purpose
from tests.fakes.series import written_out

Row = dict[str, Any]
Whom = tuple[str, str | None]
"""A bron, and the gemeente of it where it is asked for one."""

Said = tuple[str, str | None]
"""A bronStatus and its oorzaak."""

Absences = dict[tuple[str, str, str | None], str]
"""Veld, bron and gemeente → the reason why there is no value."""

_FRAME = frozenset({"raadpleging", "persoon", "volledig", "onvolledig", "bronnen", "nietGeleverd"})
_LATEST = 9999_12_31


@dataclass(frozen=True, slots=True)
class Promise:
    """Everything an answer says, without row keys and days: two of them are equal or a promise is broken.

    `enkel` are single velden by path, `groepen` rows by the path of their group; an absent group is absent.
    """

    vergewist: str
    volledig: bool
    onvolledig: list[str]
    bronnen: dict[Whom, Said]
    niet_geleverd: Absences
    enkel: dict[str, Any]
    groepen: dict[str, list[Row]]


def written(by_hand: Mapping[str, Any]) -> Promise:
    """Give what is written by hand in the form of `[verwacht]` of a life, word for word."""
    verwacht = written_out(plain(by_hand))
    return Promise(
        vergewist=verwacht["vergewist"],
        volledig=verwacht["volledig"],
        onvolledig=verwacht["onvolledig"],
        bronnen=statuses(verwacht["bronnen"]),
        niet_geleverd=absences(verwacht),
        enkel=single_of(verwacht),
        groepen=groups_of(verwacht),
    )


def told(answer: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, list[Row]]]:
    """Give the single velden and the groups of rows of an answer of the API, by path; rows with their key."""
    enkel: dict[str, Any] = {}
    groepen: dict[str, list[Row]] = {}
    _flatten({name: value for name, value in answer.items() if name not in _FRAME}, "", enkel, groepen)
    return enkel, groepen


def heard(answer: Mapping[str, Any]) -> Promise:
    """Read an answer of the API; every source, and every veld of a source, must stand in it once."""
    enkel, groepen = told(answer)
    bronnen = statuses(answer["bronnen"])
    missing = reasons(answer["nietGeleverd"])
    assert len(bronnen) == len(answer["bronnen"])
    assert len(missing) == len(answer["nietGeleverd"])
    return Promise(
        vergewist=answer["persoon"]["vergewist"],
        volledig=answer["volledig"],
        onvolledig=answer["onvolledig"],
        bronnen=bronnen,
        niet_geleverd=missing,
        enkel=enkel,
        groepen={pad: [_without_key(row) for row in rows] for pad, rows in groepen.items()},
    )


def _flatten(
    node: Mapping[str, Any], above: str, enkel: dict[str, Any], groepen: dict[str, list[Row]]
) -> None:
    for name, value in node.items():
        pad = f"{above}{name}"
        if pad in ROWS:
            groepen[pad] = value
        elif isinstance(value, dict):
            _flatten(value, f"{pad}.", enkel, groepen)
        else:
            enkel[pad] = value


def _without_key(row: Row) -> Row:
    assert row["rij"]
    return {name: value for name, value in row.items() if name != "rij"}


def statuses(entries: Iterable[Mapping[str, str]]) -> dict[Whom, Said]:
    """Read `bronnen`."""
    return {
        (entry["bron"], entry.get("gemeente")): (entry["bronStatus"], entry.get("oorzaak"))
        for entry in entries
    }


def reasons(entries: Iterable[Mapping[str, str]]) -> Absences:
    """Read `nietGeleverd`."""
    return {(entry["veld"], entry["bron"], entry.get("gemeente")): entry["reden"] for entry in entries}


def absences(by_hand: Mapping[str, Any]) -> Absences:
    """Read `nietGeleverd` as a life writes it: the velden with the same reason together."""
    entries = by_hand.get("nietGeleverd", [])
    return reasons({**entry, "veld": veld} for entry in entries for veld in entry["velden"])


def single_of(by_hand: Mapping[str, Any]) -> dict[str, Any]:
    """Give the single velden of `[verwacht]`, by path."""
    return {PLACES[name]: by_hand[name] for name in by_hand if PLACES.get(name, "") not in {"", *ROWS}}


def groups_of(by_hand: Mapping[str, Any]) -> dict[str, list[Row]]:
    """Give the groups of rows of `[verwacht]`, by path; a row with `aantal` stands there so many times."""
    names = [name for name in by_hand if PLACES.get(name, "") in ROWS]
    return {PLACES[name]: [row for given in by_hand[name] for row in _times(given)] for name in names}


def _times(given: Row) -> list[Row]:
    row = {name: value for name, value in given.items() if name != "aantal"}
    return [row] * given.get("aantal", 1)


def settled(promise: Promise, purpose: Purpose) -> Promise:
    """Put rows that the order of `interface.md` §8 leaves equal in one order; others must stand in it."""
    groepen = {}
    for pad, rows in promise.groepen.items():
        places = [place(pad, row, purpose) for row in rows]
        assert places == sorted(places), f"{pad}: newest first, then by bron"
        groepen[pad] = sorted(
            rows, key=lambda row: (place(pad, row, purpose), json.dumps(row, sort_keys=True))
        )
    return replace(promise, groepen=groepen)


def place(pad: str, row: Row, purpose: Purpose) -> tuple[int, int, str]:
    """Give what a row is ordered by: newest first by the dates it delivers, then by bron."""
    groep = ROWS[pad]
    begin, end = (latest(row.get(groep.get(side, ""))) for side in ("begin", "einde"))
    if "peilveld" in groep:
        return -(latest(row.get(groep["peilveld"])) or end or begin), -begin, row["bron"]
    tells_end = f"{pad}.{groep.get('einde')}" in purpose.offers(row["bron"])
    if groep.get("einde") not in row and (tells_end or row.get("indicatieLopend", "JA") == "JA"):
        end = _LATEST
    return -end, -begin, row["bron"]


def latest(day: Mapping[str, Any] | None) -> int:
    """Give the latest day that a date can mean, as EEJJMMDD; 0 where it is absent or not known."""
    match day:
        case {"datum": str(text)}:
            return int(text.replace("-", ""))
        case {"jaar": int(year), "maand": int(month)}:
            return year * 10_000 + month * 100 + 31
        case {"jaar": int(year)}:
            return year * 10_000 + 1231
        case _:
            return 0
