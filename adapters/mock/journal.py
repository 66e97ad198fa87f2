"""What was asked of the mock sources and what they answered: nothing in it names a person."""

import hashlib
import hmac
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from adapters.mock.clock import write_moment
from adapters.mock.scope import Scope, trace_of

KEEP = 1000
_TEST_RANGE = "9999"
_KEY_OF_TEST_PEOPLE = b"verzonnen personen"


@dataclass(frozen=True, slots=True)
class Answered:
    """What a source set out to answer: HTTP status (None: no HTTP), kind of fault, bytes of the body."""

    status: int | None
    soort: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One request: `service` is the key of a service, or VERWIJSINDEX; `persoon` is a keyed hash.

    `persoon` is none when the question was not or could not be read; `periode` holds DatBPeriode and
    DatEPeriode as asked; `fields` the asked member paths of a REST dossier. In the profile strict
    `handtekening` is "geldig" or why the request was refused unread, and `oin` who asked: the signer, or else
    the certificate of the connection. `regel` is the id of the rule it met; `antwoord` is none as long as a
    source has not answered.
    """

    service: str
    gemeente: str | None
    traceparent: str | None
    fields: tuple[str, ...]
    periode: tuple[str, str] | None
    persoon: str | None
    handtekening: str | None = None
    oin: str | None = None
    bron: str = ""
    moment: datetime | None = None
    regel: str | None = None
    antwoord: Answered | None = None
    nummer: int = 0


@dataclass(slots=True)
class Journal:
    """The last `keep` requests; `key` makes the hash of a person meaningless in another process.

    Test people (9999xxxxx) are fictitious: their hash is the same everywhere, so that the same scenario gives
    the same journal on every machine.
    """

    key: bytes = field(repr=False)
    keep: int = KEEP
    _entries: OrderedDict[int, Entry] = field(default_factory=OrderedDict, repr=False)
    _last: int = 0

    def person(self, bsn: str) -> str:
        """Give the keyed hash under which a person stands in this journal."""
        key = _KEY_OF_TEST_PEOPLE if bsn.startswith(_TEST_RANGE) else self.key
        return hmac.digest(key, bsn.encode(), hashlib.sha256).hex()[:16]

    def add(self, entry: Entry) -> int:
        """Add one request and give its number; the oldest leaves when there are too many."""
        self._last += 1
        self._entries[self._last] = replace(entry, nummer=self._last)
        if len(self._entries) > self.keep:
            self._entries.popitem(last=False)
        return self._last

    def answered(self, number: int, answered: Answered) -> None:
        """Note what was answered to a request, if it still stands here."""
        if number in self._entries:
            self._entries[number] = replace(self._entries[number], antwoord=answered)

    def find(self, scope: Scope, exact: Mapping[str, str]) -> Iterator[Entry]:
        """Give the entries within a scope, oldest first; `exact` holds other fields with their value."""
        person = self.person(scope.persoon) if scope.persoon else None
        hashed = replace(scope, persoon=person)
        for entry in self._entries.values():
            seen = Scope(entry.persoon, entry.oin, trace_of(entry.traceparent))
            if hashed.covers(seen) and all(getattr(entry, name) == value for name, value in exact.items()):
                yield entry

    def reset(self, scope: Scope) -> None:
        """Forget the entries within a scope; an empty one holds all, and then the numbers begin anew."""
        for number in [entry.nummer for entry in self.find(scope, {})]:
            del self._entries[number]
        if not self._entries:
            self._last = 0


def shown(entry: Entry) -> dict[str, Any]:
    """Give an entry as a JSON object."""
    content = asdict(entry)
    content["moment"] = write_moment(entry.moment) if entry.moment else None
    if entry.periode:
        content["periode"] = dict(zip(("DatBPeriode", "DatEPeriode"), entry.periode, strict=True))
    return content
