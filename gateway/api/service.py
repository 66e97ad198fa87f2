"""What the API needs from the rest of the gateway, and nothing more."""

from collections.abc import Callable
from datetime import date
from typing import Protocol

from gateway.core.question import Caller, Question
from gateway.core.told import Told
from gateway.core.velden import Profiel
from gateway.figures import Figures


class Service(Protocol):
    """Everything behind the published API.

    `version` is the semver of the API, `profiel` the vocabulary. `certificate_header` names the header in
    which a proxy hands over the client certificate; it is believed only when the peer address equals
    `trusted_proxy`.
    """

    @property
    def version(self) -> str:
        """Give the semver, such as `0.1.0`."""

    @property
    def profiel(self) -> Profiel:
        """Give the vocabulary of the profile."""

    @property
    def certificate_header(self) -> str | None:
        """Give the name of the header that holds a client certificate, or None."""

    @property
    def trusted_proxy(self) -> str | None:
        """Give the address of the proxy that may hand over a certificate, or None."""

    @property
    def figures(self) -> Figures:
        """Give where to tell how requests ended."""

    def today(self) -> date:
        """Give the day in Europe/Amsterdam."""

    async def authenticate(self, authorization: str | None, certificate: str | None) -> Caller:
        """Give who asks, from the Authorization header and the text of a client certificate.

        Raises Refused("NIET_AANGEMELD").
        """

    async def ask(  # noqa: PLR0913 - all but two are told by name
        self,
        question: Question,
        caller: Caller,
        *,
        raadpleging_id: str,
        traceparent: str | None,
        idempotency_key: str | None = None,
        heard: Callable[[Told], None] = lambda _told: None,
    ) -> bytes:
        """Give the finished answer as JSON (`interface.md` §2). Raises Refused, Unavailable included.

        `heard` is told of each source as it ends. Cancelled, it ends the look-up and its record.
        """

    async def raadpleging(self, id: str, caller: Caller) -> dict[str, object] | None:  # noqa: A002  idem
        """Give how a look-up of this employee ended, or None. Raises Unavailable."""

    def new_raadpleging_id(self) -> str:
        """Give the text of a new UUIDv7."""

    def doelbindingen(self) -> list[dict[str, object]]:
        """Give every doelbinding in short."""

    def doelbinding(self, id: str) -> dict[str, object] | None:  # noqa: A002  the name of the path parameter
        """Give one doelbinding whole, or None."""

    def waardelijst(self, naam: str) -> dict[str, object] | None:
        """Give one code list, or None."""

    def bronnen(self) -> list[dict[str, object]]:
        """Give the state of every source."""

    def not_ready(self) -> list[str]:
        """Name what is missing before questions can be answered; empty when ready."""

    def warnings(self) -> list[str]:
        """Say what will stop working soon, such as a certificate that ends; empty when nothing will."""
