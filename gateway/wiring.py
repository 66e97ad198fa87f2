"""The composition root: the one place that knows every part."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

import uuid_utils
from opentelemetry.sdk.metrics.export import MetricReader
from opentelemetry.sdk.trace.export import SpanExporter

from gateway.access import AccessVerifier
from gateway.access.certificate import thumbprint
from gateway.caching import open_room
from gateway.clock import Clock
from gateway.collector import figures, resource, traces
from gateway.consent import NothingRecorded
from gateway.core.mapping import Operatie
from gateway.core.question import Caller, Question
from gateway.core.velden import Profiel
from gateway.errors import Unavailable
from gateway.figures import Figures
from gateway.gauges import gauges
from gateway.keys import key_id
from gateway.limits.limiter import Limiter, open_limiter
from gateway.links import SourceLink, WireFor, days_left, open_links, warnings
from gateway.logbook.journal import Journal
from gateway.places import Places
from gateway.plumbing import Pipes, new_message_id
from gateway.query import Asked, Heard, Tools, answer, unheard
from gateway.recorded import shown
from gateway.register import views
from gateway.register.register import Register, load
from gateway.repeats import Repeats
from gateway.settings import Settings
from gateway.sources.make import make_source
from gateway.sources.port import Source
from gateway.starting import complete, deployment, prepare
from gateway.store.claims import Claims
from gateway.store.database import sqlite_path
from gateway.store.thread import StoreThread
from gateway.telemetry import Telemetry
from gateway.trust import verifier_of

VERSION = version("arbeidsmarktprofiel-gateway")


@dataclass(slots=True)
class Gateway:
    """A running gateway: what the API may use of it (`api.service.Service`)."""

    settings: Settings
    tools: Tools
    verifier: AccessVerifier
    store: StoreThread
    journal: Journal
    repeats: Repeats
    links: Mapping[str, SourceLink]
    pipes: Pipes
    places: Places
    limiter: Limiter
    version: str = VERSION

    @property
    def register(self) -> Register:
        """The contracts."""
        return self.tools.register

    @property
    def clock(self) -> Clock:
        """The clock."""
        return self.tools.clock

    @property
    def profiel(self) -> Profiel:
        """The vocabulary."""
        return self.register.profiel

    @property
    def certificate_header(self) -> str | None:
        """The header in which a trusted proxy hands over the client certificate."""
        return self.settings.oidc.certificaat_kop

    @property
    def trusted_proxy(self) -> str | None:
        """The address of the proxy that is believed."""
        return self.settings.vertrouwde_proxy

    @property
    def figures(self) -> Figures:
        """Where it is told what happens."""
        return self.tools.figures

    def today(self) -> date:
        """Give the day in Europe/Amsterdam."""
        return self.clock.today()

    def new_raadpleging_id(self) -> str:
        """Give a new UUIDv7."""
        return str(uuid_utils.uuid7())

    async def authenticate(self, authorization: str | None, certificate: str | None) -> Caller:
        """Tell who asks; raises Refused NIET_AANGEMELD."""
        return await self.verifier.verify(authorization, thumbprint(certificate))

    async def ask(  # noqa: PLR0913 - all but two are told by name
        self,
        question: Question,
        caller: Caller,
        *,
        raadpleging_id: str,
        traceparent: str | None,
        idempotency_key: str | None = None,
        heard: Heard = unheard,
    ) -> bytes:
        """Answer one question (`query.answer`), under an Idempotency-Key only once (`repeats`)."""
        asked = Asked(question, caller, raadpleging_id, traceparent, heard)
        with self.places.taken():
            if idempotency_key is None:
                return await answer(asked, self.tools)
            return await self.repeats.answer(asked, idempotency_key)

    async def raadpleging(self, id: str, caller: Caller) -> dict[str, object] | None:  # noqa: A002 - as below
        """Show how a look-up ended to whom it belongs; raises Unavailable."""
        records = await self.journal.records(id)
        return shown(records, caller, now=self.clock.moment(), seconds=self.tools.seconds)

    def doelbindingen(self) -> list[dict[str, object]]:
        """List the purposes."""
        return views.doelbindingen(self.register, self.today())

    def doelbinding(self, id: str) -> dict[str, object] | None:  # noqa: A002 - the name of the path parameter
        """Show one purpose in its version of today."""
        return views.doelbinding(self.register, id, self.today())

    def waardelijst(self, naam: str) -> dict[str, object] | None:
        """Show one code list."""
        return views.waardelijst(self.register, naam)

    def bronnen(self) -> list[dict[str, object]]:
        """Show every source and how it is reached."""
        return views.bronnen(self.register, self.pipes.state, self.clock.moment)

    def not_ready(self) -> list[str]:
        """Name what is missing: contracts and keys are there once the gateway runs, the store may fail."""
        return ["logboek"] if self.store.failing else []

    def warnings(self) -> list[str]:
        """Name the certificates that end soon or are not taken over."""
        return warnings(self.links, self.clock.real())


@asynccontextmanager
async def running(
    settings: Settings,
    *,
    wire_for: WireFor | None = None,
    exporter: SpanExporter | None = None,
    metrics: MetricReader | None = None,
) -> AsyncIterator[Gateway]:
    """Start everything, hand over the gateway, and end everything in reverse.

    `exporter` and `metrics` take the technical traces and figures instead of the collector of the settings.

    Raises ContractsInvalid or SettingsInvalid before anything listens.
    """
    register = load(settings.contracts, settings.adapters, deployment(settings))
    complete(settings, register)
    keys, clock = prepare(settings), Clock(settings.peildatum)
    async with AsyncExitStack() as ending:
        links = open_links(settings, register, clock, wire_for)
        for opened in links.values():
            ending.push_async_callback(opened.link.wire.close)
        sources = await asyncio.to_thread(_sources, settings, register, links)
        store = StoreThread(sqlite_path(settings.database))
        ending.push_async_callback(asyncio.to_thread, store.close)
        claims = Claims(store)
        with suppress(Unavailable):
            # A gateway that is never asked again under a key keeps none of before its start.
            await claims.forget(clock.epoch())
        writer, key = str(uuid.uuid4()), keys["logboek"]
        journal = Journal(store, writer=writer, key=key, key_id=key_id(key))
        telemetry, counted = _watched(settings, register, (exporter, metrics), writer, ending)
        room = await ending.enter_async_context(open_room(settings, register, keys["cache"], clock, counted))
        pipes = Pipes(settings, register, sources, links, clock, room=room)
        for gauge in gauges(pipes, store, lambda: days_left(links, clock.real())):
            counted.watch(gauge)
        ending.callback(asyncio.create_task(counted.attend()).cancel)
        limiter = await ending.enter_async_context(open_limiter(settings, keys["pseudoniem"]))
        places = Places(settings.vragen_tegelijk, lambda: store.waiting)
        # The first to be called at the end: while a question is under way, nothing is closed.
        ending.push_async_callback(places.left)
        tools = Tools(
            register=register,
            wishes=NothingRecorded(),
            journal=journal,
            clock=clock,
            telemetry=telemetry,
            fetch_for=pipes.fetch_for,
            message_id=new_message_id,
            key=keys["pseudoniem"],
            only_test_persons=any(bron.omgeving == "nagebootst" for bron in settings.bronnen.values()),
            seconds=settings.tijd_vraag,
            figures=counted,
        )
        yield Gateway(
            settings=settings,
            tools=tools,
            verifier=verifier_of(settings, clock),
            store=store,
            journal=journal,
            repeats=Repeats(tools, claims, journal),
            links=links,
            pipes=pipes,
            places=places,
            limiter=limiter,
        )


def _watched(
    settings: Settings,
    register: Register,
    watchers: tuple[SpanExporter | None, MetricReader | None],
    writer: str,
    ending: AsyncExitStack,
) -> tuple[Telemetry, Figures]:
    """Start traces and figures, under the name by which the log knows this process."""
    exporter, metrics = watchers
    whose = resource(version=VERSION, instance=writer)
    telemetry, flush = traces(settings, exporter, whose)
    ending.push_async_callback(asyncio.to_thread, flush)
    counted, stop = figures(settings, metrics, whose, (supply.bron for supply in register.supplies))
    ending.push_async_callback(asyncio.to_thread, stop)
    return telemetry, counted


def _sources(
    settings: Settings, register: Register, links: Mapping[str, SourceLink]
) -> dict[Operatie, Source]:
    sources: dict[Operatie, Source] = {}
    for supply in register.supplies:
        if supply.bereikbaar:
            opened, folder = links[supply.manifest.id], settings.contracts / "bronnen" / supply.manifest.id
            sources |= {
                operatie: make_source(operatie, opened.link, folder, opened.parties, opened.signing)
                for operatie in supply.operaties
            }
    return sources
