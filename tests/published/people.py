"""The test persons as a question names them."""

import tomllib
from functools import cache

from tests.fakes.processes import PERSONAS


@cache
def people() -> tuple[tuple[str, str], ...]:
    """Give number and birth date (EEJJMMDD) of every test person."""
    lives = [tomllib.loads(path.read_text("utf-8"))["persoon"] for path in sorted(PERSONAS.glob("*.toml"))]
    return tuple((person["bsn"], person["geboortedatum"]) for person in lives)


def written(born: str) -> str:
    """Write a birth date as a question does."""
    return f"{born[:4]}-{born[4:6]}-{born[6:]}"
