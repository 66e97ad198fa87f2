"""The naive gateway: what most teams would write with the same packages, and the baseline of `make bench`.

FastAPI, httpx.AsyncClient, zeep for SOAP, pydantic for the answer, asyncio.gather for the sources. It carries
no duty: no purpose, no token, no plan, no log, no check of what leaves. Run as `python -m benchmarks.naive`
with BENCH_BRONNEN set to the address of the sources; it prints its own address when it listens.
"""

import asyncio
import os
import socket
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, cast

import httpx
import uvicorn
import zeep
from fastapi import FastAPI
from pydantic import BaseModel
from zeep.helpers import serialize_object
from zeep.proxy import AsyncServiceProxy
from zeep.transports import AsyncTransport

from benchmarks import naive_rows as rows
from benchmarks.naive_rows import Profiel

_CONTRACTS = Path(__file__).parents[1] / "contracts" / "bronnen"
_TODAY = "20261101"
_TEN_YEARS_AGO = "20161101"

Client = dict[str, Any]


class Vraag(BaseModel):
    """The question; its `bronnen` are the ones that are asked always."""

    burgerservicenummer: str
    geboortedatum: str
    doelbinding: str
    zaakkenmerk: str
    gemeenten: list[str]
    bronnen: list[str]


def soap_operation(bronnen: str, bron: str, dienst: str, operation: str) -> Callable[..., Awaitable[Client]]:
    """Give one SOAP operation: it asks, and gives the ClientSuwi as a dict (empty when nothing is found)."""
    name, _, _ = dienst.partition("-")
    transport = AsyncTransport(client=httpx.AsyncClient(), wsdl_client=httpx.Client())
    client = zeep.AsyncClient(str(_CONTRACTS / bron / dienst / f"{name}.wsdl"), transport=transport)
    (binding,) = client.wsdl.bindings.values()
    # create_service of an AsyncClient gives a proxy that blocks; this is the one that awaits.
    service = AsyncServiceProxy(client, binding, address=f"{bronnen}/{bron}/suwibroker/soap/{dienst}")

    async def ask(**values: object) -> Client:
        answer = serialize_object(await service[operation](**values), dict)
        return cast("Client", answer["ClientSuwi"] or {})

    return ask


class Bronnen:
    """The sources, one client each."""

    def __init__(self, bronnen: str) -> None:
        self._polis = soap_operation(bronnen, "uwv", "UWVDossierInkomstenGSD-v0200", "UWVPersoonsIkvInfo")
        self._wv = soap_operation(
            bronnen, "uwv", "UWVDossierWerknemersverzekeringenGSD-v0200", "UWVPersoonsWvInfo"
        )
        self._svb = soap_operation(bronnen, "svb", "SVBDossierPersoonGSD-v0200", "SVBPersoonsInfo")
        self._duo = httpx.AsyncClient(base_url=f"{bronnen}/duo")
        self._gemeente = httpx.AsyncClient(base_url=f"{bronnen}/gemeente")

    async def profiel(self, vraag: Vraag) -> Profiel:
        """Ask every source at once and put the rows together."""
        bsn, (gemeente,) = vraag.burgerservicenummer, vraag.gemeenten
        period = {"DatBPeriode": _TEN_YEARS_AGO, "DatEPeriode": _TODAY}
        polis, wv, svb, duo, uitkeringen, voorzieningen = await asyncio.gather(
            self._polis(Burgerservicenr=bsn, PeriodeGegevensvraagIko=period),
            self._wv(Burgerservicenr=bsn),
            self._svb(Burgerservicenr=bsn),
            _dossier(self._duo, "/v1/onderwijsdossiers", bsn),
            _dossier(self._gemeente, f"/gemeenten/{gemeente}/v1/uitkeringen", bsn),
            _dossier(self._gemeente, f"/gemeenten/{gemeente}/v1/voorzieningen", bsn),
        )
        return Profiel(
            arbeidsmarktkwalificatie=rows.kwalificatie(duo, polis, today=_TODAY),
            uitkeringsverhouding=[
                *rows.suwi_benefits(wv, "UWV_UITKERING", today=_TODAY),
                *rows.suwi_benefits(svb, "SVB", today=_TODAY),
                *rows.gemeente_benefits(uitkeringen, today=_TODAY),
            ],
            re_integratievoorziening=rows.provisions(voorzieningen, today=_TODAY),
        )


async def _dossier(client: httpx.AsyncClient, path: str, bsn: str) -> Client:
    response = await client.post(path, json={"burgerservicenummer": bsn})
    response.raise_for_status()
    dossiers = response.json()["dossiers"]
    return dossiers[0] if dossiers else {}


def create_app(bronnen: Bronnen) -> FastAPI:
    """Make the application."""
    app = FastAPI()

    @app.post("/v1/raadplegingen", response_model_exclude_none=True)
    async def raadplegen(vraag: Vraag) -> Profiel:
        return await bronnen.profiel(vraag)

    return app


def main() -> None:
    """Serve until the process is ended."""
    listening = socket.create_server(("127.0.0.1", 0))
    app = create_app(Bronnen(os.environ["BENCH_BRONNEN"]))
    host, port = listening.getsockname()[:2]
    sys.stdout.write(f"http://{host}:{port}\n")
    sys.stdout.flush()
    uvicorn.Server(uvicorn.Config(app, access_log=False, log_level="warning")).run(sockets=[listening])


if __name__ == "__main__":
    main()
