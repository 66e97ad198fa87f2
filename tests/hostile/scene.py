"""The good answers that attacks are made of: one per source, with everything that is planned in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from lxml import etree

from gateway.core.call import Call
from gateway.core.facts import Facts
from gateway.core.locator import Shape
from gateway.core.plan import Plan, SourcePlan
from gateway.errors import SourceError
from gateway.extract.reader import Reader
from tests.fakes.answers import call_of, found, over_soap, plan_of, reader_of, source_of
from tests.fakes.dossiers import (
    Tree,
    benefit,
    benefits,
    course,
    declared_job,
    education,
    enrolment,
    job,
    occupation,
    result,
    stated,
    support,
    supports,
    work,
)

_COURSE = {"Naam": "VCA", "CdSoortDocument": "01", "DatBCursus": "20240101", "IndDocumentBehaald": "1"}
_DOSSIERS: dict[str, Tree] = {
    "UWV_POLIS": work(job("20150401", "20201231", sector="010", paid=(("20200101", "20201231", "1976"),))),
    "UWV_UITKERING": benefits(benefit("WW", "20200101", "20201231")),
    "UWV_WERKBEDRIJF": stated(
        (course("VCA", "20120101", level="3"),),
        (course("Kok", "20070801", coded=True),),
        (declared_job("20150301", "20191231", occupation("0000012345", "Kok")),),
    ),
    "SVB": benefits(benefit("AOW", "20240201", "20261231")),
    "DUO": education((enrolment(end="20140701"),), (result(day="20140701"),), qualified="1"),
    "DJI_IN_MADE": {"Cursus": (_COURSE,)},
    "GEMEENTE_UITKERING": benefits({**benefit("PW"), "Bron": {"CdPartijSuwi": "0855"}}),
    "GEMEENTE_REINTEGRATIE": supports(support("10", "20250115", "20250801")),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """One source, how it is read, and an answer of it that is read."""

    name: str
    source: SourcePlan
    reader: Reader
    call: Call
    good: bytes

    def read(self, content: bytes) -> Facts:
        """Read an answer; raises SourceError when it is refused."""
        return self.reader.facts(content, self.call)

    def outcome(self, content: bytes) -> tuple[str, str | None, str] | None:
        """Tell how reading is refused; None when it is not."""
        try:
            self.read(content)
        except SourceError as error:
            return error.status, error.oorzaak, error.reden
        return None

    @property
    def text(self) -> str:
        """The good answer as text."""
        return self.good.decode()


def _scene(source: SourcePlan, koppelvlak: str, content: bytes | None = None) -> Scene:
    gemeente = "0855" if source.operatie.per else None
    call = call_of(source, gemeente=gemeente, gemeenten=None)
    good = content or found(source, _DOSSIERS[source.bron])
    return Scene(f"{source.bron}-{koppelvlak}", source, reader_of(source), call, good)


def _scenes(plan: Plan, koppelvlak: str) -> Iterator[Scene]:
    for source in plan.bronnen:
        if source.toegestaan and source.operatie.koppelvlak == koppelvlak:
            yield _scene(source, koppelvlak)


@cache
def over_xml() -> tuple[Scene, ...]:
    """Give every source that can be asked over SOAP."""
    return tuple(_scenes(plan_of(kept=over_soap()), "soap"))


@cache
def over_json() -> tuple[Scene, ...]:
    """Give every source that can be asked over REST, and the index."""
    plan = plan_of()
    assert plan.index is not None
    return (*_scenes(plan, "rest"), _scene(plan.index, "rest", b'{"gemeenten": ["0855", "0599"]}'))


def dossiers() -> tuple[Scene, ...]:
    """Give the REST sources that hold dossiers of persons."""
    return tuple(scene for scene in over_json() if not scene.source.operatie.is_index)


def svb() -> Scene:
    """Give the source on which attacks of the wire are tried."""
    return _scene(source_of("SVB"), "soap")


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned element of an answer: whether it may repeat, its place among siblings, the shape below."""

    element: etree._Element
    many: bool
    rank: int
    below: Shape | None


def planned(scene: Scene) -> list[Planned]:
    """Give every planned element of a fresh copy of the good answer, in the order of the document."""
    root = etree.fromstring(scene.good)
    (client,) = root.iter("ClientSuwi")
    return list(_planned(client, scene.source.shape))


def _planned(node: etree._Element, shape: Shape) -> Iterator[Planned]:
    for child in node.iterchildren(*shape.tags):
        name = str(child.tag)
        below = shape.children.get(name)
        yield Planned(child, name in shape.many, shape.ranks[name], below)
        if below is not None:
            yield from _planned(child, below)


def written(item: Planned) -> bytes:
    """Write the whole answer in which an element stands."""
    return etree.tostring(item.element.getroottree())
