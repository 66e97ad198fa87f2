"""How each source is reached here: address, wire, certificates, and whether its messages are signed."""

import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.clock import Clock
from gateway.core.afspraak import Afspraak
from gateway.core.mapping import Manifest
from gateway.core.oin import oin_for_test
from gateway.errors import SettingsInvalid
from gateway.knobs import BronSettings
from gateway.register.register import Register
from gateway.setting_names import PREFIX
from gateway.settings import Settings
from gateway.signing.anchors import Anchors
from gateway.signing.answer import FRESH, SKEW, Verifier
from gateway.signing.material import LinkFiles, Material, Watched, load_material
from gateway.signing.seen import SeenMessages
from gateway.sources.link import Link
from gateway.sources.make import Parties, Signing
from gateway.sources.tls import TlsWire, context_for
from gateway.sources.wire import FastWire, Wire

_WARN_DAYS, _WARN_LIST_DAYS = 30, 3
_WHAT = {"CRL_FILE": "een intrekkingslijst"}
_MOST_SIGNED = 400_000
"""Elements of a signed answer: making it canonical takes memory besides the tree."""

WireFor = Callable[[str], Wire]
"""Gives the wire of a source by adapter id; tests put their own here."""


@dataclass(frozen=True, slots=True)
class SourceLink:
    """One source as it is reached; `signing` and `verifier` only where every message is signed (2W-be-S).

    `material` gives the certificates of now, `refused` why what stands on disk is not taken over.
    """

    link: Link
    parties: Parties
    signing: Signing | None
    verifier: Verifier | None
    material: Callable[[], Material]
    refused: Callable[[], tuple[str, ...]]
    max_elements: int


@dataclass(frozen=True, slots=True)
class _Secured:
    """What the files of a link make, together, so that they roll over together."""

    material: Material
    context: ssl.SSLContext | None


def open_links(
    settings: Settings, register: Register, clock: Clock, wire_for: WireFor | None = None
) -> dict[str, SourceLink]:
    """Open the link of every source that has an address; raises SettingsInvalid with every fault."""
    faults, links = list[str](), dict[str, SourceLink]()
    for manifest in register.manifesten:
        if bron := settings.bronnen.get(manifest.id):
            opener = _Opener(manifest, bron, register.afspraken[manifest.id], settings.oin, clock)
            try:
                links[manifest.id] = opener.open(wire_for)
            except SettingsInvalid as invalid:
                faults += invalid.texts
    if faults:
        raise SettingsInvalid(tuple(faults))
    return links


@dataclass(frozen=True, slots=True)
class _Opener:
    manifest: Manifest
    bron: BronSettings
    afspraak: Afspraak
    ours: str
    clock: Clock

    def open(self, wire_for: WireFor | None) -> SourceLink:
        signed = _signed(self.manifest, self.bron, self.afspraak)
        watched = self._watched(signed=signed)
        wire = wire_for(self.manifest.id) if wire_for else _wire(watched.current, self.bron.max_bytes)
        link = Link(wire, self.bron.url.rstrip("/"), echt=self.bron.omgeving == "echt")
        parties = Parties(self.ours, self.bron.oin or oin_for_test(self.manifest.id))

        def material() -> Material:
            return watched.current().material

        def refused() -> tuple[str, ...]:
            return watched.refused

        most, signing, verifier = self.bron.max_elementen, None, None
        if signed:
            signing = Signing(lambda: material().own(), self.clock.real)
            verifier = self._verifier(parties.theirs, lambda: material().trusted())
            most = min(most, _MOST_SIGNED)
        return SourceLink(link, parties, signing, verifier, material, refused, most)

    def _watched(self, *, signed: bool) -> Watched[_Secured]:
        bron = self.bron
        files = LinkFiles(_name(self.manifest), bron.cert_file, bron.key_file, bron.trust_file, bron.crl_file)
        # Over an unsigned link only TLS says who answers; a signed message says so itself.
        peer = None if signed else bron.oin

        def secured() -> _Secured:
            material = load_material(files)
            context = context_for(material, peer) if bron.url.startswith("https://") else None
            return _Secured(material, context)

        return Watched(files.paths, secured, time.monotonic)

    def _verifier(self, oin: str, anchors: Callable[[], Anchors]) -> Verifier:
        seen = SeenMessages((FRESH + 2 * SKEW).total_seconds(), time.monotonic)
        return Verifier(anchors, oin, self.afspraak.relates_to == "streng", seen, self.clock.real)


def days_left(links: Mapping[str, SourceLink], moment: datetime) -> dict[str, float]:
    """Tell how many days each certificate still holds, by the name of its setting."""
    endings = {name: end for link in links.values() for name, end in link.material().endings().items()}
    return {name: (end - moment) / timedelta(days=1) for name, end in endings.items()}


def warnings(links: Mapping[str, SourceLink], moment: datetime) -> list[str]:
    """Say which certificates end within thirty days, lists within three, and which files are refused."""
    ending = [
        f"{name}: {_WHAT.get(name.rpartition('__')[2], 'een certificaat')} {_when(left)}"
        for name, left in sorted(days_left(links, moment).items())
        if left < (_WARN_LIST_DAYS if name.endswith("CRL_FILE") else _WARN_DAYS)
    ]
    return ending + [f"{text} (de vorige geldt nog)" for link in links.values() for text in link.refused()]


def _when(left: float) -> str:
    return "is verlopen" if left < 0 else f"verloopt over {left:.0f} dagen"


def _wire(secured: Callable[[], _Secured], max_bytes: int) -> Wire:
    context = secured().context
    if context is None:
        return FastWire(max_bytes=max_bytes)
    return TlsWire(lambda: secured().context or context, max_bytes=max_bytes)


def _signed(manifest: Manifest, bron: BronSettings, afspraak: Afspraak) -> bool:
    """Tell whether every message of a link is signed; raises SettingsInvalid for less than is demanded.

    The afspraak says so, the setting may say so, and Suwinet always does for a real source.
    """
    name, soap = _name(manifest), (bron.koppelvlak or manifest.koppelvlak) == "soap"
    if bron.beveiliging == "2W-be" and afspraak.beveiliging == "2W-be-S":
        raise SettingsInvalid((f"{name}__BEVEILIGING: minder dan de afspraak (2W-be-S) kan niet",))
    signed = "2W-be-S" in {bron.beveiliging, afspraak.beveiliging}
    if bron.omgeving == "echt" and soap and not signed:
        text = "een echte Suwinet-bron vraagt 2W-be-S (SuwiML Transactiestandaard 4.0)"
        raise SettingsInvalid((f"{name}__BEVEILIGING: {text}",))
    if signed and not soap:
        raise SettingsInvalid(
            (f"{name}__BEVEILIGING: 2W-be-S bestaat alleen over soap; kies KOPPELVLAK soap",)
        )
    missing = [
        key.upper()
        for key in ("cert_file", "key_file", "trust_file", "oin")
        if signed and getattr(bron, key) is None
    ]
    if missing:
        text = "ontbreekt, en is nodig voor ondertekende berichten (2W-be-S)"
        raise SettingsInvalid(tuple(f"{name}__{key}: {text}" for key in missing))
    return signed


def _name(manifest: Manifest) -> str:
    return f"{PREFIX}BRONNEN__{manifest.id.upper()}"
