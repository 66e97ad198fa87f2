"""A process without a file left: that is our lack, and no source is left alone for it."""

import os
import resource
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from gateway.errors import SourceError
from gateway.pipes.breaker import Breaker, breaker
from gateway.sources.port import OUT_OF_FILES
from gateway.sources.tls import TlsWire
from gateway.sources.wire import FastWire, Wire
from tests.pipes.stage import FACTS, Time, call, ended

_CONTEXT = ssl.create_default_context()
_WIRES: dict[str, Callable[[], Wire]] = {
    "http": lambda: FastWire(max_bytes=1),
    "https": lambda: TlsWire(lambda: _CONTEXT, max_bytes=1),
}


@contextmanager
def no_files() -> Iterator[None]:
    """Take every file that this process may still open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
    taken: list[int] = []
    try:
        try:
            while True:
                taken.append(os.open(os.devnull, os.O_RDONLY))
        except OSError as error:
            assert error.errno in OUT_OF_FILES  # noqa: PT017 - this is how they end
        yield
    finally:
        for number in taken:
            os.close(number)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def failure(wire: Wire, scheme: str, port: int = 9) -> SourceError:
    """Give how asking nobody fails."""
    with pytest.raises(SourceError) as failed:
        await wire.post(f"{scheme}://127.0.0.1:{port}/", {}, b"", seconds=5.0)
    return failed.value


@pytest.mark.parametrize("scheme", _WIRES)
async def test_without_a_file_it_is_our_fault(scheme: str) -> None:
    """No file for a connection is ours, where a refused connection is the source's; both are VERBINDING."""
    wire = _WIRES[scheme]()
    refused = await failure(wire, scheme)
    with no_files():
        lacking = await failure(wire, scheme)
    await wire.close()
    assert (refused.oorzaak, refused.ours, lacking.oorzaak, lacking.ours) == (
        "VERBINDING",
        False,
        "VERBINDING",
        True,
    )
    assert (lacking.repeat, lacking.why) == ("SAFE", "geen bestand vrij voor een verbinding")


async def test_a_lack_of_files_opens_no_breaker() -> None:
    """Many questions that found no file, and the source is asked as soon as there is one."""
    wire, lacking = FastWire(max_bytes=1), True

    async def fetch(_asked: object) -> object:
        if not lacking:
            return FACTS
        return await wire.post("http://127.0.0.1:9/", {}, b"", seconds=5.0)

    guarded = breaker(fetch, Breaker(1, 30.0, Time()))  # type: ignore[arg-type]  # it never gives what it got
    asked = call()
    with no_files():
        assert [await ended(guarded, asked) for _ in range(3)] == ["VERBINDING"] * 3
    lacking = False
    assert await ended(guarded, asked) == "GEVONDEN"
    await wire.close()
