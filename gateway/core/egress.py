"""The third fence: every leaf and condition of the final JSON is checked against the plan again.

The bytes that would leave are decoded once more with types made from the plan, unknown members forbidden; so
it checks what leaves, not what was meant. Anything else is an incident, and nothing is answered.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
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
from gateway.core.doelbinding import Toegestaan
from gateway.core.plan import Plan
from gateway.core.velden import Groep, Profiel, Veld
from gateway.core.waardelijst import ONBEKEND, Waardelijst
from gateway.errors import EgressViolation

Check = Callable[[bytes, date], None]
"""Raises EgressViolation when the bytes hold anything the plan does not, as of the given day."""

_ROW = (("bron", str), ("herkomst", str), ("rij", str))


class _Raadpleging(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    raadpleging_id: str
    tijdstip: str
    doelbinding: str
    doelbinding_versie: str
    contract_digest: str
    zaakkenmerk: str


class _Persoon(msgspec.Struct, forbid_unknown_fields=True):
    burgerservicenummer: str
    geboortedatum: Datum | JaarMaandDatum | JaarDatum | DatumOnbekend
    vergewist: Literal["JA", "GEDEELTELIJK", "NEE"]


class _Bron(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    bron: str
    bron_status: str
    gemeente: str | None = None
    oorzaak: str | None = None
    opnieuw_vanaf: str | None = None
    peildatum: str | None = None


class _NietGeleverd(msgspec.Struct, forbid_unknown_fields=True):
    veld: str
    bron: str
    reden: str
    gemeente: str | None = None


def compile_egress(plan: Plan, profiel: Profiel, lijsten: Mapping[str, Waardelijst]) -> Check:
    """Make the check for one plan; costs a few milliseconds, so it is made once per plan."""
    decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(_answer_type(plan, profiel, lijsten))
    windows = tuple(
        (groep, years)
        for groep in plan.groepen
        if (years := plan.doelbinding.terugkijk.get(groep.pad)) and groep.einde
    )

    def check(body: bytes, today: date) -> None:
        try:
            answer = decoder.decode(body)
        except msgspec.ValidationError as error:
            raise EgressViolation(f"het antwoord past niet in het plan: {_place(error)}") from None
        for groep, years in windows:
            _check_window(answer, groep, day_number(years_before(today, years)))

    return check


def _place(error: msgspec.ValidationError) -> str:
    """Keep only the path of a validation error: the text before it can hold a value."""
    found = re.search(r"at `(\$[^`]*)`", str(error))
    return found.group(1) if found else "$"


def _check_window(answer: object, groep: Groep, start: int) -> None:
    for row in _rows(answer, groep.pad):
        end = getattr(row, groep.einde or "", msgspec.UNSET)
        if end is not msgspec.UNSET and bounds(end)[1] < start:
            raise EgressViolation(f"een rij van {groep.pad} eindigt voor de terugkijkperiode")


def _rows(answer: object, pad: str) -> Iterator[object]:
    node = answer
    for part in pad.split("."):
        node = getattr(node, part, msgspec.UNSET)
    if isinstance(node, list):
        yield from node


def _answer_type(plan: Plan, profiel: Profiel, lijsten: Mapping[str, Waardelijst]) -> type:
    members: list[Any] = [
        ("raadpleging", _Raadpleging),
        ("volledig", bool),
        ("onvolledig", list[str]),
        ("persoon", _Persoon),
        ("bronnen", list[_Bron]),
        ("nietGeleverd", list[_NietGeleverd]),
    ]
    members += _optional(_group_types(plan, profiel, lijsten))
    return msgspec.defstruct("Antwoord", members, forbid_unknown_fields=True)


def _optional(types: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    return [(name, kind | msgspec.UnsetType, msgspec.UNSET) for name, kind in types.items()]


def _group_types(plan: Plan, profiel: Profiel, lijsten: Mapping[str, Waardelijst]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for groep in plan.groepen:
        velden = [profiel.velden[veld] for veld in plan.velden if profiel.velden[veld].groep == groep.pad]
        regels = plan.doelbinding.toegestaan
        types = {veld.naam: _veld_type(veld, regels[veld.pad], lijsten) for veld in velden}
        node = tree
        *above, last = groep.pad.split(".")
        for part in above:
            node = node.setdefault(part, {})
        if groep.soort == "RIJEN":
            row = msgspec.defstruct("Rij", [*_ROW, *_optional(types)], forbid_unknown_fields=True)
            node[last] = list[row]  # type: ignore[valid-type]  # the type is made from the plan
        else:
            node.setdefault(last, {}).update(types)
    return {name: _close(kind) for name, kind in tree.items()}


def _close(kind: Any) -> Any:  # noqa: ANN401 - a type or a tree of types
    if not isinstance(kind, dict):
        return kind
    members = _optional({name: _close(sub) for name, sub in kind.items()})
    return msgspec.defstruct("Groep", members, forbid_unknown_fields=True)


def _veld_type(veld: Veld, regel: Toegestaan, lijsten: Mapping[str, Waardelijst]) -> Any:  # noqa: ANN401 - a type
    match veld.type:
        case "DATUM":
            coarse = JaarDatum | DatumOnbekend
            return coarse if regel.precisie == "jaar" else coarse | JaarMaandDatum | Datum
        case "KEUZE":
            return Literal[allowed_values(veld, regel)]
        case "TEKST":
            return Annotated[str, msgspec.Meta(max_length=veld.max_lengte or 0)]
        case "BEGRIP":
            text = Annotated[str, msgspec.Meta(max_length=veld.max_lengte or 0)]
            members: list[Any] = [("omschrijving", text), ("code", str, "")]
            return msgspec.defstruct("Begrip", members, forbid_unknown_fields=True)
        case "CODE":
            return _code_type(lijsten[veld.lijst or ""])


def allowed_values(veld: Veld, regel: Toegestaan) -> tuple[str, ...]:
    """Give the values a KEUZE may have: all of them, or those a condition names and the rest category."""
    if not regel.waarden:
        return veld.waarden
    return tuple(value for value in veld.waarden if value in regel.waarden or value == veld.waarden[-1])


def _code_type(lijst: Waardelijst) -> Any:  # noqa: ANN401 - a type
    code: Any
    if lijst.patroon is not None:
        code = Annotated[str, msgspec.Meta(pattern=rf"^({lijst.patroon}|{ONBEKEND})$")]
    else:
        given = tuple(waarde.code for waarde in lijst.waarde if waarde.behandeling == "GEVEN")
        code = Literal[(*given, ONBEKEND)]
    members: list[Any] = [("code", code), ("omschrijving", str, "")]
    return msgspec.defstruct("Code", members, forbid_unknown_fields=True)
