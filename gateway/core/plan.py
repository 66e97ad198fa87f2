"""Compile, then read: the whitelist becomes a Plan before anything is asked.

A Plan is the only thing that can open a source's answer, and it holds locators of allowed velden only. It
depends on the wish, the doelbinding and what the sources agreed to, so it is memoised; today, the person and
the gemeente are bound in the Call.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gateway.core.afspraak import Levering
from gateway.core.doelbinding import Doelbinding
from gateway.core.locator import Element, RowPlan, Shape, asked_fields, row_plan, shape_of
from gateway.core.mapping import BEGIN, EINDE, STEPS, Koppelvlak, Manifest, Operatie, Tabel
from gateway.core.velden import Groep, Profiel


@dataclass(frozen=True, slots=True)
class Regel:
    """Conditions on one value: outside `waarden` it becomes `rest`; `jaar` keeps only the year of a date."""

    waarden: frozenset[str]
    rest: str
    jaar: bool


@dataclass(frozen=True, slots=True)
class TablePlan:
    """One table of one source: rows, steps in order, the short names it may deliver in profile order."""

    groep: Groep
    tabel: Tabel
    rows: RowPlan
    steps: tuple[str, ...]
    deliver: tuple[str, ...]
    terugkijk: int | None
    regels: Mapping[str, Regel]

    @property
    def interns(self) -> tuple[str, ...]:
        """Slots that are read to work with and never delivered."""
        own = [slot.name for slot in self.rows.slots]
        nested = [f"{name}.{slot.name}" for name, rows in self.rows.lists for slot in rows.slots]
        return tuple(name for name in own + nested if name not in self.deliver)


@dataclass(frozen=True, slots=True, eq=False)
class SourcePlan:
    """What one bron is asked and may deliver.

    `doelbinding` names the purpose and the version it was compiled for. `toegestaan` is False where the
    supply has no basis, `bereikbaar` where this deployment has no address for it; `streng` says that a SOAP
    answer relates to the very message that was sent, `geordend` that its elements stand in the agreed order.
    Compared by identity: what was compiled for one plan serves that plan only.
    """

    bron: str
    adapter: str
    operatie: Operatie
    velden: tuple[str, ...]
    doelbinding: str
    toegestaan: bool
    bereikbaar: bool = True
    streng: bool = True
    geordend: bool = True
    tabellen: tuple[TablePlan, ...] = ()
    shape: Shape = field(default=Shape(frozenset(), {}, frozenset(), ()))
    fields: tuple[str, ...] = ()
    terugkijk: int | None = None

    @property
    def meer_gemeenten(self) -> bool:
        """Whether one answer holds rows of several gemeenten."""
        return self.operatie.per is None and any("eigen_gemeente" in table.steps for table in self.tabellen)


@dataclass(frozen=True, slots=True)
class Plan:
    """What one wish under one doelbinding may ask and answer; the only key to a source's answer.

    `leveranciers` gives each group with the sources that may deliver to it.
    """

    doelbinding: Doelbinding
    velden: tuple[str, ...]
    groepen: tuple[Groep, ...]
    bronnen: tuple[SourcePlan, ...]
    index: SourcePlan | None
    leveranciers: tuple[tuple[Groep, tuple[SourcePlan, ...]], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Work out once what every merge asks."""
        own = [(source, {veld.rpartition(".")[0] for veld in source.velden}) for source in self.bronnen]
        of_group = ((groep, tuple(one for one, pads in own if groep.pad in pads)) for groep in self.groepen)
        object.__setattr__(self, "leveranciers", tuple(of_group))


