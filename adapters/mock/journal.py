"""What was asked of the mock sources: enough to prove minimisation, nothing that names a person."""

import hashlib
import hmac
from collections import deque
from dataclasses import asdict, dataclass, field
from typing import Any

_KEEP = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """One request: `service` is the key of a service, or VERWIJSINDEX; `persoon` is a keyed hash.

    `periode` holds DatBPeriode and DatEPeriode as asked; `fields` the asked member paths of a REST dossier.
    In the profile strict `handtekening` is "geldig" or why the request was refused unread (then `persoon` is
    none), and `oin` who asked: the signer, or else the certificate of the connection.
    """

    service: str
    gemeente: str | None
    traceparent: str | None
    fields: tuple[str, ...]
    periode: tuple[str, str] | None
    persoon: str | None
    handtekening: str | None = None
    oin: str | None = None


@dataclass(frozen=True, slots=True)
class Journal:
    """The last thousand requests; `key` makes the hash of a person meaningless in another process."""

    key: bytes = field(repr=False)
    entries: deque[Entry] = field(default_factory=lambda: deque(maxlen=_KEEP), repr=False)

    def person(self, bsn: str) -> str:
        """Give the keyed hash under which a person stands in this journal."""
        return hmac.new(self.key, bsn.encode(), hashlib.sha256).hexdigest()[:16]

    def add(self, entry: Entry) -> None:
        """Add one request; the oldest leaves when there are more than a thousand."""
        self.entries.append(entry)

    def show(self) -> list[dict[str, Any]]:
        """Give the entries, oldest first, as JSON objects."""
        return [_shown(entry) for entry in self.entries]


def _shown(entry: Entry) -> dict[str, Any]:
    shown = asdict(entry)
    if entry.periode:
        shown["periode"] = dict(zip(("DatBPeriode", "DatEPeriode"), entry.periode, strict=True))
    return shown
