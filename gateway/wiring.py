"""The composition root: the one place that knows every part."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

import httpx
import uuid_utils
from opentelemetry.sdk.metrics.export import MetricReader
from opentelemetry.sdk.trace.export import SpanExporter

from gateway.access import AccessVerifier, KeySource, RemoteKeys, StaticKeys, TokenRules
from gateway.access.certificate import thumbprint
from gateway.caching import open_room, seconds_kept
from gateway.clock import Clock
from gateway.collector import figures, traces
from gateway.consent import NothingRecorded
from gateway.core.mapping import Operatie
from gateway.core.question import Caller, Question
from gateway.core.velden import Profiel
from gateway.errors import SettingsInvalid
from gateway.issuer import AUDIENCE, ISSUER, DemoIssuer
from gateway.keys import KEY_NAMES, key_id, load_key, new_keys
from gateway.links import SourceLink, WireFor, days_left, open_links, warnings
from gateway.logbook.journal import Journal
from gateway.plumbing import Pipes, new_message_id
from gateway.query import Asked, Tools, answer
from gateway.register import views
from gateway.register.register import Deployment, Register, load
from gateway.settings import Settings
from gateway.sources.make import make_source
from gateway.sources.port import Source
from gateway.store.database import is_current, sqlite_path, upgrade
from gateway.store.thread import StoreThread

VERSION = version("arbeidsmarktprofiel-gateway")


@dataclass(slots=True)
class Gateway:
    """A running gateway: what the API may use of it (`api.service.Service`)."""

    settings: Settings
    register: Register
    clock: Clock
    tools: Tools
    verifier: AccessVerifier
    store: StoreThread
    links: Mapping[str, SourceLink]
    pipes: Pipes
    version: str = VERSION

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

    def today(self) -> date:
        """Give the day in Europe/Amsterdam."""
        return self.clock.today()

    def new_raadpleging_id(self) -> str:
        """Give a new UUIDv7."""
        return str(uuid_utils.uuid7())

    async def authenticate(self, authorization: str | None, certificate: str | None) -> Caller:
        """Tell who asks; raises Refused NIET_AANGEMELD."""
        return await self.verifier.verify(authorization, thumbprint(certificate))

    async def ask(
        self, question: Question, caller: Caller, *, raadpleging_id: str, traceparent: str | None
    ) -> bytes:
        """Answer one question (`query.answer`)."""
        return await answer(Asked(question, caller, raadpleging_id, traceparent), self.tools)

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
    register = load(settings.contracts, settings.adapters, _deployment(settings))
    _complete(settings, register)
    seconds = seconds_kept(settings, register)
    keys = prepare(settings)
    clock = Clock(settings.peildatum)
    async with AsyncExitStack() as ending:
        links = open_links(settings, register, clock, wire_for)
        for opened in links.values():
            ending.push_async_callback(opened.link.wire.close)
        sources = await asyncio.to_thread(_sources, settings, register, links)
        store = StoreThread(sqlite_path(settings.database))
        ending.push_async_callback(asyncio.to_thread, store.close)
        telemetry, flush = traces(settings, exporter, version=VERSION)
        ending.push_async_callback(asyncio.to_thread, flush)
        stop = figures(settings, metrics, lambda: days_left(links, clock.real()), version=VERSION)
        ending.push_async_callback(asyncio.to_thread, stop)
        writer, key = str(uuid.uuid4()), keys["logboek"]
        room = await ending.enter_async_context(open_room(settings, register, keys["cache"], clock, seconds))
        pipes = Pipes(settings, register, sources, links, clock, room=room)
        tools = Tools(
            register=register,
            wishes=NothingRecorded(),
            journal=Journal(store, writer=writer, key=key, key_id=key_id(key)),
            clock=clock,
            telemetry=telemetry,
            fetch_for=pipes.fetch_for,
            message_id=new_message_id,
            key=keys["pseudoniem"],
            only_test_persons=any(bron.omgeving == "nagebootst" for bron in settings.bronnen.values()),
            seconds=settings.tijd_vraag,
        )
        yield Gateway(settings, register, clock, tools, _verifier(settings, clock), store, links, pipes)


def prepare(settings: Settings) -> dict[str, bytes]:
    """Give the keys, with a database that is up to date.

    With only nagebootste sources both are made on the way; with a real source they must be there already.
    Raises SettingsInvalid naming the command that is needed first.
    """
    if not settings.echt:
        try:
            new_keys(settings.key_folder)
        except OSError as error:
            reason = type(error).__name__
            raise SettingsInvalid(
                (f"GATEWAY_STATE_DIR: hier kan niet worden geschreven ({reason})",)
            ) from None
        upgrade(settings.database)
    elif not is_current(settings.database):
        raise SettingsInvalid(
            ("GATEWAY_DATABASE_URL: de database is niet bij; draai eerst `gateway db upgrade`",)
        )
    return {
        name: load_key(settings.key_file(name), f"GATEWAY_SLEUTELS__{name.upper()}_FILE")
        for name in KEY_NAMES
    }


def _deployment(settings: Settings) -> Deployment:
    chosen = {name: bron.koppelvlak for name, bron in settings.bronnen.items() if bron.koppelvlak is not None}
    return Deployment(settings.echt, chosen, afwezig=_without_address(settings))


def _without_address(settings: Settings) -> frozenset[str]:
    """Give the adapters by folder that have no address; only an optional one may (`_complete`)."""
    folders = (path.parent.name for path in settings.adapters.glob("*/manifest.toml"))
    return frozenset(folders) - settings.bronnen.keys()


def _complete(settings: Settings, register: Register) -> None:
    """Refuse to start when a source has no address, or an address has no source."""
    known = {manifest.id for manifest in register.manifesten}
    needed = {manifest.id for manifest in register.manifesten if not manifest.optioneel}
    missing = [
        f"GATEWAY_BRONNEN__{name.upper()}__URL: ontbreekt"
        for name in sorted(needed - settings.bronnen.keys())
    ]
    unknown = [
        f"GATEWAY_BRONNEN__{name.upper()}: deze bron bestaat niet"
        for name in sorted(settings.bronnen.keys() - known)
    ]
    asked = {supply.bron for supply in register.supplies}
    unasked = [
        f"GATEWAY_BRONNEN__{manifest.id.upper()}__KOPPELVLAK: {operatie.bron} kan zo niet worden gevraagd"
        for manifest in register.manifesten
        for operatie in manifest.operatie
        if operatie.bron not in asked and not operatie.is_index
    ]
    if missing or unknown or unasked:
        raise SettingsInvalid((*missing, *unknown, *unasked))


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


def _verifier(settings: Settings, clock: Clock) -> AccessVerifier:
    keys: KeySource
    oidc = settings.oidc
    if oidc.issuer and oidc.jwks_url and oidc.audience:
        keys = RemoteKeys(oidc.jwks_url, _fetch, clock.epoch)
        rules = TokenRules(issuer=oidc.issuer, audience=oidc.audience, require_cnf=bool(settings.echt))
    else:
        keys = StaticKeys(demo_issuer(settings).jwks())
        rules = TokenRules(issuer=ISSUER, audience=AUDIENCE, require_cnf=False)
    return AccessVerifier(rules, keys, clock.epoch)


def demo_issuer(settings: Settings) -> DemoIssuer:
    """Give the demo issuer of this state folder."""
    return DemoIssuer.load_or_create(settings.key_folder)


async def _fetch(url: str) -> bytes:
    async with httpx.AsyncClient(trust_env=False, timeout=5.0) as client:
        return (await client.get(url)).raise_for_status().content