@dataclass(frozen=True, slots=True)
class Supply:
    """One deployed bron: its messages (smallest first) with their tables, and what was agreed.

    `echt` marks a real endpoint; `bereikbaar` is False when it has no address. `berichten` holds the
    dossier of each SOAP answer as it was agreed.
    """

    manifest: Manifest
    operaties: tuple[Operatie, ...]
    tabellen: tuple[Tabel, ...]
    leveringen: Mapping[str, Levering]
    echt: bool
    bereikbaar: bool = True
    streng: bool = True
    geordend: bool = True
    berichten: Mapping[Operatie, Element] = field(default_factory=dict)

    @property
    def bron(self) -> str:
        """The bron."""
        return self.operaties[0].bron

    @property
    def is_index(self) -> bool:
        """Whether it names keys instead of holding dossiers."""
        return self.operaties[0].is_index

    def read_from(self, operatie: Operatie) -> tuple[Tabel, ...]:
        """Give the tables that read this message."""
        return tuple(tabel for tabel in self.tabellen if tabel.dienst in {None, operatie.dienst})

    def message_for(self, velden: Iterable[str]) -> Operatie:
        """Give the first message from which all of these velden can be read that any message can give."""
        wanted = {veld for veld in velden if _given(self.tabellen, veld)}
        for operatie in self.operaties:
            if all(_given(self.read_from(operatie), veld) for veld in wanted):
                return operatie
        return self.operaties[-1]

    def allowed_for(self, doelbinding: Doelbinding) -> bool:
        """Whether this bron may be asked: an agreed supply, and for a real one law in force on both sides."""
        levering = self.leveringen.get(doelbinding.id)
        if levering is None:
            return False
        return not self.echt or levering.status == doelbinding.grondslag.status == "IN_KRACHT"


def compile_plan(
    wish: Iterable[str], doelbinding: Doelbinding, supplies: Iterable[Supply], profiel: Profiel
) -> Plan:
    """Compile what may be read for this wish; velden outside the whitelist are never in it."""
    wished = frozenset(wish) & frozenset(doelbinding.toegestaan)
    velden = tuple(veld for veld in profiel.velden if veld in wished)
    supplies = tuple(supplies)
    planned = (_source(supply, velden, doelbinding, profiel) for supply in supplies if not supply.is_index)
    bronnen = tuple(source for source in planned if source is not None)
    groups = dict.fromkeys(profiel.velden[veld].groep for veld in velden)
    return Plan(
        doelbinding=doelbinding,
        velden=velden,
        groepen=tuple(profiel.groepen[pad] for pad in groups),
        bronnen=bronnen,
        index=_index(supplies, bronnen, doelbinding),
    )


def _index(
    supplies: tuple[Supply, ...], bronnen: tuple[SourcePlan, ...], doelbinding: Doelbinding
) -> SourcePlan | None:
    needed = {source.operatie.per.operatie for source in bronnen if source.operatie.per and source.toegestaan}
    if not needed or doelbinding.verwijsindex == "NOOIT":
        return None
    for supply in supplies:
        if supply.bron in needed:
            return SourcePlan(
                bron=supply.bron,
                adapter=supply.manifest.id,
                operatie=supply.operaties[0],
                velden=(),
                doelbinding=_named(doelbinding),
                toegestaan=supply.allowed_for(doelbinding),
                bereikbaar=supply.bereikbaar,
            )
    return None


def _source(
    supply: Supply, velden: tuple[str, ...], doelbinding: Doelbinding, profiel: Profiel
) -> SourcePlan | None:
    agreed = supply.leveringen.get(doelbinding.id)
    possible = tuple(veld for veld in velden if _given(supply.tabellen, veld))
    offered = possible if agreed is None else tuple(veld for veld in possible if veld in agreed.velden)
    if not offered:
        return None
    adapter = supply.manifest.id
    if agreed is None or not supply.allowed_for(doelbinding):
        last, named = supply.operaties[-1], _named(doelbinding)
        return SourcePlan(supply.bron, adapter, last, offered, named, toegestaan=False)
    # By what the purpose allows, not by what is wished: a narrower wish must not make other rows.
    operatie = supply.message_for(doelbinding.toegestaan.keys() & set(agreed.velden))
    tables = supply.read_from(operatie)
    planned = (_table(tabel, offered, doelbinding, profiel, operatie.koppelvlak) for tabel in tables)
    tabellen = tuple(tabel for tabel in planned if tabel is not None)
    back = [tabel.terugkijk for tabel in tabellen]
    rows = tuple(tabel.rows for tabel in tabellen)
    return SourcePlan(
        bron=operatie.bron,
        adapter=adapter,
        operatie=operatie,
        velden=offered,
        doelbinding=_named(doelbinding),
        toegestaan=True,
        bereikbaar=supply.bereikbaar,
        streng=supply.streng,
        geordend=supply.geordend,
        tabellen=tabellen,
        shape=shape_of(rows, operatie, supply.berichten.get(operatie)),
        fields=asked_fields(rows),
        terugkijk=max(filter(None, back), default=None) if operatie.periode and all(back) else None,
    )


