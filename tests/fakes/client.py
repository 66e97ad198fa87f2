"""An HTTP client that speaks to the application in this process."""

import json
from collections.abc import Mapping

import httpx

from gateway.api.app import create_app
from gateway.api.service import Service
from tests.fakes.service import TOKEN

PATH = "/v1/raadplegingen"
QUESTION: Mapping[str, object] = {
    "burgerservicenummer": "999990019",
    "geboortedatum": "1994-03-14",
    "doelbinding": "DJI_INTAKE_ARBEIDSMARKT",
    "zaakkenmerk": "2f1c7a52-6a0e-4c83-9c53-0c7f5d0a1b11",
    "gemeenten": ["0855"],
}


def client(service: Service, *, peer: str = "127.0.0.1") -> httpx.AsyncClient:
    """Make a client of the application; `peer` is the address its requests come from."""
    transport = httpx.ASGITransport(app=create_app(service), client=(peer, 50000))
    return httpx.AsyncClient(transport=transport, base_url="http://gateway.test")


async def post(
    service: Service, body: bytes | Mapping[str, object] = QUESTION, headers: Mapping[str, str] | None = None
) -> httpx.Response:
    """Ask one question, signed in and as JSON unless `headers` say otherwise."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    usual = {"Authorization": TOKEN, "Content-Type": "application/json"}
    async with client(service) as http:
        return await http.post(PATH, content=content, headers={**usual, **(headers or {})})
