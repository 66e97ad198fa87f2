"""The API Design Rules 2.2.0 that only show at run time."""

import json
import logging

import httpx
import pytest

from gateway.api.problems import PUBLISHED
from gateway.logs import SafeFormatter
from tests.fakes.client import PATH, QUESTION, client, post
from tests.fakes.service import RAADPLEGING_ID, TOKEN, FakeService

GETS = (
    f"{PATH}/{RAADPLEGING_ID}",
    "/v1/doelbindingen",
    "/v1/doelbindingen/DJI_INTAKE_ARBEIDSMARKT",
    "/v1/waardelijsten/sz-wet",
    "/v1/bronnen",
    "/v1/fouten/TE_GROOT",
    "/v1/openapi.json",
    "/v1/documentatie",
    "/livez",
    "/readyz",
)
ALL = (PATH, *GETS)
BSN = "999990019"
SECURITY = {
    "api-version": "0.1.0",
    "cache-control": "no-store",
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "feature-policy": "'none'",
}


async def _every_kind_of_answer() -> list[httpx.Response]:
    """Get an answer of every status the API can give."""
    broken = await post(FakeService(failure=RuntimeError(BSN)))
    not_ready = FakeService(missing=["sleutels"])
    async with client(FakeService()) as http:
        answers = [await http.get(path) for path in (*GETS, "/", "/nergens", PATH)]
        answers.append(await http.post(PATH, json=dict(QUESTION), headers={"Authorization": TOKEN}))
        answers.append(await http.post(PATH, json=dict(QUESTION)))
        answers.append(await http.post(PATH, content=b"x"))
        answers.append(await http.get("/v1/bronnen", headers={"Accept": "image/png"}))
    async with client(not_ready) as http:
        answers.append(await http.get("/readyz"))
    return [*answers, broken, await post(FakeService(), b"{}"), await post(FakeService(), b" " * 70_000)]


async def test_every_answer_has_the_version_and_security_headers() -> None:
    """Rules 29 and 32: on 200, 400, 401, 404, 405, 406, 413, 415, 500 and 503 alike, each header once."""
    answers = await _every_kind_of_answer()
    assert {answer.status_code for answer in answers} == {200, 400, 401, 404, 405, 406, 413, 415, 500, 503}
    for answer in answers:
        assert {name: answer.headers.get_list(name) for name in SECURITY} == {
            name: [value] for name, value in SECURITY.items()
        }
        [policy] = answer.headers.get_list("content-security-policy")
        assert {"default-src 'none'", "frame-ancestors 'none'"} <= set(policy.split("; "))
        assert answer.headers["content-type"]
        assert "server" not in answer.headers


async def test_only_the_openapi_document_may_be_read_from_anywhere() -> None:
    """Rule 33: `Access-Control-Allow-Origin: *` on the open document and on nothing else."""
    open_to_all = {
        answer.request.url.path
        for answer in await _every_kind_of_answer()
        if "access-control-allow-origin" in answer.headers
    }
    assert open_to_all == {"/v1/openapi.json"}


async def test_every_error_is_a_problem() -> None:
    """Rule 17: every 4xx and 5xx is problem+json with its members, and its type resolves to a page."""
    async with client(FakeService()) as http:
        for answer in await _every_kind_of_answer():
            if answer.status_code >= 400:
                problem = answer.json()
                assert answer.headers["content-type"] == "application/problem+json"
                assert {"type", "title", "status", "detail", "code", "instance"} <= set(problem)
                assert problem["status"] == answer.status_code
                assert (await http.get(problem["type"])).status_code == 200


@pytest.mark.parametrize("path", ALL)
async def test_a_trailing_slash_is_404(path: str) -> None:
    """Rule 4: a path with a slash at its end does not exist, and is no redirect."""
    async with client(FakeService()) as http:
        for method in ("GET", "POST"):
            answer = await http.request(method, f"{path}/")
            assert (answer.status_code, answer.json()["code"]) == (404, "NIET_GEVONDEN")


@pytest.mark.parametrize("path", ALL)
async def test_another_method_is_405_with_allow(path: str) -> None:
    """A method that a path does not know is 405 and names those it knows."""
    async with client(FakeService()) as http:
        for method in ("PUT", "DELETE", "OPTIONS", "PATCH"):
            answer = await http.request(method, path)
            assert (answer.status_code, answer.json()["code"]) == (405, "METHODE_NIET_TOEGESTAAN")
            allowed = {name.strip() for name in answer.headers["allow"].split(",")}
            assert allowed == ({"POST"} if path == PATH else {"GET", "HEAD"})


async def test_invalid_input_is_400() -> None:
    """Rule 18: input that does not fit the schema is 400, never 422."""
    assert (await post(FakeService(), b"{}")).status_code == 400


