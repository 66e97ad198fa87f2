"""Faults of how sources are asked: manifests and their operations."""

from collections.abc import Iterator

from gateway.core.mapping import Manifest, Operatie, Pijp
from gateway.core.velden import Profiel
from gateway.errors import Fault
from gateway.register.files import Files, Loaded

_BOUNDS: dict[str, tuple[float, float]] = {
    "tijdTotaal": (0.1, 10.0),
    "tijdPoging": (0.1, 10.0),
    "pogingen": (1, 3),
    "herhaalDeel": (0.0, 1.0),
    "onderbrekerNa": (1, 100),
    "onderbrekerSeconden": (1.0, 600.0),
    "gelijktijdig": (1, 256),
}
"""Between which values each number of a pipe lies; a whole question takes ten seconds."""


def check_sources(files: Files, profiel: Profiel) -> Iterator[Fault]:
    """Find faults of every manifest, and bronnen that no adapter asks."""
    owners = dict[str, str]()
    for loaded in files.manifesten:
        yield from _manifest(loaded, files)
        for number, operatie in enumerate(loaded.contract.operatie):
            yield from _operatie(number, operatie, loaded, files, profiel)
            owner = owners.setdefault(operatie.bron, loaded.file.name)
            if owner != loaded.file.name:
                yield from loaded.file.blame(
                    ("operatie", number, "bron"),
                    f"bron {operatie.bron} staat ook in {owner}: houd er een over",
                )
    if files.profiel is not None and not any(path.name == "manifest.toml" for path in files.unread):
        for number, bron in enumerate(profiel.bronnen):
            if bron not in owners:
                yield from files.profiel.file.blame(
                    ("bronnen", number), f"geen manifest.toml vraagt bron {bron}: haal hem weg of bouw hem"
                )


def _manifest(loaded: Loaded[Manifest], files: Files) -> Iterator[Fault]:
    manifest, file = loaded.contract, loaded.file
    folder = file.path.parent.name
    if folder != manifest.id:
        yield from file.blame(("id",), f"id {manifest.id} verschilt van de map {folder}: maak ze gelijk")
    if not (files.contracts / "bronnen" / folder / "afspraak.toml").is_file():
        yield from file.blame(
            ("id",), f"contracts/bronnen/{folder}/afspraak.toml ontbreekt: schrijf wat is afgesproken"
        )
    if not (file.path.parent / "mapping.toml").is_file():
        yield file.fault((), f"adapters/{folder}/mapping.toml ontbreekt: schrijf waar de velden staan")
    numbers = manifest.model_dump(by_alias=True, include=set(Pijp.model_fields))
    for name, (least, most) in _BOUNDS.items():
        if not least <= numbers[name] <= most:
            yield from file.blame((name,), f"{name} ligt tussen {least:g} en {most:g}")


def _operatie(
    number: int, operatie: Operatie, loaded: Loaded[Manifest], files: Files, profiel: Profiel
) -> Iterator[Fault]:
    where, file = ("operatie", number), loaded.file
    folder = file.path.parent.name
    if operatie.bron not in profiel.bronnen:
        yield from file.blame(
            (*where, "bron"), f"bron {operatie.bron} bestaat niet: kies uit bronnen in profiel.toml"
        )
    mapping = files.mappings.get(folder)
    if (
        mapping
        and not operatie.is_index
        and operatie.bron not in {tab.bron for tab in mapping.contract.tabel}
    ):
        yield from file.blame(
            (*where, "bron"), f"mapping.toml kent geen tabel van {operatie.bron}: schrijf er een"
        )
    yield from _address(where, operatie, loaded)
    yield from _beside(number, operatie, loaded)


def _beside(number: int, operatie: Operatie, loaded: Loaded[Manifest]) -> Iterator[Fault]:
    """Find what does not fit with the other operations of this manifest."""
    where, file, manifest = ("operatie", number), loaded.file, loaded.contract
    same = [item.koppelvlak for item in manifest.operatie if item.bron == operatie.bron]
    if manifest.koppelvlak not in same and not operatie.is_index:
        yield from file.blame(
            (*where, "koppelvlak"),
            f"{operatie.bron} heeft geen operatie over {manifest.koppelvlak}: voeg die toe of kies een ander",
        )
    earlier = manifest.operatie[:number]
    key = (operatie.bron, operatie.koppelvlak, operatie.dienst)
    if any((item.bron, item.koppelvlak, item.dienst) == key for item in earlier):
        yield from file.blame(
            (*where, "bron"),
            f"{operatie.bron} over {operatie.koppelvlak} staat er twee keer: houd er een over",
        )
    if operatie.per is not None and operatie.per.operatie not in {
        item.bron for item in manifest.operatie if item.is_index
    }:
        yield from file.blame(
            (*where, "per", "operatie"),
            f"operatie {operatie.per.operatie} bestaat hier niet of noemt geen gemeenten",
        )


def _address(where: tuple[str, int], operatie: Operatie, loaded: Loaded[Manifest]) -> Iterator[Fault]:
    soap = {"dienst": operatie.dienst, "versie": operatie.versie, "bericht": operatie.bericht}
    needed = soap if operatie.koppelvlak == "soap" else {"pad": operatie.pad}
    for key, value in needed.items():
        if not value:
            yield from loaded.file.blame(
                (*where, key), f"{operatie.bron}: {key} ontbreekt: {operatie.koppelvlak} kan niet zonder"
            )
    if operatie.koppelvlak == "rest" and operatie.pad:
        slot = "{gemeente}" in operatie.pad
        if not operatie.pad.startswith("/") or slot != (operatie.per is not None):
            yield from loaded.file.blame(
                (*where, "pad"),
                f"{operatie.bron}: pad begint met / en noemt {{gemeente}} precies dan als er een per is",
            )
