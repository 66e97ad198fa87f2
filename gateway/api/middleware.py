"""The one middleware: headers on every answer, and the last resort when something unforeseen happens."""

import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.api.measured import Paths, served
from gateway.api.problems import problem_response
from gateway.figures import Figures
from gateway.logs import describe, tell

_CSP = b"content-security-policy"
CLOSED_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

_CORRELATION = b"x-correlation-id"
_CORRELATION_ID = re.compile(rb"[A-Za-z0-9._:-]{1,128}")
_REVEALING = frozenset({b"server", b"x-powered-by"})


class AnswerHeaders:
    """Pure ASGI middleware: every answer, errors too, carries the API version and the security headers.

    API Design Rules 2.2.0 /core/version-header and /core/transport/security-headers. A valid
    `X-Correlation-ID` is echoed, any other is ignored. What escapes the routes becomes 500 INTERNE_FOUT here
    and goes no further, because servers log an escaped exception with its message. The figures hear how each
    request ended; `paths` are those of the API. What a limit has to say is there as soon as the question was
    counted (`door.count`).
    """

    def __init__(self, app: ASGIApp, *, version: str, figures: Figures, paths: Paths) -> None:
        self._app = app
        self._figures, self._paths = figures, paths
        self._fixed = fixed_headers(version)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; other scopes (lifespan) pass untouched."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        added = self._fixed + _echo(scope)
        begun, status, gone = self._figures.now(), 0, False
        state = scope.setdefault("state", {})

        async def send_with_headers(message: Message) -> None:
            nonlocal status, gone
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = complete(message["headers"], added + state.get("quota", []))
            try:
                await send(message)
            except Exception:
                gone = True  # the connection ended while an answer was written to it
                raise

        try:
            await self._app(scope, receive, send_with_headers)
        except Exception as error:  # noqa: BLE001  the last resort: nothing may escape to the server's log
            if not gone:
                tell("ONVERWACHTE_FOUT", fout=describe(error))
            if not status:
                await problem_response("INTERNE_FOUT", scope)(scope, receive, send_with_headers)
        finally:
            if status:
                self._figures.served(served(scope, status, self._paths), self._figures.now() - begun)


def fixed_headers(version: str) -> list[tuple[bytes, bytes]]:
    """Give the headers that every answer of the API carries; `version` is its semver."""
    return [
        (b"api-version", version.encode("ascii")),
        (b"cache-control", b"no-store"),
        (b"strict-transport-security", b"max-age=31536000; includeSubDomains"),
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"DENY"),
        (b"referrer-policy", b"no-referrer"),
        (b"feature-policy", b"'none'"),
    ]


def _echo(scope: Scope) -> list[tuple[bytes, bytes]]:
    values = [value for name, value in scope["headers"] if name == _CORRELATION]
    valid = len(values) == 1 and _CORRELATION_ID.fullmatch(values[0])
    return [(_CORRELATION, values[0])] if valid else []


def complete(
    headers: list[tuple[bytes, bytes]], added: list[tuple[bytes, bytes]]
) -> list[tuple[bytes, bytes]]:
    """Give the headers of an answer: its own, those added, and a policy; nothing that names the software."""
    kept = [pair for pair in headers if pair[0] not in _REVEALING]
    # A page names the hash of its own style; every other answer gets the closed policy.
    policy = [] if any(name == _CSP for name, _ in kept) else [(_CSP, CLOSED_POLICY.encode("ascii"))]
    return kept + added + policy
