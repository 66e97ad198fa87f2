"""How Redis is reached: TLS, a user of its own, Sentinel, and the settings of deploy/redis.conf."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis

from gateway.limits.quota import Bucket, Rule
from gateway.limits.shared import SharedCounts
from gateway.pki.credential import ec_key, pem
from gateway.pki.issue import Authority, Leaf, Period
from gateway.redis_address import redis_address
from gateway.shelf.client import redis_client
from gateway.shelf.redis import PREFIX, RedisShelf, redis_shelf
from tests.cache.test_redis import kept
from tests.fakes.processes import ROOT
from tests.fakes.redis import RedisServer, free_port, redis_server

NAME = b"n" * 32
PASSWORD, BOSS = "wachtwoord-canary", "beheer-canary"
DEPLOYED = ROOT / "deploy" / "redis.conf"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a certificate for 127.0.0.1, its issuer, and another who might issue."""
    folder, valid = tmp_path_factory.mktemp("certificaten"), Period.days(datetime.now(UTC), -1, 2)
    for name in ("ander", "uitgever"):
        root = Authority.root(name, ec_key(), valid)
        (folder / f"{name}.pem").write_bytes(pem(root.chain))
    leaf = root.issue(Leaf("Redis", None, valid), ec_key())
    (folder / "redis.pem").write_bytes(pem(leaf.chain))
    (folder / "redis.key").write_bytes(leaf.key_pem())
    return folder


def users(comment: str) -> str:
    """Give the users that the comment in deploy/redis.conf says, and one more to look inside."""
    lines = [line.strip("# ") for line in comment.splitlines() if line.startswith("#   user ")]
    digest = hashlib.sha256(PASSWORD.encode()).hexdigest()
    return "\n".join([*lines, f"user beheer on >{BOSS} ~* &* +@all"]).replace("#…", f"#{digest}") + "\n"


