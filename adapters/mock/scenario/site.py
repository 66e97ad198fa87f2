"""The servers that a scenario speaks with, over HTTP of the standard library."""

import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from adapters.mock.parsing import read_json

_PATIENCE = 90
"""Seconds; a question of the gateway may last 60 (GATEWAY_TIJD_VRAAG)."""


class Unusable(Exception):
    """The scenario cannot be played as asked; the text says in Dutch what to change."""


@dataclass(frozen=True, slots=True)
class Said:
    """Status and JSON of an answer; `content` None when it holds no JSON."""

    status: int
    content: Any = field(repr=False)


@dataclass(frozen=True, slots=True)
class Site:
    """A server at `url`; `option` is where a person wrote that address."""

    url: str
    option: str

    def call(
        self, method: str, path: str, content: object = None, headers: Mapping[str, str] | None = None
    ) -> Said:
        """Send a request and give the answer. Raises Unusable when no HTTP comes back."""
        body = None if content is None else json.dumps(content)
        try:
            with closing(self._connection()) as connection:
                connection.request(
                    method, path, body, {"Content-Type": "application/json", **(headers or {})}
                )
                answer = connection.getresponse()
                return Said(answer.status, _json(answer.read()))
        except (OSError, HTTPException, ValueError):
            raise Unusable(f"{self.option}: geen antwoord van {self.url}; draait daar iets?") from None

    def _connection(self) -> HTTPConnection:
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path not in {"", "/"}:
            raise Unusable(f"{self.option}: geef een adres als http://127.0.0.1:8080")
        make = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        return make(parts.netloc, timeout=_PATIENCE)


def _json(content: bytes) -> Any:  # noqa: ANN401 - JSON
    try:
        return read_json(content)
    except ValueError:
        return None
