"""One question to one source: a plan bound to a person, a day and, where it applies, a gemeente."""

from datetime import date

import msgspec

from gateway.core.bsn import Bsn
from gateway.core.plan import SourcePlan


class Call(msgspec.Struct, frozen=True):
    """What a source is asked now.

    `gemeente` stands in the address of a source per gemeente; `gemeenten` are those whose rows may be read,
    None: all. `geboortedatum` is EEJJMMDD as asked; `deadline` the moment on the loop's clock after which an
    answer is worth nothing; `traceparent` a W3C trace context; `bericht` the MessageID of this question, to
    which a SOAP answer must relate; `salt` binds row keys to this person, afnemer and purpose. `toestemming`
    names the state of what the person recorded as a wish, as it was when the question was let in. `sent`
    collects the moment, on the loop's clock, at which each attempt left; none when the answer was at hand.
    """

    plan: SourcePlan
    bsn: Bsn
    today: date
    deadline: float
    traceparent: str
    bericht: str
    geboortedatum: str
    salt: bytes
    toestemming: str
    gemeente: str | None = None
    gemeenten: frozenset[str] | None = None
    sent: list[float] = msgspec.field(default_factory=list)

    def __repr__(self) -> str:
        """Name the message and the bron: what else a call holds is about a person."""
        return f"Call({self.bericht!r}, {self.plan.bron!r})"


class Raw(msgspec.Struct, frozen=True):
    """What a source sent: HTTP status, media type without parameters, the charset it names, the bytes.

    `signature` is the SignatureValue of the question, where that was signed; `retry_after` the seconds
    that a source in trouble asks to wait (RFC 9110 §10.2.3).
    """

    status: int
    media_type: str
    charset: str | None
    body: bytes
    signature: str | None = None
    retry_after: float | None = None

    def __repr__(self) -> str:
        """Tell how it came: what it holds is about a person."""
        return f"Raw({self.status}, {self.media_type!r}, {len(self.body)} bytes)"
