"""Where Redis is: `redis://`, `rediss://` (TLS), `redis+sentinel://` and `rediss+sentinel://`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

_PORT, _SENTINEL_PORT = 6379, 26379
_SCHEMES = {
    "redis": (False, False),
    "rediss": (True, False),
    "redis+sentinel": (False, True),
    "rediss+sentinel": (True, True),
}
"""Scheme → whether it is TLS, whether Sentinels say where the master is."""


@dataclass(frozen=True, slots=True)
class RedisAddress:
    """A Redis, or with `naam` the Sentinels that know the master of that name; user and password hide."""

    hosts: tuple[tuple[str, int], ...]
    tls: bool
    database: int = 0
    naam: str | None = None
    username: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)


def redis_address(url: str) -> RedisAddress:
    """Read an address; raises ValueError saying in Dutch what is wrong, holding nothing of it."""
    try:
        return _read(url)
    except _Wrong:
        raise
    except ValueError:
        raise _Wrong("dit is geen adres van een Redis") from None


class _Wrong(ValueError):
    """What is wrong with an address; holds nothing of it."""


def _read(url: str) -> RedisAddress:
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES:
        raise _Wrong(f"schrijf een adres dat begint met {', '.join(f'{scheme}://' for scheme in _SCHEMES)}")
    tls, sentinel = _SCHEMES[parts.scheme]
    who, _, where = parts.netloc.rpartition("@")
    user, _, password = who.partition(":")
    hosts = tuple(_hosts(where, _SENTINEL_PORT if sentinel else _PORT))
    if len(hosts) > 1 and not sentinel:
        raise _Wrong("meer dan een adres kan alleen met Sentinel")
    return RedisAddress(
        hosts,
        tls,
        _database(parts.path),
        _master(parts, sentinel=sentinel),
        unquote(user) or None,
        unquote(password) or None,
    )


def _hosts(where: str, usual_port: int) -> Iterator[tuple[str, int]]:
    for one in where.split(","):
        place = urlsplit(f"//{one}")
        if not place.hostname:
            raise _Wrong("schrijf ook waar Redis is, als redis://redis.example")
        yield place.hostname, place.port or usual_port


def _database(path: str) -> int:
    number = path.strip("/") or "0"
    if not (number.isascii() and number.isdigit()):
        raise _Wrong("na het adres staat alleen het nummer van de database")
    return int(number)


def _master(parts: SplitResult, *, sentinel: bool) -> str | None:
    asked = parse_qs(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    if not sentinel:
        if asked or parts.fragment:
            raise _Wrong("na het adres staat alleen het nummer van de database")
        return None
    if parts.fragment or set(asked) != {"naam"} or not asked["naam"][-1]:
        raise _Wrong("een Sentinel kent de Redis bij naam: eindig met ?naam=…, en niets anders")
    return asked["naam"][-1]
