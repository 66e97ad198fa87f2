"""Which source listens where: all of them on one port, or each on its own."""

import socket
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.mock.world import World

_BACKLOG = 2048
_ADMIN = "/__admin/"


@dataclass(frozen=True, slots=True)
class Listening:
    """A socket that listens, and the source it is for; none: for all of them."""

    socket: socket.socket
    bron: str | None

    @property
    def address(self) -> tuple[str, int]:
        """Host and port, also when the system chose the port."""
        host, port = self.socket.getsockname()[:2]
        return host, port


def bronnen_of(world: World) -> tuple[str, ...]:
    """Name the sources of a world, in the order in which they get their ports."""
    services = [service.bron for service in world.services]
    return tuple(dict.fromkeys((*services, *(lookup.bron for lookup in world.lookups))))


def only(world: World, bronnen: Sequence[str]) -> World:
    """Give the same people with these sources, in this order. Raises ValueError, naming what is unknown."""
    known = bronnen_of(world)
    if unknown := [bron for bron in bronnen if bron not in known]:
        raise ValueError(f"--bron: onbekend: {', '.join(unknown)}; kies uit {', '.join(known)}")
    return replace(
        world,
        services=tuple(service for bron in bronnen for service in world.services if service.bron == bron),
        lookups=tuple(lookup for lookup in world.lookups if lookup.bron in bronnen),
    )


def addresses(host: str, port: int, bronnen: Iterable[str], *, wire: str, own_ports: bool) -> dict[str, str]:
    """Give where each source is when `port` is the first: `{"svb": "http://127.0.0.1:8081"}`."""
    return {
        bron: f"{wire}://{host}:{port + number if own_ports else port}" for number, bron in enumerate(bronnen)
    }


def listen(host: str, port: int, bronnen: Sequence[str | None]) -> tuple[Listening, ...]:
    """Listen once per source, from `port` upwards; 0 lets the system choose each.

    They listen before anything is printed, so that whoever reads it can connect at once. Raises OSError
    when a port is taken, and OverflowError when there is none so high; then nothing listens.
    """
    with ExitStack() as opened:
        listening = []
        for number, bron in enumerate(bronnen):
            each = opened.enter_context(
                socket.create_server((host, port and port + number), backlog=_BACKLOG)
            )
            each.setblocking(False)  # noqa: FBT003 - the signature of the standard library
            listening.append(Listening(each, bron))
        opened.pop_all()
    return tuple(listening)


def start_lines(listening: Iterable[Listening], *, wire: str) -> Iterator[str]:
    """Say where they listen; the last word of each line is the address, for people and programs."""
    for each in listening:
        url = "{}://{}:{}".format(wire, *each.address)
        yield (
            f"mock-bronnen op {url}\n"
            if each.bron is None
            else f"mock-bron {each.bron} op {url}/{each.bron}\n"
        )


def own_ports(app: ASGIApp, listening: Iterable[Listening]) -> ASGIApp:
    """Let the port of a source know that source and the admin API; the port of all knows all."""
    bronnen = {each.address[1]: each.bron for each in listening}

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        bron = bronnen[scope["server"][1]]
        if bron is None or scope["path"].startswith((f"/{bron}/", _ADMIN)):
            await app(scope, receive, send)
        else:
            refused = PlainTextResponse(f"op deze poort staat alleen /{bron}", status_code=404)
            await refused(scope, receive, send)

    return answer
