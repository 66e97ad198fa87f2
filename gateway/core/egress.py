"""The third fence: every leaf and condition of the final JSON is checked against the plan again.

The bytes that would leave are decoded once more with types made from the plan, unknown members forbidden; so
it checks what leaves, not what was meant. Anything else is an incident, and nothing is answered.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal

import msgspec

from gateway.core.datum import (
    Datum,
    DatumOnbekend,
    JaarDatum,
    JaarMaandDatum,
    bounds,
    day_number,
    years_before,
)
from gateway.core.doelbinding import Doelbinding, Toegestaan
from gateway.core.facts import Vergewist
from gateway.core.plan import Plan
from gateway.core.velden import LONGEST_TEXT, Groep, Profiel, Veld
from gateway.core.waardelijst import ONBEKEND, Waarde, Waardelijst
from gateway.errors import EgressViolation, Oorzaak, Reden, Status

Check = Callable[[bytes, date, tuple[str, ...]], None]
"""Raises EgressViolation when the bytes hold anything the plan does not, on a day, for these gemeenten."""

_Code4 = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}\Z")]
_RowKey = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{24}\Z")]


class _Persoon(msgspec.Struct, forbid_unknown_fields=True):
    burgerservicenummer: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{9}\Z")]
    geboortedatum: Datum | JaarMaandDatum | JaarDatum | DatumOnbekend
    vergewist: Vergewist


def compile_egress(plan: Plan, profiel: Profiel, lijsten: Mapping[str, Waardelijst]) -> Check:
    """Make the check for one plan; costs a few milliseconds, so it is made once per plan."""
    decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(_answer_type(plan, profiel, lijsten))
    windows = tuple(
        (groep, years)
        for groep in plan.groepen
        if (years := plan.doelbinding.terugkijk.get(groep.pad)) and groep.einde
    )

    own = tuple(groep for groep in plan.groepen if groep.pad in plan.doelbinding.eigen_gemeente)

    def check(body: bytes, today: date, gemeenten: tuple[str, ...]) -> None:
        try:
            answer = decoder.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise EgressViolation(f"het antwoord past niet in het plan: {_place(error)}") from None
        for groep, years in windows:
            _check_window(answer, groep, day_number(years_before(today, years)))
        for groep in own:
            _check_gemeente(answer, groep, gemeenten)

    return check


def _place(error: Exception) -> str:
    """Keep only the path of a validation error: the text before it can hold a value."""
    found = re.search(r"at `(\$[^`]*)`\Z", str(error))
    return found.group(1) if found else "$"


def _check_window(answer: object, groep: Groep, start: int) -> None:
    for row in _rows(answer, groep.pad):
        end = getattr(row, groep.einde or "", msgspec.UNSET)
        if end is not msgspec.UNSET and bounds(end)[1] < start:
            raise EgressViolation(f"een rij van {groep.pad} eindigt voor de terugkijkperiode")


def _check_gemeente(answer: object, groep: Groep, gemeenten: tuple[str, ...]) -> None:
    for row in _rows(answer, groep.pad):
        gemeente = getattr(row, "gemeente", msgspec.UNSET)
        if gemeente is not msgspec.UNSET and gemeente.code not in gemeenten:
            raise EgressViolation(f"een rij van {groep.pad} is van een andere gemeente")


def _rows(answer: object, pad: str) -> Iterator[object]:
    node = answer
    for part in pad.split("."):
        node = getattr(node, part, msgspec.UNSET)
    if isinstance(node, list):
        yield from node


def _answer_type(plan: Plan, profiel: Profiel, lijsten: Mapping[str, Waardelijst]) -> type:
    index = () if plan.index is None else (plan.index.bron,)
    bron = _one_of((*(source.bron for source in plan.bronnen), *index))
    members: list[Any] = [
        ("raadpleging", _raadpleging_type(plan.doelbinding)),
        ("volledig", bool),
        ("onvolledig", list[_one_of(groep.pad for groep in plan.groepen)]),  # type: ignore[misc]  # made from the plan
        ("persoon", _Persoon),
        ("bronnen", list[_bron_type(bron)]),  # type: ignore[misc]  # idem
        ("nietGeleverd", list[_absence_type(bron, plan.velden)]),  # type: ignore[misc]  # idem
    ]
    members += _optional(_group_types(plan, profiel, lijsten))
    return _struct("Antwoord", members)


def _one_of(values: Iterable[str]) -> Any:  # noqa: ANN401 - a type
    return Literal[tuple(values) or ("",)]


def _raadpleging_type(doelbinding: Doelbinding) -> type:
    texts = ("raadplegingId", "tijdstip", "contractDigest", "zaakkenmerk")
    fixed = [("doelbinding", Literal[doelbinding.id]), ("doelbindingVersie", Literal[doelbinding.versie])]
    members: list[Any] = [*((name, str) for name in texts), *fixed]
    return _struct("Raadpleging", members)


def _bron_type(bron: Any) -> type:  # noqa: ANN401 - a type
    optional = {"gemeente": _Code4, "oorzaak": Oorzaak, "opnieuwVanaf": str, "peildatum": str}
    members: list[Any] = [("bron", bron), ("bronStatus", Status), *_optional(optional)]
    return _struct("Bron", members)


def _absence_type(bron: Any, velden: Iterable[str]) -> type:  # noqa: ANN401 - a type
    members: list[Any] = [("veld", _one_of(velden)), ("bron", bron), ("reden", Reden)]
    return _struct("NietGeleverd", members + _optional({"gemeente": _Code4}))


def _optional(types: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    return [(name, kind | msgspec.UnsetType, msgspec.UNSET) for name, kind in types.items()]


def _group_types(plan: Plan, profiel: Profiel, lijsten: Mapping[str, Waardelijst]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    regels = plan.doelbinding.toegestaan
    types = {veld: _veld_type(profiel.velden[veld], regels[veld], lijsten) for veld in plan.velden}
    for groep in plan.groepen:
        mine = {veld.rpartition(".")[2]: types[veld] for veld in plan.velden if _within(veld, groep)}
        node = tree
        *above, last = groep.pad.split(".")
        for part in above:
            node = node.setdefault(part, {})
        if groep.soort == "RIJEN":
            node[last] = _rows_type(plan, groep, mine)
        else:
            node.setdefault(last, {}).update(mine)
    return {name: _close(kind) for name, kind in tree.items()}


def _within(veld: str, groep: Groep) -> bool:
    return veld.rpartition(".")[0] == groep.pad


def _rows_type(plan: Plan, groep: Groep, types: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a type
    """Rows of a group: each holds only what its own bron may deliver."""
    given = {
        source.bron: [table for table in source.tabellen if table.groep == groep] for source in plan.bronnen
    }
    kinds = {
        bron: [
            ("herkomst", _one_of(table.tabel.herkomst for table in tables)),
            ("rij", _RowKey),
            *_optional({name: types[name] for table in tables for name in table.deliver}),
        ]
        for bron, tables in given.items()
        if tables
    }
    if len(kinds) > 1:
        rows = (_struct("Rij", members, bron=bron) for bron, members in kinds.items())
        return list[reduce(or_, rows)]  # type: ignore[misc]  # the type is made from the plan
    for bron, members in kinds.items():  # msgspec lets the tag of a lone type go missing
        return list[_struct("Rij", [("bron", _one_of((bron,))), *members])]  # type: ignore[misc]  # idem
    return Annotated[list[str], msgspec.Meta(max_length=0)]


def _struct(name: str, members: list[Any], *, bron: str | None = None) -> type:
    """Make a closed object; with `bron` it is told apart by that member."""
    field = None if bron is None else "bron"
    return msgspec.defstruct(name, members, forbid_unknown_fields=True, tag_field=field, tag=bron)


def _close(kind: Any) -> Any:  # noqa: ANN401 - a type or a tree of types
    if not isinstance(kind, dict):
        return kind
    members = _optional({name: _close(sub) for name, sub in kind.items()})
    return _struct("Groep", members)


def _veld_type(veld: Veld, regel: Toegestaan, lijsten: Mapping[str, Waardelijst]) -> Any:  # noqa: ANN401 - a type
    match veld.type:
        case "DATUM":
            coarse = JaarDatum | DatumOnbekend
            return coarse if regel.precisie == "jaar" else coarse | JaarMaandDatum | Datum
        case "KEUZE":
            return Literal[allowed_values(veld, regel)]
        case "TEKST":
            return Annotated[str, msgspec.Meta(max_length=LONGEST_TEXT)]
        case "BEGRIP":
            text = Annotated[str, msgspec.Meta(max_length=LONGEST_TEXT)]
            code = _code([lijsten[naam] for naam in veld.lijsten])
            return _struct("Begrip", [("omschrijving", text), *_optional({"code": code})])
        case "CODE":
            return _code_type([lijsten[naam] for naam in veld.lijsten])


def allowed_values(veld: Veld, regel: Toegestaan) -> tuple[str, ...]:
    """Give the values a KEUZE may have: all of them, or those a condition names and the rest category."""
    if not regel.waarden:
        return veld.waarden
    return tuple(value for value in veld.waarden if value in regel.waarden or value == veld.waarden[-1])


def _code_type(lijsten: Sequence[Waardelijst]) -> Any:  # noqa: ANN401 - a type
    """A code of the lists with their words."""
    given = _given(lijsten)
    words = {"omschrijving": _one_of(waarde.omschrijving for waarde in given)} if given else {}
    return _struct("Code", [("code", _code(lijsten)), *_optional(words)])


def _code(lijsten: Sequence[Waardelijst]) -> Any:  # noqa: ANN401 - a type
    """The code alone; that of an open list is of its form."""
    given = _given(lijsten)
    forms = [lijst.patroon for lijst in lijsten if lijst.patroon is not None]
    if forms:
        closed = [re.escape(waarde.code) for waarde in given]
        pattern = rf"^({'|'.join((*forms, *closed, ONBEKEND))})\Z"
        return Annotated[str, msgspec.Meta(pattern=pattern)]
    return _one_of((*(waarde.code for waarde in given), ONBEKEND))


def _given(lijsten: Sequence[Waardelijst]) -> list[Waarde]:
    return [waarde for lijst in lijsten for waarde in lijst.waarde if waarde.behandeling == "GEVEN"]
