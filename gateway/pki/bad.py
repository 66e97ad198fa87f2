"""The bad set: each certificate is UWV's good one with one thing wrong, the thing it is named for."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from cryptography import x509

from gateway.core.oin import oin_for_test
from gateway.pki.credential import Credential, weak_key
from gateway.pki.good import Maker
from gateway.pki.hierarchy import Hierarchy
from gateway.pki.issue import Authority, Leaf, Period, self_signed

UNKNOWN = "onbekende_ca"
REVOKED = "ingetrokken"


@dataclass(frozen=True, slots=True)
class Bad:
    """A certificate that must be refused: its name, what is wrong with it, itself."""

    name: str
    wrong: str
    credential: Credential


def bad_set(make: Maker, leaf: Leaf, neighbour: Credential, unknown: Hierarchy) -> Iterator[Bad]:
    """Give every bad certificate that claims to be `leaf`.

    `neighbour` is a good leaf that plays authority; `unknown` is trusted by nobody. One key serves all but
    the weak one: whoever has it must be refused in each case.
    """
    ca, key = make.ca, make.new_key()
    for name, wrong, changed in _changed(leaf, make.now):
        yield Bad(name, wrong, ca.issue(changed, key))
    yield Bad(REVOKED, "staat in ingetrokken.crl", ca.issue(leaf, key))
    yield Bad("zwakke_sleutel", "RSA van 1024 bits", ca.issue(leaf, weak_key()))
    yield Bad(UNKNOWN, "van een CA die niemand vertrouwt", unknown.issue(leaf, key))
    yield Bad("zelf_ondertekend", "staat voor zichzelf in", self_signed(leaf, key))
    not_one = Authority((*neighbour.chain, ca.root.chain[0]), neighbour.key)
    yield Bad("leaf_als_ca", "uitgegeven met een certificaat dat geen CA is", not_one.issue(leaf, key))


def _changed(leaf: Leaf, now: datetime) -> Iterator[tuple[str, str, Leaf]]:
    yield "verlopen", "geldig tot dertig dagen geleden", replace(leaf, valid=Period.days(now, -60, -30))
    yield "nog_niet_geldig", "geldig over dertig dagen", replace(leaf, valid=Period.days(now, 30, 60))
    yield "andere_oin", "de OIN van een ander", replace(leaf, oin=oin_for_test("een_ander"))
    yield "zonder_oin", "geen OIN in het onderwerp", replace(leaf, oin=None)
    yield "geen_ondertekening", "mag niet ondertekenen (keyUsage)", replace(leaf, use="key_encipherment")
    elsewhere = (x509.DNSName("other.example"),)
    yield "andere_naam", "staat op other.example, niet op localhost", replace(leaf, san=elsewhere)
