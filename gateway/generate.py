"""Every document that follows from contracts and code; written by a command, compared by `make check`."""

from pathlib import Path
from typing import Any

from gateway.api.openapi import render_openapi
from gateway.register.document import SCHEMAS, matrix_text, schema_text
from gateway.register.register import Register
from gateway.wiring import VERSION


class _Described:
    """As much of a Service as the OpenAPI document needs."""

    version = VERSION

    def __init__(self, register: Register) -> None:
        self.profiel = register.profiel


def generated(register: Register) -> dict[str, str]:
    """Give every generated text by its path below the project."""
    described: Any = _Described(register)
    texts = {f"contracts/schema/{name}.schema.json": schema_text(model) for name, model in SCHEMAS.items()}
    texts["contracts/api/openapi.json"] = render_openapi(described)
    texts["docs/doelbindingen.md"] = matrix_text(register)
    return texts


def stale(root: Path, texts: dict[str, str]) -> list[str]:
    """Name the files that differ from what would be generated now."""
    return [path for path, text in texts.items() if not _same(root / path, text)]


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text
