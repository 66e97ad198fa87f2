"""Where Redis is, as a setting says it (`gateway/redis_address.py`)."""

import pytest

from gateway.errors import SettingsInvalid
from gateway.redis_address import RedisAddress, redis_address
from gateway.settings import read_settings

GOOD = {
    "redis://redis.example": RedisAddress((("redis.example", 6379),), tls=False),
    "redis://127.0.0.1:7000/3": RedisAddress((("127.0.0.1", 7000),), tls=False, database=3),
    "rediss://[::1]:7000/": RedisAddress((("::1", 7000),), tls=True),
    "rediss://gateway:p%40ss%2Fword@redis.example/1": RedisAddress(
        (("redis.example", 6379),), tls=True, database=1, username="gateway", password="p@ss/word"
    ),
    "redis://:geheim@redis.example": RedisAddress((("redis.example", 6379),), tls=False, password="geheim"),
    "redis+sentinel://een:26380,twee/0?naam=mymaster": RedisAddress(
        (("een", 26380), ("twee", 26379)), tls=False, naam="mymaster"
    ),
    "rediss+sentinel://gateway:w@een,twee,drie/2?naam=m": RedisAddress(
        tuple((name, 26379) for name in ("een", "twee", "drie")),
        tls=True,
        database=2,
        naam="m",
        username="gateway",
        password="w",
    ),
}
BAD = (
    "",
    "canary",
    "http://canary",
    "unix:///canary",
    "redis://",
    "redis://:canary@",
    "redis://canary:0x1",
    "redis://canary:99999",
    "redis://canary/nul",
    "redis://canary/0/1",
    "redis://canary/-1",
    "redis://een,canary",
    "redis://canary/0?ssl_cert_reqs=none",
    "redis://canary/0#x",
    "rediss://[canary",
    "redis+sentinel://canary",
    "redis+sentinel://canary/0?naam=",
    "redis+sentinel://canary/0?naam=m&x=1",
    "redis+sentinel://canary,/0?naam=m",
    "redis+sentinel://canary/0?m",
)


@pytest.mark.parametrize("url", GOOD)
def test_an_address_is_read(url: str) -> None:
    """Scheme, hosts, ports, database, user and password are read; what is absent has the usual value."""
    assert redis_address(url) == GOOD[url]


@pytest.mark.parametrize("url", BAD)
def test_anything_else_names_the_setting_and_never_the_value(url: str) -> None:
    """The settings are refused, also where nothing uses Redis; nothing of it stands in the error."""
    with pytest.raises(SettingsInvalid) as refusal:
        read_settings({"HOME": "/h", "GATEWAY_REDIS_URL": url})
    (text,) = refusal.value.texts
    assert text.startswith("GATEWAY_REDIS_URL: ")
    assert "canary" not in f"{refusal.value!r} {refusal.value.__cause__!r}"


def test_the_address_hides() -> None:
    """Neither the settings nor the address shows user or password in its text."""
    url = "rediss://gebruiker-canary:canary@redis.example/0"
    settings = read_settings({"HOME": "/h", "GATEWAY_REDIS_URL": url})
    shown = f"{settings!r} {settings} {settings.model_dump()} {redis_address(url)!r}"
    assert "canary" not in shown
