"""The mock server: every source's SOAP and REST addresses (`interface.md` §5), and a journal."""

import secrets
from collections.abc import Awaitable, Callable
from functools import lru_cache
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.mock import rest, soap
from adapters.mock.files import contract_routes, wsdl
from adapters.mock.journal import Entry, Journal
from adapters.mock.service import Asked, Lookup, Service
from adapters.mock.world import CONTRACTS, World, build_world

Endpoint = Callable[[Request], Awaitable[Response]]
"""Answers one request."""

Guard = Callable[[Service, Endpoint, Callable[[Request], None]], Endpoint]
"""Wraps the SOAP endpoint of a service; the callable notes a request that does not get to it."""

_MEMO = 4096
_MELDINGEN = {"met-fout": "Fout", "met-waarschuwing": "Waarschuwing", "met-informatie": "Informatie"}
_BROKEN = frozenset({"alleen-fwi", "soap-fault"})
_NOTHING = Asked()


def create_app(
    personas_dir: Path | None = None, *, contracts_dir: Path = CONTRACTS, ignore_fields: bool = False
) -> Starlette:
    """Build the mock server over the lives of a folder (default: those beside this file).

    `ignore_fields` sends whole REST dossiers whatever was asked, to test that a reader drops the rest.
    Raises LifeError, SchemaError or OSError when lives or contracts cannot be read.
    """
    return serve_world(build_world(personas_dir, contracts_dir), ignore_fields=ignore_fields)


def serve_world(world: World, *, ignore_fields: bool = False, guard: Guard | None = None) -> Starlette:
    """Build the mock server over a world; `ignore_fields` as in `create_app`, `guard` of all SOAP."""
    journal = Journal(secrets.token_bytes(32))
    sources = Sources(world, journal, ignore_fields=ignore_fields, guard=guard)
    return Starlette(routes=[*contract_routes(world), *sources.routes(), *_admin(journal)])


