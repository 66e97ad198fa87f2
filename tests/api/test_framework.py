"""What the framework would say by itself is kept from the outside."""

import httpx
import pytest
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gateway.api.app import create_app
from gateway.api.middleware import AnswerHeaders
from gateway.figures import Figures
from tests.fakes.service import FakeService

BSN = "999990019"


class Zaak(BaseModel):
    """A body that the framework itself checks."""

    inrichting: int
    namen: list[int]


def _transport(error: Exception | None = None) -> httpx.ASGITransport:
    app = create_app(FakeService())

    async def zaak(zaak: Zaak) -> None:
        """Take a body."""

    async def stuk(_request: Request) -> Response:
        raise error or AssertionError

    app.add_api_route("/v1/zaak", zaak, methods=["POST"])
    app.add_route("/v1/stuk", stuk)
    return httpx.ASGITransport(app=app)


async def test_a_fault_found_by_the_framework_is_400_without_values() -> None:
    """Framework validation gives ONGELDIGE_VRAAG with names and codes, never input, message or odd names."""
    body = {"inrichting": BSN + "x", "namen": [1, BSN + "y"]}
    async with httpx.AsyncClient(transport=_transport(), base_url="http://t") as http:
        answer = await http.post("/v1/zaak", json=body)
        none = await http.post(
            "/v1/zaak", content=b"{" + BSN.encode(), headers={"Content-Type": "application/json"}
        )
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    faults = [(fault["name"], fault["code"]) for fault in answer.json()["invalidParams"]]
    assert faults == [("inrichting", "int_parsing"), ("namen.1", "int_parsing")]
    assert none.json()["code"] == "ONGELDIGE_VRAAG"
    assert BSN not in answer.text + none.text


class _Closed(BaseModel, extra="forbid"):
    """A body without members."""


async def test_an_odd_member_name_is_not_repeated_by_the_framework() -> None:
    """A value that stands where a name should be is not repeated either."""
    app = create_app(FakeService())

    async def leeg(leeg: _Closed) -> None:
        """Take nothing."""

    app.add_api_route("/v1/leeg", leeg, methods=["POST"])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://t") as http:
        answer = await http.post("/v1/leeg", json={BSN: 1})
    assert [fault["name"] for fault in answer.json()["invalidParams"]] == ["(onbekend lid)"]
    assert BSN not in answer.text


@pytest.mark.parametrize(
    ("status", "expected", "code"),
    [
        (401, 401, "NIET_AANGEMELD"),
        (418, 400, "ONGELDIGE_VRAAG"),
        (422, 400, "ONGELDIGE_VRAAG"),
        (502, 500, "INTERNE_FOUT"),
    ],
)
async def test_an_exception_of_the_framework_keeps_its_text_to_itself(
    status: int, expected: int, code: str
) -> None:
    """An HTTPException becomes a problem of the table; its detail is not repeated."""
    async with httpx.AsyncClient(
        transport=_transport(HTTPException(status, BSN)), base_url="http://t"
    ) as http:
        answer = await http.get("/v1/stuk")
    assert (answer.status_code, answer.json()["code"]) == (expected, code)
    assert BSN not in answer.text


async def test_nothing_tells_which_software_answers() -> None:
    """Server and X-Powered-By of whatever is below are dropped."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        response = Response(headers={"Server": "x/1", "X-Powered-By": "y/2", "X-Other": "z"})
        await response(scope, receive, send)

    transport = httpx.ASGITransport(app=AnswerHeaders(app, version="1.2.3", figures=Figures(), paths={}))
    async with httpx.AsyncClient(transport=transport, base_url="http://t") as http:
        answer = await http.get("/")
    assert {"server", "x-powered-by"}.isdisjoint(answer.headers)
    assert (answer.headers["x-other"], answer.headers["api-version"]) == ("z", "1.2.3")
