"""Faults of purposes: the whitelist, the versions, who may ask."""

from collections.abc import Iterator
from itertools import combinations

from gateway.core.doelbinding import Doelbinding, Toegestaan
from gateway.core.velden import Profiel
from gateway.errors import Fault
from gateway.register.files import Files, Loaded
from gateway.register.toml import SourceFile


def check_doelbindingen(files: Files, profiel: Profiel) -> Iterator[Fault]:
    """Find faults of every purpose, and versions of one purpose that overlap."""
    known = {afnemer.oin for afnemer in files.afnemers.contract.afnemer} if files.afnemers else None
    for loaded in files.doelbindingen:
        yield from _identity(loaded, files)
        yield from _whitelist(loaded, profiel)
        yield from _rijvoorwaarden(loaded, profiel)
        yield from _basis(loaded)
        yield from _own_gemeente(loaded, files)
        for number, oin in enumerate(loaded.contract.afnemers):
            if known is not None and oin not in known:
                yield from loaded.file.blame(
                    ("afnemers", number), f"afnemer {oin} staat niet in afnemers.toml: voeg hem daar toe"
                )
    yield from _versions(files)


def _identity(loaded: Loaded[Doelbinding], files: Files) -> Iterator[Fault]:
    doelbinding, file = loaded.contract, loaded.file
    name = f"{doelbinding.id}.{doelbinding.versie}"
    if file.path.name != f"{name}.toml":
        wrong_id = not file.path.name.startswith(f"{doelbinding.id}.")
        yield from file.blame(
            ("id",) if wrong_id else ("geldigVan",),
            f"bestandsnaam, id en geldigVan verschillen: noem het bestand {name}.toml",
        )
    elif name not in files.gevallen and not files.is_unread(f"{name}.cases.toml"):
        yield file.fault((), f"de gevallen ontbreken: schrijf {name}.cases.toml ernaast")
    if doelbinding.geldig_tot is not None and doelbinding.geldig_tot < doelbinding.geldig_van:
        yield from file.blame(("geldigTot",), "geldigTot ligt voor geldigVan: zet ze in volgorde")


def _whitelist(loaded: Loaded[Doelbinding], profiel: Profiel) -> Iterator[Fault]:
    seen = set[str]()
    for number, regel in enumerate(loaded.contract.veld):
        if regel.veld in seen:
            yield from loaded.file.blame(
                ("veld", number, "veld"), f"veld {regel.veld} staat er twee keer: houd er een over"
            )
        seen.add(regel.veld)
        yield from _regel(number, regel, profiel, loaded.file)


def _regel(number: int, regel: Toegestaan, profiel: Profiel, file: SourceFile) -> Iterator[Fault]:
    where = ("veld", number)
    veld = profiel.velden.get(regel.veld)
    if veld is None:
        yield from file.blame(
            (*where, "veld"), f"veld {regel.veld} bestaat niet: neem een pad uit profiel.toml over"
        )
    for position, waarde in enumerate(regel.waarden):
        if veld is not None and waarde not in veld.waarden:
            yield from file.blame(
                (*where, "waarden", position),
                f"{waarde!a} is geen waarde van {regel.veld}: kies uit zijn waarden in profiel.toml",
            )
    if veld is not None and regel.waarden and not (veld.waarden or ("",))[-1].startswith("ANDERE_"):
        yield from file.blame(
            (*where, "waarden"),
            f"{regel.veld} heeft geen restwaarde (ANDERE_…): de waarden kunnen niet worden beperkt",
        )
    if veld is not None and regel.precisie and veld.type != "DATUM":
        yield from file.blame((*where, "precisie"), f"{regel.veld} is geen datum: haal precisie weg")
    if (regel.waarden or regel.precisie) and not regel.reden_voorwaarde:
        yield from file.blame(
            (*where, "redenVoorwaarde"),
            f"{regel.veld}: een voorwaarde heeft een eigen reden: voeg redenVoorwaarde = … toe",
        )


def _basis(loaded: Loaded[Doelbinding]) -> Iterator[Fault]:
    if loaded.contract.grondslag.status == "ONTBREEKT" and loaded.contract.veld:
        yield from loaded.file.blame(
            ("grondslag", "status"), "zonder grondslag mag niets: haal de velden weg of noem de grondslag"
        )


def _own_gemeente(loaded: Loaded[Doelbinding], files: Files) -> Iterator[Fault]:
    """Find afnemers of which it is not known which gemeente is their own."""
    found = files.afnemers.contract.afnemer if files.afnemers else ()
    without = {afnemer.oin for afnemer in found if afnemer.gemeentecode is None}
    for number, oin in enumerate(loaded.contract.afnemers):
        if loaded.contract.eigen_gemeente and oin in without:
            yield from loaded.file.blame(
                ("afnemers", number),
                f"afnemer {oin} heeft geen gemeentecode: alleenEigenGemeente kan niet zonder",
            )


def _rijvoorwaarden(loaded: Loaded[Doelbinding], profiel: Profiel) -> Iterator[Fault]:
    seen = set[str]()
    for number, rij in enumerate(loaded.contract.rijvoorwaarde):
        where = ("rijvoorwaarde", number, "groep")
        groep = profiel.groepen.get(rij.groep)
        if rij.terugkijk is None and not rij.alleen_eigen_gemeente:
            yield from loaded.file.blame(
                where, "een rijvoorwaarde zegt terugkijk of alleenEigenGemeente: voeg een van beide toe"
            )
        if rij.alleen_eigen_gemeente and f"{rij.groep}.gemeente" not in profiel.velden:
            yield from loaded.file.blame(where, f"groep {rij.groep} kent geen gemeente: zie profiel.toml")
        if rij.terugkijk and (groep is None or groep.begin is None or groep.einde is None):
            yield from loaded.file.blame(
                where, f"groep {rij.groep} bestaat niet of heeft geen begin en einde: zie profiel.toml"
            )
        if rij.groep in seen:
            yield from loaded.file.blame(where, f"groep {rij.groep} staat er twee keer: houd er een over")
        seen.add(rij.groep)


def _versions(files: Files) -> Iterator[Fault]:
    by_start = sorted(files.doelbindingen, key=lambda item: (item.contract.geldig_van, item.file.name))
    for earlier, later in combinations(by_start, 2):
        if earlier.contract.id == later.contract.id and earlier.contract.geldig_op(later.contract.geldig_van):
            yield from later.file.blame(
                ("geldigVan",),
                f"overlapt met de versie van {earlier.contract.versie}: geef die een geldigTot voor deze dag",
            )


def check_afnemers(files: Files) -> Iterator[Fault]:
    """Find organisations that are there twice or that name a purpose that does not exist."""
    if files.afnemers is None:
        return
    file, seen = files.afnemers.file, set[str]()
    for number, afnemer in enumerate(files.afnemers.contract.afnemer):
        if afnemer.oin in seen:
            yield from file.blame(
                ("afnemer", number, "oin"), f"afnemer {afnemer.oin} staat er twee keer: houd er een over"
            )
        seen.add(afnemer.oin)
        for position, doel in enumerate(afnemer.doelbindingen):
            if doel not in files.doelen:
                yield from file.blame(
                    ("afnemer", number, "doelbindingen", position),
                    f"doelbinding {doel} bestaat niet: kies een id uit doelbindingen/",
                )
