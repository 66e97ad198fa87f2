"""Hand-written answers of sources on the wire, and what the reader makes of them: facts and rows."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeAlias
from xml.sax.saxutils import escape

import msgspec

from gateway.core.bsn import Bsn
from gateway.core.call import Call, Raw
from gateway.core.doelbinding import Doelbinding
from gateway.core.facts import Facts
from gateway.core.locator import echo_names
from gateway.core.mapping import Operatie
from gateway.core.plan import Plan, SourcePlan
from gateway.errors import SourceError
from gateway.extract.reader import Reader
from gateway.register.register import Deployment, Register, load
from tests.fakes.dossiers import Tree

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 1)
MESSAGE = "urn:uuid:vraag"
WSA = "http://www.w3.org/2005/08/addressing"
PERSON, BORN = Bsn("999990019"), "19940314"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
FWI = "http://bkwi.nl/SuwiML/FWI/v0205"
WORK = "arbeidsmarktkwalificatie.werkervaring"
EDUCATION = "arbeidsmarktkwalificatie.opleiding"
BENEFIT = "uitkeringsverhouding"
SUPPORT = "reIntegratievoorziening"

JsonRow: TypeAlias = dict[str, Any]


@cache
def register() -> Register:
    """Load the contracts of the repository, once."""
    return load(ROOT / "contracts", ROOT / "adapters")


def purpose(naam: str, day: date = TODAY, kept: Register | None = None) -> Doelbinding:
    """Give the version of a purpose that applies on a day."""
    known = (kept or register()).doelbindingen
    return next(found for found in known if found.id == naam and found.geldig_op(day))


def dji() -> Doelbinding:
    """Give the purpose of the intake."""
    return purpose("DJI_INTAKE_ARBEIDSMARKT")


def variant(**changes: object) -> Doelbinding:
    """Vary the purpose; made anew, because `model_copy` would keep what the old one had worked out."""
    kept = {name: getattr(dji(), name) for name in Doelbinding.model_fields}
    return Doelbinding.model_validate(kept | changes)


@cache
def over_soap() -> Register:
    """Load the contracts for a deployment that asks DUO and gemeenten over SOAP too."""
    deployment = Deployment(koppelvlak={"duo": "soap", "gemeente": "soap"})
    return load(ROOT / "contracts", ROOT / "adapters", deployment)


class OnePurpose(Register):
    """A register (default: of the repository) with one purpose, so that a test can vary it."""

    def __init__(self, doelbinding: Doelbinding, kept: Register | None = None) -> None:
        self.__dict__.update((kept or register()).__dict__)
        self.doelbindingen = (doelbinding,)
        self._planned = lru_cache(maxsize=8)(self._compiled)


def plan_of(
    velden: tuple[str, ...] | None = None,
    doelbinding: Doelbinding | None = None,
    kept: Register | None = None,
) -> Plan:
    """Compile a wish."""
    chosen = (kept or register()) if doelbinding is None else OnePurpose(doelbinding, kept)
    return chosen.plan(doelbinding or dji(), velden).plan


def source_of(bron: str, plan: Plan | None = None) -> SourcePlan:
    """Give the plan of one source."""
    return next(source for source in (plan or plan_of()).bronnen if source.bron == bron)


def reader_of(source: SourcePlan) -> Reader:
    """Make the reader of one source."""
    return Reader(source, register().waardelijsten, b"j" * 32)


def call_of(  # noqa: PLR0913 - every part has a default
    source: SourcePlan,
    *,
    bsn: Bsn = PERSON,
    born: str = BORN,
    today: date = TODAY,
    gemeente: str | None = None,
    gemeenten: frozenset[str] | None = None,
) -> Call:
    """Bind a plan to the test person; `gemeenten` of whom rows may be read, else the one that answers."""
    gemeenten = frozenset({gemeente}) if gemeente else gemeenten
    return Call(source, bsn, today, 1e12, "", MESSAGE, born, b"s" * 32, "", gemeente, gemeenten)


def echo(source: SourcePlan, bsn: str = PERSON.reveal(), born: str = BORN) -> dict[str, str]:
    """Repeat the person as this source does."""
    number, birth = echo_names(source.operatie)
    return {number: bsn} | ({birth: born} if birth else {})


def xml(tree: Tree) -> str:
    """Write a tree as elements; text is escaped."""
    parts: list[str] = []
    for name, value in tree.items():
        items = (value,) if isinstance(value, str | Mapping) else value
        parts += [f"<{name}>{_content(item)}</{name}>" for item in items]
    return "".join(parts)


def _content(item: str | Tree) -> str:
    return escape(item) if isinstance(item, str) else xml(item)


def members(tree: Tree) -> dict[str, Any]:
    """Write a tree as JSON members: the first letter small, what repeats an array."""
    return {name[0].lower() + name[1:]: _member(value) for name, value in tree.items()}


def _member(value: "str | Tree | Iterable[Tree]") -> object:
    if isinstance(value, str):
        return value
    return members(value) if isinstance(value, Mapping) else [members(item) for item in value]


def envelope(operatie: Operatie, content: str) -> bytes:
    """Write a SOAP answer with this content in the response element."""
    root = f"{operatie.bericht}Response"
    headers = {"Action": f"{operatie.action}Response", "MessageID": "urn:uuid:antwoord", "RelatesTo": MESSAGE}
    return body(f'<t:{root} xmlns:t="{operatie.namespace}">{content}</t:{root}>', headers)


def body(content: str, headers: Mapping[str, str] | None = None) -> bytes:
    """Write an envelope with this content in its Body, and these WS-Addressing headers."""
    head = "".join(f'<a:{name} xmlns:a="{WSA}">{text}</a:{name}>' for name, text in (headers or {}).items())
    inner = f"<s:Header>{head}</s:Header><s:Body>{content}</s:Body>"
    return f'<s:Envelope xmlns:s="{SOAP}">{inner}</s:Envelope>'.encode()


def fwi(*kinds: str) -> str:
    """Write an FWI with messages of these kinds."""
    text = "<Code>T1</Code><Tekst>tekst</Tekst><Bron><DN>CN=bron</DN></Bron>"
    return f'<f:FWI xmlns:f="{FWI}">' + "".join(f"<{kind}>{text}</{kind}>" for kind in kinds) + "</f:FWI>"


NOTHING = f'<f:NietsGevonden xmlns:f="{FWI}"/>'
FAULT = "<s:Fault><faultcode>s:Server</faultcode><faultstring>999990019</faultstring></s:Fault>"


def found(source: SourcePlan, tree: Tree, person: Mapping[str, str] | None = None, beside: str = "") -> bytes:
    """Write the answer of a source that knows the person; `beside` stands next to ClientSuwi."""
    who = echo(source) if person is None else person
    if source.operatie.koppelvlak == "rest":
        return json.dumps({"dossiers": [{**who, **members(tree)}]}).encode()
    return envelope(source.operatie, f"<ClientSuwi>{xml({**who, **tree})}</ClientSuwi>{beside}")


def nothing(source: SourcePlan) -> bytes:
    """Write the answer of a source that does not know the person."""
    if source.operatie.is_index:
        return b'{"gemeenten": []}'
    if source.operatie.koppelvlak == "rest":
        return b'{"dossiers": []}'
    return envelope(source.operatie, NOTHING)


def raw(source: SourcePlan, content: bytes, *, status: int = 200, media: str | None = None) -> Raw:
    """Wrap bytes as they came over the wire."""
    usual = "application/json" if source.operatie.koppelvlak == "rest" else "text/xml"
    return Raw(status, usual if media is None else media, "utf-8", content)


def facts(bron: str, tree: Tree, *, plan: Plan | None = None, today: date = TODAY) -> Facts:
    """Read one hand-written answer."""
    source = source_of(bron, plan)
    return reader_of(source).facts(found(source, tree), call_of(source, today=today))


def rows(bron: str, groep: str, tree: Tree, *, today: date = TODAY) -> list[JsonRow]:
    """Read the rows of a group as JSON, without provenance."""
    read = facts(bron, tree, today=today).rijen.get(groep, ())
    return [
        {name: value for name, value in row.items() if name not in {"bron", "herkomst", "rij"}}
        for row in msgspec.to_builtins(read)
    ]


async def wire_error(source: SourcePlan, answered: Raw) -> tuple[str, str | None, str] | None:
    """Tell how reading fails: status, oorzaak, reden; None when it does not."""
    try:
        await reader_of(source).read(answered, call_of(source))
    except SourceError as error:
        return error.status, error.oorzaak, error.reden
    return None


def bind(
    source: SourcePlan, gemeente: str | None, gemeenten: frozenset[str] | None, _traceparent: str
) -> Call:
    """Bind a source plan to the person, as the fan-out wants it."""
    return call_of(source, gemeente=gemeente, gemeenten=gemeenten)
