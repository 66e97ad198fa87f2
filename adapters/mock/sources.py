"""The endpoints of the sources: read a request, note it, see which rule it meets, answer."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.mock import rest, soap
from adapters.mock.changes import Changes, Known
from adapters.mock.clock import MockClock
from adapters.mock.faults.wire import Raw
from adapters.mock.files import wsdl
from adapters.mock.journal import Answered, Entry, Journal
from adapters.mock.matching import Choice, Rules
from adapters.mock.people import operatie
from adapters.mock.problem import problem
from adapters.mock.rules import Asking
from adapters.mock.saying import AS_IT_SHOULD, Saying, Speaker, usual
from adapters.mock.scope import Scope, trace_of
from adapters.mock.service import Asked, Lookup, Service
from adapters.mock.version import MOCKS
from adapters.mock.world import World

Endpoint = Callable[[Request], Awaitable[Response]]
"""Answers one request."""

Guard = Callable[[Service, Endpoint, Callable[[Request], None]], Endpoint]
"""Wraps the SOAP endpoint of a service; the callable notes a request that does not get to it."""

_GEMEENTE = re.compile(r"[0-9]{4}")
_AS_USUAL = "GEWOON"
_NOTHING = Asked()


@dataclass(frozen=True, slots=True)
class Tools:
    """What sources answer with: what they know, what they do wrong, and where they note it."""

    world: World
    speaker: Speaker
    journal: Journal
    rules: Rules
    changes: Changes
    clock: MockClock


@dataclass(slots=True)
class Exchange:
    """One request on its way: its number in the journal (0: none), the rule it met, the life it is about."""

    number: int = 0
    choice: Choice | None = None
    life: str = ""


@dataclass(frozen=True, slots=True)
class _Met:
    """What a request is answered with: the person as known now, and how the source speaks."""

    known: Known
    saying: Saying


class Sources:
    """Answers requests from a world and notes each in the journal."""

    def __init__(self, tools: Tools, guard: Guard | None) -> None:
        self._tools = tools
        self._guard = guard

    def routes(self) -> list[Route]:
        """Give one SOAP route per service, and a REST route for those that have one."""
        services, lookups = self._tools.world.services, self._tools.world.lookups
        routes = [
            Route(f"/{s.bron}/suwibroker/soap/{s.key}", self._sent(self._guarded(s)), methods=["GET", "POST"])
            for s in services
            if s.soap
        ]
        routes += [
            Route(f"/{s.bron}{s.rest}", self._sent(self._rest(s)), methods=["POST"])
            for s in services
            if s.rest
        ]
        return routes + [
            Route(f"/{lookup.bron}{lookup.rest}", self._sent(self._lookup(lookup)), methods=["POST"])
            for lookup in lookups
        ]

    def _sent(self, endpoint: Endpoint) -> Endpoint:
        """Give an endpoint whose answers are stamped, spoiled by the rule they met, and noted."""

        async def answer(request: Request) -> Response:
            exchange = request.state.exchange = Exchange()
            response = await endpoint(request)
            response.headers["x-mock-versie"] = MOCKS
            if exchange.life:
                response.headers["x-mock-leven"] = exchange.life
            if not exchange.number:
                return response
            soort = _AS_USUAL
            if (choice := exchange.choice) is not None:
                soort = choice.rule.kind.name
                if choice.rule.kind.send:
                    response = choice.rule.kind.send(response, choice.rule.parameters, choice.dice)
            self._tools.journal.answered(exchange.number, _answered(response, soort))
            return response

        return answer

    def _guarded(self, service: Service) -> Endpoint:
        if self._guard is None:
            return self._soap(service)

        def note_refused(request: Request) -> None:
            self._note(request, service, bsn=None)

        return self._guard(service, self._soap(service), note_refused)

    def _soap(self, service: Service) -> Endpoint:
        async def answer(request: Request) -> Response:
            if request.method == "GET":
                return wsdl(self._tools.world, service, str(request.base_url))
            try:
                asked = soap.read_request(await request.body(), service, request.headers)
            except soap.SoapRequestError as error:
                self._note(request, service, bsn=None)
                body = soap.write_fault(service, "Client", str(error))
                return _fault(service, body, error.addressing)
            met = self._meet(request, service, "soap", asked.bsn, Asked(period=asked.period))
            request.state.ondertekening = met.saying.signature
            body = self._tools.speaker.soap_body(service, met.known, asked.period, met.saying)
            if body.startswith("<soap:Fault>"):
                return _fault(service, body, asked.addressing)
            action = f"{service.action}Response"
            envelope = soap.write_envelope(body, action=action, request=asked.addressing)
            return Response(envelope, media_type=soap.MEDIA_TYPE)

        return answer

    def _rest(self, service: Service) -> Endpoint:
        members = rest.member_paths(self._tools.world.schemas[service.key])

        async def answer(request: Request) -> Response:
            code = request.path_params.get("code")
            if code is not None and not _GEMEENTE.fullmatch(code):
                self._note(request, service, bsn=None)
                return problem(404, "de code van een gemeente is vier cijfers")
            try:
                asked = rest.read_request(await request.body(), members)
            except rest.RestRequestError as error:
                self._note(request, service, bsn=None, asked=Asked(gemeente=code))
                return problem(400, str(error))
            met = self._meet(request, service, "rest", asked.bsn, Asked(gemeente=code), asked.fields)
            if met.saying.fault or met.saying.alone:
                return problem(500, "de bron kan nu niet antwoorden")
            content = self._tools.speaker.dossiers(service, met.known, code, asked.fields, met.saying)
            return Response(content, media_type="application/json")

        return answer

    def _lookup(self, lookup: Lookup) -> Endpoint:
        async def answer(request: Request) -> Response:
            try:
                asked = rest.read_request(await request.body())
            except rest.RestRequestError as error:
                self._note(request, lookup, bsn=None)
                return problem(400, str(error))
            met = self._meet(request, lookup, "rest", asked.bsn, _NOTHING)
            content = self._tools.speaker.lookup(lookup, met.known, met.saying)
            return Response(content, media_type="application/json")

        return answer

    def _meet(  # noqa: PLR0913, PLR0917 - what a request is
        self,
        request: Request,
        service: Service | Lookup,
        face: str,
        bsn: str,
        asked: Asked,
        fields: tuple[str, ...] = (),
    ) -> _Met:
        """Note a request and see which rule it meets."""
        tools, exchange = self._tools, request.state.exchange
        traceparent = request.headers.get("traceparent")
        scope = Scope(bsn, getattr(request.state, "oin", None), trace_of(traceparent))
        if tools.rules:
            asking = Asking(service.bron, operatie(service), face, scope, asked.gemeente)
            exchange.choice = tools.rules.choose(asking)
        self._note(request, service, bsn=bsn, asked=asked, fields=fields)
        known = tools.changes.known(scope)
        if known.life:
            exchange.life = f"{known.life.name};versie={known.version}"
        if exchange.choice and exchange.choice.saying:
            return _Met(known, exchange.choice.saying)
        always = usual(known.life, service.name) if isinstance(service, Service) else AS_IT_SHOULD
        return _Met(known, always)

    def _note(
        self,
        request: Request,
        service: Service | Lookup,
        *,
        bsn: str | None,
        asked: Asked = _NOTHING,
        fields: tuple[str, ...] = (),
    ) -> None:
        """Note a request; of one that was refused or cannot be read, nobody is known (`bsn` None)."""
        journal, exchange = self._tools.journal, request.state.exchange
        traceparent = request.headers.get("traceparent")
        entry = Entry(
            service=operatie(service)[0],
            gemeente=asked.gemeente,
            traceparent=traceparent if trace_of(traceparent) else None,
            fields=fields,
            periode=asked.period,
            persoon=None if bsn is None else journal.person(bsn),
            handtekening=getattr(request.state, "handtekening", None),
            oin=getattr(request.state, "oin", None),
            bron=service.bron,
            moment=self._tools.clock(),
            regel=exchange.choice.id if exchange.choice else None,
        )
        exchange.number = journal.add(entry)


def _answered(response: Response, soort: str) -> Answered:
    if isinstance(response, Raw):
        return Answered(response.seen, soort, len(response.body))
    return Answered(response.status_code, soort, len(response.body))


def _fault(service: Service, body: str, request: soap.Addressing) -> Response:
    action = f"{service.action.rpartition('/')[0]}/Fout"
    return Response(
        soap.write_envelope(body, action=action, request=request), status_code=500, media_type=soap.MEDIA_TYPE
    )