@pytest.fixture(scope="module")
def deployed(certificates: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """Run Redis with deploy/redis.conf, but for the places of its files and its port."""
    folder, port = tmp_path_factory.mktemp("deployed"), free_port()
    (folder / "gebruikers.acl").write_text(users(DEPLOYED.read_text("utf-8")), "utf-8")
    places = {
        "bind": "127.0.0.1",
        "tls-port": str(port),
        "tls-cert-file": str(certificates / "redis.pem"),
        "tls-key-file": str(certificates / "redis.key"),
        "aclfile": str(folder / "gebruikers.acl"),
    }
    options = [part for name, value in places.items() for part in (f"--{name}", value)]
    server = RedisServer(folder, port, (str(DEPLOYED), *options))
    server.start()
    try:
        yield server
    finally:
        server.kill()


def client_of(server: RedisServer, certificates: Path, user: str, password: str) -> "redis.Redis":
    """Give a client of our own, as a user."""
    ca = str(certificates / "uitgever.pem")
    return redis.Redis(port=server.port, ssl=True, ssl_ca_certs=ca, username=user, password=password)


def boss(server: RedisServer, certificates: Path) -> "redis.Redis":
    """Give who may look inside."""
    return client_of(server, certificates, "beheer", BOSS)


@asynccontextmanager
async def shelf_at(url: str, ca_file: Path | None = None) -> AsyncIterator[RedisShelf]:
    """Open a shelf at an address."""
    async with (
        AsyncExitStack() as ending,
        redis_shelf(redis_client(redis_address(url), ca_file, ending)) as shelf,
    ):
        yield shelf


def address(server: RedisServer, *, scheme: str = "rediss", password: str = PASSWORD) -> str:
    """Give the address of the deployed Redis for the gateway's user."""
    return f"{scheme}://gateway:{password}@127.0.0.1:{server.port}/0"


async def test_the_deployed_redis_serves_the_gateway_and_refuses_it_nothing(
    deployed: RedisServer, certificates: Path
) -> None:
    """Over TLS with its own user: put and got back, counted for a limit, and Redis refused no command."""
    where, ca_file = redis_address(address(deployed)), certificates / "uitgever.pem"
    async with shelf_at(address(deployed), ca_file) as shelf, AsyncExitStack() as ending:
        await kept(shelf, NAME, b"waarde")
        counts = SharedCounts(redis_client(where, ca_file, ending))
        bucket = Bucket(Rule("MEDEWERKER", 60), "naam")
        assert [await counts.count([bucket]) for _ in range(2)] == [
            [0],
            [pytest.approx(1_000_000, abs=900_000)],
        ]
    with boss(deployed, certificates) as client:
        assert client.acl_log() == []
        assert client.get(PREFIX + NAME) == b"waarde"


@pytest.mark.parametrize(
    "command",
    [
        "KEYS *",
        "MONITOR",
        "CONFIG GET *",
        "GET gateway:cache:x",
        "SET ander x",
        "MGET ander",
        "MGET gateway:limiet:x",
        "GET ander",
        "FLUSHALL",
        "SAVE",
    ],
)
def test_the_gateways_user_may_do_nothing_else(
    deployed: RedisServer, certificates: Path, command: str
) -> None:
    """Every command but those of cache and limits, each under its own names, is refused."""
    with (
        client_of(deployed, certificates, "gateway", PASSWORD) as client,
        pytest.raises(redis.exceptions.NoPermissionError),
    ):
        client.execute_command(*command.split())


def test_the_deployed_redis_writes_nothing_down(deployed: RedisServer, certificates: Path) -> None:
    """No RDB, no AOF, no slow log; bounded, with eviction; no plain port, no debugging."""
    expected = {
        "save": "",
        "appendonly": "no",
        "maxmemory": str(128 * 1024 * 1024),
        "maxmemory-policy": "allkeys-lru",
        "slowlog-max-len": "0",
        "crash-log-enabled": "no",
        "port": "0",
        "enable-debug-command": "no",
    }
    with boss(deployed, certificates) as client:
        assert {name: client.config_get(name)[name] for name in expected} == expected
        client.set("x", b"y")
        assert client.slowlog_len() == 0
    assert {path.name for path in deployed.folder.iterdir()} == {"gebruikers.acl", "redis.log"}


@pytest.mark.parametrize(
    ("how", "ca"),
    [
        ({}, "ander.pem"),
        ({}, None),
        ({"password": "verkeerd-canary"}, "uitgever.pem"),
        ({"scheme": "redis"}, None),
    ],
    ids=["andere uitgever", "geen uitgever", "ander wachtwoord", "zonder TLS"],
)
async def test_whom_it_cannot_trust_it_does_not_use(
    how: dict[str, str],
    ca: str | None,
    deployed: RedisServer,
    certificates: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Misses, said once, and nowhere the address, user or password."""
    ca_file = None if ca is None else certificates / ca
    async with shelf_at(address(deployed, **how), ca_file) as shelf:
        shelf.put(NAME, b"waarde", 60)
        assert await shelf.get(NAME) is None
        shown = caplog.text + repr(shelf)
    assert [record.getMessage() for record in caplog.records] == ["Redis is niet bereikbaar"]
    assert [text for text in ("canary", "127.0.0.1", str(deployed.port)) if text in shown] == []


@pytest.fixture
def sentinel(tmp_path: Path, server: RedisServer) -> Iterator[RedisServer]:
    """Run a Sentinel that knows the Redis of these tests as mymaster; it ends itself with the test."""
    port = free_port()
    conf = tmp_path / "sentinel.conf"
    conf.write_text(
        f"bind 127.0.0.1\nport {port}\nsentinel monitor mymaster 127.0.0.1 {server.port} 1\n", "utf-8"
    )
    found = RedisServer(tmp_path, port, (str(conf), "--sentinel"))
    found.start()
    try:
        yield found
    finally:
        found.kill()


async def test_a_sentinel_says_where_the_master_is(server: RedisServer, sentinel: RedisServer) -> None:
    """Of two Sentinels, one not there, the other names the master; what is put lies there."""
    url = f"redis+sentinel://127.0.0.1:1,127.0.0.1:{sentinel.port}/0?naam=mymaster"
    async with shelf_at(url) as shelf:
        await kept(shelf, NAME, b"waarde")
    with server.client() as client:
        assert client.get(PREFIX + NAME) == b"waarde"


async def test_when_the_master_moves_so_does_the_gateway(tmp_path: Path, sentinel: RedisServer) -> None:
    """Sentinel names another master and the old one is gone: a miss, and then the new one is used."""
    with redis_server(tmp_path) as first, sentinel.client() as told:
        told.execute_command("SENTINEL", "MONITOR", "ander", "127.0.0.1", first.port, 1)
        (tmp_path / "twee").mkdir()
        with redis_server(tmp_path / "twee") as second:
            async with shelf_at(f"redis+sentinel://127.0.0.1:{sentinel.port}/0?naam=ander") as shelf:
                await kept(shelf, NAME, b"een")
                told.execute_command("SENTINEL", "REMOVE", "ander")
                told.execute_command("SENTINEL", "MONITOR", "ander", "127.0.0.1", second.port, 1)
                first.kill()
                assert await shelf.get(NAME) is None
                async with asyncio.timeout(20):
                    while not shelf._up:  # noqa: ASYNC110, SLF001 - there is no other sign
                        await asyncio.sleep(0.05)
                await kept(shelf, NAME, b"twee")
                with second.client() as client:
                    assert client.get(PREFIX + NAME) == b"twee"


async def test_a_sentinel_that_knows_no_such_master_is_a_miss(sentinel: RedisServer) -> None:
    """Another name than Sentinel knows: no cache, and the shelf still opens and closes."""
    async with shelf_at(f"redis+sentinel://127.0.0.1:{sentinel.port}/0?naam=onbekend") as shelf:
        assert await shelf.get(NAME) is None
