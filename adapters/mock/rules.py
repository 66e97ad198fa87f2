"""Rules: which requests meet which fault, how often, and in which state. Read from JSON or TOML objects."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from adapters.mock.clock import A_MOMENT, read_moment
from adapters.mock.faults.kind import Kind, Parameters
from adapters.mock.faults.kinds import KINDS
from adapters.mock.people import People
from adapters.mock.rule_shape import rule_schema
from adapters.mock.saying import Saying
from adapters.mock.scope import Scope
from adapters.mock.shape import ShapeError, checker

_CHECKS: Mapping[str, Callable[[object], Any]] = {
    name: checker(rule_schema(kind)) for name, kind in KINDS.items()
}


@dataclass(frozen=True, slots=True)
class Asking:
    """What a rule looks at in a request.

    `operatie` holds the key of the service and its name; `gemeente` the code in the path, if there is one.
    """

    bron: str
    operatie: tuple[str, str]
    face: str
    scope: Scope
    gemeente: str | None


@dataclass(frozen=True, slots=True)
class Quota:
    """So many requests in so many seconds."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Turn:
    """A step of a named state: what it must be (None: anything) and what it becomes (None: the same)."""

    name: str
    needs: str | None
    becomes: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One fault and the requests that meet it; `given` is the rule as it was sent, with defaults."""

    kind: Kind
    parameters: Parameters = field(repr=False)
    bron: str | None
    operatie: str | None
    gemeente: str | None
    scope: Scope
    begin: datetime | None
    end: datetime | None
    first: int
    last: int | None
    chance: float
    seed: int
    quota: Quota | None
    ramp: float | None
    turn: Turn | None
    given: Mapping[str, Any] = field(repr=False)

    def fits(self, asking: Asking, now: datetime) -> bool:
        """Whether a request is one that this rule is about, now."""
        return (
            asking.face in self.kind.faces
            and self.bron in {None, asking.bron}
            and (self.operatie is None or self.operatie in asking.operatie)
            and self.gemeente in {None, asking.gemeente}
            and self.scope.covers(asking.scope)
            and (self.begin is None or self.begin <= now)
            and (self.end is None or now < self.end)
        )

    @property
    def saying(self) -> Saying | None:
        """How the source speaks under this rule; None: as usual."""
        return self.kind.say(self.parameters) if self.kind.say else None


def read_rule(given: object, people: People, *, strict: bool) -> Rule:
    """Read a rule. Raises ShapeError, naming the key that is wrong."""
    kind = _kind(given, strict=strict)
    read = _CHECKS[kind.name](given)
    where = {**read.get("waar", {})}
    parameters = {name: read[name] for name in kind.parameters if name in read}
    if "persoon" in parameters:
        parameters["persoon"] = people.number(parameters["persoon"], "persoon")
    rule = Rule(
        kind=kind,
        parameters=parameters,
        bron=people.bron(where.get("bron"), "waar.bron"),
        operatie=people.operatie(where.get("operatie"), "waar.operatie"),
        gemeente=where.get("gemeente"),
        scope=read_scope(where, people, "waar."),
        begin=_moment(read, "van"),
        end=_moment(read, "tot"),
        first=read["vanaf"],
        last=read.get("tot"),
        chance=read["kans"],
        seed=read["seed"],
        quota=Quota(read["quotum"]["aantal"], read["quotum"]["seconden"]) if "quotum" in read else None,
        ramp=read["aanloop"]["seconden"] if "aanloop" in read else None,
        turn=_turn(read.get("toestand")),
        given=read,
    )
    _check(rule, people)
    return rule


def read_scope(given: Mapping[str, Any], people: People, key: str = "") -> Scope:
    """Read persoon, oin and trace of a checked object; `key` stands before the name of a wrong one."""
    persoon = people.number(given["persoon"], f"{key}persoon") if "persoon" in given else None
    return Scope(persoon, given.get("oin"), given.get("trace"))


def _kind(given: object, *, strict: bool) -> Kind:
    if not isinstance(given, dict):
        raise ShapeError("bericht", "moet een object zijn")
    if "soort" not in given:
        raise ShapeError("soort", f"ontbreekt; een van {', '.join(KINDS)}")
    name = given["soort"]
    kind = KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise ShapeError("soort", f"moet een zijn van {', '.join(KINDS)}")
    if kind.only_strict and not strict:
        raise ShapeError("soort", f"{kind.name} kan alleen als de bronnen met --profiel strict draaien")
    return kind


def _moment(read: Mapping[str, Any], name: str) -> datetime | None:
    text = read.get("tijdvak", {}).get(name)
    moment = read_moment(text) if text is not None else None
    if text is not None and moment is None:
        raise ShapeError(f"tijdvak.{name}", f"moet {A_MOMENT} zijn")
    return moment


def _turn(given: Mapping[str, str] | None) -> Turn | None:
    return Turn(given["naam"], given.get("eist"), given.get("wordt")) if given else None


def _check(rule: Rule, people: People) -> None:
    """Check what a schema cannot say."""
    if rule.last is not None and rule.last < rule.first:
        raise ShapeError("tot", "mag niet minder zijn dan vanaf")
    if rule.begin and rule.end and rule.end <= rule.begin:
        raise ShapeError("tijdvak.tot", "moet na tijdvak.van liggen")
    if rule.parameters.get("verdeling") == "uniform" and rule.parameters["tot_ms"] < rule.parameters["ms"]:
        raise ShapeError("tot_ms", "mag niet minder zijn dan ms")
    if "tabellen" in rule.parameters:
        if rule.scope.persoon is None:
            raise ShapeError("waar.persoon", "ontbreekt: LEVEN verandert een persoon")
        people.try_patch(rule.scope.persoon, rule.parameters["tabellen"], "tabellen")
