"""Mock sources, open and strict, and the test PKI of the strict ones; each once for the session."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.processes import MockSources, mock_sources
from tests.integration.strict import make_pki, strict_sources


@pytest.fixture(scope="session")
def mocks() -> Iterator[MockSources]:
    with mock_sources() as running:
        yield running


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_pki(tmp_path_factory.mktemp("checking") / "pki")


@pytest.fixture(scope="session")
def strict(pki: Path) -> Iterator[MockSources]:
    with strict_sources(pki) as running:
        yield running
