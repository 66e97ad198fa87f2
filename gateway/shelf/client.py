"""One client of Redis, as every part of the gateway that uses it needs it: short waits, no repeats."""

from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from redis.asyncio import Redis, Sentinel
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from gateway.errors import SettingsInvalid
from gateway.redis_address import RedisAddress, redis_address
from gateway.setting_names import PREFIX
from gateway.settings import Settings

_SECONDS = 1.0


def redis_of(settings: Settings, ending: AsyncExitStack) -> Redis | None:
    """Make the client of the settings, None without Redis; raises SettingsInvalid naming what is wrong."""
    if settings.redis_url is None:
        return None
    address = redis_address(settings.redis_url.get_secret_value())
    if settings.redis_ca_file and not settings.redis_ca_file.is_file():
        raise SettingsInvalid((f"{PREFIX}REDIS_CA_FILE: het bestand is er niet",))
    return redis_client(address, settings.redis_ca_file, ending)


def redis_client(address: RedisAddress, ca_file: Path | None, ending: AsyncExitStack) -> Redis:
    """Make a client, also when Redis is not there; `ending` closes it."""
    link: dict[str, Any] = {
        "socket_timeout": _SECONDS,
        "socket_connect_timeout": _SECONDS,
        "protocol": 2,  # the third asks for notices of maintenance, which an ACL need not allow
        "driver_info": None,
        "retry": Retry(NoBackoff(), 0),
    }
    if address.tls:
        link |= {"ssl": True, "ssl_ca_certs": None if ca_file is None else str(ca_file)}
    own: dict[str, Any] = {"db": address.database, "username": address.username, "password": address.password}
    if address.naam is None:
        host, port = address.hosts[0]
        client = Redis(host=host, port=port, **link, **own)
    else:
        sentinel = Sentinel(address.hosts, sentinel_kwargs=link, **link)  # type: ignore[no-untyped-call]  # redis-py
        ending.push_async_callback(sentinel.aclose)
        client = sentinel.master_for(address.naam, **own)
    ending.push_async_callback(client.aclose)
    return client
