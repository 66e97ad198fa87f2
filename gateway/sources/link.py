"""The link to one source: who may be sent over it, until when, and within which trace."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from gateway.core.call import Call, Raw
from gateway.sources.port import not_a_test_person, too_late
from gateway.sources.wire import Wire

MAX_BYTES = 8 * 1024 * 1024
"""A source's answer may be at most 8 MB (`interface.md` §8, Limits)."""


@dataclass(frozen=True, slots=True)
class Link:
    """Where one source is and how it may be reached; `echt` is False for a mocked one."""

    wire: Wire
    url: str
    echt: bool

    async def post(self, path: str, content: bytes, headers: Mapping[str, str], call: Call) -> Raw:
        """Send one request; raises SourceError when nothing usable comes back before the call's deadline.

        The last fence: nobody but a test person is ever sent to a mocked source.
        """
        if not self.echt and not call.bsn.is_test_person:
            raise not_a_test_person()
        now = asyncio.get_running_loop().time()
        if (seconds := call.deadline - now) <= 0:
            raise too_late()
        call.sent.append(now)
        sent = {**headers, "traceparent": call.traceparent, "Accept-Encoding": "identity"}
        return await self.wire.post(self.url + path, sent, content, seconds=seconds)
