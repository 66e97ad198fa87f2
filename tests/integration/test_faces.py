"""A thousand people drawn from a seed give the same rows over REST as over SOAP."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from adapters.mock.lives import Life
from adapters.mock.world import build_world
from gateway.settings import read_settings
from gateway.wiring import Gateway, running
from tests.fakes.processes import (
    BRONNEN,
    CASEMANAGER,
    MockSources,
    environment,
    mock_sources,
    question_about,
)

PEOPLE, SEED = 1000, 7
AT_ONCE = 16
WITH_TWO_FACES = ("DUO", "GEMEENTE_UITKERING", "GEMEENTE_REINTEGRATIE")
FRAME = {"raadpleging", "persoon", "bronnen", "nietGeleverd", "volledig", "onvolledig"}


@pytest.fixture(scope="module")
def town() -> Iterator[MockSources]:
    """Mock sources that know the thousand."""
    with mock_sources("--bevolking", str(PEOPLE), "--seed", str(SEED)) as running_sources:
        yield running_sources


async def _rows(gateway: Gateway, life: Life, limit: asyncio.Semaphore) -> dict[str, Any]:
    question = question_about({"bsn": life.bsn, "geboortedatum": life.geboortedatum}, bronnen=WITH_TWO_FACES)
    async with limit:
        body = await gateway.ask(question, CASEMANAGER, raadpleging_id="018f0000-faces", traceparent=None)
    return {name: value for name, value in json.loads(body).items() if name not in FRAME}


async def _through(face: str, folder: Path, url: str, lives: list[Life]) -> list[dict[str, Any]]:
    environ = environment(folder, dict.fromkeys(BRONNEN, url))
    environ |= {f"GATEWAY_BRONNEN__{bron}__KOPPELVLAK": face for bron in ("DUO", "GEMEENTE")}
    limit = asyncio.Semaphore(AT_ONCE)
    async with running(read_settings(environ)) as gateway:
        return list(await asyncio.gather(*(_rows(gateway, life, limit) for life in lives)))


async def test_a_thousand_people_have_one_profile_whatever_the_face(
    town: MockSources, tmp_path: Path
) -> None:
    """Rows, their order and their keys are the same; and most of the thousand have rows at all."""
    world = build_world(bevolking=PEOPLE, seed=SEED)
    lives = [life for life in world.lives.values() if not life.name.startswith("P")]
    assert len(lives) == PEOPLE
    rest, soap = [await _through(face, tmp_path, town.url, lives) for face in ("rest", "soap")]
    assert [life.name for life, one, other in zip(lives, rest, soap, strict=True) if one != other] == []
    filled = sum(bool(rows.get("uitkeringsverhouding")) for rows in rest)
    assert filled > PEOPLE // 10
