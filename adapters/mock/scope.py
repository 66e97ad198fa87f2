"""Whose requests something is about: a person, an organisation, a trace. So teams share one server."""

import re
from dataclasses import dataclass, field

_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


@dataclass(frozen=True, slots=True)
class Scope:
    """A person (by number), an organisation (OIN) and a trace; what is None is left open."""

    persoon: str | None = field(default=None, repr=False)
    oin: str | None = None
    trace: str | None = None

    def covers(self, other: "Scope") -> bool:
        """Whether everything that this one names is the same in the other; an empty scope covers all."""
        return (
            self.persoon in {None, other.persoon}
            and self.oin in {None, other.oin}
            and self.trace in {None, other.trace}
        )


EVERYBODY = Scope()


def trace_of(traceparent: str | None) -> str | None:
    """Give the trace in a whole traceparent header: 32 hexadecimal digits; None when it is no such header."""
    found = _TRACEPARENT.fullmatch(traceparent or "")
    return found[1] if found else None
