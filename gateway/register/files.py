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
    """Everything that could be read; `faults` holds what could not."""

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


def read_files(contracts: Path, adapters: Path) -> Files:
    """Read every contract file and every adapter's manifest and mapping."""
    files = Files(contracts, adapters)
    files.profiel = _one(files, contracts / "profiel.toml", Profiel)
    files.afnemers = _one(files, contracts / "afnemers.toml", Afnemers)
    files.waardelijsten = _many(files, contracts, "waardelijsten/*.toml", Waardelijst)
    for path in sorted(contracts.glob("doelbindingen/*.toml")):
        if path.name.endswith(".cases.toml"):
            if cases := _one(files, path, Gevallen):
                files.gevallen[path.name.removesuffix(".cases.toml")] = cases
        elif found := _one(files, path, Doelbinding):
            files.doelbindingen.append(found)
    files.afspraken = _many(files, contracts, "bronnen/*/afspraak.toml", Afspraak)
    files.manifesten = _many(files, adapters, "*/manifest.toml", Manifest)
    for path in sorted(adapters.glob("*/mapping.toml")):
        if mapping := _one(files, path, Mapping):
            files.mappings[path.parent.name] = mapping
    return files


def _one(files: Files, path: Path, model: type[C]) -> Loaded[C] | None:
    root = (files.contracts if path.is_relative_to(files.contracts) else files.adapters).parent
    if not path.is_file():
        files.faults.append(Fault(path.relative_to(root).as_posix(), 1, "het bestand ontbreekt"))
        return None
    file = SourceFile(path, root)
    contract = file.load(model, files.faults)
    return None if contract is None else Loaded(contract, file)


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
