"""Questions that a purpose forbids, over the API: refused with the reason, before any source is asked."""

import json
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.api.app import create_app
from gateway.core.call import Raw
from gateway.sources.wire import Wire
from gateway.trust import demo_issuer
from gateway.wiring import Gateway, running
from tests.fakes.answers import register
from tests.fakes.client import PATH, QUESTION
from tests.fakes.processes import settings_for

_WITHOUT_BASIS = ("BIJ_INFORMEREN_BURGEMEESTER", "DPAN_NAZORG", "MELDING_RISICO_18B")


class _Closed:
    """A wire over which nothing may be sent."""

    async def post(self, url: str, headers: Mapping[str, str], content: bytes, *, seconds: float) -> Raw:
        raise AssertionError(f"verstuurd naar {url}: {len(headers)} {len(content)} {seconds}")

    async def close(self) -> None:
        """Nothing to close."""


def _closed(_adapter: str) -> Wire:
    return _Closed()


@pytest.fixture
async def gateway(tmp_path: Path) -> AsyncIterator[Gateway]:
    """A whole gateway whose sources must not be asked."""
    async with running(settings_for(tmp_path, "http://127.0.0.1:9"), wire_for=_closed) as running_gateway:
        yield running_gateway


async def _refusal(gateway: Gateway, question: Mapping[str, Any], **claims: Any) -> dict[str, Any]:
    """Ask with a token of the demo issuer; give the problem."""
    token = demo_issuer(gateway.settings).token(now=time.time(), **claims)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    transport = httpx.ASGITransport(app=create_app(gateway))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway.test") as http:
        response = await http.post(PATH, content=json.dumps(question), headers=headers)
    problem: dict[str, Any] = response.json()
    assert response.status_code == problem["status"]
    return problem


@pytest.mark.parametrize("naam", _WITHOUT_BASIS)
async def test_a_purpose_without_a_basis_is_refused_with_the_reason(gateway: Gateway, naam: str) -> None:
    """Also for who may ask everything else: 403, and `detail` tells why there is no basis."""
    (doelbinding,) = (found for found in register().doelbindingen if found.id == naam)
    problem = await _refusal(gateway, {**QUESTION, "doelbinding": naam}, scope=(naam,))
    assert (problem["status"], problem["code"]) == (403, "DOELBINDING_NIET_GELDIG")
    assert problem["detail"] == f"Er is geen grondslag. {doelbinding.grondslag.uitleg}"


async def test_a_gemeente_that_names_another_is_refused(gateway: Gateway) -> None:
    """Tilburg asks about a person of Rotterdam: 403 GEMEENTE_BUITEN_DOEL."""
    problem = await _refusal(
        gateway,
        {**QUESTION, "doelbinding": "GEMEENTE_REINTEGRATIE", "gemeenten": ["0599"]},
        azp="00000099000000855000",
        rol="nazorgcoordinator",
        scope=("GEMEENTE_REINTEGRATIE",),
    )
    assert (problem["status"], problem["code"]) == (403, "GEMEENTE_BUITEN_DOEL")


async def test_without_a_recorded_consent_the_reclassering_is_refused(gateway: Gateway) -> None:
    """A gateway without a register of wishes knows no consent: 403 TOESTEMMING_ONTBREEKT."""
    problem = await _refusal(
        gateway,
        {**QUESTION, "doelbinding": "RECLASSERING_REINTEGRATIE", "gemeenten": []},
        azp="00000099000000020000",
        rol="reclasseringswerker",
        scope=("RECLASSERING_REINTEGRATIE",),
    )
    assert (problem["status"], problem["code"]) == (403, "TOESTEMMING_ONTBREEKT")
