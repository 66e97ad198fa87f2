"""Every fault that shows only when contracts are read together."""

import hashlib
from collections.abc import Iterator
from itertools import pairwise

from gateway.core.afspraak import Afspraak, Levering
from gateway.core.doelbinding import Doelbinding
from gateway.core.mapping import BEGIN, CONVERTERS, EINDE, NEEDS_LIST, STEPS, Locator, Mapping, Tabel
from gateway.core.velden import Profiel
from gateway.errors import Fault
from gateway.register.files import Files, Loaded


def check(files: Files, profiel: Profiel) -> Iterator[Fault]:
    """Find every fault between files that each could be read."""
    yield from _profiel(files, profiel)
    yield from _waardelijsten(files)
    for doelbinding in files.doelbindingen:
        yield from _doelbinding(doelbinding, files, profiel)
    yield from _versions(files)
    for afspraak in files.afspraken:
        yield from _afspraak(afspraak, files, profiel)
    for mapping in files.mappings.items():
        yield from _mapping(*mapping, files, profiel)
    yield from _adapters(files, profiel)
    yield from _afnemers(files)
    yield from _suppliers(files, profiel)


def _lists(files: Files) -> set[str]:
    return {loaded.contract.naam for loaded in files.waardelijsten}


def _profiel(files: Files, profiel: Profiel) -> Iterator[Fault]:
    assert files.profiel is not None  # noqa: S101 - the caller read it
    file, seen = files.profiel.file, set[str]()
    for number, veld in enumerate(profiel.veld):
        where = ("veld", number, "pad")
        if veld.pad in seen:
            yield file.fault(where, f"veld {veld.pad} staat er twee keer")
        seen.add(veld.pad)
        if veld.groep not in profiel.groepen:
            yield file.fault(where, f"groep {veld.groep} bestaat niet")
        if veld.type == "CODE" and veld.lijst not in _lists(files):
            yield file.fault(("veld", number, "lijst"), f"waardelijst {veld.lijst} bestaat niet")
        if (veld.type == "KEUZE") != bool(veld.waarden):
            yield file.fault(where, "een KEUZE heeft waarden, een ander veld niet")
    for number, groep in enumerate(profiel.groep):
        for name in filter(None, (groep.begin, groep.einde, groep.peilveld)):
            if f"{groep.pad}.{name}" not in profiel.velden:
                yield file.fault(("groep", number), f"{groep.pad} kent geen veld {name}")


def _waardelijsten(files: Files) -> Iterator[Fault]:
    for loaded in files.waardelijsten:
        seen = set[str]()
        if loaded.file.path.stem != loaded.contract.naam:
            yield loaded.file.fault(("naam",), "de naam verschilt van de bestandsnaam")
        for number, waarde in enumerate(loaded.contract.waarde):
            if waarde.code in seen:
                yield loaded.file.fault(("waarde", number, "code"), f"code {waarde.code} staat er twee keer")
            seen.add(waarde.code)


def _doelbinding(loaded: Loaded[Doelbinding], files: Files, profiel: Profiel) -> Iterator[Fault]:
    doelbinding, file = loaded.contract, loaded.file
    yield from _whitelist(loaded, profiel)
    if file.path.name != f"{doelbinding.id}.{doelbinding.versie}.toml":
        yield file.fault(("id",), f"het bestand moet {doelbinding.id}.{doelbinding.versie}.toml heten")
    if f"{doelbinding.id}.{doelbinding.versie}" not in files.gevallen:
        yield file.fault(("id",), "de gevallen (.cases.toml) ontbreken")
    for number, rij in enumerate(doelbinding.rijvoorwaarde):
        groep = profiel.groepen.get(rij.groep)
        if groep is None or groep.einde is None:
            yield file.fault(
                ("rijvoorwaarde", number, "groep"), f"groep {rij.groep} heeft geen tijd of bestaat niet"
            )
    known = {afnemer.oin for afnemer in files.afnemers.contract.afnemer} if files.afnemers else set()
    for oin in sorted(set(doelbinding.afnemers) - known):
        yield file.fault(("afnemers",), f"afnemer {oin} staat niet in afnemers.toml")


def _whitelist(loaded: Loaded[Doelbinding], profiel: Profiel) -> Iterator[Fault]:
    doelbinding, file = loaded.contract, loaded.file
    seen = set[str]()
    for number, regel in enumerate(doelbinding.veld):
        where = ("veld", number, "veld")
        veld = profiel.velden.get(regel.veld)
        if veld is None:
            yield file.fault(where, f"veld {regel.veld} bestaat niet in profiel.toml")
        elif unknown := set(regel.waarden) - set(veld.waarden):
            yield file.fault(("veld", number, "waarden"), f"{sorted(unknown)} kan {regel.veld} niet zijn")
        elif regel.precisie and veld.type != "DATUM":
            yield file.fault(("veld", number, "precisie"), f"{regel.veld} is geen datum")
        if (regel.waarden or regel.precisie) and not regel.reden_voorwaarde:
            yield file.fault(
                ("veld", number, "redenVoorwaarde"), f"{regel.veld}: een voorwaarde heeft een reden"
            )
        if regel.veld in seen:
            yield file.fault(where, f"veld {regel.veld} staat er twee keer")
        seen.add(regel.veld)


