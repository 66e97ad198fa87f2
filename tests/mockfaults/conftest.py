"""Mock sources as processes: open over http, strict over https."""

import ssl
from collections.abc import Iterator

import pytest

from tests.adapters.strict_pki import Pki, make_pki
from tests.mockfaults.served import Mocks, serve


@pytest.fixture(scope="session")
def shared() -> Iterator[Mocks]:
    """Give mock sources that all tests share: each test stays within its own trace."""
    for url in serve():
        yield Mocks(url)


@pytest.fixture
def mocks(own: Mocks) -> Mocks:
    """Give mock sources with nothing set, changed or noted."""
    own.admin("POST", "/reset")
    return own


@pytest.fixture(scope="session")
def own() -> Iterator[Mocks]:
    """Give mock sources that a test may reset."""
    for url in serve("--journaal", "50"):
        yield Mocks(url)


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    """Write a PKI folder once."""
    return make_pki(tmp_path_factory.mktemp("pki"))


@pytest.fixture(scope="session")
def strict(pki: Pki) -> Iterator[Mocks]:
    """Give mock sources in profile strict over https, called with the certificate of a gateway."""
    context = ssl.create_default_context(cafile=pki.folder / "vertrouwd.pem")
    context.load_cert_chain(pki.folder / "gateway.pem", pki.folder / "gateway.key")
    for url in serve("--profiel", "strict", "--pki", str(pki.folder)):
        yield Mocks(url, context)
