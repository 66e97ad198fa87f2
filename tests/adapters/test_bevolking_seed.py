"""One seed, one population: the same people in the same order with the same bytes, whoever asks and when."""

import hashlib
import os
import subprocess
import sys
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from adapters.mock.__main__ import write_lives
from adapters.mock.bevolking.population import LARGEST, Population
from adapters.mock.lives import Life, LifeError, load_lives
from adapters.mock.world import CONTRACTS, PERSONAS

ROOT = CONTRACTS.parent
FIFTY_OF_SEED_7 = "99a4cec788941a769856539ede97fbc46e4ce316d8e551ac9b03f8c6413541e0"
"""SHA-256 of the first fifty people of seed 7, as `--toon-levens` writes them."""


def population(count: int, seed: int = 7, written: dict[str, Life] | None = None) -> Population:
    return Population(written or {}, count, Random(seed))  # noqa: S311 - people, no secrets


def test_a_small_population_begins_a_large_one() -> None:
    """Person n is the same in every population of the seed that has a person n."""
    assert list(population(40).people()) == list(islice(population(3000).people(), 40))


def test_a_person_does_not_depend_on_who_was_asked_for_before() -> None:
    """Somebody asked for first, last, or once more after hundreds of others is the same."""
    people, backwards = population(400), population(400)
    assert {bsn: people[bsn] for bsn in people} == {bsn: backwards[bsn] for bsn in reversed(list(backwards))}
    first = next(iter(people))
    assert people[first] == next(population(1).people())


def test_another_seed_is_another_population() -> None:
    """Two seeds give other people under other numbers."""
    some, others = list(population(50).people()), list(population(50, seed=8).people())
    assert [life.bsn for life in some] != [life.bsn for life in others]
    assert [life.tables["persoon"]["naam"] for life in some] != [
        life.tables["persoon"]["naam"] for life in others
    ]


def test_fifty_people_of_seed_7_are_the_committed_ones() -> None:
    """Neither a new version of Python or of a library nor a change here alters a seed by accident."""
    lines = "".join(write_lives(population(50)))
    digest = hashlib.sha256(lines.encode()).hexdigest()
    assert digest == FIFTY_OF_SEED_7, (
        "Seed 7 gives other people than before, so whoever noted a person of a seed loses them. "
        "Was nothing meant to change: look for a draw that was added, moved or taken away. "
        f"Is it meant: set FIFTY_OF_SEED_7 in {__file__} to {digest} and say so in the commit."
    )


def test_two_processes_answer_with_the_same_bytes(tmp_path: Path) -> None:
    """All answers about two hundred people are the same bytes in two processes that hash otherwise."""
    script = str(Path(__file__).with_name("write_answers.py"))
    files = [tmp_path / "1", tmp_path / "2"]
    running = [
        subprocess.Popen(
            [sys.executable, script, "200", "7", str(file)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": file.name},
        )
        for file in files
    ]
    assert [process.wait(timeout=120) for process in running] == [0, 0]
    one, other = (file.read_bytes() for file in files)
    assert one == other
    assert len(one) > 2_000_000


def test_numbers_of_lives_are_passed_over() -> None:
    """Who has the number of a life written by hand is that life, and the population is as large as asked."""
    taken = next(population(1).people())
    life = Life("P99", taken.bsn, "19900101", {})
    people = population(100, written={life.bsn: life})
    assert people[life.bsn] is life
    assert (len(people), len(list(people.people()))) == (101, 100)
    assert taken.bsn not in {person.bsn for person in people.people()}


def test_the_largest_population_fits_beside_the_personas() -> None:
    """Eight thousand people have a number each beside the lives of this repository."""
    written = load_lives(PERSONAS)
    people = population(LARGEST, written=written)
    assert len(set(people)) == len(people) == LARGEST + len(written)
    assert "999990482" not in people


@pytest.mark.parametrize("count", [LARGEST + 1, 9_500, -1])
def test_a_population_that_cannot_be_is_refused(count: int) -> None:
    """More people than there are numbers, or fewer than none, is refused with the number there can be."""
    with pytest.raises(LifeError, match=f"een bevolking van {count} kan niet: vraag 0 tot en met 8000"):
        population(count)