def _versions(files: Files) -> Iterator[Fault]:
    by_start = sorted(
        files.doelbindingen, key=lambda loaded: (loaded.contract.id, loaded.contract.geldig_van)
    )
    for earlier, later in pairwise(by_start):
        if earlier.contract.id == later.contract.id and earlier.contract.geldig_op(later.contract.geldig_van):
            yield later.file.fault(("geldigVan",), f"overlapt met de versie van {earlier.contract.versie}")


def _afspraak(loaded: Loaded[Afspraak], files: Files, profiel: Profiel) -> Iterator[Fault]:
    afspraak, file = loaded.contract, loaded.file
    if file.path.parent.name != afspraak.bron:
        yield file.fault(("bron",), "de bron verschilt van de mapnaam")
    doelen = {doel.contract.id for doel in files.doelbindingen}
    for number, levering in enumerate(afspraak.levering):
        yield from _levering(number, levering, loaded, profiel)
        if levering.doelbinding not in doelen:
            yield file.fault(
                ("levering", number, "doelbinding"), f"doelbinding {levering.doelbinding} bestaat niet"
            )
    for number, bestand in enumerate(afspraak.bestand):
        path = file.path.parent / bestand.pad
        actual = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
        if actual != bestand.sha256:
            yield file.fault(("bestand", number, "sha256"), f"{bestand.pad}: vingerafdruk is nu {actual}")
    pinned = {(file.path.parent / bestand.pad).resolve() for bestand in afspraak.bestand}
    for path in sorted(file.path.parent.rglob("*")):
        if path.suffix in {".wsdl", ".xsd", ".json"} and path.resolve() not in pinned:
            yield file.fault(("bestand",), f"{path.name} heeft geen vingerafdruk in [[bestand]]")


def _levering(number: int, levering: Levering, loaded: Loaded[Afspraak], profiel: Profiel) -> Iterator[Fault]:
    file = loaded.file
    if levering.bron not in profiel.bronnen:
        yield file.fault(("levering", number, "bron"), f"bron {levering.bron} bestaat niet in profiel.toml")
    if levering.grondslag is None and levering.status != "ONTBREEKT":
        yield file.fault(("levering", number), f"levering {levering.bron}: de grondslag ontbreekt")
    for veld in levering.velden:
        if veld not in profiel.velden:
            yield Fault(file.name, file.line_with(f'"{veld}"'), f"veld {veld} bestaat niet in profiel.toml")


def _mapping(adapter: str, loaded: Loaded[Mapping], files: Files, profiel: Profiel) -> Iterator[Fault]:
    afspraken = [item.contract for item in files.afspraken if item.contract.bron == adapter]
    agreed = {(deal.bron, veld) for item in afspraken for deal in item.levering for veld in deal.velden}
    for number, tabel in enumerate(loaded.contract.tabel):
        where: tuple[str | int, ...] = ("tabel", number)
        groep = profiel.groepen.get(tabel.groep)
        if groep is None:
            yield loaded.file.fault((*where, "groep"), f"groep {tabel.groep} bestaat niet")
            continue
        unknown = [stap for stap in tabel.stappen if stap not in STEPS]
        for stap in unknown:
            yield loaded.file.fault((*where, "stappen"), f"stap {stap} bestaat niet")
        yield from _locators(loaded, where, tabel, files, profiel)
        if not unknown:
            yield from _slots(loaded, where, tabel, (groep.begin, groep.einde))
        for name in sorted(tabel.geeft):
            if (tabel.bron, f"{tabel.groep}.{name}") not in agreed:
                yield loaded.file.fault(
                    where, f"{tabel.bron} mag {name} niet leveren: het staat niet in de afspraak"
                )