async def test_the_openapi_document_is_published_without_signing_in() -> None:
    """Rule 23: /v1/openapi.json is there for anyone, from any origin, as JSON."""
    async with client(FakeService()) as http:
        answer = await http.get("/v1/openapi.json", headers={"Origin": "https://elders.example"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json()["info"]["version"] == answer.headers["api-version"]


@pytest.mark.parametrize(
    ("path", "instance"),
    [
        (f"{PATH}/{BSN}", PATH),
        (f"/v1/doelbindingen/{BSN}", "/v1/doelbindingen"),
        (f"/v1/waardelijsten/{BSN}", "/v1/waardelijsten"),
        (f"/v1/fouten/{BSN}", "/v1/fouten"),
        (f"/v1/{BSN}", "/"),
        (f"/{BSN}?bsn={BSN}", "/"),
        (f"/v1/bronnen{BSN}", "/"),
        (f"/v1/bronnen?bsn={BSN}", "/v1/bronnen"),
        (f"/v1/doelbindingen?{BSN}", "/v1/doelbindingen"),
    ],
)
async def test_what_was_typed_in_a_url_is_not_repeated(path: str, instance: str) -> None:
    """Rule 31: a BSN in a path or query is refused and `instance` holds the published part only."""
    async with client(FakeService()) as http:
        answer = await http.get(path)
    assert answer.status_code in {400, 401, 404}
    assert answer.json()["instance"] == instance
    assert BSN not in answer.text + str(answer.headers)


@pytest.mark.parametrize("value", ["a", "A.b:c_d-9", "x" * 128])
async def test_a_valid_correlation_id_is_echoed(value: str) -> None:
    """The caller's own id comes back on answers and on errors."""
    headers = {"X-Correlation-ID": value}
    good = await post(FakeService(), headers=headers)
    bad = await post(FakeService(), b"{}", headers=headers)
    broken = await post(FakeService(failure=RuntimeError()), headers=headers)
    assert [answer.headers["x-correlation-id"] for answer in (good, bad, broken)] == [value] * 3


@pytest.mark.parametrize("value", ["", "x" * 129, "a b", "a/b", "a@b", "a,b", "a;b"])
async def test_an_invalid_correlation_id_is_ignored(value: str) -> None:
    """An id of another form is not echoed, and the question is answered all the same."""
    answer = await post(FakeService(), headers={"X-Correlation-ID": value})
    assert (answer.status_code, "x-correlation-id" in answer.headers) == (200, False)


async def test_two_correlation_ids_are_none() -> None:
    """Two ids are ambiguous and neither is echoed."""
    async with client(FakeService()) as http:
        answer = await http.get("/livez", headers=[("X-Correlation-ID", "a"), ("X-Correlation-ID", "b")])
    assert "x-correlation-id" not in answer.headers


async def test_an_unforeseen_error_shows_neither_message_nor_value(caplog: pytest.LogCaptureFixture) -> None:
    """A 500 names the raadplegingId; the log holds the types and code locations, and no message."""
    failure = ExceptionGroup(f"groep {BSN}", [ValueError(BSN), KeyError(BSN)])
    with caplog.at_level(logging.DEBUG):
        answer = await post(FakeService(failure=failure))
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (500, "INTERNE_FOUT")
    assert problem["raadplegingId"]
    [record] = [record for record in caplog.records if record.name == "gateway"]
    assert record.exc_info is None
    line = json.loads(SafeFormatter().format(record))
    assert line["gebeurtenis"] == "ONVERWACHTE_FOUT"
    assert {"ExceptionGroup", "ValueError", "KeyError", "service.py"} <= set(
        line["fout"].replace("(", " ").replace(":", " ").replace(";", " ").split()
    )
    assert BSN not in answer.text + caplog.text


async def test_ready_names_what_is_missing() -> None:
    """/readyz is 503 until nothing is missing; /livez does not wait."""
    service = FakeService(missing=["contracten", "sleutels"])
    async with client(service) as http:
        waiting, alive = await http.get("/readyz"), await http.get("/livez")
        service.missing = []
        ready = await http.get("/readyz")
    assert (waiting.status_code, waiting.json()["ontbreekt"]) == (503, ["contracten", "sleutels"])
    assert "contracten, sleutels" in waiting.json()["detail"]
    assert (alive.status_code, ready.status_code) == (200, 200)


async def test_what_can_be_read_is_read() -> None:
    """The contracts are there as JSON, and a name nobody knows is 404."""
    async with client(FakeService()) as http:
        bodies = [(await http.get(path)).json() for path in GETS[1:5]]
        absent = [
            (await http.get(f"/v1/{kind}/x")).status_code for kind in ("doelbindingen", "waardelijsten")
        ]
    assert bodies == [
        {"doelbindingen": [{"id": "DJI_INTAKE_ARBEIDSMARKT"}]},
        {"id": "DJI_INTAKE_ARBEIDSMARKT"},
        {"naam": "sz-wet", "geldigVan": "2026-11-01"},
        {"bronnen": [{"bron": "DUO"}]},
    ]
    assert absent == [404, 404]


@pytest.mark.parametrize("code", sorted(PUBLISHED))
async def test_every_problem_code_has_a_page_and_json(code: str) -> None:
    """Each code is explained to people in Dutch and to programs: cause, cure, again, whom to call."""
    row = PUBLISHED[code]
    async with client(FakeService()) as http:
        page = await http.get(f"/v1/fouten/{code}", headers={"Accept": "text/html,*/*;q=0.8"})
        data = await http.get(f"/v1/fouten/{code}", headers={"Accept": "application/json"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert [
        text for text in (code, row.titel, row.oorzaak, row.herstel, row.contact) if text not in page.text
    ] == []
    assert data.json() == {
        "code": code,
        "status": row.status,
        "titel": row.titel,
        "oorzaak": row.oorzaak,
        "herstel": row.herstel,
        "opnieuw": row.opnieuw,
        "contact": row.contact,
    }
