"""The test persons as a question names them."""

from functools import cache

from adapters.mock.lives import load_lives
from tests.fakes.processes import PERSONAS


@cache
def people() -> tuple[tuple[str, str], ...]:
    """Give number and whole birth date (EEJJMMDD) of every test person who has a number."""
    lives = load_lives(PERSONAS).values()
    # Of 19840000 and 19840512 the whole date is the larger.
    return tuple((life.bsn, max(life.geboortedatum, life.gevraagd)) for life in lives)


def written(born: str) -> str:
    """Write a birth date as a question does."""
    return f"{born[:4]}-{born[4:6]}-{born[6:]}"
