"""Mock sources for the whole session, in a process of their own."""

from collections.abc import Iterator

import pytest

from tests.fakes.processes import MockSources, mock_sources


@pytest.fixture(scope="session")
def mocks() -> Iterator[MockSources]:
    with mock_sources() as running:
        yield running
