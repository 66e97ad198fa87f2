"""A PKI for all tests of the mock sources, and the mock sources in profile strict without TLS."""

from datetime import UTC, datetime

import httpx
import pytest

from adapters.mock.server import serve_world
from adapters.mock.strict import read_strict
from adapters.mock.world import build_world
from tests.adapters.strict_pki import Pki, make_pki

_WORLD = build_world()


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    """Write a PKI folder once."""
    return make_pki(tmp_path_factory.mktemp("pki"))


@pytest.fixture
def strict(pki: Pki) -> httpx.AsyncClient:
    """Give a client of mock sources that demand signatures and have seen no message yet."""
    bronnen = {service.bron for service in _WORLD.services if service.soap}
    profile = read_strict(pki.folder, bronnen, clock=lambda: datetime.now(UTC), tls=False)
    transport = httpx.ASGITransport(serve_world(_WORLD, guard=profile.guard))
    return httpx.AsyncClient(transport=transport, base_url="http://mock")
