"""What stands before a question: whether there is room, and whether who asks has not asked too much."""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.api.problems import problem_response
from gateway.core.question import Caller
from gateway.errors import Refused
from gateway.limits.limiter import Limiter
from gateway.limits.quota import Quota
from gateway.places import Places

_QUESTIONS = "/v1/raadplegingen"


class Door:
    """ASGI middleware: without room a question is refused before a byte of its body is read."""

    def __init__(self, app: ASGIApp, *, places: Places) -> None:
        self._app, self._places = app, places

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in; all but questions always."""
        if scope["type"] != "http" or scope["method"] != "POST" or scope["path"] != _QUESTIONS:
            await self._app(scope, receive, send)
        elif self._places.full:
            await problem_response("OVERBELAST", scope)(scope, receive, send)
        else:
            with self._places.arrived():
                await self._app(scope, receive, send)


async def count(request: Request, limiter: Limiter, caller: Caller) -> None:
    """Count an attempt; its answer, whatever it is, says what is left. Raises Refused TE_VEEL_VRAGEN."""
    quota = await limiter.count(caller)
    if quota is not None:
        request.state.quota = _headers(quota)
        if quota.retry_after:
            whose = f"per {quota.rule.kind.lower()}"
            raise Refused(
                "TE_VEEL_VRAGEN", detail=f"De limiet is {quota.rule.most} vragen per minuut {whose}."
            )


def _headers(quota: Quota) -> list[tuple[bytes, bytes]]:
    said = {b"ratelimit-limit": quota.rule.most, b"ratelimit-remaining": quota.remaining}
    said |= {b"ratelimit-reset": quota.reset}
    if quota.retry_after:
        said |= {b"retry-after": quota.retry_after}
    return [(name, str(number).encode("ascii")) for name, number in said.items()]
