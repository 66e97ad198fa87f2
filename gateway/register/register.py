"""The Register: contracts that hold, frozen, with a digest; and the decisions that follow from them alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from gateway.core.afspraak import Afspraak
from gateway.core.doelbinding import Afnemer, Doelbinding, Geval
from gateway.core.egress import Check, compile_egress
from gateway.core.locator import Element
from gateway.core.mapping import Koppelvlak, Manifest, Operatie, Tabel
from gateway.core.plan import Plan, SourcePlan, Supply, compile_plan
from gateway.core.question import Caller
from gateway.core.velden import Profiel
from gateway.core.waardelijst import Waardelijst
from gateway.errors import ContractsInvalid, Fault, Refused
from gateway.problems import PROBLEMS
from gateway.register.check import check, tryable
from gateway.register.check.locator import message_path, read_dossier
from gateway.register.files import Files, digest, read_files

_MOST_PLANS = 256
"""Compiled wishes kept; callers that narrow in more ways than this compile again (milliseconds)."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """How sources are reached here: adapters that are real, that have another koppelvlak, that are absent."""

    echt: frozenset[str] = frozenset()
    koppelvlak: Mapping[str, Koppelvlak] = field(default_factory=dict)
    afwezig: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with the egress check that was made from it."""

    plan: Plan
    check: Check


class Register:
    """Everything the contracts say; never changes after loading."""

    def __init__(self, files: Files, profiel: Profiel, deployment: Deployment) -> None:
        self.profiel = profiel
        self.digest = digest(files.contracts, files.adapters)
        self.waardelijsten: Mapping[str, Waardelijst] = {
            loaded.contract.naam: loaded.contract for loaded in files.waardelijsten
        }
        self.doelbindingen = tuple(loaded.contract for loaded in files.doelbindingen)
        self.afnemers: Mapping[str, Afnemer] = (
            {afnemer.oin: afnemer for afnemer in files.afnemers.contract.afnemer} if files.afnemers else {}
        )
        self.afspraken = {loaded.contract.bron: loaded.contract for loaded in files.afspraken}
        self.manifesten = tuple(loaded.contract for loaded in files.manifesten)
        self.supplies = tuple(_supplies(files, profiel, deployment))
        self._planned = lru_cache(maxsize=_MOST_PLANS)(self._compiled)

    def plan(self, doelbinding: Doelbinding, velden: tuple[str, ...] | None) -> Planned:
        """Compile a wish, once; raises Refused VELD_BUITEN_DOEL naming what the purpose does not allow."""
        wish = None if velden is None else tuple(sorted(velden))
        return self._planned(doelbinding.id, doelbinding.versie, wish)

    def _compiled(self, naam: str, versie: str, velden: tuple[str, ...] | None) -> Planned:
        doelbinding = next(
            found for found in self.doelbindingen if (found.id, found.versie) == (naam, versie)
        )
        outside = tuple(veld for veld in velden or () if veld not in doelbinding.toegestaan)
        if outside:
            raise Refused("VELD_BUITEN_DOEL", velden=outside)
        wish = doelbinding.toegestaan if velden is None else velden
        plan = compile_plan(wish, doelbinding, self.supplies, self.profiel)
        return Planned(plan, compile_egress(plan, self.profiel, self.waardelijsten))

    def decide(self, naam: str, caller: Caller, today: date) -> Doelbinding:
        """Give the version of a purpose under which this caller may ask today; raises Refused otherwise."""
        versions = [doelbinding for doelbinding in self.doelbindingen if doelbinding.id == naam]
        if not versions:
            raise Refused("DOELBINDING_ONBEKEND")
        if naam not in caller.scope:
            raise Refused("DOELBINDING_NIET_IN_TOKEN")
        current = next((version for version in versions if version.geldig_op(today)), None)
        if current is None:
            raise Refused("DOELBINDING_NIET_GELDIG")
        if current.grondslag.status == "ONTBREEKT":
            why = f"Er is geen grondslag. {current.grondslag.uitleg}"
            raise Refused("DOELBINDING_NIET_GELDIG", detail=why)
        afnemer = self.afnemers.get(caller.afnemer)
        if afnemer is None or naam not in afnemer.doelbindingen or caller.afnemer not in current.afnemers:
            raise Refused("AFNEMER_NIET_TOEGELATEN")
        if caller.rol not in current.rollen or caller.rol not in afnemer.rollen:
            raise Refused("ROL_NIET_TOEGELATEN")
        if caller.acr != current.zekerheidsniveau:
            raise Refused(
                "NIET_AANGEMELD", detail="Het betrouwbaarheidsniveau (acr) volstaat niet voor dit doel."
            )
        return current

    def gemeenten(self, doelbinding: Doelbinding, caller: Caller, named: tuple[str, ...]) -> tuple[str, ...]:
        """Give the gemeenten a question is about: those it names, or the one that asks if only that may.

        Raises Refused GEMEENTE_BUITEN_DOEL when it names another than its own.
        """
        if not doelbinding.eigen_gemeente:
            return named
        own = self.afnemers[caller.afnemer].gemeentecode
        if own is None or set(named) - {own}:
            raise Refused("GEMEENTE_BUITEN_DOEL")
        return (own,)


