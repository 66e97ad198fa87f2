"""Contracts and adapters with one source there many times: what it takes is folders and lines, no Python."""

import shutil
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_ADAPTER, _BRON = "in_made", "DJI_IN_MADE"


def furnish(room: Path, sources: int) -> tuple[str, ...]:
    """Copy contracts and adapters to `room`, with `in_made` there so many times; give the ids of those."""
    shutil.copytree(_ROOT / "contracts", room / "contracts")
    for path in (_ROOT / "adapters").glob("*/*.toml"):
        _copy(path, room / path.relative_to(_ROOT))
    ids = [_ADAPTER, *(f"{_ADAPTER}_{number}" for number in range(1, sources))]
    for name in ids[1:]:
        for part in ("adapters", "contracts/bronnen"):
            _copy_source(room / part / _ADAPTER, name)
    bronnen = ", ".join(f'"{_bron(name)}"' for name in ids)
    for path in (room / "contracts/profiel.toml", *(room / "contracts/doelbindingen").glob("*.cases.toml")):
        path.write_text(path.read_text("utf-8").replace(f'"{_BRON}"', bronnen), "utf-8")
    return tuple(ids)


def _copy_source(folder: Path, name: str) -> None:
    """Copy the folder of the source under another name."""
    copy = folder.with_name(name)
    shutil.copytree(folder, copy)
    for path in copy.glob("*.toml"):
        text = path.read_text("utf-8").replace(f'"{_ADAPTER}"', f'"{name}"')
        path.write_text(text.replace(f'"{_BRON}"', f'"{_bron(name)}"'), "utf-8")


def _bron(name: str) -> str:
    return name.replace(_ADAPTER, _BRON).upper()


def _copy(path: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, to)
