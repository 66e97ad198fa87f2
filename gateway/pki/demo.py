"""The whole test PKI: what `gateway pki demo` writes, file by file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from gateway.pki.bad import REVOKED, UNKNOWN, bad_set
from gateway.pki.credential import Credential, NewKey, pem
from gateway.pki.good import LEAF_DAYS, Maker
from gateway.pki.hierarchy import CRL_DAYS, Hierarchy, crl_period
from gateway.pki.issue import Period

TRUST = "vertrouwd.pem"
CRL = "ingetrokken.crl"
GATEWAY = "gateway"
_CLAIMED = "uwv"
_NEIGHBOUR = "svb"
_LAST_DAYS = 5


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of the PKI: its name, what it is, its files by path, and the OIN its certificate claims."""

    name: str
    what: str
    files: dict[str, bytes] = field(repr=False)
    oin: str | None = None


def demo_pki(bronnen: Iterable[str], gateway_oin: str, now: datetime, new_key: NewKey) -> Iterator[Item]:
    """Give every item, in the order in which a reader wants them.

    `now` (UTC) decides every validity; only the keys that `new_key` makes differ between two calls.
    """
    moment = now.replace(microsecond=0)
    make = Maker(Hierarchy.new("G1", moment, new_key), moment, new_key)
    yield _file(TRUST, "wat u vertrouwt: CA en wortel", make.ca.trust())
    neighbour = gateway = make.credential(GATEWAY, gateway_oin)
    yield _pair(GATEWAY, "de gateway: client en ondertekenaar", gateway)
    for bron in bronnen:
        credential = make.credential(bron)
        yield _pair(f"bronnen/{bron}", f"bron {bron}: server en ondertekenaar", credential)
        neighbour = credential if bron == _NEIGHBOUR else neighbour
    yield _pair("mocks", "de nagebootste bronnen samen: server", make.credential("mocks"))
    yield from _bad(make, neighbour)
    yield from _rollover(make)


def _bad(make: Maker, neighbour: Credential) -> Iterator[Item]:
    unknown = Hierarchy.new("onbekend", make.now, make.new_key)
    leaf = make.leaf(_CLAIMED)
    bad = {item.name: item for item in bad_set(make, leaf, neighbour, unknown)}
    revoked = bad[REVOKED].credential.certificate
    whole = make.ca.crls(crl_period(make.now), revoked)
    yield _file(CRL, f"wat is ingetrokken; {CRL_DAYS} dagen geldig", whole)
    yield from (_pair(f"fout/{name}", item.wrong, item.credential) for name, item in bad.items())
    yield _file(f"fout/{UNKNOWN}_wortel.pem", "de wortel van die onbekende CA", pem(unknown.root.chain))
    stale = make.ca.crls(Period.days(make.now, -CRL_DAYS - 1, -1), revoked)
    yield _file("fout/verlopen.crl", "ingetrokken.crl van gisteren", stale)


def _rollover(make: Maker) -> Iterator[Item]:
    new = Hierarchy.new("G2", make.now, make.new_key)
    leaf = make.leaf(_CLAIMED)
    last = replace(leaf, valid=Period.days(make.now, _LAST_DAYS - LEAF_DAYS, _LAST_DAYS))
    old_trust, new_trust = make.ca.trust(), new.trust()
    lists = make.ca.crls(crl_period(make.now)) + new.crls(crl_period(make.now))
    yield _pair("wisseldag/oud", f"UWV, nog {_LAST_DAYS} dagen", make.ca.issue(last, make.new_key()))
    yield _pair("wisseldag/nieuw", "UWV, van een nieuwe CA", new.issue(leaf, make.new_key()))
    yield _file("wisseldag/vertrouwd.pem", "oude en nieuwe CA en wortel", old_trust + new_trust)
    yield _file("wisseldag/vertrouwd-oud.pem", "alleen de oude", old_trust)
    yield _file("wisseldag/vertrouwd-nieuw.pem", "alleen de nieuwe", new_trust)
    yield _file("wisseldag/ingetrokken.crl", "lijsten van de oude en de nieuwe", lists)


def _pair(name: str, what: str, credential: Credential) -> Item:
    files = {f"{name}.pem": pem(credential.chain), f"{name}.key": credential.key_pem()}
    return Item(name, what, files, credential.oin)


def _file(path: str, what: str, content: bytes) -> Item:
    return Item(path, what, {path: content})
