"""One Redis for the tests that leave it running, emptied before each; mock sources for whole gateways."""

from collections.abc import Iterator

import pytest

from tests.fakes.processes import MockSources, mock_sources
from tests.fakes.redis import RedisServer, redis_server


@pytest.fixture(scope="session")
def _running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with redis_server(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def server(_running: RedisServer) -> RedisServer:
    """Give an empty Redis."""
    with _running.client() as client:
        client.flushall()
    return _running


@pytest.fixture(scope="session")
def mocks() -> Iterator[MockSources]:
    with mock_sources() as running:
        yield running
