"""One gateway in a process of its own for every test of this folder."""

from collections.abc import Iterator

import pytest

from tests.fakes.processes import Served, mock_sources, served_gateway


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with mock_sources() as sources, served_gateway(tmp_path_factory.mktemp("gateway"), sources) as running:
        yield running
