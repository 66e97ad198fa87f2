"""HTTP that tells each request over which connection it came, and which OIN called."""

import asyncio
from typing import Any, TypeAlias

from uvicorn.protocols.http.auto import AutoHTTPProtocol

_PeerCertificate: TypeAlias = dict[str, tuple[tuple[tuple[str, str], ...], ...]]


_Chosen: Any = AutoHTTPProtocol
"""httptools where it is installed, else h11: the wheel of the mock sources asks for nothing compiled."""


class WireProtocol(_Chosen):  # type: ignore[misc]  # chosen when it runs
    """Gives each request `request.state.transport`, and over TLS `oin`: that of the client's certificate."""

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Add both to what every request on this connection gets as its state."""
        super().connection_made(transport)
        oin = _oin(transport.get_extra_info("peercert"))
        self.app_state: dict[str, Any] = {**self.app_state, "transport": transport, "oin": oin}


def _oin(peer: _PeerCertificate | None) -> str | None:
    found = [
        value for rdn in (peer or {}).get("subject", ()) for name, value in rdn if name == "serialNumber"
    ]
    return found[0] if len(found) == 1 else None
