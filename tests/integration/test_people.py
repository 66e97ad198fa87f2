"""The matrix: every life gives exactly what was promised, to all who may ask, over both faces."""

import asyncio
import time
import tomllib
import unicodedata
from dataclasses import replace
from functools import reduce
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapters.mock.overlay import joined
from gateway.api.app import create_app
from gateway.demo import question_of
from gateway.settings import Settings, read_settings
from gateway.trust import demo_issuer
from gateway.wiring import Gateway, running
from tests.fakes.birth import manifests, spoken, world
from tests.fakes.oracle import promised
from tests.fakes.processes import BRONNEN, PERSONAS, ROOT, MockSources, environment
from tests.fakes.promise import Row, heard, settled, told, written
from tests.fakes.purposes import Purpose, purposes
from tests.fakes.world import Recorded

FACES = ("rest", "soap")
BY_HAND = Path(__file__).parent / "promises"
BASE = "DJI_INTAKE_ARBEIDSMARKT"
LIVES = {life.name: life for life in world().lives.values()}
NAMES = sorted(path.stem for path in PERSONAS.glob("*.toml"))
PURPOSES = {purpose.name: purpose for purpose in purposes()}

EVERY_FACE = pytest.mark.parametrize("face", FACES)
EVERY_PURPOSE = pytest.mark.parametrize("purpose", PURPOSES.values(), ids=PURPOSES)
EVERY_LIFE = pytest.mark.parametrize("name", [name for name in NAMES if name in LIVES])

Answers = dict[tuple[str, str, str], httpx.Response]
"""Face, purpose and life → the answer."""


def _settings(state: Path, url: str, face: str) -> Settings:
    """Make a gateway of one face; both share their keys, so that row keys can be compared."""
    environ = environment(state, dict.fromkeys(BRONNEN, url))
    environ["GATEWAY_DATABASE_URL"] = f"sqlite:///{state / face}.db"
    for manifest in manifests():
        environ[f"GATEWAY_BRONNEN__{manifest['id'].upper()}__KOPPELVLAK"] = spoken(manifest, face)
    return read_settings(environ)


async def _ask_all(state: Path, url: str) -> Answers:
    """Ask everything of everybody, with one gateway for each face."""
    answers: Answers = {}
    for face in FACES:
        async with running(_settings(state, url, face)) as gateway:
            gateway.tools = replace(gateway.tools, wishes=Recorded(consent=lambda: True))
            transport = httpx.ASGITransport(app=create_app(gateway), raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
                for purpose in PURPOSES.values():
                    for name in NAMES:
                        answers[face, purpose.name, name] = await _ask(client, gateway, purpose, name)
    return answers


async def _ask(client: httpx.AsyncClient, gateway: Gateway, purpose: Purpose, name: str) -> httpx.Response:
    token = demo_issuer(gateway.settings).token(now=time.time(), **purpose.claims())
    question = _question(name) | {"doelbinding": purpose.doel["id"]}
    return await client.post("/v1/raadplegingen", json=question, headers={"Authorization": f"Bearer {token}"})


def _question(name: str) -> dict[str, object]:
    """Make the question about a person; about who has no number, a whole question but for the number."""
    if name in LIVES:
        return question_of(name, ROOT / "adapters")
    other = question_of(next(iter(LIVES)), ROOT / "adapters")
    return {member: value for member, value in other.items() if member != "burgerservicenummer"}


@pytest.fixture(scope="module")
def answers(mocks: MockSources, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """The answers to every question of the matrix."""
    return asyncio.run(_ask_all(tmp_path_factory.mktemp("people"), mocks.url))


@EVERY_FACE
@EVERY_PURPOSE
@EVERY_LIFE
def test_a_person_gives_exactly_the_promised_facts(
    name: str, purpose: Purpose, face: str, answers: Answers
) -> None:
    """Every row, status and absence of a person is the promised one, there is no other, and it is in NFC."""
    response, life = answers[face, purpose.name, name], LIVES[name]
    assert response.status_code == HTTPStatus.OK, response.text
    found = heard(response.json())
    if purpose.name == BASE:
        assert found == (written(life.verwacht) if face == "rest" else promised(life, purpose, face))
    else:
        assert settled(found, purpose) == settled(promised(life, purpose, face), purpose)
    assert unicodedata.is_normalized("NFC", response.text)


@EVERY_PURPOSE
@EVERY_LIFE
def test_both_faces_give_the_same_rows(name: str, purpose: Purpose, answers: Answers) -> None:
    """A source that knows as much over SOAP as over REST gives the same rows in the same order, keys too."""
    by_hand = LIVES[name].verwacht.get("soap", {})
    parts = (by_hand, by_hand.get(purpose.doel["id"], {}))
    knows_less = {entry["bron"] for part in parts for entry in part.get("bronnen", [])}
    bodies = [answers[face, purpose.name, name].json() for face in FACES]
    rest, soap = map(told, bodies)
    # All gemeenten answer in one message over SOAP: one that knows another person discards it for them all.
    other = "PERSOON_WIJKT_AF" in {entry["bronStatus"] for body in bodies for entry in body["bronnen"]}
    assert _rows(rest, knows_less) == _rows(soap, knows_less)
    assert knows_less or other or rest == soap
    keys = [row["rij"] for _, row in _rows(soap, set())]
    assert len(keys) == len(set(keys))


def _rows(answer: tuple[Any, dict[str, list[Row]]], without: set[str]) -> list[tuple[str, Row]]:
    return [(pad, row) for pad, rows in answer[1].items() for row in rows if row["bron"] not in without]


@EVERY_FACE
@EVERY_PURPOSE
@pytest.mark.parametrize("name", [name for name in NAMES if name not in LIVES])
def test_without_a_number_there_is_no_question(
    name: str, purpose: Purpose, face: str, answers: Answers
) -> None:
    """Of whom no burgerservicenummer is known nothing can be asked: 400, and it says what is missing."""
    response = answers[face, purpose.name, name]
    assert (response.status_code, response.json()["code"]) == (HTTPStatus.BAD_REQUEST, "ONGELDIGE_VRAAG")
    assert [(fault["name"], fault["code"]) for fault in response.json()["invalidParams"]] == [
        ("burgerservicenummer", "required")
    ]


@EVERY_LIFE
def test_the_oracle_says_what_the_life_has_by_hand(name: str) -> None:
    """For DJI over the default faces the rules of the oracle give what is written by hand, and no more."""
    assert promised(LIVES[name], PURPOSES[BASE], "rest") == written(LIVES[name].verwacht)


@pytest.mark.parametrize("path", sorted(BY_HAND.glob("*.toml")), ids=lambda path: path.stem)
def test_the_oracle_says_what_is_written_by_hand_for_others(path: Path) -> None:
    """For some people, purposes and faces everything is written by hand; the oracle says the same."""
    name, purpose, face = path.stem.split("-")
    added = sorted((ROOT / "adapters").glob(f"*/promises/{path.name}"))
    by_hand = reduce(joined, (tomllib.loads(file.read_text("utf-8")) for file in (path, *added)))
    assert promised(LIVES[name], PURPOSES[purpose], face) == written(by_hand)