def asked_bronnen(plan: Plan, gemeenten: tuple[str, ...]) -> tuple[str, ...]:
    """Tell which bronnen a plan asks when the question names these gemeenten."""
    asked = [
        source.bron
        for source in plan.bronnen
        if source.toegestaan and source.bereikbaar and _has_whom(source, plan, gemeenten)
    ]
    index = plan.index
    if index is not None and index.toegestaan and index.bereikbaar and asks_index(plan, gemeenten):
        asked.append(index.bron)
    return tuple(asked)


def _has_whom(source: SourcePlan, plan: Plan, gemeenten: tuple[str, ...]) -> bool:
    """Whether it is known which gemeenten to ask, for a bron that needs them."""
    if source.meer_gemeenten:
        return whose(plan, gemeenten) != frozenset()
    return source.operatie.per is None or bool(gemeenten) or plan.index is not None


def asks_index(plan: Plan, gemeenten: tuple[str, ...]) -> bool:
    """Whether the verwijsindex is asked, as the doelbinding says."""
    return plan.index is not None and (plan.doelbinding.verwijsindex == "ALTIJD" or not gemeenten)


def whose(plan: Plan, gemeenten: tuple[str, ...]) -> frozenset[str] | None:
    """Give the gemeenten whose rows may be read of an answer that holds several; None: of all that know."""
    verwijsindex = plan.doelbinding.verwijsindex
    if verwijsindex == "ALTIJD" or (verwijsindex != "NOOIT" and not gemeenten):
        return None
    return frozenset(gemeenten)


def load(contracts: Path, adapters: Path, deployment: Deployment | None = None) -> Register:
    """Load everything or raise ContractsInvalid with every fault, each with file and line."""
    files = read_files(contracts.resolve(), adapters.resolve())
    faults = list(files.faults)
    if files.profiel is None:
        raise ContractsInvalid(tuple(faults))
    profiel = files.profiel.contract
    faults += check(files, profiel)
    if (tried := tryable(files, profiel, faults)) is not None:
        faults += _wrong_cases(tried, Register(tried, profiel, Deployment()))
    if faults:
        raise ContractsInvalid(tuple(faults))
    return Register(files, profiel, deployment or Deployment())


