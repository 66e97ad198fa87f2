"""What goes over the wire itself: TLS, drops, clients that leave, and what the server keeps standing."""

import contextlib
import socket
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import xmlsec

from adapters.mock.server import create_app
from adapters.mock.service import Service
from tests.adapters.strict_client import check, request
from tests.adapters.strict_pki import OTHER_OIN, Pki
from tests.mockfaults.expected import CASES
from tests.mockfaults.questions import DUO, SVB, TARGETS, Target, body_of, new_trace
from tests.mockfaults.served import Mocks, Seen, serve

WIRE = ("LEEG", "KAPOT_STUK", "WILLEKEURIG", "AFGEKAPT", "DRUPPEL", "STATUS", "VERKEERDE_SOORT")


def signed(target: Target, pki: Pki) -> bytes:
    """Write a question, signed when it is SOAP."""
    if target.face == "rest":
        return target.body()
    assert isinstance(target.service, Service)
    return request(target.service, target.bsn, pki.gateway)


def ask(mocks: Mocks, target: Target, pki: Pki, trace: str) -> Seen:
    """Ask in profile strict."""
    return target.ask(mocks, trace, signed(target, pki))


@pytest.mark.parametrize("target", [DUO, SVB], ids=["rest", "soap"])
@pytest.mark.parametrize("name", WIRE)
def test_faults_of_the_wire_over_tls(strict: Mocks, pki: Pki, name: str, target: Target) -> None:
    """Over https, and with a signed answer, the connection goes wrong in the same ways."""
    case, trace = CASES[name][0], new_trace()
    rule = {"soort": name, "waar": {"trace": trace}, **case.given}
    strict.admin("POST", "/faults", rule)
    usual, seen = ask(strict, target, pki, new_trace()), ask(strict, target, pki, trace)
    strict.admin("POST", "/reset", {"trace": trace})
    assert usual.status == 200
    if name in {"AFGEKAPT", "DRUPPEL", "VERKEERDE_SOORT"} and target.face == "soap":
        # signed anew, each answer is another: what differs is checked over http
        assert seen.status == 200
        assert (seen.error is not None) == (name == "AFGEKAPT")
    else:
        assert case.check(target, usual, seen)


