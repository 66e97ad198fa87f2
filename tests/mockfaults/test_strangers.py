"""What somebody may send who means no good: too much, from elsewhere, or with numbers that nobody may see."""

import contextlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest

from adapters.mock.bounded import LARGEST
from adapters.mock.server import create_app
from tests.mockfaults.questions import DUO, SVB, TARGETS, new_trace
from tests.mockfaults.served import Mocks

JSON = {"content-type": "application/json"}
STRANGER = "123456782"
TOO_LARGE = {
    "type": "about:blank",
    "title": "De vraag is te groot",
    "status": 413,
    "detail": f"een bericht mag ten hoogste {LARGEST} bytes zijn",
    "sleutel": "bericht",
}
ANYWHERE = [DUO.path, SVB.path, "/__admin/faults", "/__admin/versie", "/nergens"]


def opened(mocks: Mocks, path: str, header: str, value: str, *pieces: bytes) -> tuple[int, object]:
    """Send the head of a question and so much of its body; give status and JSON of what comes back."""
    with contextlib.closing(mocks.connect()) as connection:
        connection.putrequest("POST", path)
        connection.putheader(header, value)
        connection.endheaders()
        for piece in pieces:
            connection.send(piece)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())


@pytest.mark.parametrize("path", ANYWHERE)
def test_a_large_body_is_refused_before_it_comes(mocks: Mocks, path: str) -> None:
    """Whoever announces more than the bound is refused while not a byte of it was sent."""
    assert opened(mocks, path, "content-length", "300000000") == (413, TOO_LARGE)


@pytest.mark.parametrize("path", ANYWHERE)
def test_a_body_without_end_is_refused(mocks: Mocks, path: str) -> None:
    """Whoever sends on and on without saying how much is refused at the bound, before an end."""
    piece = b"%x\r\n%s\r\n" % (LARGEST // 2 + 1, b" " * (LARGEST // 2 + 1))
    assert opened(mocks, path, "transfer-encoding", "chunked", piece, piece) == (413, TOO_LARGE)


def test_a_body_of_the_largest_size_is_read(mocks: Mocks) -> None:
    """A question that is exactly as large as the bound is answered."""
    assert DUO.ask(mocks, new_trace(), DUO.body().ljust(LARGEST)).status == 200


ELSEWHERE = {
    "of another server": {"origin": "http://evil.example"},
    "of another port": {"origin": "http://127.0.0.1:1"},
    "without a name": {"origin": "null"},
    "said by the browser": {"sec-fetch-site": "cross-site"},
    "of a neighbour": {"sec-fetch-site": "same-site"},
}


@pytest.mark.parametrize("headers", ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_page_of_another_server_is_refused(mocks: Mocks, headers: Mapping[str, str]) -> None:
    """No web page but our own changes anything: neither with JSON nor with what any form can send."""
    mocks.admin("POST", "/faults", {"soort": "LEEG"})
    refused = [
        mocks.ask("POST", "/__admin/reset", b"", headers),
        mocks.ask("DELETE", "/__admin/faults", b"", headers),
        mocks.ask("PUT", "/__admin/clock", b'{"schuif": 60}', {**JSON, **headers}),
    ]
    assert [(each.status, each.json["sleutel"]) for each in refused] == [(403, "origin")] * 3
    assert len(mocks.admin("GET", "/faults")) == 1


def test_our_own_page_and_programs_are_served(mocks: Mocks) -> None:
    """A bare POST, our own page, what a browser vouches for behind a proxy, and a link to the journal."""
    origin = {"origin": mocks.url}
    for headers in ({}, origin, {"origin": "https://proxy.example", "sec-fetch-site": "same-origin"}):
        assert mocks.ask("POST", "/__admin/reset", b"", headers).status == 204
    assert mocks.ask("GET", "/__admin/requests", b"", {"sec-fetch-site": "cross-site"}).status == 200
    assert mocks.ask("GET", "/__admin/requests", b"", {"origin": "http://evil.example"}).status == 403


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", ""])
@pytest.mark.parametrize(("method", "path"), [("POST", "/faults"), ("PUT", "/clock"), ("POST", "/reset")])
def test_a_body_is_json(mocks: Mocks, method: str, path: str, media_type: str) -> None:
    """What is not sent as application/json is refused, however much it looks like it."""
    refused = mocks.ask(method, f"/__admin{path}", b'{"soort": "LEEG"}', {"content-type": media_type})
    assert (refused.status, refused.json["sleutel"]) == (415, "content-type")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nope", 404), ("GET", "/faults/a/b", 404), ("PATCH", "/clock", 405)],
)
def test_nowhere_is_a_problem_in_dutch(mocks: Mocks, method: str, path: str, status: int) -> None:
    """An address or method that the admin API does not know is refused in the form of all its refusals."""
    refused = mocks.refused(method, path)
    assert (refused.status, refused.headers["content-type"]) == (status, "application/problem+json")
    assert refused.json["detail"].startswith("dit adres ")


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/faults", {"GET", "HEAD", "POST", "DELETE"}),
        ("/faults/x", {"GET", "HEAD", "DELETE"}),
        ("/clock", {"GET", "HEAD", "PUT"}),
        ("/reset", {"POST"}),
    ],
)
def test_a_refused_method_names_those_that_are_there(mocks: Mocks, path: str, methods: set[str]) -> None:
    """The Allow of a 405 names every method of the path, also HEAD where there is a GET."""
    refused = mocks.refused("PATCH", path)
    assert (refused.status, {*refused.headers["allow"].split(", ")}) == (405, methods)


