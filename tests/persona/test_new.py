"""`gateway persona new`: a life that the mock sources serve at once and the gateway reads as promised."""

import asyncio
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
from stdnum.nl import bsn as elfproef

from adapters.mock.lives import LifeError, load_life
from adapters.mock.own.new import free_number, new_life
from adapters.mock.own.promise import read_vocabulary
from adapters.mock.own.validate import validate_lives
from adapters.mock.world import CONTRACTS, PERSONAS, build_world
from gateway.api.app import create_app
from gateway.demo import question_of
from gateway.trust import demo_issuer
from gateway.wiring import running
from tests.fakes.processes import ROOT, mock_sources, settings_for
from tests.fakes.promise import heard, written

WORLD = build_world()
NAMES = sorted(life.name for life in WORLD.lives.values())


def _dice(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - the same draw every time


def mocks(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "adapters.mock", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300, check=False)


@pytest.mark.parametrize("like", NAMES)
def test_a_copy_of_any_life_is_valid_and_says_the_same(like: str, tmp_path: Path) -> None:
    """Beginning as any of ours, a life has no fault and differs in version, story, number and name alone."""
    path = tmp_path / "Mijn.toml"
    path.write_text(new_life("Mijn", like, WORLD, (), _dice(1)), "utf-8")
    assert validate_lives([path], WORLD, read_vocabulary(CONTRACTS)) == []
    [ours] = [life for life in WORLD.lives.values() if life.name == like]
    mine = load_life(path)
    own = {"versie", "verhaal", "persoon"}
    assert _but(mine.tables, own) == _but(ours.tables, own)
    assert mine.tables["versie"] == 1
    assert mine.tables["persoon"] == {"bsn": mine.bsn, "naam": "Mijn", "geboortedatum": ours.geboortedatum}


def _but(tables: Any, names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in tables.items() if name not in names}


def test_the_number_is_a_free_test_number() -> None:
    """A number passes, is of the part for lives, and is nobody's: drawn often, never a taken one."""
    numbers = {free_number(WORLD.lives, _dice(seed)) for seed in range(200)}
    assert len(numbers) > 100
    assert not numbers & set(WORLD.lives)
    assert all(number.startswith("99999") and elfproef.is_valid(number) for number in numbers)


def test_no_number_is_given_when_all_are_taken() -> None:
    """When every number is in use that is said, and none is given twice."""
    taken: set[str] = set()
    while len(taken) < 909:
        taken.add(free_number(taken, _dice(1)))
    with pytest.raises(LifeError, match="in gebruik"):
        free_number(taken, _dice(1))


def test_the_command_writes_a_file_and_never_over_one(tmp_path: Path) -> None:
    """The file is named and written once; a second time, a bad name and an unknown life end with 2."""
    first, again = (mocks("persona", "new", "Jan", "--van", "P04", "--uit", tmp_path) for _ in range(2))
    assert (first.returncode, first.stdout) == (0, f"{tmp_path / 'Jan.toml'}\n")
    assert (again.returncode, "dit bestand is er al" in again.stderr) == (2, True)
    bad = mocks("persona", "new", "../Jan", "--uit", tmp_path)
    assert (bad.returncode, "een naam is de naam van een bestand" in bad.stderr) == (2, True)
    unknown = mocks("persona", "new", "Piet", "--van", "P99", "--uit", tmp_path)
    assert (unknown.returncode, "--van P99" in unknown.stderr) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["Jan.toml"]


@pytest.mark.parametrize("name", ["123456782", "123456789", "Jan-123456782"])
def test_a_name_that_is_a_number_is_refused_unsaid(name: str, tmp_path: Path) -> None:
    """A name of nine digits, or with a number that could be a person's in it, is not repeated nor written."""
    done = mocks("persona", "new", name, "--van", "P04", "--uit", tmp_path)
    assert (done.returncode, done.stdout, list(tmp_path.iterdir())) == (2, "", [])
    assert done.stderr == "NAAM: een naam is geen nummer van negen cijfers; kies letters, zoals Jan\n"


def test_a_new_person_is_served_beside_ours_and_read_as_promised(tmp_path: Path) -> None:
    """With --eigen the sources know the new person and ours; the gateway gives what [verwacht] promises."""
    people = tmp_path / "personas"
    for like in ("P01", "P04"):
        assert mocks("persona", "new", f"Als-{like}", "--van", like, "--uit", people).returncode == 0
    with mock_sources("--eigen", str(people)) as sources:
        for name in (*sorted(map(str, people.glob("*.toml"))), "P03"):
            path = Path(name) if name.endswith(".toml") else PERSONAS / f"{name}.toml"
            answer = asyncio.run(_ask(tmp_path / path.stem, sources.url, name))
            life = load_life(path) if path.parent == people else _ours(name)
            assert heard(answer) == written(life.verwacht)


def _ours(name: str) -> Any:
    return next(life for life in WORLD.lives.values() if life.name == name)


async def _ask(state: Path, url: str, persona: str) -> dict[str, Any]:
    state.mkdir()
    async with running(settings_for(state, url)) as asked:
        token = demo_issuer(asked.settings).token(now=time.time())
        transport = httpx.ASGITransport(app=create_app(asked))
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
            answer = await client.post(
                "/v1/raadplegingen",
                json=question_of(persona, ROOT / "adapters"),
                headers={"Authorization": f"Bearer {token}"},
            )
            found: dict[str, Any] = answer.json()
            return found


def test_an_own_number_that_is_ours_is_refused(tmp_path: Path) -> None:
    """Beside ours a person needs a number of its own; instead of ours it may have any."""
    text = (PERSONAS / "P01.toml").read_text("utf-8")
    (tmp_path / "Dubbel.toml").write_text(text, "utf-8")
    with pytest.raises(LifeError, match=r"Dubbel\.toml: dit burgerservicenummer heeft P01 al"):
        build_world(eigen=tmp_path)
    assert [life.name for life in build_world(tmp_path).lives.values()] == ["Dubbel"]


def test_an_unknown_version_is_refused_by_the_sources_too(tmp_path: Path) -> None:
    """A life without a version is of version 1; one of a version to come is refused, not half read."""
    text = (PERSONAS / "P01.toml").read_text("utf-8")
    (tmp_path / "Later.toml").write_text(f"versie = 2\n{text}", "utf-8")
    assert "versie" not in tomllib.loads(text)
    with pytest.raises(LifeError, match=r"Later\.toml: deze versie .* gelezen wordt versie = 1"):
        load_life(tmp_path / "Later.toml")