def test_reset_over_tls_is_a_reset(strict: Mocks) -> None:
    """Below TLS the connection ends with RST: a client in Python sees no more than its end."""
    trace = new_trace()
    strict.admin("POST", "/faults", {"soort": "VERBROKEN", "waar": {"trace": trace}})
    with contextlib.closing(strict.connect()) as connection:
        connection.request("POST", DUO.path, DUO.body(), {"traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
        below = socket.socket(fileno=connection.sock.fileno())
        below.settimeout(5)
        with pytest.raises(ConnectionResetError):
            list(iter(lambda: below.recv(65536), b""))
        below.detach()
    strict.admin("POST", "/reset", {"trace": trace})


@pytest.mark.parametrize("target", [t for t in TARGETS.values() if t.face == "soap"], ids=lambda t: t.name)
@pytest.mark.parametrize("way", ["fout", "verlopen", "geen", "andere_oin"])
def test_signature_is_bad(strict: Mocks, pki: Pki, way: str, target: Target) -> None:
    """The answer is changed after signing, long expired, not signed, or signed by another bron."""
    trace = new_trace()
    strict.admin("POST", "/faults", {"soort": "HANDTEKENING", "wijze": way, "waar": {"trace": trace}})
    good = check(ask(strict, target, pki, new_trace()).body, pki.issuing.leaf)
    seen = ask(strict, target, pki, trace)
    strict.admin("POST", "/reset", {"trace": trace})
    assert seen.status == 200
    created = "soap:Header/wsse:Security/wsu:Timestamp/wsu:Created"
    if way == "geen":
        assert b"Signature" not in seen.body
        assert target.fits(seen.body)
    elif way == "fout":
        with pytest.raises(xmlsec.VerificationError):
            check(seen.body, pki.issuing.leaf)
        assert body_of(seen.body) is not None
    else:
        bad = check(seen.body, pki.issuing.leaf)
        same = bad.certificate == good.certificate
        assert same == (way == "verlopen")
        assert (bad.text(created)[:13] != good.text(created)[:13]) == (way == "verlopen")


def test_rules_and_journal_know_the_oin(strict: Mocks, pki: Pki) -> None:
    """A rule for one organisation strikes its calls, SOAP and REST, and the journal finds them by it."""
    ours = "00000099000000010000"
    rules = [
        strict.admin("POST", "/faults", {"soort": "STATUS", "waar": {"oin": oin}})
        for oin in (OTHER_OIN, ours)
    ]
    traces = [new_trace(), new_trace()]
    seen = [ask(strict, target, pki, trace).status for target, trace in zip((DUO, SVB), traces, strict=True)]
    entries = strict.admin("GET", f"/requests?oin={ours}")[-2:]
    strict.admin("POST", "/reset", {"oin": ours})
    left = strict.admin("GET", "/faults")
    strict.admin("POST", "/reset")
    assert seen == [503, 503]
    assert [entry["regel"] for entry in entries] == [rules[1]["id"]] * 2
    assert [rule["id"] for rule in left] == [rules[0]["id"]]
    assert strict.admin("GET", "/requests") == []


@pytest.mark.parametrize("moment", ["1999-12-31T23:00:00Z", "2999-01-01T00:00:00Z"])
def test_signatures_follow_the_real_time(strict: Mocks, pki: Pki, moment: str) -> None:
    """With the clock of the sources ages off, what is signed now is valid and so is what they sign.

    Rules and journal follow that clock. Created may be an hour off the time of the test.
    """
    trace, rule = new_trace(), {"soort": "HANDTEKENING", "wijze": "fout", "tijdvak": {"tot": moment}}
    strict.admin("POST", "/faults", {**rule, "waar": {"trace": trace}})
    strict.admin("PUT", "/clock", {"zet": moment})
    seen = ask(strict, SVB, pki, trace)
    [entry] = strict.admin("GET", f"/requests?trace={trace}")
    strict.admin("PUT", "/clock", {"zet": None})
    strict.admin("POST", "/reset", {"trace": trace})
    assert (seen.status, entry["handtekening"], entry["regel"]) == (200, "geldig", None)
    assert entry["moment"] == moment.replace("Z", ".000Z")
    created = check(seen.body, pki.issuing.leaf).text("soap:Header/wsse:Security/wsu:Timestamp/wsu:Created")
    assert abs(datetime.fromisoformat(created) - datetime.now(UTC)) < timedelta(hours=1)


def test_drops_come_one_by_one(mocks: Mocks) -> None:
    """Twenty-two bytes in drops of five, a pause before each, take five pauses."""
    lookup = TARGETS["VERWIJSINDEX"]
    mocks.admin("POST", "/faults", {"soort": "DRUPPEL", "stuk": 5, "pauze_ms": 40})
    seen = lookup.ask(mocks, new_trace())
    assert seen.json == {"gemeenten": ["0855"]}
    assert seen.seconds >= 5 * 0.04


@pytest.mark.parametrize(
    "given", [{"soort": "VERTRAGING", "ms": 60_000}, {"soort": "DRUPPEL", "pauze_ms": 60_000}]
)
def test_client_that_leaves_is_not_waited_for(given: dict[str, Any]) -> None:
    """When a client leaves a late answer the server lets go of it: it ends long before the answer would."""
    serving = serve()
    mocks = Mocks(next(serving))
    mocks.admin("POST", "/faults", given)
    with socket.create_connection(_address(mocks)) as connection:
        body = DUO.body()
        head = f"POST {DUO.path} HTTP/1.1\r\nhost: a\r\ncontent-length: {len(body)}\r\n\r\n"
        connection.sendall(head.encode() + body)
        while not mocks.admin("GET", "/requests"):
            time.sleep(0.01)
    start = time.perf_counter()
    with contextlib.suppress(StopIteration):
        next(serving)
    assert time.perf_counter() - start < 5


def _address(mocks: Mocks) -> tuple[str, int]:
    host, _, port = mocks.url.removeprefix("http://").partition(":")
    return host, int(port)


def test_other_connections_are_untouched(mocks: Mocks) -> None:
    """A reset ends its own connection; another that was open before is answered after it."""
    mocks.admin("POST", "/faults", {"soort": "VERBROKEN", "waar": {"bron": "svb"}})
    with contextlib.closing(mocks.connect()) as connection:
        for _ in range(2):
            connection.request("POST", DUO.path, DUO.body())
            response = connection.getresponse()
            assert (response.status, bool(response.read())) == (200, True)
            assert isinstance(SVB.ask(mocks, new_trace()).error, ConnectionResetError)


async def test_without_a_socket_the_kind_says_so() -> None:
    """Mock sources that are called in memory have no connection to break, and say so."""
    transport = httpx.ASGITransport(create_app())
    async with httpx.AsyncClient(transport=transport, base_url="http://mock") as client:
        await client.post("/__admin/faults", json={"soort": "LEEG"})
        response = await client.post(DUO.path, content=DUO.body())
    assert (response.status_code, response.text) == (500, "deze soort fout vraagt een echte verbinding")
