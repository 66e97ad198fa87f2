"""Which contract files there are, and what each holds."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from gateway.core.afspraak import Afspraak
from gateway.core.contract import Contract
from gateway.core.doelbinding import Afnemers, Doelbinding, Gevallen
from gateway.core.mapping import Manifest, Mapping
from gateway.core.velden import Profiel
from gateway.core.waardelijst import Waardelijst
from gateway.errors import Fault
from gateway.register.toml import SourceFile

C = TypeVar("C", bound=Contract)


@dataclass(frozen=True, slots=True)
class Loaded(Generic[C]):
    """A contract and the file it came from."""

    contract: C
    file: SourceFile


@dataclass(slots=True)
class Files:
    """Everything that could be read; `faults` holds what was wrong, `unread` the files that gave nothing.

    `whole` is False when a folder is missing: then only faults of single files can be told.
    """

    contracts: Path
    adapters: Path
    profiel: Loaded[Profiel] | None = None
    afnemers: Loaded[Afnemers] | None = None
    waardelijsten: list[Loaded[Waardelijst]] = field(default_factory=list)
    doelbindingen: list[Loaded[Doelbinding]] = field(default_factory=list)
    gevallen: dict[str, Loaded[Gevallen]] = field(default_factory=dict)
    afspraken: list[Loaded[Afspraak]] = field(default_factory=list)
    manifesten: list[Loaded[Manifest]] = field(default_factory=list)
    mappings: dict[str, Loaded[Mapping]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    unread: set[Path] = field(default_factory=set)
    whole: bool = True

    @property
    def lijsten(self) -> frozenset[str]:
        """The names of code lists; of a file that cannot be read, the name that its file must have."""
        unread = {path.stem for path in self.unread if path.parent.name == "waardelijsten"}
        return frozenset(unread.union(loaded.contract.naam for loaded in self.waardelijsten))

    @property
    def doelen(self) -> frozenset[str]:
        """The ids of purposes; of a file that cannot be read, the id that its name begins with."""
        unread = {path.name.partition(".")[0] for path in self.unread if path.parent.name == "doelbindingen"}
        return frozenset(unread.union(loaded.contract.id for loaded in self.doelbindingen))

    def is_unread(self, *parts: str) -> bool:
        """Whether a file whose path ends so is there but could not be read."""
        return any(path.parts[-len(parts) :] == parts for path in self.unread)


def read_files(contracts: Path, adapters: Path) -> Files:
    """Read every contract file and every adapter's manifest and mapping."""
    files = Files(contracts, adapters)
    folders = (contracts, *(contracts / name for name in _FOLDERS), adapters)
    missing = [path for path in folders if not path.is_dir()]
    files.whole = not missing
    for path in missing:
        if path.parent not in missing:
            files.faults.append(Fault(_name(path, files), 1, "de map ontbreekt: zet de bestanden terug"))
    if contracts in missing:
        return files
    files.profiel = _one(files, contracts / "profiel.toml", Profiel)
    files.afnemers = _one(files, contracts / "afnemers.toml", Afnemers)
    files.waardelijsten = _many(files, contracts, "waardelijsten/*.toml", Waardelijst)
    _read_doelbindingen(files)
    files.afspraken = _many(files, contracts, "bronnen/*/afspraak.toml", Afspraak)
    files.manifesten = _many(files, adapters, "*/manifest.toml", Manifest)
    mappings = _many(files, adapters, "*/mapping.toml", Mapping)
    files.mappings = {loaded.file.path.parent.name: loaded for loaded in mappings}
    files.faults.extend(_strays(files))
    return files


_FOLDERS = ("waardelijsten", "doelbindingen", "bronnen")
_CASES = ".cases.toml"


def _read_doelbindingen(files: Files) -> None:
    for path in sorted(files.contracts.glob("doelbindingen/*.toml")):
        if path.name.endswith(_CASES):
            if cases := _one(files, path, Gevallen):
                files.gevallen[path.name.removesuffix(_CASES)] = cases
        elif found := _one(files, path, Doelbinding):
            files.doelbindingen.append(found)


def _strays(files: Files) -> Iterator[Fault]:
    """Find files that nobody reads: their writer thinks that they count."""
    for folder in _FOLDERS[:2]:
        for path in sorted(files.contracts.glob(f"{folder}/*")):
            if path.suffix != ".toml" and path.name != "README.md":
                yield Fault(_name(path, files), 1, "wordt niet gelezen: een contract eindigt op .toml")


def _name(path: Path, files: Files) -> str:
    root = files.contracts if path.is_relative_to(files.contracts) else files.adapters
    return path.relative_to(root.parent).as_posix()


def _one(files: Files, path: Path, model: type[C]) -> Loaded[C] | None:
    if not path.is_file():
        files.faults.append(Fault(_name(path, files), 1, "het bestand ontbreekt: zet het terug"))
        return None
    root = (files.contracts if path.is_relative_to(files.contracts) else files.adapters).parent
    file = SourceFile(path, root)
    contract = file.load(model, files.faults)
    if contract is None:
        files.unread.add(path)
        return None
    return Loaded(contract, file)


def _many(files: Files, root: Path, pattern: str, model: type[C]) -> list[Loaded[C]]:
    found = (_one(files, path, model) for path in sorted(root.glob(pattern)))
    return [loaded for loaded in found if loaded is not None]


def digest(contracts: Path, adapters: Path) -> str:
    """Give one SHA-256 over every contract and mapping file: names and bytes, length-prefixed."""
    total = hashlib.sha256()
    for root, path in _digested(contracts, adapters):
        for part in (path.relative_to(root.parent).as_posix().encode(), path.read_bytes()):
            total.update(len(part).to_bytes(8, "big") + part)
    return f"sha256:{total.hexdigest()}"


def _digested(contracts: Path, adapters: Path) -> Iterator[tuple[Path, Path]]:
    for path in sorted(contracts.rglob("*")):
        below = path.relative_to(contracts).parts[0]
        if path.is_file() and below in {
            "profiel.toml",
            "afnemers.toml",
            "waardelijsten",
            "doelbindingen",
            "bronnen",
        }:
            yield contracts, path
    for path in sorted(adapters.glob("*/*.toml")):
        if path.name in {"manifest.toml", "mapping.toml"}:
            yield adapters, path
