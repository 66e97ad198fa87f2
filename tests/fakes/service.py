"""A Service that answers at once with what it was given, and remembers what it was asked."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from gateway.api import examples
from gateway.core.question import Caller, Question
from gateway.core.told import Told
from gateway.core.velden import Profiel
from gateway.errors import Refused
from gateway.figures import Figures

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 1)
TOKEN = "Bearer proef"
RAADPLEGING_ID = "019a3e8c-4f80-7c21-9b1e-5d2f6a7c8e90"
CALLER = Caller(
    afnemer="00000099000000010000",
    medewerker="m-1",
    rol="casemanager",
    inrichting="PI_TEST",
    acr="urn:etoegang:core:assurance-class:loa3",
    scope=frozenset({"DJI_INTAKE_ARBEIDSMARKT"}),
)


def load_profiel() -> Profiel:
    """Read the vocabulary of the repository."""
    return Profiel.model_validate(tomllib.loads((ROOT / "contracts" / "profiel.toml").read_text("utf-8")))


@dataclass(slots=True, kw_only=True)
class FakeService:
    """A gateway with one valid token; `ask` tells of `sources`, and raises `failure` instead of an answer."""

    answer: bytes = examples.ANSWER.encode()
    failure: Exception | None = None
    missing: list[str] = field(default_factory=list)
    ending: list[str] = field(default_factory=list)
    certificate_header: str | None = None
    trusted_proxy: str | None = None
    version: str = "0.1.0"
    figures: Figures = field(default_factory=Figures)
    profiel: Profiel = field(default_factory=load_profiel)
    asked: list[tuple[Question, Caller, str, str | None]] = field(default_factory=list)
    certificates: list[str | None] = field(default_factory=list)
    idempotency_keys: list[str | None] = field(default_factory=list)
    sources: tuple[Told, ...] = ()

    def today(self) -> date:
        """Give the fixed day of every test."""
        return TODAY

    async def authenticate(self, authorization: str | None, certificate: str | None) -> Caller:
        """Accept the one token."""
        self.certificates.append(certificate)
        if authorization != TOKEN:
            raise Refused("NIET_AANGEMELD")
        return CALLER

    async def ask(  # noqa: PLR0913 - as a Service is asked
        self,
        question: Question,
        caller: Caller,
        *,
        raadpleging_id: str,
        traceparent: str | None,
        idempotency_key: str | None = None,
        heard: Callable[[Told], None] = lambda _told: None,
    ) -> bytes:
        """Remember the question and its key; tell of sources, and give the answer or raise the failure."""
        self.asked.append((question, caller, raadpleging_id, traceparent))
        self.idempotency_keys.append(idempotency_key)
        for told in self.sources:
            heard(told)
        if self.failure is not None:
            raise self.failure
        return self.answer

    async def raadpleging(self, id: str, caller: Caller) -> dict[str, object] | None:  # noqa: A002  as below
        """Give the one look-up by its id."""
        return {"raadplegingId": id, "afnemer": caller.afnemer} if id == RAADPLEGING_ID else None

    def new_raadpleging_id(self) -> str:
        """Give the same id always."""
        return RAADPLEGING_ID

    def doelbindingen(self) -> list[dict[str, object]]:
        """Give one doelbinding."""
        return [{"id": "DJI_INTAKE_ARBEIDSMARKT"}]

    def doelbinding(self, id: str) -> dict[str, object] | None:  # noqa: A002  the name of the path parameter
        """Give the one doelbinding by its id."""
        return {"id": id} if id == "DJI_INTAKE_ARBEIDSMARKT" else None

    def waardelijst(self, naam: str) -> dict[str, object] | None:
        """Give the one code list by its name."""
        return {"naam": naam, "geldigVan": TODAY} if naam == "sz-wet" else None

    def bronnen(self) -> list[dict[str, object]]:
        """Give one source."""
        return [{"bron": "DUO"}]

    def not_ready(self) -> list[str]:
        """Name what was said to be missing."""
        return self.missing

    def warnings(self) -> list[str]:
        """Say what was said to end soon."""
        return self.ending
