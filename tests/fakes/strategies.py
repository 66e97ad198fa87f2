"""Random questions, random sources and random whole messages for the properties."""

from collections.abc import Iterable
from functools import cache
from random import Random
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from adapters.mock.schema import Choice, Node, read_schema
from gateway.core.doelbinding import Doelbinding, Rijvoorwaarde, Toegestaan
from gateway.core.plan import SourcePlan
from gateway.errors import SourceError
from tests.fakes.answers import ROOT, dji, register, variant
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
from tests.fakes.world import Answers

PROPERTY = settings(
    deadline=None,
    max_examples=100,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""Every property: about a hundred examples, no clock."""

SENTINELS = ("00000000", "66660101", "88881231", "99991231", "20140000", "20140600", "20230231", "jaar", "")
GEMEENTEN = ("0855", "0772")

dates = st.one_of(
    st.dates().map(lambda day: f"{day:%Y%m%d}".rjust(8, "0")),
    st.integers(0, 40).map(lambda months: f"{2015 + months // 4}{1 + months % 12:02d}{1 + months % 28:02d}"),
    st.sampled_from(SENTINELS),
)
ends = st.none() | dates
laws = st.sampled_from(("WW", "PW", "AOW", "ANW", "AIO", "BBZ", "ZW", "WIA", "AKW", "XYZ", ""))
hours = st.none() | st.integers(-200, 4000).map(str)
kinds = st.sampled_from(("11", "15", "17", "18", "31", None))
names = st.sampled_from(("Bouw B.V.", "Caf\u0065\u0301", "x\u202ey", "y" * 201, ""))

jobs = st.builds(
    job,
    dates,
    ends,
    name=names,
    number=st.sampled_from(("L01", "L02", None)),
    kinds=st.none() | st.lists(st.tuples(kinds, dates, ends), max_size=3).map(tuple),
    contract=st.sampled_from(("O", "B", "U", None)),
    sector=st.sampled_from(("010", "033", "x", None)),
    paid=st.lists(st.tuples(dates, dates, hours), max_size=3).map(tuple),
)
enrolments = st.builds(
    enrolment,
    ends,
    ends,
    name=st.sampled_from(("Lassen", "Koken")),
    level=st.sampled_from(("MBO-2", "VO-PRO", "XX")),
    left=ends,
)
results = st.builds(
    result,
    st.sampled_from(("G", "A")),
    ends,
    st.sampled_from(("2014", "0000", "x", None)),
    name=st.sampled_from(("Lassen", "Koken")),
)
occupations = st.builds(
    occupation, st.sampled_from(("0000012345", "x", None)), st.none() | names, st.none() | names
)
declared_jobs = st.builds(
    lambda begin, end, found, name: declared_job(begin, end, *found, name=name),
    ends,
    ends,
    st.lists(occupations, max_size=2),
    st.none() | names,
)
courses = st.builds(course, names, ends, level=st.sampled_from(("3", "x", None)))
coded_courses = st.builds(
    course, names, ends, level=st.sampled_from(("3", "x", None)), coded=st.just(value=True)
)
dossiers_of_benefits = st.lists(st.builds(benefit, laws, dates, ends), max_size=3).map(
    lambda items: benefits(*items)
)
DOSSIERS: dict[str, st.SearchStrategy[Tree]] = {
    "UWV_POLIS": st.lists(jobs, max_size=3).map(lambda items: work(*items)),
    "UWV_UITKERING": dossiers_of_benefits,
    "UWV_WERKBEDRIJF": st.builds(
        stated,
        st.lists(courses, max_size=2),
        st.lists(coded_courses, max_size=2),
        st.lists(declared_jobs, max_size=2),
    ),
    "SVB": dossiers_of_benefits,
    "GEMEENTE_UITKERING": dossiers_of_benefits,
    "DUO": st.builds(
        education,
        st.lists(enrolments, max_size=3),
        st.lists(results, max_size=2),
        st.sampled_from(("1", "2", "9", None)),
    ),
    "GEMEENTE_REINTEGRATIE": st.lists(
        st.builds(support, st.sampled_from(("10", "11", "01", "05", "99")), dates, ends, st.none()),
        max_size=3,
    ).map(lambda items: supports(*items)),
}
"""What each source may say of a person."""

FAILURES = st.sampled_from(
    (
        SourceError("FOUT", "SOAP_FAULT", "BRON_WEIGERT"),
        SourceError("FOUT", "ONGELDIG_ANTWOORD", "ONLEESBAAR"),
        SourceError("NIET_BESCHIKBAAR", "TIJD_OM", "BRON_NIET_BESCHIKBAAR"),
        SourceError("PERSOON_WIJKT_AF", None, "PERSOON_WIJKT_AF"),
    )
)


def places() -> Iterable[tuple[str, str]]:
    """Give bron and place (`BRON` or `BRON/gemeente`) of everybody who may be asked."""
    for bron in DOSSIERS:
        yield from ((bron, f"{bron}/{code}") for code in GEMEENTEN) if "GEMEENTE" in bron else ((bron, bron),)


def answers(*, failing: bool = True) -> st.SearchStrategy[Answers]:
    """Give what all sources say: dossiers, nothing, and where `failing` failures."""
    other = FAILURES if failing else st.none()
    return st.fixed_dictionaries({place: DOSSIERS[bron] | st.none() | other for bron, place in places()})


def wishes() -> st.SearchStrategy[tuple[str, ...]]:
    """Give a part of the whitelist, in any order."""
    return st.lists(st.sampled_from(sorted(dji().toegestaan)), min_size=1, unique=True).map(tuple)


@st.composite
def purposes(draw: st.DrawFn, groups: tuple[str, ...]) -> Doelbinding:
    """Vary the purpose: a look-back on some groups, conditions on some velden."""
    profiel = register().profiel
    looks = [
        Rijvoorwaarde(groep=pad, terugkijk=f"P{years}Y", reden="een proef")
        for pad in groups
        if (years := draw(st.integers(0, 15)))
    ]

    def condition(regel: Toegestaan) -> dict[str, Any]:
        veld = profiel.velden[regel.veld]
        if veld.type == "DATUM":
            return {"precisie": draw(st.sampled_from(("jaar", None)))}
        return {"waarden": tuple(draw(st.sets(st.sampled_from(veld.waarden))))} if veld.waarden else {}

    velden = tuple(regel.model_copy(update=condition(regel)) for regel in dji().veld)
    return variant(veld=velden, rijvoorwaarde=tuple(looks))


TEXTS = (*SENTINELS, "20150401", "20201231", "15", "10", "PW", "ZW", "MBO-2", "G", "1", "L01", "173", "0855")


def schema(source: SourcePlan) -> Node:
    """Read the contract of a source's answer: of its SOAP message, also when it is asked over REST."""
    manifest = next(found for found in register().manifesten if found.id == source.adapter)
    messages = [found for found in manifest.operatie if found.bron == source.bron and found.dienst]
    message = source.operatie if source.operatie in messages else messages[-1]
    return _schema(f"{manifest.id}/{message.dienst}-{message.versie}")


@cache
def _schema(folder: str) -> Node:
    bronnen = ROOT / "contracts" / "bronnen"
    basis = bronnen / "suwiml" / "Basisschema-v0801.xsd"
    return read_schema(bronnen / folder / "BodyReaction.xsd", basis)


@st.composite
def messages(draw: st.DrawFn, source: SourcePlan) -> Tree:
    """Give a random whole message of a source as its contract allows, the echo of the person left out."""
    random = Random(draw(st.integers(0, 2**32)))  # noqa: S311 - a whole tree from one number
    tree = _filled(schema(source), random)
    return {name: value for name, value in tree.items() if name not in {"Burgerservicenr", "Geboortedat"}}


def _filled(node: Node, random: Random) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for item in node.children:
        child = random.choice(item.branches) if isinstance(item, Choice) else item
        if random.random() < 0.1:
            continue
        if child.facets is not None:
            tree[child.name] = random.choice(TEXTS)
        elif child.repeats:
            tree[child.name] = [_filled(child, random) for _ in range(random.choice((0, 1, 1, 2)))]
        else:
            tree[child.name] = _filled(child, random)
    return tree
