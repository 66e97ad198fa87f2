"""From an operation and a link to the messenger that asks it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gateway.core.mapping import Operatie
from gateway.signing.material import Identity
from gateway.sources.envelope import Addressing, Envelope, build_envelope, plain, signed
from gateway.sources.link import Link
from gateway.sources.port import Source
from gateway.sources.rest import RestSource
from gateway.sources.soap import SoapSource, soap_path

_SENDER = "https://gateway.example/arbeidsmarktprofiel"


@dataclass(frozen=True, slots=True)
class Parties:
    """The OIN of who asks and of who is asked (wsa:From, wsa:To)."""

    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Signing:
    """What signs a question: our certificate and key of now, and the real moment."""

    identity: Callable[[], Identity]
    now: Callable[[], datetime]


def make_source(
    operatie: Operatie, link: Link, folder: Path, parties: Parties, signing: Signing | None = None
) -> Source:
    """Make the messenger of one operation; `folder` holds the pinned WSDLs of its source.

    Over SOAP it blocks for tens of milliseconds to build the envelope: call it in a thread at start-up.
    """
    if operatie.koppelvlak == "rest":
        return RestSource(link, operatie)
    addressing = Addressing(
        sender=f"{_SENDER}?oin={parties.ours}",
        receiver=f"{link.url}{soap_path(operatie)}?oin={parties.theirs}",
    )

    def envelope(*, with_period: bool) -> Envelope:
        built = build_envelope(folder, operatie, addressing, with_period=with_period)
        return plain(built) if signing is None else signed(built, signing.identity, signing.now)

    period = envelope(with_period=True) if operatie.periode else None
    return SoapSource(link, operatie, envelope(with_period=False), period)
