"""Faults of where velden stand: row tables, their locators, steps and keys."""

from collections.abc import Iterator

from gateway.core.mapping import BEGIN, CONVERTERS, EINDE, NEEDS_LIST, STEPS, Locator, Mapping, Tabel
from gateway.core.velden import Groep, Profiel, Veld
from gateway.core.waardelijst import Waardelijst
from gateway.errors import Fault
from gateway.register.files import Files, Loaded
from gateway.register.places import Path

_BY_COMPILER = "binnen_terugkijk"
_OWN = "eigen_gemeente"


def check_mappings(files: Files, profiel: Profiel) -> Iterator[Fault]:
    """Find faults of every row table."""
    for adapter, loaded in files.mappings.items():
        if not (loaded.file.path.parent / "manifest.toml").is_file():
            yield loaded.file.fault(
                (), f"adapters/{adapter}/manifest.toml ontbreekt: schrijf hoe de bron gevraagd wordt"
            )
        for number, tabel in enumerate(loaded.contract.tabel):
            where = ("tabel", number)
            if tabel.bron not in profiel.bronnen:
                yield from loaded.file.blame(
                    (*where, "bron"), f"bron {tabel.bron} bestaat niet: kies uit bronnen in profiel.toml"
                )
            yield from _dienst(loaded, where, tabel, files)
            yield from _locators(loaded, where, tabel, files, profiel)
            groep = profiel.groepen.get(tabel.groep)
            if groep is None:
                yield from loaded.file.blame(
                    (*where, "groep"), f"groep {tabel.groep} bestaat niet: neem een pad uit profiel.toml over"
                )
            else:
                yield from _steps(loaded, where, tabel, groep)
            yield from _agreed(loaded, where, tabel, files, profiel)


def _dienst(loaded: Loaded[Mapping], where: Path, tabel: Tabel, files: Files) -> Iterator[Fault]:
    folder = loaded.file.path.parent
    manifests = (item.contract for item in files.manifesten if item.file.path.parent == folder)
    known = {operatie.dienst for manifest in manifests for operatie in manifest.operatie}
    if tabel.dienst is not None and known and tabel.dienst not in known:
        yield from loaded.file.blame(
            (*where, "dienst"), f"dienst {tabel.dienst!a} staat niet in manifest.toml: neem een naam over"
        )


def _agreed(
    loaded: Loaded[Mapping], where: Path, tabel: Tabel, files: Files, profiel: Profiel
) -> Iterator[Fault]:
    adapter = loaded.file.path.parent.name
    if files.is_unread(adapter, "afspraak.toml") or tabel.bron not in profiel.bronnen:
        return
    deals = (item.contract for item in files.afspraken if item.file.path.parent.name == adapter)
    agreed = {
        veld for deal in deals for edge in deal.levering if edge.bron == tabel.bron for veld in edge.velden
    }
    if not agreed:
        yield from loaded.file.blame(
            (*where, "bron"), f"{tabel.bron} levert niets: regel dat in zijn afspraak.toml"
        )
        return
    for name in sorted(tabel.geeft):
        veld = f"{tabel.groep}.{name}"
        if veld in profiel.velden and veld not in agreed:
            step = next((at for at, stap in enumerate(tabel.stappen) if _gives(stap, name)), 0)
            place: Path = ("veld", name) if name in tabel.veld else ("stappen", step)
            yield from loaded.file.blame(
                (*where, *place),
                f"{tabel.bron} mag {veld} niet leveren: het staat niet in zijn afspraak.toml",
            )


def _gives(stap: str, name: str) -> bool:
    return stap in STEPS and name in STEPS[stap].geeft


def _locators(
    loaded: Loaded[Mapping], where: Path, tabel: Tabel, files: Files, profiel: Profiel
) -> Iterator[Fault]:
    for name, locator in tabel.veld.items():
        place, veld = (*where, "veld", name), profiel.velden.get(f"{tabel.groep}.{name}")
        yield from _converter(loaded, place, locator, files)
        if veld is None and tabel.groep in profiel.groepen:
            yield from loaded.file.blame(
                place, f"veld {tabel.groep}.{name} bestaat niet: neem een naam uit profiel.toml over"
            )
        elif veld is not None and locator.als in CONVERTERS:
            yield from _makes(loaded, place, locator, veld, files)
    nested = {("lijst", name): lijst.intern for name, lijst in tabel.lijst.items()}
    for above, interns in ((), tabel.intern), *nested.items():
        for name, locator in interns.items():
            yield from _converter(loaded, (*where, *above, "intern", name), locator, files)


