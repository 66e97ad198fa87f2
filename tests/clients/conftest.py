"""Mock sources with every life, and with people about whom every source answers in an unusual way."""

from collections.abc import Iterator

import pytest

from adapters.mock.world import PERSONAS
from tests.clients.facts import SERVICES
from tests.clients.unusual import PEOPLE, RICH
from tests.fakes.processes import mock_sources


@pytest.fixture(scope="session")
def mocks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of the mock sources, which run as anyone starts them."""
    folder = tmp_path_factory.mktemp("levens")
    for file in PERSONAS.glob("*.toml"):
        (folder / file.name).write_bytes(file.read_bytes())
    life = (PERSONAS / f"{RICH.name}.toml").read_text("utf-8")
    for vorm, bsn in PEOPLE.items():
        switches = "".join(f'[afwijking.{service.name}]\nvorm = "{vorm}"\n' for service in SERVICES)
        text = f"{life.replace(RICH.bsn, bsn)}\n{switches}"
        (folder / f"{RICH.name}-{vorm}.toml").write_text(text, "utf-8")
    with mock_sources("--personas", str(folder)) as running:
        yield running.url