def _locators(
    loaded: Loaded[Mapping], where: tuple[str | int, ...], tabel: Tabel, files: Files, profiel: Profiel
) -> Iterator[Fault]:
    places: list[tuple[tuple[str | int, ...], str, Locator]] = [
        ((*where, "veld", name), name, locator) for name, locator in tabel.veld.items()
    ]
    places += [((*where, "intern", name), "", locator) for name, locator in tabel.intern.items()]
    for lijst, nested in tabel.lijst.items():
        places += [
            ((*where, "lijst", lijst, "intern", name), "", item) for name, item in nested.intern.items()
        ]
    for place, veldnaam, locator in places:
        if locator.als not in CONVERTERS:
            yield loaded.file.fault(place, f"converter {locator.als} bestaat niet")
        elif (locator.lijst in _lists(files)) != (locator.als in NEEDS_LIST):
            yield loaded.file.fault(place, f"converter {locator.als}: waardelijst {locator.lijst} past niet")
        elif veldnaam:
            veld = profiel.velden.get(f"{tabel.groep}.{veldnaam}")
            if veld is None:
                yield loaded.file.fault(place, f"veld {tabel.groep}.{veldnaam} bestaat niet in profiel.toml")
            elif veld.type not in CONVERTERS[locator.als]:
                yield loaded.file.fault(place, f"converter {locator.als} maakt geen {veld.type}")


def _slots(
    loaded: Loaded[Mapping], where: tuple[str | int, ...], tabel: Tabel, bounds: tuple[str | None, str | None]
) -> Iterator[Fault]:
    nested = {f"{name}.{slot}" for name, lijst in tabel.lijst.items() for slot in lijst.intern}
    known = {*tabel.veld, *tabel.intern, *nested}
    names = dict(zip((BEGIN, EINDE), bounds, strict=True))
    for stap in tabel.stappen:
        spec = STEPS[stap]
        for slot in sorted(spec.leest.union(*spec.geeft.values())):
            name = names.get(slot, slot)
            if name not in known:
                yield loaded.file.fault(
                    (*where, "stappen"), f"stap {stap} leest {name}, en dat staat hier niet"
                )
    made = {slot for stap in tabel.stappen for slot in (*STEPS[stap].geeft, *STEPS[stap].leest)}
    for slot in tabel.sleutel:
        if slot not in known and not any(slot == name.rpartition(".")[2] for name in made):
            yield loaded.file.fault((*where, "sleutel"), f"sleutel {slot} staat hier niet")


def _adapters(files: Files, profiel: Profiel) -> Iterator[Fault]:
    agreed = {item.contract.bron for item in files.afspraken}
    for loaded in files.manifesten:
        manifest = loaded.contract
        if loaded.file.path.parent.name != manifest.id:
            yield loaded.file.fault(("id",), "de id verschilt van de mapnaam")
        if manifest.id not in agreed:
            yield loaded.file.fault(("id",), f"contracts/bronnen/{manifest.id}/afspraak.toml ontbreekt")
        mapped = files.mappings[manifest.id].contract.tabel if manifest.id in files.mappings else ()
        for number, operatie in enumerate(manifest.operatie):
            where = ("operatie", number, "bron")
            if operatie.bron not in profiel.bronnen:
                yield loaded.file.fault(where, f"bron {operatie.bron} bestaat niet in profiel.toml")
            if not operatie.is_index and not any(tabel.bron == operatie.bron for tabel in mapped):
                yield loaded.file.fault(where, f"mapping.toml kent geen tabel van {operatie.bron}")
            named = (
                (operatie.dienst, operatie.versie, operatie.bericht)
                if operatie.koppelvlak == "soap"
                else (operatie.pad,)
            )
            if not all(named):
                yield loaded.file.fault(
                    where, f"{operatie.bron}: soap heeft dienst, versie en bericht; rest een pad"
                )


def _afnemers(files: Files) -> Iterator[Fault]:
    doelen = {doel.contract.id for doel in files.doelbindingen}
    seen = set[str]()
    for number, afnemer in enumerate(files.afnemers.contract.afnemer if files.afnemers else ()):
        assert files.afnemers is not None  # noqa: S101 - it has rows
        if afnemer.oin in seen:
            yield files.afnemers.file.fault(
                ("afnemer", number, "oin"), f"afnemer {afnemer.oin} staat er twee keer"
            )
        seen.add(afnemer.oin)
        for doel in sorted(set(afnemer.doelbindingen) - doelen):
            yield files.afnemers.file.fault(
                ("afnemer", number, "doelbindingen"), f"doelbinding {doel} bestaat niet"
            )


def _suppliers(files: Files, profiel: Profiel) -> Iterator[Fault]:
    given = {
        (deal.bron, deal.doelbinding, veld)
        for item in files.afspraken
        for deal in item.contract.levering
        for veld in deal.velden
    }
    mapped = {
        (tabel.bron, f"{tabel.groep}.{name}")
        for loaded in files.mappings.values()
        for tabel in loaded.contract.tabel
        for name in tabel.geeft
    }
    for doel in files.doelbindingen:
        supplied = {
            veld
            for bron, doelbinding, veld in given
            if doelbinding == doel.contract.id and (bron, veld) in mapped
        }
        for number, regel in enumerate(doel.contract.veld):
            if regel.veld in profiel.velden and regel.veld not in supplied:
                yield doel.file.fault(
                    ("veld", number, "veld"), f"geen bron levert {regel.veld} voor dit doel"
                )
