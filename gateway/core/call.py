"""One question to one source: a plan bound to a person, a day and, where it applies, a gemeente."""

from dataclasses import dataclass, field
from datetime import date

from gateway.core.bsn import Bsn
from gateway.core.plan import SourcePlan


@dataclass(frozen=True, slots=True)
class Call:
    """What a source is asked now.

    `gemeente` stands in the address of a source per gemeente; `gemeenten` are those whose rows may be read,
    None: all. `geboortedatum` is EEJJMMDD as asked; `deadline` the moment on the loop's clock after which an
    answer is worth nothing; `traceparent` a W3C trace context; `bericht` the MessageID of this question, to
    which a SOAP answer must relate; `salt` binds row keys to this person, afnemer and purpose. `toestemming`
    names the state of what the person recorded as a wish, as it was when the question was let in. `sent`
    collects the MessageID of each attempt that left; none when the answer was at hand.
    """

    plan: SourcePlan
    bsn: Bsn
    today: date
    deadline: float
    traceparent: str
    bericht: str
    geboortedatum: str = field(repr=False)
    salt: bytes = field(repr=False)
    toestemming: str = field(repr=False)
    gemeente: str | None = field(default=None, repr=False)
    gemeenten: frozenset[str] | None = field(default=None, repr=False)
    sent: list[str] = field(default_factory=list, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Raw:
    """What a source sent: HTTP status, media type without parameters, the charset it names, the bytes.

    `signature` is the SignatureValue of the question, where that was signed; `retry_after` the seconds
    that a source in trouble asks to wait (RFC 9110 §10.2.3).
    """

    status: int
    media_type: str
    charset: str | None
    body: bytes = field(repr=False)
    signature: str | None = field(default=None, repr=False)
    retry_after: float | None = None