class Sources:
    """Answers requests from a world and notes each in the journal."""

    def __init__(self, world: World, journal: Journal, *, ignore_fields: bool, guard: Guard | None) -> None:
        self._world = world
        self._journal = journal
        self._ignore_fields = ignore_fields
        self._guard = guard
        self._soap_body = lru_cache(_MEMO)(self._write_soap_body)
        self._dossiers = lru_cache(_MEMO)(self._write_dossiers)

    def routes(self) -> list[Route]:
        """Give one SOAP route per service, and a REST route for those that have one."""
        routes = [
            Route(f"/{s.bron}/suwibroker/soap/{s.key}", self._guarded(s), methods=["GET", "POST"])
            for s in self._world.services
            if s.soap
        ]
        routes += [
            Route(f"/{s.bron}{s.rest}", self._rest(s), methods=["POST"])
            for s in self._world.services
            if s.rest
        ]
        return routes + [
            Route(f"/{lookup.bron}{lookup.rest}", self._lookup(lookup), methods=["POST"])
            for lookup in self._world.lookups
        ]

    def _guarded(self, service: Service) -> Endpoint:
        if self._guard is None:
            return self._soap(service)
        return self._guard(service, self._soap(service), lambda request: self._note(request, service.key))

    def _soap(self, service: Service) -> Endpoint:
        async def answer(request: Request) -> Response:
            if request.method == "GET":
                return wsdl(self._world, service, str(request.base_url))
            try:
                asked = soap.read_request(await request.body(), service, request.headers)
            except soap.SoapRequestError as error:
                body = soap.write_fault(service, "Client", str(error))
                return _fault(service, body, error.addressing)
            self._note(request, service.key, bsn=asked.bsn, asked=Asked(period=asked.period))
            body = self._soap_body(service, asked.bsn, asked.period)
            if body.startswith("<soap:Fault>"):
                return _fault(service, body, asked.addressing)
            action = f"{service.action}Response"
            envelope = soap.write_envelope(body, action=action, request=asked.addressing)
            return Response(envelope, media_type=soap.MEDIA_TYPE)

        return answer

    def _write_soap_body(self, service: Service, bsn: str, period: tuple[str, str] | None) -> str:
        vorm = self._vorm(service, bsn)
        if vorm == "soap-fault":
            return soap.write_fault(service, "Server", "de bron kan nu niet antwoorden")
        if vorm == "alleen-fwi":
            return soap.write_fwi(service)
        if answer := self._world.answers.get((bsn, service.key)):
            return answer.body
        client = self._world.client(service, bsn, Asked(period=period))
        if client is None:
            return soap.write_nothing(service)
        return soap.write_found(service, client, period=period, melding=_MELDINGEN.get(vorm, ""))

    def _rest(self, service: Service) -> Endpoint:
        async def answer(request: Request) -> Response:
            try:
                asked = rest.read_request(await request.body(), with_fields=True)
            except rest.RestRequestError as error:
                return _problem(400, str(error))
            code = request.path_params.get("code")
            self._note(request, service.key, bsn=asked.bsn, asked=Asked(gemeente=code), fields=asked.fields)
            if self._vorm(service, asked.bsn) in _BROKEN:
                return _problem(500, "de bron kan nu niet antwoorden")
            return Response(
                self._dossiers(service, asked.bsn, code, asked.fields), media_type="application/json"
            )

        return answer

    def _write_dossiers(
        self, service: Service, bsn: str, gemeente: str | None, fields: tuple[str, ...]
    ) -> bytes:
        client = self._world.client(service, bsn, Asked(gemeente=gemeente))
        if client is None:
            return rest.write({"dossiers": []})
        wanted = None if self._ignore_fields else fields
        return rest.write({"dossiers": [rest.dossier(client, self._world.lives[bsn].geboortedatum, wanted)]})

    def _lookup(self, lookup: Lookup) -> Endpoint:
        async def answer(request: Request) -> Response:
            try:
                asked = rest.read_request(await request.body(), with_fields=False)
            except rest.RestRequestError as error:
                return _problem(400, str(error))
            self._note(request, lookup.name, bsn=asked.bsn)
            return JSONResponse(lookup.answer(self._world.lives.get(asked.bsn)))

        return answer

    def _vorm(self, service: Service, bsn: str) -> str:
        life = self._world.lives.get(bsn)
        return life.afwijking(service.name, "vorm") if life else ""

    def _note(
        self,
        request: Request,
        service: str,
        *,
        bsn: str | None = None,
        asked: Asked = _NOTHING,
        fields: tuple[str, ...] = (),
    ) -> None:
        """Note a request; one that the guard refused was not read, so nothing is known of its question."""
        entry = Entry(
            service=service,
            gemeente=asked.gemeente,
            traceparent=request.headers.get("traceparent"),
            fields=fields,
            periode=asked.period,
            persoon=None if bsn is None else self._journal.person(bsn),
            handtekening=getattr(request.state, "handtekening", None),
            oin=getattr(request.state, "oin", None),
        )
        self._journal.add(entry)


def _fault(service: Service, body: str, request: soap.Addressing) -> Response:
    action = f"{service.action.rpartition('/')[0]}/Fout"
    return Response(
        soap.write_envelope(body, action=action, request=request), status_code=500, media_type=soap.MEDIA_TYPE
    )


def _problem(status: int, detail: str) -> Response:
    title = "De vraag klopt niet" if status < 500 else "De bron kon niet antwoorden"  # noqa: PLR2004 - HTTP
    content = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JSONResponse(content, status_code=status, media_type="application/problem+json")


def _admin(journal: Journal) -> list[Route]:
    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def requests(_: Request) -> Response:
        return JSONResponse(journal.show())

    async def reset(_: Request) -> Response:
        journal.entries.clear()
        return Response(status_code=204)

    return [
        Route("/__admin/health", health),
        Route("/__admin/requests", requests),
        Route("/__admin/reset", reset, methods=["POST"]),
    ]
