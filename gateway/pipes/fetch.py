"""What every part of a pipe is: a call in, facts out."""

from collections.abc import Awaitable, Callable

from gateway.core.call import Call
from gateway.core.facts import Facts

Fetch = Callable[[Call], Awaitable[Facts]]
"""Ask one source and read its answer; raises SourceError only."""
