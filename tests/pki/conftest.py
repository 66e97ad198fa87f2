"""A test PKI on disk, made once, as the command makes it."""

from pathlib import Path

import pytest

from gateway.clock import system_time
from gateway.pki.credential import ec_key, rsa_key
from gateway.pki.demo import demo_pki
from gateway.pki.folder import write
from tests.fakes.processes import BRONNEN

GATEWAY_OIN = "00000099000000010000"


def made_in(folder: Path, *, rsa: bool = True) -> Path:
    items = demo_pki(BRONNEN, GATEWAY_OIN, system_time(), rsa_key if rsa else ec_key)
    write(folder, {path: content for item in items for path, content in item.files.items()}, again=False)
    return folder


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_in(tmp_path_factory.mktemp("rsa") / "pki")


@pytest.fixture(scope="session")
def ec_pki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_in(tmp_path_factory.mktemp("ec") / "pki", rsa=False)
