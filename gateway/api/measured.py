"""What the figures hear of a request: words from closed lists, whatever somebody sent."""

from collections.abc import Iterable, Mapping

from starlette.routing import BaseRoute, Route
from starlette.types import Scope

from gateway.figures import Served

UNKNOWN_ROUTE = "onbekend"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"})
_PROBLEM = "problem_code"

Paths = Mapping[object, str]
"""The path of the API that each endpoint stands at, with its parameters as names."""


def paths_of(listed: Iterable[BaseRoute]) -> Paths:
    """Give the path of each endpoint."""
    return {route.endpoint: route.path for route in listed if isinstance(route, Route)}


def remember_problem(scope: Scope, code: str) -> None:
    """Keep the code of the problem that a request gets."""
    scope.setdefault("state", {})[_PROBLEM] = code


def served(scope: Scope, status: int, paths: Paths) -> Served:
    """Describe a request that was answered with this status."""
    return Served(
        method=scope["method"] if scope["method"] in _METHODS else "_OTHER",
        route=paths.get(scope.get("endpoint"), UNKNOWN_ROUTE),
        scheme="https" if scope.get("scheme") == "https" else "http",
        status=status,
        code=scope.get("state", {}).get(_PROBLEM),
    )
