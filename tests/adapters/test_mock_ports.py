# mypy: untyped-calls-exclude=zeep
"""The mock sources as their command serves them: some or all, on one port or each on its own."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx
import pytest
import zeep

from adapters.mock.ports import addresses, bronnen_of, listen, only
from adapters.mock.world import build_world
from tests.adapters.asking import address_in
from tests.adapters.strict_client import check, request
from tests.adapters.strict_pki import Pki
from tests.fakes.processes import ROOT

WORLD = build_world()
SVB = next(service for service in WORLD.services if service.bron == "svb")
PERSON = "999995145"
DUO_QUESTION = {"burgerservicenummer": PERSON, "fields": ["indStartkwalificatieDuo"]}


@contextmanager
def started(count: int, *options: str) -> Iterator[dict[str, str]]:
    """Start the command and give, by what stands before the address, the last word of its first lines."""
    command = [sys.executable, "-m", "adapters.mock", "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    try:
        lines = [process.stdout.readline().strip().rpartition(" op ") for _ in range(count)]
        yield {before: address for before, _, address in lines}
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def path(bron: str) -> str:
    """Give a path at which a source answers."""
    return {"svb": f"/svb/suwibroker/soap/{SVB.key}", "duo": "/duo/v1/onderwijsdossiers"}[bron]


def test_only_the_named_sources_answer() -> None:
    """With --bron svb,duo those two answer on the one port, and UWV is not there."""
    with started(1, "--bron", "svb,duo") as lines:
        url = lines["mock-bronnen"]
        assert httpx.get(url + path("svb") + "?wsdl").status_code == 200
        assert httpx.post(url + path("duo"), json=DUO_QUESTION).status_code == 200
        uwv = next(service for service in WORLD.services if service.bron == "uwv")
        assert httpx.get(f"{url}/uwv/suwibroker/soap/{uwv.key}?wsdl").status_code == 404


def test_each_source_has_its_own_port() -> None:
    """With --poort-per-bron each line names the address of one source; others are not behind it."""
    with started(5, "--poort-per-bron") as lines:
        assert list(lines) == [f"mock-bron {bron}" for bron in ("duo", "gemeente", "in_made", "svb", "uwv")]
        assert len({re.findall(r":(\d+)/", url)[0] for url in lines.values()}) == 5
        duo, svb = (lines[f"mock-bron {bron}"].removesuffix(f"/{bron}") for bron in ("duo", "svb"))
        assert httpx.post(duo + path("duo"), json=DUO_QUESTION).status_code == 200
        refused = httpx.post(svb + path("duo"), json=DUO_QUESTION)
        assert (refused.status_code, refused.text) == (404, "op deze poort staat alleen /svb")


def test_one_journal_stands_behind_every_port() -> None:
    """What was asked on the port of DUO stands in the journal that the port of the SVB shows."""
    with started(2, "--poort-per-bron", "--bron", "svb,duo") as lines:
        duo, svb = (lines[f"mock-bron {bron}"].removesuffix(f"/{bron}") for bron in ("duo", "svb"))
        httpx.post(duo + path("duo"), json=DUO_QUESTION)
        assert [each["service"] for each in httpx.get(f"{svb}/__admin/requests").json()] == [
            "DUODossierPersoonGSD-v0300"
        ]


def test_the_wsdl_names_the_port_it_came_from() -> None:
    """On a port of its own the WSDL of the SVB leads zeep, schemas and all, back to that port."""
    with started(1, "--poort-per-bron", "--bron", "svb") as lines:
        address = lines["mock-bron svb"].removesuffix("/svb") + path("svb")
        client = zeep.Client(f"{address}?wsdl")
        assert address_in(client) == address
        assert (
            client.service.SVBPersoonsInfo(Burgerservicenr=PERSON)["ClientSuwi"]["Burgerservicenr"] == PERSON
        )


def test_strict_sources_have_ports_of_their_own(pki: Pki) -> None:
    """With --profiel strict too: the SVB answers signed on its own port, and https is said where it is."""
    strict = ("--bron", "svb", "--poort-per-bron", "--profiel", "strict", "--pki", str(pki.folder))
    with started(1, *strict, "--http") as lines:
        url = lines["mock-bron svb"].removesuffix("/svb") + path("svb")
        answer = httpx.post(url, content=request(SVB, PERSON, pki.gateway))
        assert "Body" in check(answer.content, pki.issuing.leaf).signed
    with started(1, *strict) as lines:
        assert lines["mock-bron svb"].startswith("https://127.0.0.1:")


def test_the_named_order_is_the_order_of_the_ports() -> None:
    """The first source of --bron gets --port itself, the next the port after it."""
    bronnen = bronnen_of(only(WORLD, ["svb", "duo"]))
    assert addresses("localhost", 8081, bronnen, wire="http", own_ports=True) == {
        "svb": "http://localhost:8081",
        "duo": "http://localhost:8082",
    }


def two_free_ports() -> int:
    """Give a port that is free, as is the one after it."""
    while True:
        (first,) = listen("127.0.0.1", 0, [None])
        with first.socket, suppress(OSError), listen("127.0.0.1", first.address[1] + 1, [None])[0].socket:
            return first.address[1]


def test_ports_follow_each_other() -> None:
    """Two sources from a port onwards listen there and on the next."""
    port = two_free_ports()
    listening = listen("127.0.0.1", port, ["svb", "duo"])
    found = [(each.bron, each.address) for each in listening]
    for each in listening:
        each.socket.close()
    assert found == [("svb", ("127.0.0.1", port)), ("duo", ("127.0.0.1", port + 1))]


def test_a_port_that_is_taken_leaves_none_open() -> None:
    """When the second port is taken listen raises OSError, and the first can be used again."""
    port = two_free_ports()
    (taken,) = listen("127.0.0.1", port + 1, [None])
    with taken.socket:
        with pytest.raises(OSError, match="in use"):
            listen("127.0.0.1", port, ["svb", "duo"])
        (again,) = listen("127.0.0.1", port, ["svb"])
        again.socket.close()


def test_what_the_system_says_is_dutch() -> None:
    """A port that is taken ends the command with 2, in Dutch and without the number of the error."""
    (taken,) = listen("127.0.0.1", 0, [None])
    with taken.socket:
        command = [sys.executable, "-m", "adapters.mock", "--port", str(taken.address[1])]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    said = (
        "mock-bronnen starten niet: dit adres met deze poort is al in gebruik; kies met --port een andere\n"
    )
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


@pytest.mark.parametrize("named", ["svb,belastingdienst", ""])
def test_an_unknown_source_is_named(named: str) -> None:
    """A --bron that there is not ends the command with 2 and the names that there are."""
    command = [sys.executable, "-m", "adapters.mock", "--port", "0", "--bron", named]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    unknown = named.removeprefix("svb,")
    known = "duo, gemeente, in_made, svb, uwv"
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        f"mock-bronnen starten niet: --bron: onbekend: {unknown}; kies uit {known}\n",
    )
