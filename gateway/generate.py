"""Every document that follows from contracts and code; written by a command, compared by `make check`."""

from dataclasses import dataclass
from pathlib import Path

from gateway.api.openapi import render_openapi
from gateway.core.velden import Profiel
from gateway.register.document import SCHEMAS, matrix_text, schema_text
from gateway.register.register import Register
from gateway.wiring import VERSION


@dataclass(frozen=True, slots=True)
class _Described:
    version: str
    profiel: Profiel


def generated(register: Register) -> dict[str, str]:
    """Give every generated text by its path below the project."""
    described = _Described(VERSION, register.profiel)
    texts = {f"contracts/schema/{name}.schema.json": schema_text(model) for name, model in SCHEMAS.items()}
    texts["contracts/api/openapi.json"] = render_openapi(described)
    texts["docs/doelbindingen.md"] = matrix_text(register)
    return texts


def stale(root: Path, texts: dict[str, str]) -> list[str]:
    """Name the files that differ from what would be generated now."""
    return [path for path, text in texts.items() if not _same(root / path, text)]


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text
