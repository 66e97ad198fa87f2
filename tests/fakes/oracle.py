"""What a life promises for any purpose, over either face: a small oracle beside the gateway.

`[verwacht]` of a life is written by hand, for the casemanager of DJI over the default koppelvlakken. What
other purposes and faces give follows from it by the rules below, which use the files of the contracts and the
mock sources, and no code of the gateway. Where reality departs from these rules a life says so by hand, in
`[verwacht.soap]`, `[verwacht.<DOELBINDING>]`, `[verwacht.<DOELBINDING>.<gemeentecode>]` or
`[verwacht.soap.<DOELBINDING>]`: each takes the place of the groups, single velden and bronnen that it names.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from adapters.mock.lives import Life
from tests.fakes.birth import vergewist
from tests.fakes.processes import plain
from tests.fakes.promise import (
    Absences,
    Promise,
    Row,
    Said,
    Whom,
    absences,
    groups_of,
    latest,
    place,
    single_of,
    statuses,
)
from tests.fakes.purposes import AGREED, ROWS, TODAY, Purpose, group_of, is_index, per_gemeente
from tests.fakes.series import written_out

ANSWERED = frozenset({"GEVONDEN", "NIETS_GEVONDEN"})
_READ = ANSWERED | {"WAARSCHUWING"}
_NOTHING: Said = ("NIETS_GEVONDEN", None)
_OF_THE_ANSWER = frozenset({"PERSOON_WIJKT_AF", "NIET_TOEGESTAAN"})
_OF_THE_VALUE = frozenset({"AFGESCHERMD", "ONLEESBAAR"})


@dataclass(frozen=True, slots=True)
class _Known:
    """What sources say: how each answered, single velden, rows, and why a value is not given.

    `samen`: all gemeenten of a bron answered in one message, so that it stands in `bronnen` without gemeente.
    """

    bronnen: dict[Whom, Said]
    enkel: dict[str, Any]
    groepen: dict[str, list[tuple[Whom, Row]]]
    redenen: Absences
    samen: bool = False


def promised(life: Life, purpose: Purpose, face: str) -> Promise:
    """Work out what a life promises to who asks for a purpose, over a face."""
    verwacht = written_out(plain(life.verwacht))
    by_hand: dict[str, Any] = verwacht.get(purpose.doel["id"], {})
    known = _changed(_known(verwacht), verwacht.get(face, {}))
    if face == "soap":
        known = replace(known, bronnen=_together(known.bronnen), samen=True)
    known = _changed(_cut(known, purpose), by_hand)
    known = _changed(known, by_hand.get(purpose.own or "", {}))
    known = _changed(known, verwacht.get(face, {}).get(purpose.doel["id"], {}))
    return _concluded(known, purpose, vergewist(life, known.bronnen, face))


def _known(by_hand: Mapping[str, Any]) -> _Known:
    return _Known(
        bronnen=statuses(by_hand.get("bronnen", [])),
        enkel=single_of(by_hand),
        groepen={pad: [(_whom(row), row) for row in rows] for pad, rows in groups_of(by_hand).items()},
        redenen=absences(by_hand),
    )


def _whom(row: Row) -> Whom:
    return row["bron"], row["gemeente"]["code"] if "gemeente" in row else None


def _changed(known: _Known, by_hand: Mapping[str, Any]) -> _Known:
    """Put what is written by hand in place of what follows by rule."""
    change = _known(by_hand)
    return replace(
        known,
        bronnen=known.bronnen | change.bronnen,
        enkel=known.enkel | change.enkel,
        groepen=known.groepen | change.groepen,
        redenen=known.redenen | change.redenen,
    )


def _cut(known: _Known, purpose: Purpose) -> _Known:
    """Keep what a purpose allows: which rows, which velden, how precise, asked of whom."""
    groepen = {
        pad: [
            (whom, _cut_row(pad, row, purpose))
            for whom, row in known.groepen.get(pad, [])
            if _may_pass(pad, row, purpose)
        ]
        for pad in {group_of(veld) for veld in purpose.velden} & ROWS.keys()
    }
    enkel = {veld: value for veld, value in known.enkel.items() if veld in purpose.velden}
    return replace(known, bronnen=_asked(known, purpose, groepen), enkel=enkel, groepen=groepen)


def _may_pass(pad: str, row: Row, purpose: Purpose) -> bool:
    """Whether a row is of a bron with a basis, of the own gemeente, and did not end before the look-back."""
    bron, gemeente = _whom(row)
    if not (purpose.has_basis(bron) and _supplies(bron, pad, purpose)):
        return False
    if purpose.own is not None and gemeente not in {None, purpose.own}:
        return False
    years, end = purpose.looks_back(pad), latest(row.get(ROWS[pad].get("einde", "")))
    return not (years and end) or end >= (TODAY.year - years) * 10_000 + TODAY.month * 100 + TODAY.day


def _supplies(bron: str, pad: str, purpose: Purpose) -> bool:
    return any(group_of(veld) == pad for veld in purpose.offers(bron))


def _cut_row(pad: str, row: Row, purpose: Purpose) -> Row:
    kept = {"bron": row["bron"], "herkomst": row["herkomst"]}
    for name, value in row.items():
        if (veld := f"{pad}.{name}") in purpose.offers(row["bron"]):
            kept[name] = _year_of(value) if purpose.velden[veld].get("precisie") == "jaar" else value
    return kept


def _year_of(value: Mapping[str, Any]) -> Mapping[str, Any]:
    year = value.get("jaar", value.get("datum", "")[:4])
    return {"type": "JaarDatum", "jaar": int(year)} if year else value


def _asked(
    known: _Known, purpose: Purpose, groepen: Mapping[str, list[tuple[Whom, Row]]]
) -> dict[Whom, Said]:
    """Say who is asked, and what of their answer is left for this purpose."""
    asked: dict[Whom, Said] = {}
    with_rows = {
        whom for rows in groepen.values() for source, _ in rows for whom in (source, (source[0], None))
    }
    for bron in AGREED:
        if is_index(bron):
            asked |= _answers_of(bron, known, purpose) if purpose.asks_index else {}
        elif purpose.offers(bron) and not purpose.has_basis(bron):
            asked[bron, None] = ("NIET_TOEGESTAAN", "GRONDSLAG")
        elif purpose.offers(bron):
            knows_person = any(group_of(veld) not in ROWS for veld in purpose.offers(bron))
            for whom, said in _answers_of(bron, known, purpose).items():
                empty = said[0] == "GEVONDEN" and whom not in with_rows and not knows_person
                asked[whom] = _NOTHING if empty else said
    return asked


def _answers_of(bron: str, known: _Known, purpose: Purpose) -> dict[Whom, Said]:
    """Give the answers of a bron; a purpose with an own gemeente asks that one, known there or not."""
    if purpose.own is not None and per_gemeente(bron) and not known.samen:
        return {(bron, purpose.own): known.bronnen.get((bron, purpose.own), _NOTHING)}
    return {whom: said for whom, said in known.bronnen.items() if whom[0] == bron}


def _together(bronnen: Mapping[Whom, Said]) -> dict[Whom, Said]:
    """Over SOAP all gemeenten answer in one message, and nobody asks the verwijsindex."""
    found: dict[Whom, Said] = {}
    for (bron, _), said in bronnen.items():
        if not is_index(bron) and found.get((bron, None), _NOTHING) == _NOTHING:
            found[bron, None] = said
    return found


def _concluded(known: _Known, purpose: Purpose, how_sure: str) -> Promise:
    """Draw the conclusions that every answer draws: what is not given and why, what is not complete."""
    incomplete = [pad for pad in ROWS if pad in known.groepen and not _complete(pad, known, purpose)]
    return Promise(
        vergewist=how_sure,
        volledig=all(status in ANSWERED for status, _ in known.bronnen.values()),
        onvolledig=incomplete,
        bronnen=known.bronnen,
        niet_geleverd={
            (veld, *whom): reason
            for whom, (status, _) in known.bronnen.items()
            for veld in purpose.offers(whom[0])
            if (reason := _why_absent(veld, whom, status, known)) is not None
        },
        enkel=known.enkel,
        groepen={
            pad: sorted((row for _, row in rows), key=lambda row: place(pad, row, purpose))
            for pad, rows in known.groepen.items()
            if rows or pad not in incomplete
        },
    )


def _complete(pad: str, known: _Known, purpose: Purpose) -> bool:
    """Whether every bron of a group answered, and the index that says whom to ask."""
    suppliers = {bron for bron in AGREED if _supplies(bron, pad, purpose)}
    if any(per_gemeente(bron) for bron in suppliers):
        suppliers |= {bron for bron, _ in known.bronnen if is_index(bron)}
    said = [(bron, status) for (bron, _), (status, _) in known.bronnen.items() if bron in suppliers]
    return {bron for bron, _ in said} == suppliers and all(status in ANSWERED for _, status in said)


def _why_absent(veld: str, whom: Whom, status: str, known: _Known) -> str | None:
    """Say why a bron gives no value for a veld; None when it gives one."""
    pad, _, name = veld.rpartition(".")
    if status in _OF_THE_ANSWER:
        return status
    if status not in _READ:
        return known.redenen[veld, *whom]
    if pad not in ROWS:
        return None if veld in known.enkel else _without_row(status)
    rows = [row for row in known.groepen[pad] if whom in {row[0], (row[0][0], None)}]
    if not rows:
        return "NIETS_GEVONDEN"
    marks = {known.redenen.get((veld, *source), "") for source, _ in rows} & _OF_THE_VALUE
    if any(name in row and known.redenen.get((veld, *source)) not in marks for source, row in rows):
        return None
    return min(marks, default="NIET_GEREGISTREERD")


def _without_row(status: str) -> str:
    return "NIETS_GEVONDEN" if status == "NIETS_GEVONDEN" else "NIET_GEREGISTREERD"