async def test_what_breaks_is_a_problem_in_dutch(tmp_path: Path) -> None:
    """Where the mock sources themselves fail the answer is a problem too, without the reason in it."""
    life = '[persoon]\nbsn = "999990019"\ngeboortedatum = "19940314"\n'
    wrong = '[duo.DUODossierPersoonGSD]\nOnderwijsovereenkomst = "Onzin"\n'
    (tmp_path / "P01.toml").write_text(life + wrong, "utf-8")
    transport = httpx.ASGITransport(create_app(tmp_path), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://mock") as client:
        broken = await client.get("/__admin/people/P01/antwoorden")
    assert (broken.status_code, broken.headers["content-type"]) == (500, "application/problem+json")
    assert broken.json()["detail"].startswith("hier ging iets mis")
    assert "Onzin" not in broken.text


def test_the_clock_is_set_whole_or_not(mocks: Mocks) -> None:
    """When one half of a change is refused the other half did not happen."""
    mocks.admin("PUT", "/clock", {"zet": "2026-11-01T08:00:00Z"})
    before = mocks.admin("GET", "/clock")
    for zet in ("2027-01-01T00:00:00Z", None):
        refused = mocks.refused("PUT", "/clock", {"zet": zet, "schuif": 1e12})
        assert (refused.status, refused.json["sleutel"]) == (400, "schuif")
    assert mocks.admin("GET", "/clock") == before


def strange() -> Iterator[tuple[str, bytes, Mapping[str, str]]]:
    """Give questions in which every free place holds a number of a stranger, many times over."""
    many = STRANGER * 1000
    fields = ["indStartkwalificatieDuo", "\ud800", *(f"{STRANGER}.{at}" for at in range(10_000))]
    yield DUO.path, DUO.body(), {"traceparent": f"00-{new_trace()}-00f067aa0ba902b7-01-{many}"}
    yield DUO.path, DUO.body(), {"traceparent": f"{STRANGER}-{new_trace()}-"}
    yield DUO.path, json.dumps({"burgerservicenummer": DUO.bsn, "fields": fields * 2}).encode(), {}
    gemeente = TARGETS["Bijstandsregelingen-v0500-rest"]
    yield gemeente.path.replace(gemeente.path.split("/")[3], STRANGER), gemeente.body(), {}
    polis = TARGETS["UWVDossierInkomstenGSD-v0200-soap"]
    period = f"<PeriodeGegevensvraagIko><DatBPeriode>{many}</DatBPeriode></PeriodeGegevensvraagIko>"
    number = f"{polis.bsn}</Burgerservicenr>".encode()
    yield polis.path, polis.body().replace(number, number + period.encode()), {}
    yield polis.path, polis.body().replace(number, many.encode() + number), {}


def test_the_journal_keeps_nothing_of_a_stranger(mocks: Mocks) -> None:
    """Whatever is sent where anything can be sent, an entry stays small and repeats no number of it."""
    for path, body, headers in strange():
        mocks.ask("POST", path, body, headers)
    noted = mocks.ask("GET", "/__admin/requests")
    assert noted.status == 200
    assert STRANGER not in noted.body.decode()
    assert [entry["traceparent"] for entry in noted.json] == [None] * 6
    assert max(len(json.dumps(entry)) for entry in noted.json) < 10_000
    assert noted.json[2]["fields"] == ["indStartkwalificatieDuo", "(onbekend)"]


def test_nesting_without_end_is_no_json(mocks: Mocks) -> None:
    """A source refuses a question that is nested too deep to read, as it refuses anything that is no JSON."""
    refused = DUO.ask(mocks, new_trace(), b"[" * 500_000)
    assert (refused.status, refused.json["detail"]) == (400, "de aanvraag is geen JSON")
