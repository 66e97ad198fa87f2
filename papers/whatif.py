"""What would have happened to the same question or answer with one thing different: it is tried."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, get_args

from gateway.clock import Clock
from gateway.core.doelbinding import Rol
from gateway.core.plan import Plan
from gateway.core.question import Caller
from gateway.errors import EgressViolation, Refused
from gateway.query import Asked, Tools, answer
from gateway.register.register import Planned

_BEFORE_ALL_LAW = date(1990, 1, 1)
_LESS_SURE = "urn:etoegang:core:assurance-class:loa2"


async def refusals(asked: Asked, tools: Tools) -> list[tuple[str, str]]:
    """Give what is different in words, and the code with which that question is refused."""
    return [(words, await _refusal(wrong, with_tools)) for words, wrong, with_tools in _wrong(asked, tools)]


def incidents(body: bytes, planned: Planned, today: date) -> list[tuple[str, str]]:
    """Give what is put into the answer in words, and what the last fence says of it."""
    return [(words, _incident(planned, bad, today)) for words, bad in _tampered(body, planned.plan)]


def _wrong(asked: Asked, tools: Tools) -> Iterator[tuple[str, Asked, Tools]]:
    register, caller = tools.register, asked.caller
    doelbinding = register.decide(asked.question.doelbinding, caller, tools.clock.today())
    rol = next(rol for rol in get_args(Rol) if rol not in doelbinding.rollen)
    callers: Mapping[str, Caller] = {
        "het toegangsbewijs is voor een ander doel": replace(caller, scope=frozenset()),
        "een andere organisatie vraagt": replace(caller, afnemer="00000099000000099000"),
        f"iemand met de rol {rol} vraagt": replace(caller, rol=rol),
        "de medewerker is minder zeker aangemeld": replace(
            caller, acr="urn:etoegang:core:assurance-class:loa2"
        ),
    }
    for words, other in callers.items():
        yield words, replace(asked, caller=other), tools
    yield "het is een dag waarop dit doel niet gold", asked, replace(tools, clock=Clock(_BEFORE_ALL_LAW))
    for veld in [veld for veld in register.profiel.velden if veld not in doelbinding.toegestaan][:1]:
        wider = replace(asked.question, velden=(veld,))
        yield f"de vraag noemt `{veld}`", replace(asked, question=wider), tools


async def _refusal(asked: Asked, tools: Tools) -> str:
    try:
        await answer(asked, tools)
    except Refused as refused:
        return refused.code
    raise AssertionError("deze vraag had geweigerd moeten worden")


def _tampered(body: bytes, plan: Plan) -> Iterator[tuple[str, bytes]]:
    given = [groep for groep in plan.groepen if groep.soort == "RIJEN"]
    filled = [groep for groep in given if _rows(json.loads(body), groep.pad)]
    for groep in filled[:1]:
        bad = json.loads(body)
        _rows(bad, groep.pad)[0]["loon"] = "2500"
        yield f"een rij van `{groep.pad}` krijgt er een lid `loon` bij", json.dumps(bad).encode()
    for groep in [groep for groep in filled if groep.pad in plan.doelbinding.terugkijk][:1]:
        bad = json.loads(body)
        _rows(bad, groep.pad)[0][groep.einde or ""] = {"type": "JaarDatum", "jaar": 1999}
        yield f"een rij van `{groep.pad}` eindigt in 1999", json.dumps(bad).encode()


def _rows(answered: Any, pad: str) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
    for part in pad.split("."):
        answered = answered.get(part, {})
    return list(answered)


def _incident(planned: Planned, body: bytes, today: date) -> str:
    try:
        planned.check(body, today, ())
    except EgressViolation as violation:
        return str(violation)
    raise AssertionError("dit antwoord had niet mogen vertrekken")
