"""One operation of the admin API: from a request to a checked object, from an answer to JSON."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from adapters.mock.admin.elsewhere import from_elsewhere
from adapters.mock.problem import problem
from adapters.mock.shape import Schema, ShapeError, checker, obj

Given: TypeAlias = dict[str, Any]
"""What was sent: query and path parameters by name, or the body."""

BASE = "/__admin"
_JSON = "application/json"


class Missing(Exception):
    """What is asked for is not there; the text says in Dutch what."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A method and a path below /__admin, and what they do.

    `act` gets the path and query parameters and the body, each checked; it gives the answer of `status` (None
    without content), and raises ShapeError or Missing. `free_body`: `act` checks the body itself.
    """

    method: str
    path: str
    summary: str
    act: Callable[[Given, Any], object]
    answer: Schema = field(default_factory=dict)
    status: int = 200
    query: Mapping[str, Schema] = field(default_factory=dict)
    body: Schema | None = None
    free_body: bool = False
    body_required: bool = True

    def endpoint(self) -> Callable[[Request], Awaitable[Response]]:
        """Give the endpoint that checks, acts and answers."""
        check_query = checker(obj(self.query))
        check_body = checker(self.body) if self.body is not None and not self.free_body else _as_it_is

        async def answer(request: Request) -> Response:
            content = await request.body() if self.body is not None else b""
            if refused := self._refused(request, content):
                return refused
            try:
                named = {**check_query(dict(request.query_params)), **request.path_params}
                body = check_body(self._read(content)) if self.body is not None else None
                given = self.act(named, body)
            except ShapeError as error:
                return problem(400, str(error), error.key)
            except Missing as error:
                return problem(404, str(error))
            return Response(status_code=204) if given is None else JSONResponse(given, self.status)

        return answer

    def _refused(self, request: Request, content: bytes) -> Response | None:
        """Refuse what a web page of somebody else could send, with or without its reader's knowledge."""
        if from_elsewhere(request):
            return problem(403, "dit komt van een webpagina van een andere server", "origin")
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        needed = content or (self.body is not None and self.body_required)
        if needed and media_type != _JSON:
            return problem(415, f"stuur het bericht als {_JSON}", "content-type")
        return None

    def _read(self, content: bytes) -> object:
        if not content and not self.body_required:
            return {}
        try:
            given = json.loads(content, parse_constant=_refuse)
            # An escaped half of a character is no text, and 1e999 is infinite though it is not called so.
            json.dumps(given, ensure_ascii=False, allow_nan=False).encode()
        except (ValueError, RecursionError):
            raise ShapeError("bericht", "moet JSON in UTF-8 zijn") from None
        return given


def _refuse(_: str) -> float:
    """Refuse NaN and Infinity, which are no JSON and compare with nothing."""
    raise ValueError


def _as_it_is(value: object) -> object:
    return value
