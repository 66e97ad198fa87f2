"""Every path of the API, in one list."""

from dataclasses import dataclass
from functools import partial

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gateway.api import media
from gateway.api.asker import waiting
from gateway.api.door import count
from gateway.api.pages import Pages
from gateway.api.problems import NIET_GEREED, PUBLISHED, problem_response
from gateway.api.question import parse_question
from gateway.api.service import Service
from gateway.api.stream import EventStream
from gateway.core.question import Caller
from gateway.errors import Refused
from gateway.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """The operations. All are coroutines, also those without I/O: a plain function would go to a thread."""

    service: Service
    openapi: bytes
    pages: Pages

    async def raadplegen(self, request: Request) -> Response | EventStream:
        """Answer one question: `POST /v1/raadplegingen`."""
        service = self.service
        media.require_json(request)
        kind = media.require_acceptable(request, media.JSON, media.EVENTS)
        caller = await self._caller(request)
        await count(request, service.limiter, caller)
        media.refuse_query(request)
        key = media.idempotency_key(request)
        body = await media.read_body(request)
        question = parse_question(body, profiel=service.profiel, today=service.today())
        raadpleging_id = request.state.raadpleging_id = service.new_raadpleging_id()
        ask = partial(
            service.ask,
            question,
            caller,
            raadpleging_id=raadpleging_id,
            traceparent=media.traceparent(request),
            idempotency_key=key,
        )
        if kind == media.EVENTS:
            return EventStream(lambda heard: ask(heard=heard))
        with waiting(request.receive):
            return Response(await ask(), media_type=media.JSON)

    async def raadpleging(self, request: Request) -> Response:
        """Tell how a look-up ended, to the employee who asked."""
        media.require_acceptable(request, media.JSON)
        caller = await self._caller(request)
        # As a question, so that who tries ids is stopped, and before it is told whether there is one.
        await count(request, self.service.limiter, caller)
        media.refuse_query(request)
        told = await self.service.raadpleging(request.path_params["id"], caller)
        return _found(told, "Er is geen raadpleging met dit nummer die deze medewerker heeft gedaan.")

    async def _caller(self, request: Request) -> Caller:
        """Tell who asks; raises Refused NIET_AANGEMELD."""
        service = self.service
        certificate = media.certificate(
            request, header=service.certificate_header, trusted_proxy=service.trusted_proxy
        )
        return await service.authenticate(media.authorization(request), certificate)

    async def doelbindingen(self, request: Request) -> Response:
        """List the doelbindingen."""
        return _read(request, {"doelbindingen": self.service.doelbindingen()})

    async def doelbinding(self, request: Request) -> Response:
        """Give one doelbinding whole."""
        return _read(request, self.service.doelbinding(request.path_params["id"]))

    async def waardelijst(self, request: Request) -> Response:
        """Give one code list."""
        return _read(request, self.service.waardelijst(request.path_params["naam"]))

    async def bronnen(self, request: Request) -> Response:
        """Give the state of the sources."""
        return _read(request, {"bronnen": self.service.bronnen()})

    async def fout(self, request: Request) -> Response:
        """Explain a problem code, as a page or as JSON."""
        media.refuse_query(request)
        code = request.path_params["code"]
        kind = media.require_acceptable(request, media.HTML, media.JSON)
        if code not in PUBLISHED:
            raise Refused("NIET_GEVONDEN")
        if kind == media.HTML:
            return self._page(self.pages.problems[code])
        return _json(explanation(code, PUBLISHED[code]))

    async def documentation(self, request: Request) -> Response:
        """Give the documentation page."""
        media.require_acceptable(request, media.HTML)
        return self._page(self.pages.documentation)

    async def openapi_document(self, request: Request) -> Response:
        """Give the OpenAPI document to anyone from anywhere (/core/publish-openapi)."""
        media.require_acceptable(request, media.JSON)
        return Response(self.openapi, 200, {"Access-Control-Allow-Origin": "*"}, media.JSON)

    async def alive(self, _request: Request) -> Response:
        """Say that the process runs."""
        return _json({"status": "ok"})

    async def ready(self, request: Request) -> Response:
        """Say whether questions can be answered and what will stop that soon; a 503 names what is missing."""
        if missing := self.service.not_ready():
            detail = f"Er ontbreekt: {', '.join(missing)}."
            return problem_response(NIET_GEREED, request.scope, detail=detail, members={"ontbreekt": missing})
        warnings = self.service.warnings()
        return _json({"status": "ok"} | ({"waarschuwingen": warnings} if warnings else {}))

    def _page(self, content: bytes) -> Response:
        return Response(content, 200, {"Content-Security-Policy": self.pages.policy}, media.HTML)


def routes(endpoints: Endpoints) -> list[BaseRoute]:
    """List every route; whatever is not here is 404, also with a slash at the end."""
    return [
        Route("/v1/raadplegingen", endpoints.raadplegen, methods=["POST"]),
        Route("/v1/raadplegingen/{id}", endpoints.raadpleging),
        Route("/v1/doelbindingen", endpoints.doelbindingen),
        Route("/v1/doelbindingen/{id}", endpoints.doelbinding),
        Route("/v1/waardelijsten/{naam}", endpoints.waardelijst),
        Route("/v1/bronnen", endpoints.bronnen),
        Route("/v1/fouten/{code}", endpoints.fout),
        Route("/v1/openapi.json", endpoints.openapi_document),
        Route("/v1/documentatie", endpoints.documentation),
        Route("/livez", endpoints.alive),
        Route("/readyz", endpoints.ready),
    ]


def explanation(code: str, problem: Problem) -> dict[str, object]:
    """Write out what a code means, for people and programs."""
    return {
        "code": code,
        "status": problem.status,
        "titel": problem.titel,
        "oorzaak": problem.oorzaak,
        "herstel": problem.herstel,
        "opnieuw": problem.opnieuw,
        "contact": problem.contact,
    }


def _read(request: Request, content: dict[str, object] | None) -> Response:
    media.refuse_query(request)
    media.require_acceptable(request, media.JSON)
    return _found(content)


def _found(content: dict[str, object] | None, missing: str | None = None) -> Response:
    if content is None:
        raise Refused("NIET_GEVONDEN", detail=missing)
    return _json(content)


def _json(content: dict[str, object]) -> Response:
    return Response(msgspec.json.encode(content), media_type=media.JSON)