def _supplies(files: Files, profiel: Profiel, deployment: Deployment) -> Iterator[Supply]:
    found: dict[str, Supply] = {}
    for loaded in files.manifesten:
        manifest = loaded.contract
        koppelvlak = deployment.koppelvlak.get(manifest.id, manifest.koppelvlak)
        messages: dict[str, list[Operatie]] = {}
        for operatie in manifest.operatie:
            if operatie.koppelvlak == koppelvlak:
                messages.setdefault(operatie.bron, []).append(operatie)
        for bron, operaties in messages.items():
            found[bron] = _supply(files, manifest, tuple(operaties), deployment)
    for bron in profiel.bronnen:
        if bron in found:
            yield found[bron]


def _supply(
    files: Files, manifest: Manifest, operaties: tuple[Operatie, ...], deployment: Deployment
) -> Supply:
    bron = operaties[0].bron
    leveringen = {
        levering.doelbinding: levering
        for loaded in files.afspraken
        for levering in loaded.contract.levering
        if levering.bron == bron
    }
    tabellen: tuple[Tabel, ...] = ()
    if manifest.id in files.mappings:
        mapping = files.mappings[manifest.id].contract
        tabellen = tuple(tabel for tabel in mapping.tabel if tabel.bron == bron)
    return Supply(
        manifest,
        operaties,
        tabellen,
        leveringen,
        echt=manifest.id in deployment.echt,
        bereikbaar=manifest.id not in deployment.afwezig,
        streng=all(found.relates_to == "streng" for found in _afspraken(files, manifest.id)),
        geordend=all(found.volgorde == "streng" for found in _afspraken(files, manifest.id)),
        berichten=dict(_messages(files, manifest.id, operaties)),
    )


def _messages(
    files: Files, adapter: str, operaties: tuple[Operatie, ...]
) -> Iterator[tuple[Operatie, Element]]:
    for operatie in operaties:
        if operatie.koppelvlak == "soap":
            dossier = read_dossier(files.contracts / message_path(adapter, operatie))
            if dossier is not None:
                yield operatie, dossier


def _wrong_cases(files: Files, register: Register) -> Iterator[Fault]:
    for name, loaded in files.gevallen.items():
        for number, geval in enumerate(loaded.contract.geval):
            if geval.uitkomst != "TOEGESTAAN" and geval.uitkomst not in PROBLEMS:
                continue
            for key, text in _wrong(geval, name.partition(".")[0], register):
                yield from loaded.file.blame(("geval", number, key), f"geval klopt niet: {text}")


def _afspraken(files: Files, bron: str) -> Iterator[Afspraak]:
    return (loaded.contract for loaded in files.afspraken if loaded.contract.bron == bron)


def _consented(doelbinding: Doelbinding, geval: Geval) -> None:
    if doelbinding.toestemming == "VEREIST" and not geval.toestemming:
        raise Refused("TOESTEMMING_ONTBREEKT")


def _wrong(geval: Geval, doelbinding: str, register: Register) -> Iterator[tuple[str, str]]:
    """Say what came of a case instead, and at which key of it."""
    scope = frozenset((doelbinding,) if geval.scope is None else geval.scope)
    level = next((found.zekerheidsniveau for found in register.doelbindingen if found.id == doelbinding), "")
    caller = Caller(geval.afnemer, "geval", geval.rol, "geval", level, scope)
    try:
        decided = register.decide(doelbinding, caller, geval.op)
        gemeenten = register.gemeenten(decided, caller, geval.gemeenten)
        _consented(decided, geval)
        plan = register.plan(decided, geval.velden).plan
    except Refused as refusal:
        if refusal.code != geval.uitkomst:
            yield "uitkomst", f"de uitkomst is {refusal.code}: verbeter het geval of het contract"
        return
    asked = asked_bronnen(plan, gemeenten)
    if geval.uitkomst != "TOEGESTAAN":
        yield "uitkomst", "de vraag wordt toegestaan: verbeter het geval of het contract"
    elif geval.gevraagd is not None and set(geval.gevraagd) != set(asked):
        yield (
            "gevraagd",
            f"gevraagd wordt {', '.join(asked) or 'niemand'}: verbeter het geval of het contract",
        )
