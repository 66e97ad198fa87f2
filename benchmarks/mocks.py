"""How fast the mock sources answer on one core, with faults off, and whether their memory stays flat.

Run as `python -m benchmarks.mocks [--requests N]`. The mix: every service of every bron, about all the lives.
"""

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from adapters.mock.service import Lookup, Service
from adapters.mock.world import World, build_world
from benchmarks.load import post

_END = b"\r\n\r\n"
_LENGTH = b"content-length:"
_CONNECTIONS = 16
_PARTS = 10


def questions(world: World) -> list[bytes]:
    """Write a question to every service about every life, in a fixed mix."""
    every: tuple[Service | Lookup, ...] = (*world.services, *world.lookups)
    asked = [
        question
        for bsn, life in world.lives.items()
        for service in every
        for question in _about(bsn, sorted(life.bron("gemeente")) or ["0855"], service)
    ]
    random.Random(7).shuffle(asked)  # noqa: S311 - the same mix every time
    return asked


def _about(bsn: str, codes: Sequence[str], service: Service | Lookup) -> list[bytes]:
    trace = {"traceparent": f"00-{bsn:0>32}-00f067aa0ba902b7-01"}
    written = []
    if isinstance(service, Service) and service.soap:
        path = f"/{service.bron}/suwibroker/soap/{service.key}"
        written.append(post(path, _soap(service, bsn), trace | {"content-type": "text/xml; charset=utf-8"}))
    if service.rest:
        fields = {"fields": ["x"]} if isinstance(service, Service) else {}
        body = json.dumps({"burgerservicenummer": bsn, **fields}).encode()
        path = f"/{service.bron}{service.rest.format(code=codes[0])}"
        written.append(post(path, body, trace | {"content-type": "application/json"}))
    return written


def _soap(service: Service, bsn: str) -> bytes:
    return (
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" '
        'xmlns:wsa="http://www.w3.org/2005/08/addressing"><soap:Header>'
        f"<wsa:Action>{escape(service.action)}</wsa:Action><wsa:MessageID>urn:uuid:1</wsa:MessageID>"
        f'</soap:Header><soap:Body><d:{service.operation} xmlns:d="{service.namespace}">'
        f"<Burgerservicenr>{bsn}</Burgerservicenr></d:{service.operation}></soap:Body></soap:Envelope>"
    ).encode()


async def _ask(address: tuple[str, int], asked: Sequence[bytes], count: int, start: int) -> None:
    reader, writer = await asyncio.open_connection(*address)
    for number in range(start, start + count):
        writer.write(asked[number % len(asked)])
        head = (await reader.readuntil(_END)).lower()
        if head[9:12] not in {b"200", b"500"}:
            raise RuntimeError(head.split(b"\r\n", 1)[0].decode())
        at = head.index(_LENGTH) + len(_LENGTH)
        await reader.readexactly(int(head[at:].split(b"\r\n", 1)[0]))
    writer.close()


async def _part(address: tuple[str, int], asked: Sequence[bytes], count: int) -> float:
    start = time.perf_counter()
    each = count // _CONNECTIONS
    async with asyncio.TaskGroup() as group:
        for number in range(_CONNECTIONS):
            group.create_task(_ask(address, asked, each, number * each))
    return each * _CONNECTIONS / (time.perf_counter() - start)


def _memory(pid: int) -> float:
    """Give the resident memory of a process in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _cpu(pid: int) -> float:
    """Give the seconds of a core that a process has used: what a busy machine does not change."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _pin(pid: int, core: int) -> None:
    os.sched_setaffinity(pid, {core})


def main() -> int:
    """Print speed and memory after every tenth part; exit 1 below 500 requests a second."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=20_000)
    count = parser.parse_args().requests // _PARTS
    asked = questions(build_world())
    command = [sys.executable, "-m", "adapters.mock", "--port", "0"]
    cores = sorted(os.sched_getaffinity(0))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as mocks:  # noqa: S603 - our own module
        if mocks.stdout is None:
            return 2
        host, _, port = mocks.stdout.readline().strip().rpartition("//")[2].partition(":")
        _pin(mocks.pid, cores[0])
        _pin(0, cores[-1])
        speeds = []
        for part in range(1, _PARTS + 1):
            before = _cpu(mocks.pid)
            speeds.append(asyncio.run(_part((host, int(port)), asked, count)))
            each = (_cpu(mocks.pid) - before) / count * 1e6
            memory = _memory(mocks.pid)
            print(f"{part * count:>9} vragen {speeds[-1]:7.0f}/s {each:6.0f} µs kern/vraag {memory:6.1f} MB")
        mocks.terminate()
    slowest = min(speeds[1:])
    print(f"traagste tiende deel: {slowest:.0f} vragen per seconde op een kern")
    return 0 if slowest >= 500 else 1  # noqa: PLR2004 - the promise


if __name__ == "__main__":
    sys.exit(main())