def _converter(loaded: Loaded[Mapping], place: Path, locator: Locator, files: Files) -> Iterator[Fault]:
    blame, als, lijst = loaded.file.blame, locator.als, locator.lijst
    if als not in CONVERTERS:
        yield from blame((*place, "als"), f"converter {als!a} bestaat niet: kies uit {', '.join(CONVERTERS)}")
    elif als in NEEDS_LIST and lijst is None:
        yield from blame((*place, "lijst"), f"converter {als} leest een waardelijst: voeg lijst = … toe")
    elif als not in NEEDS_LIST and lijst is not None:
        yield from blame((*place, "lijst"), f"converter {als} leest geen waardelijst: haal lijst weg")
    if lijst is not None and lijst not in files.lijsten:
        yield from blame(
            (*place, "lijst"), f"waardelijst {lijst!a} bestaat niet: kies een bestand uit waardelijsten/"
        )


def _makes(
    loaded: Loaded[Mapping], place: Path, locator: Locator, veld: Veld, files: Files
) -> Iterator[Fault]:
    if veld.type not in CONVERTERS[locator.als]:
        yield from loaded.file.blame(
            (*place, "als"), f"converter {locator.als} maakt geen {veld.type}: {veld.pad}"
        )
        return
    lists = {item.contract.naam: item.contract for item in files.waardelijsten}
    lijst = lists.get(locator.lijst or "")
    strange = _outside(locator.als, lijst, veld, files) if lijst else frozenset()
    if strange:
        yield from loaded.file.blame(
            (*place, "lijst"),
            f"waardelijst {locator.lijst} geeft {', '.join(sorted(strange))}: dat kan {veld.pad} niet zijn",
        )


def _outside(als: str, lijst: Waardelijst, veld: Veld, files: Files) -> frozenset[str]:
    """Give what a code list can make that a veld cannot be."""
    read = [waarde for waarde in lijst.waarde if waarde.behandeling != "NIET_LEZEN"]
    if als == "categorie":
        made = {waarde.categorie or lijst.restcategorie for waarde in read} | {lijst.restcategorie}
        return frozenset(filter(None, made)) - set(veld.waarden)
    if als == "nlqf":
        return frozenset(waarde.nlqf for waarde in read if waarde.nlqf) - set(veld.waarden)
    known = files.lijsten.issuperset(veld.lijsten)
    return frozenset({lijst.naam}) - set(veld.lijsten) if known else frozenset()


def _steps(loaded: Loaded[Mapping], where: Path, tabel: Tabel, groep: Groep) -> Iterator[Fault]:
    blame = loaded.file.blame
    nested = {f"{name}.{slot}" for name, lijst in tabel.lijst.items() for slot in lijst.intern}
    known = {*tabel.veld, *tabel.intern, *nested}
    if "gemeente" in tabel.veld and _OWN not in tabel.stappen:
        yield from blame(
            (*where, "stappen"),
            f"een tabel met gemeente heeft stap {_OWN}: anders gaat elke gemeente door",
        )
    for position, stap in enumerate(tabel.stappen):
        place = (*where, "stappen", position)
        if stap not in STEPS:
            yield from blame(place, f"stap {stap!a} bestaat niet: kies uit {', '.join(STEPS)}")
        elif stap == _BY_COMPILER:
            yield from blame(place, f"stap {stap} volgt uit terugkijk in de doelbinding: haal hem hier weg")
        elif stap in tabel.stappen[:position]:
            yield from blame(place, f"stap {stap} staat er twee keer: houd er een over")
        else:
            for slot in _lacking(stap, known, groep):
                yield from blame(
                    place, f"stap {stap} leest {slot}, en dat staat niet in deze tabel: voeg het toe"
                )
    specs = [STEPS[stap] for stap in tabel.stappen if stap in STEPS]
    made = known | {slot.rpartition(".")[2] for spec in specs for slot in (*spec.geeft, *spec.leest)}
    for position, slot in enumerate(tabel.sleutel):
        if slot not in made:
            yield from blame(
                (*where, "sleutel", position),
                f"sleutel {slot!a} staat niet in deze tabel: voeg het veld of intern toe",
            )


def _lacking(stap: str, known: set[str], groep: Groep) -> list[str]:
    """Give the slots a step reads that a table does not have."""
    spec, bounds = STEPS[stap], {BEGIN: groep.begin or BEGIN, EINDE: groep.einde or EINDE}
    read = {bounds.get(slot, slot) for slot in spec.leest.union(*spec.geeft.values())}
    return sorted(read - known)
