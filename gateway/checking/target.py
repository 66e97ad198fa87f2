"""What is checked: every operation of every source that has an address, with a plan and a test person."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from gateway.checking.own import service_name
from gateway.checking.person import Person, person_for, read_persons
from gateway.clock import Clock
from gateway.core.mapping import Operatie
from gateway.core.plan import SourcePlan
from gateway.errors import SettingsInvalid
from gateway.extract.reader import Reader
from gateway.links import SourceLink, open_links
from gateway.register.register import Deployment, Register, load
from gateway.setting_names import PREFIX
from gateway.settings import Settings
from gateway.sources.make import make_source
from gateway.sources.port import Source


@dataclass(frozen=True, slots=True)
class Wished:
    """What a person asks of a check: of which bron, about whom, in which gemeente; None is the usual.

    `operaties` are those of an endpoint of one's own; none: every one there is.
    """

    bron: str | None = None
    testpersoon: str | None = None
    gemeente: str | None = None
    operaties: tuple[Operatie, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """One operation that is checked. A real source (echt) has no `person`: it is reached, not asked.

    `folder` holds the pinned contract of its source, `oin` is whom TLS must find there (None: the messages
    are signed, or nothing is set).
    """

    plan: SourcePlan
    opened: SourceLink
    person: Person | None
    gemeente: str | None
    seconds: float
    folder: Path
    oin: str | None
    source: Callable[[], Source] = field(repr=False)
    reader: Callable[[], Reader] = field(repr=False)

    @property
    def bericht(self) -> str:
        """The message that is asked, or its path."""
        return service_name(self.plan.operatie) or self.plan.operatie.pad or ""


@dataclass(frozen=True, slots=True)
class _Room:
    """Everything the targets of one check stand on."""

    settings: Settings
    register: Register
    links: Mapping[str, SourceLink]
    persons: Sequence[Person]
    wished: Wished
    join: bytes = field(repr=False)

    def target(self, plan: SourcePlan) -> Target:
        adapter, operatie = plan.adapter, plan.operatie
        bron, opened = self.settings.bronnen[adapter], self.links[adapter]
        asked = bron.omgeving == "nagebootst"
        person = person_for(plan.bron, self.persons, self.wished.testpersoon) if asked else None
        manifest = next(found for found in self.register.manifesten if found.id == adapter)
        folder = self.settings.contracts / "bronnen" / adapter
        return Target(
            plan=plan,
            opened=opened,
            person=person,
            gemeente=_gemeente(plan, person, self.wished) if person and operatie.per else None,
            seconds=bron.tijd_totaal or manifest.tijd_totaal,
            folder=folder,
            oin=None if opened.verifier else bron.oin,
            source=lambda: make_source(operatie, opened.link, folder, opened.parties, opened.signing),
            reader=lambda: Reader(
                plan,
                self.register.waardelijsten,
                self.join,
                opened.verifier,
                max_elements=opened.max_elements,
            ),
        )


def targets_of(
    settings: Settings, clock: Clock, wished: Wished, join: bytes
) -> tuple[Mapping[str, SourceLink], list[Target]]:
    """Give what is checked, with the links that must be closed afterwards; raises SettingsInvalid."""
    chosen = {name: bron.koppelvlak for name, bron in settings.bronnen.items() if bron.koppelvlak is not None}
    register = load(settings.contracts, settings.adapters, Deployment(koppelvlak=chosen))
    _need_one(settings)
    links = open_links(settings, register, clock)
    plans = [plan for plan in widest(register, clock.today()) if plan.adapter in settings.bronnen]
    room = _Room(settings, register, links, read_persons(settings.adapters), wished, join)
    return links, [room.target(plan) for plan in _chosen(plans, wished)]


def _need_one(settings: Settings) -> None:
    if not settings.bronnen:
        text = f"{PREFIX}BRONNEN__<BRON>__URL: er is geen bron ingesteld; of geef --url en --service"
        raise SettingsInvalid((text,))


def _chosen(plans: Sequence[SourcePlan], wished: Wished) -> list[SourcePlan]:
    """Keep what is wished, at the address that was given; raises SettingsInvalid when that is nothing."""
    if wished.operaties:
        by_name = {_identity(plan.operatie): plan for plan in plans}
        found = [(by_name.get(_identity(one)), one) for one in wished.operaties]
        if not any(plan for plan, _ in found):
            raise SettingsInvalid(("--service: geen enkel doel vraagt dit bericht vandaag",))
        return [replace(plan, operatie=one) for plan, one in found if plan]
    named = [plan for plan in plans if wished.bron in {None, plan.bron, plan.adapter.upper()}]
    if not named:
        names = ", ".join(dict.fromkeys(plan.bron for plan in plans)) or "geen"
        raise SettingsInvalid((f"--bron: deze bron is niet ingesteld; wel: {names}",))
    return named


def widest(register: Register, today: date) -> Iterator[SourcePlan]:
    """Give per operation the plan that reads most of it, over every purpose of today."""
    found: dict[Operatie, SourcePlan] = {}
    for doelbinding in register.doelbindingen:
        if not doelbinding.geldig_op(today) or doelbinding.grondslag.status == "ONTBREEKT":
            continue
        plan = register.plan(doelbinding, None).plan
        for source in (*plan.bronnen, *((plan.index,) if plan.index else ())):
            known = found.get(source.operatie)
            if source.toegestaan and (known is None or len(known.velden) < len(source.velden)):
                found[source.operatie] = source
    return (found[one] for supply in register.supplies for one in supply.operaties if one in found)


def _identity(operatie: Operatie) -> tuple[str, str, str | None]:
    return operatie.bron, operatie.koppelvlak, service_name(operatie)


def _gemeente(plan: SourcePlan, person: Person, wished: Wished) -> str:
    found = wished.gemeente or person.gemeente(plan.bron)
    if found is None or len(found) != len("0855") or not found.isdigit():
        raise SettingsInvalid((f"--gemeente: {plan.bron} wordt per gemeente gevraagd; geef een CBS-code",))
    return found
