"""The WSDL set of `gateway mocks --wsdl MAP`: a folder that stands on its own."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import zeep
from lxml import etree

from adapters.mock.service import Service
from adapters.mock.world import CONTRACTS, build_world
from tests.adapters.asking import address_in
from tests.fakes.processes import ROOT, mock_sources

SERVICES = [service for service in build_world().services if service.soap]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the set for sources that run, and move it away from where it was written."""
    written, moved = (tmp_path_factory.mktemp("wsdl") / name for name in ("geschreven", "elders"))
    written_by(written, "--port", "8090", "--poort-per-bron", "--bron", "uwv,svb,duo,gemeente")
    return Path(shutil.move(written, moved))


def written_by(folder: Path, *options: str) -> list[str]:
    """Run the command and give the lines it wrote."""
    command = [sys.executable, "-m", "adapters.mock", "--wsdl", str(folder), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return done.stdout.splitlines()


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_zeep_loads_each_from_the_folder_alone(service: Service, folder: Path) -> None:
    """Moved elsewhere, each WSDL loads with its schemas; its address has the port of its source."""
    name, bron, key = service.name, service.bron, service.key
    client = zeep.Client(str(folder / bron / key / f"{name}.wsdl"))
    port = {"uwv": 8090, "svb": 8091, "duo": 8092, "gemeente": 8093}[bron]
    assert address_in(client) == f"http://127.0.0.1:{port}/{bron}/suwibroker/soap/{key}"
    client.create_message(client.service, service.operation, Burgerservicenr="999990019")


def test_nothing_leads_out_of_the_folder(folder: Path) -> None:
    """Every import and include is relative and names a file in the folder; and no file is left over."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    named = {
        (path.parent / place).resolve()
        for path in files
        for element in etree.parse(path).iter("{*}import", "{*}include")
        for place in (element.get("schemaLocation"), element.get("location"))
        if place
    }
    assert named == {path for path in files if path.suffix == ".xsd"}


def test_it_is_the_contract_but_for_the_address(folder: Path) -> None:
    """Without a port of their own the written files are those of the contracts, byte for byte."""
    lines = written_by(folder.parent / "gewoon")
    assert len(lines) == len(SERVICES)
    for path in map(Path, lines):
        for file in path.parent.iterdir():
            contract = CONTRACTS / "bronnen" / file.relative_to(folder.parent / "gewoon")
            assert file.read_bytes() == contract.read_bytes()


def test_a_loaded_set_asks_the_sources_that_wrote_its_addresses(tmp_path: Path) -> None:
    """Written with the port of running sources, the WSDL of the SVB asks them and reads the answer."""
    with mock_sources() as running:
        (line,) = written_by(tmp_path, "--port", running.url.rpartition(":")[2], "--bron", "svb")
        answer = zeep.Client(line).service.SVBPersoonsInfo(Burgerservicenr="999995145")
    assert answer["ClientSuwi"]["Geboortedat"] == "19590315"
