"""Large answers are read beside the event loop, one by one, and nobody waits for one past a deadline."""

import asyncio

import pytest
from msgspec import structs

from gateway.core.call import Raw
from gateway.core.facts import Facts
from gateway.errors import SourceError
from tests.fakes.answers import FAULT, body
from tests.hostile.attack import FAULT as SAID_FAULT
from tests.hostile.attack import LATE, Outcome
from tests.hostile.scene import Scene, svb
from tests.hostile.soap import put


def large(scene: Scene, status: int = 200, rows: int = 240_000) -> Raw:
    """Write a sound answer that takes a while to read, or a Fault as long."""
    filler = "<x>y</x>" * rows
    sound = put(scene.text, scene.text.index("</ClientSuwi>"), filler).encode()
    fault = body(FAULT.replace("</s:Fault>", f"<detail>{filler}</detail></s:Fault>"))
    return Raw(status, "text/xml", "utf-8", sound if status == 200 else fault)


async def outcome(scene: Scene, answered: Raw, seconds: float) -> Outcome | Facts:
    """Read an answer under a deadline."""
    call = structs.replace(scene.call, deadline=asyncio.get_running_loop().time() + seconds)
    try:
        return await scene.reader.read(answered, call)
    except SourceError as error:
        return error.status, error.oorzaak, error.reden


async def ticks(task: "asyncio.Task[Outcome | Facts]") -> int:
    """Count how often the loop comes round while a task runs."""
    count = 0
    while not task.done():
        await asyncio.sleep(0.001)
        count += 1
    return count


@pytest.mark.parametrize(("status", "expected"), [(200, "GEVONDEN"), (500, SAID_FAULT), (400, SAID_FAULT)])
async def test_the_loop_goes_on(status: int, expected: object) -> None:
    """While a large answer or a large Fault is read the event loop keeps coming round."""
    scene = svb()
    task = asyncio.create_task(outcome(scene, large(scene, status), 60))
    assert await ticks(task) > 10
    read = await task
    assert ("GEVONDEN" if isinstance(read, Facts) and read.gevonden else read) == expected


async def test_nobody_waits_past_a_deadline() -> None:
    """Behind a large answer another waits until its deadline and no longer; the first is still read."""
    scene = svb()
    loop = asyncio.get_running_loop()
    answered = large(scene)
    first = asyncio.create_task(outcome(scene, answered, 60))
    await asyncio.sleep(0)
    begin = loop.time()
    others = await asyncio.gather(*(outcome(scene, answered, 0.05) for _ in range(20)))
    waited = loop.time() - begin
    assert set(others) == {LATE}
    assert waited < 0.5
    assert isinstance(await first, Facts)
    begin = loop.time()
    assert isinstance(await outcome(scene, large(scene, rows=30_000), 60), Facts)
    assert loop.time() - begin < 2


async def test_a_late_answer_is_not_begun() -> None:
    """An answer that is complete after its deadline is not read at all."""
    scene = svb()
    assert await outcome(scene, large(scene), -1) == LATE