def _named(doelbinding: Doelbinding) -> str:
    return f"{doelbinding.id} {doelbinding.versie}"


def _given(tabellen: Iterable[Tabel], veld: str) -> bool:
    return any(_gives(tabel, veld) for tabel in tabellen)


def _gives(tabel: Tabel, veld: str) -> bool:
    groep, _, naam = veld.rpartition(".")
    return groep == tabel.groep and naam in tabel.geeft


def _table(
    tabel: Tabel, velden: tuple[str, ...], doelbinding: Doelbinding, profiel: Profiel, koppelvlak: Koppelvlak
) -> TablePlan | None:
    groep = profiel.groepen[tabel.groep]
    deliver = tuple(profiel.velden[veld].naam for veld in velden if _gives(tabel, veld))
    if not deliver:
        return None
    back = doelbinding.terugkijk.get(tabel.groep)
    steps = _steps(tabel, deliver, looks_back=back is not None)
    needed = needed_slots(tabel, groep, deliver, steps)
    return TablePlan(
        groep=groep,
        tabel=tabel,
        rows=row_plan(tabel, needed, koppelvlak),
        steps=steps,
        deliver=deliver,
        terugkijk=back,
        regels=_regels(groep, deliver, doelbinding, profiel),
    )


def _regels(
    groep: Groep, deliver: tuple[str, ...], doelbinding: Doelbinding, profiel: Profiel
) -> dict[str, Regel]:
    regels = {}
    for name in deliver:
        veld, allowed = profiel.velden[f"{groep.pad}.{name}"], doelbinding.toegestaan[f"{groep.pad}.{name}"]
        if allowed.waarden or allowed.precisie:
            rest = veld.waarden[-1] if veld.waarden else ""
            regels[name] = Regel(frozenset(allowed.waarden), rest, allowed.precisie == "jaar")
    return regels


def _steps(tabel: Tabel, deliver: tuple[str, ...], *, looks_back: bool) -> tuple[str, ...]:
    shaping = tuple(stap for stap in tabel.stappen if STEPS[stap].altijd)
    filling = tuple(stap for stap in tabel.stappen if not STEPS[stap].altijd)
    wanted = tuple(stap for stap in filling if STEPS[stap].geeft.keys() & set(deliver))
    return shaping + (("binnen_terugkijk",) if looks_back else ()) + wanted


def needed_slots(tabel: Tabel, groep: Groep, deliver: Iterable[str], steps: Iterable[str]) -> frozenset[str]:
    """Give the slots a wish needs of a table: its own, the row key's, and what its steps read for it."""
    wished = frozenset(deliver)
    slots = (wished & tabel.veld.keys()) | set(tabel.sleutel)
    for stap in steps:
        spec = STEPS[stap]
        slots = slots.union(spec.leest, *(spec.geeft[veld] for veld in spec.geeft.keys() & wished))
    bounds = {BEGIN: groep.begin, EINDE: groep.einde}
    needed = {name for slot in slots if (name := bounds.get(slot, slot)) is not None}
    made = (STEPS[stap].geeft for stap in steps)
    return frozenset(needed.union(*(gives[name] for gives in made for name in gives.keys() & needed)))
