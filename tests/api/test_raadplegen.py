"""The one operation that matters: what it checks in which order, and what it hands on."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.types import Message, Scope

from gateway.api import examples
from gateway.api.app import create_app
from gateway.core.told import Told
from gateway.errors import Refused, Unavailable
from gateway.problems import PROBLEMS
from tests.fakes.client import PATH, QUESTION, client, post
from tests.fakes.service import CALLER, RAADPLEGING_ID, TOKEN, FakeService

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


async def test_the_answer_is_handed_on_byte_for_byte() -> None:
    """What the gateway answers leaves unchanged as application/json."""
    service = FakeService(answer=b'{"volledig":true}')
    answer = await post(service)
    assert (answer.status_code, answer.content) == (200, b'{"volledig":true}')
    assert answer.headers["content-type"] == "application/json"
    [(question, caller, raadpleging_id, trace)] = service.asked
    assert question.bsn.reveal() == QUESTION["burgerservicenummer"]
    assert (caller, raadpleging_id, trace) == (CALLER, RAADPLEGING_ID, None)


@pytest.mark.parametrize(
    ("sent", "passed"),
    [
        (TRACE, TRACE),
        (TRACE.upper(), None),
        (TRACE[:-3], None),
        ("00-" + "0" * 32 + "-b7ad6b7169203331-01", None),
        ("00-0af7651916cd43dd8448eb211c80319c-" + "0" * 16 + "-01", None),
        ("ff" + TRACE[2:], None),
        ("999990019", None),
    ],
)
async def test_only_a_well_formed_trace_context_is_passed(sent: str, passed: str | None) -> None:
    """A traceparent of the W3C form goes on; anything else is ignored, not refused."""
    service = FakeService()
    assert (await post(service, headers={"traceparent": sent})).status_code == 200
    assert service.asked[0][3] == passed


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/xml", "application/json; charset=utf-16", "application/json, text/plain", ""],
)
async def test_another_content_type_is_415(content_type: str) -> None:
    """A question in another format is refused before anybody is asked to sign in."""
    answer = await post(FakeService(), headers={"Content-Type": content_type, "Authorization": "x"})
    assert (answer.status_code, answer.json()["code"]) == (415, "FORMAAT_NIET_ONDERSTEUND")


@pytest.mark.parametrize("content_type", ["application/json", 'Application/JSON;charset="UTF-8"'])
async def test_json_in_utf8_may_be_named_in_full(content_type: str) -> None:
    """The charset utf-8 may be written with application/json, in any case."""
    assert (await post(FakeService(), headers={"Content-Type": content_type})).status_code == 200


@pytest.mark.parametrize(
    ("packed", "status"),
    [
        ([("Content-Encoding", "gzip")], 415),
        ([("Content-Encoding", "identity"), ("Content-Encoding", "gzip")], 415),
        ([("Content-Encoding", "identity, gzip")], 415),
        ([("Transfer-Encoding", "gzip, chunked")], 415),
        ([("Content-Encoding", "Identity"), ("Transfer-Encoding", "Chunked")], 200),
    ],
)
async def test_a_packed_question_is_415(packed: list[tuple[str, str]], status: int) -> None:
    """A question that is said to be packed, in whichever header, is not unpacked but refused."""
    headers = [("Authorization", TOKEN), ("Content-Type", "application/json"), *packed]
    async with client(FakeService()) as http:
        answer = await http.post(PATH, content=examples.QUESTION.encode(), headers=headers)
    assert answer.status_code == status


@pytest.mark.parametrize(
    "accept",
    [
        "text/html",
        "application/json;q=0",
        "text/event-stream;q=0, application/xml",
        "application/json; q=NaN",
        "application/*;q=0.0",
        "application/problem+json",
        ";",
    ],
)
async def test_an_accept_without_json_or_events_is_406(accept: str) -> None:
    """A client that takes neither JSON nor events is refused before anybody is asked to sign in."""
    answer = await post(FakeService(), headers={"Accept": accept, "Authorization": "x"})
    assert (answer.status_code, answer.json()["code"]) == (406, "FORMAAT_NIET_LEVERBAAR")


@pytest.mark.parametrize(
    "accept",
    [
        "*/*",
        "",
        "application/*",
        "APPLICATION/JSON",
        "text/event-stream, application/json",
        "text/event-stream;q=0.9, application/json",
        "a, */*;q=1.000",
    ],
)
async def test_an_accept_with_json_is_served(accept: str) -> None:
    """Every way of saying that JSON is welcome is understood, and JSON is what comes when both are."""
    answer = await post(FakeService(), headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")


async def test_who_is_not_signed_in_is_told_how_and_nothing_is_read() -> None:
    """401 names Bearer, and a wrong question of a stranger is not judged."""
    service = FakeService()
    answer = await post(service, b"no JSON", headers={"Authorization": "Bearer vreemd"})
    assert (answer.status_code, answer.json()["code"]) == (401, "NIET_AANGEMELD")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert "vreemd" not in answer.text
    assert service.asked == []


async def test_two_authorization_headers_are_none() -> None:
    """A request with two tokens is not signed in, whichever comes first."""
    headers = [("Authorization", TOKEN), ("Authorization", TOKEN), ("Content-Type", "application/json")]
    async with client(FakeService()) as http:
        assert (await http.post(PATH, json=dict(QUESTION), headers=headers)).status_code == 401


@pytest.mark.parametrize(
    ("peer", "proxy", "sent", "seen"),
    [
        ("10.0.0.1", "10.0.0.1", ["MIIB"], "MIIB"),
        ("10.0.0.2", "10.0.0.1", ["MIIB"], None),
        ("10.0.0.1", None, ["MIIB"], None),
        ("10.0.0.1", "10.0.0.1", [], None),
        ("10.0.0.1", "10.0.0.1", ["MIIB", "MIIC"], None),
    ],
)
async def test_a_certificate_is_believed_from_the_trusted_proxy_only(
    peer: str, proxy: str | None, sent: list[str], seen: str | None
) -> None:
    """The certificate header counts once, from the one peer that may hand it over."""
    service = FakeService(certificate_header="X-Client-Cert", trusted_proxy=proxy)
    headers = [("Authorization", TOKEN), *(("X-Client-Cert", value) for value in sent)]
    async with client(service, peer=peer) as http:
        await http.post(PATH, json=dict(QUESTION), headers=headers)
    assert service.certificates == [seen]


async def test_a_query_is_refused_and_not_repeated() -> None:
    """A BSN in the query string is 400 and stands nowhere in the answer."""
    service = FakeService()
    async with client(service) as http:
        answer = await http.post(
            f"{PATH}?bsn=999990019", json=dict(QUESTION), headers={"Authorization": TOKEN}
        )
    assert (answer.status_code, answer.json()["invalidParams"][0]["name"]) == (400, "(query)")
    assert "999990019" not in answer.text
    assert service.asked == []


@pytest.mark.parametrize(("size", "status"), [(65_536, 200), (65_537, 413)], ids=["64 kB", "one byte more"])
async def test_a_question_is_at_most_64_kb(size: int, status: int) -> None:
    """The limit holds to the byte, whether the size is announced or not."""
    body = b" " * (size - 500) + examples.QUESTION.encode()
    body += b" " * (size - len(body))

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, size, 8192):
            yield body[start : start + 8192]

    headers = {"Authorization": TOKEN, "Content-Type": "application/json"}
    async with client(FakeService()) as http:
        announced = await http.post(PATH, content=body, headers=headers)
        streamed = await http.post(PATH, content=chunks(), headers=headers)
    assert (announced.status_code, streamed.status_code) == (status, status)
    assert {answer.json().get("code") for answer in (announced, streamed)} == (
        {"TE_GROOT"} if status == 413 else {None}
    )


@pytest.mark.parametrize("announced", ["65537", "9" * 5000])
async def test_an_announced_size_is_refused_before_reading(announced: str) -> None:
    """A Content-Length over the limit is 413 without one byte being read."""
    read: list[bytes] = []

    async def chunks() -> AsyncIterator[bytes]:
        read.append(b"x")
        yield b"x"

    headers = {"Authorization": TOKEN, "Content-Type": "application/json", "Content-Length": announced}
    async with client(FakeService()) as http:
        answer = await http.post(PATH, content=chunks(), headers=headers)
    assert (answer.status_code, read) == (413, [])


@pytest.mark.parametrize("code", sorted(set(PROBLEMS) - {"INTERNE_FOUT"}))
async def test_every_refusal_has_the_status_of_the_table(code: str) -> None:
    """A refusal of the gateway becomes the problem of its code, with the raadplegingId made for it."""
    refusal = Unavailable(code) if PROBLEMS[code].status == 503 else Refused(code, velden=("a.b",))
    answer = await post(FakeService(failure=refusal))
    row = PROBLEMS[code]
    expected = {
        "type": f"/v1/fouten/{code}",
        "title": row.titel,
        "status": row.status,
        "detail": row.oorzaak,
        "code": code,
        "instance": PATH,
        "raadplegingId": RAADPLEGING_ID,
    }
    if row.status != 503:
        expected["velden"] = ["a.b"]
    assert (answer.status_code, answer.json()) == (row.status, expected)
    assert ("retry-after" in answer.headers) == (row.status == 503)


async def test_a_client_that_goes_away_is_no_internal_error() -> None:
    """A body that is never finished is a bad question, not a fault of the gateway."""
    service = FakeService()
    messages: list[Message] = [
        {"type": "http.request", "body": b'{"burger', "more_body": True},
        {"type": "http.disconnect"},
    ]
    statuses: list[int] = []

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None:
        statuses.append(message.get("status", 0))

    headers = [(b"authorization", TOKEN.encode()), (b"content-type", b"application/json")]
    scope: Scope = {
        "type": "http",
        "method": "POST",
        "path": PATH,
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 50000),
    }
    await create_app(service)(scope, receive, send)
    assert statuses[0] == 400
    assert service.asked == []


@pytest.mark.parametrize(
    ("sent", "passed"),
    [
        ([], None),
        (["Aa0._:-"], "Aa0._:-"),
        (['"Aa0._:-"'], "Aa0._:-"),
        (["x" * 128], "x" * 128),
        (['"' + "x" * 128 + '"'], "x" * 128),
    ],
)
async def test_an_idempotency_key_is_handed_on_without_its_quotes(
    sent: list[str], passed: str | None
) -> None:
    """A key of the form of the document goes on, quoted as in the IETF draft or not."""
    service = FakeService()
    assert (await _post_with_keys(service, sent)).status_code == 200
    assert service.idempotency_keys == [passed]


@pytest.mark.parametrize(
    "sent", [[""], ['""'], ["x" * 129], ["a b"], ['"a'], ['a"'], ["a\\"], ["999990019/x"], ["a", "a"]]
)
async def test_another_idempotency_key_is_400_and_names_the_header(sent: list[str]) -> None:
    """A key of another form, or two of them, is refused before the question is asked, and not repeated."""
    service = FakeService()
    answer = await _post_with_keys(service, sent)
    [fault] = answer.json()["invalidParams"]
    assert (answer.status_code, fault["name"], fault["code"]) == (400, "Idempotency-Key", "pattern")
    assert (service.asked, "999990019" in answer.text) == ([], False)


async def _post_with_keys(service: FakeService, keys: list[str]) -> httpx.Response:
    headers = [("Authorization", TOKEN), *(("Idempotency-Key", key) for key in keys)]
    async with client(service) as http:
        return await http.post(PATH, json=dict(QUESTION), headers=headers)


async def test_a_look_up_of_somebody_else_is_named_in_the_problem() -> None:
    """A refusal about another look-up carries its id, not the one made for this request."""
    answer = await post(FakeService(failure=Refused("AL_BEANTWOORD", raadpleging_id="018f-eerder")))
    assert (answer.status_code, answer.json()["raadplegingId"]) == (409, "018f-eerder")


SVB = Told("SVB", None, "NIET_BESCHIKBAAR", "TIJD_OM", "2026-11-01T08:12:30Z")
EVENTS = {"Accept": "text/event-stream"}
SVB_EVENT = (
    b'event: bron\ndata: {"bron":"SVB","bronStatus":"NIET_BESCHIKBAAR","oorzaak":"TIJD_OM",'
    b'"opnieuwVanaf":"2026-11-01T08:12:30Z"}\n\n'
)


@pytest.mark.parametrize(
    "accept", ["text/event-stream", "text/*", "application/json;q=0.1, text/event-stream"]
)
async def test_events_are_written_as_the_standard_says(accept: str) -> None:
    """Each event has its name and one line of data, the profile byte for byte; its type is that of events."""
    service = FakeService(sources=(SVB,), answer=b'{"volledig":true}')
    answer = await post(service, headers={"Accept": accept})
    assert answer.headers["content-type"] == "text/event-stream"
    assert answer.content == SVB_EVENT + b'event: profiel\ndata: {"volledig":true}\n\n'


@pytest.mark.parametrize("failure", [Unavailable("LOGBOEK_NIET_BESCHIKBAAR"), RuntimeError("999990019")])
async def test_what_goes_wrong_after_an_event_is_the_same_problem(failure: Exception) -> None:
    """The event `fout` holds the very bytes of the problem that JSON gets, and nothing follows it."""
    told = await post(FakeService(sources=(SVB,), failure=failure), headers=EVENTS)
    whole = await post(FakeService(failure=failure))
    assert (told.status_code, told.content) == (
        200,
        SVB_EVENT + b"event: fout\ndata: " + whole.content + b"\n\n",
    )


async def test_what_goes_wrong_before_an_event_is_the_ordinary_problem() -> None:
    """Without an event before it a problem has its own status and type, whatever the client accepts."""
    for failure, status in ((Refused("VELD_BUITEN_DOEL"), 403), (RuntimeError("999990019"), 500)):
        answer = await post(FakeService(failure=failure), headers=EVENTS)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
