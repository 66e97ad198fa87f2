"""From an operation and a link to the messenger that asks it."""

from dataclasses import dataclass
from pathlib import Path

from gateway.core.mapping import Operatie
from gateway.sources.envelope import Addressing, build_envelope
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


def make_source(operatie: Operatie, link: Link, folder: Path, parties: Parties) -> Source:
    """Make the messenger of one operation; `folder` holds the pinned WSDLs of its source.

    Over SOAP it blocks for tens of milliseconds to build the envelope: call it in a thread at start-up.
    """
    if operatie.koppelvlak == "rest":
        return RestSource(link, operatie)
    addressing = Addressing(
        sender=f"{_SENDER}?oin={parties.ours}",
        receiver=f"{link.url}{soap_path(operatie)}?oin={parties.theirs}",
    )
    whole = build_envelope(folder, operatie, addressing, with_period=False)
    period = build_envelope(folder, operatie, addressing, with_period=True) if operatie.periode else None
    return SoapSource(link, operatie, whole, period)
