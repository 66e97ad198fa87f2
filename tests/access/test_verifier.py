"""Binding to a certificate, and what is remembered of a verified token."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from joserfc.jwk import ECKey

from gateway.access import AccessVerifier, StaticKeys, TokenRules, VerificationKey
from gateway.access.verifier import MAX_REMEMBERED
from gateway.core.question import Caller
from gateway.errors import Refused
from gateway.issuer import AUDIENCE, ISSUER, DemoIssuer

NOW = 1_800_000_000.0
OWN = "A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0"
OTHER = "B4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0"


@dataclass
class Clock:
    """A clock that stands still until the test sets it."""

    now: float = NOW

    def __call__(self) -> float:
        """Give the time in epoch seconds."""
        return self.now


class CountingKeys:
    """Static keys that count how often one is asked for: no key, no signature work."""

    def __init__(self, issuer: DemoIssuer) -> None:
        self._keys = StaticKeys(issuer.jwks())
        self.asked = 0

    async def key(self, kid: str) -> VerificationKey | None:
        """Count, then give the key."""
        self.asked += 1
        return await self._keys.key(kid)


@dataclass
class Bench:
    """A verifier with everything around it in the hand of the test."""

    issuer: DemoIssuer
    keys: CountingKeys
    clock: Clock
    verifier: AccessVerifier

    async def accepts(self, token: str, certificate: str | None = None) -> bool:
        """Whether the verifier lets this token in."""
        try:
            await self.verifier.verify(f"Bearer {token}", certificate)
        except Refused:
            return False
        return True


def bench(*, require_cnf: bool = False) -> Bench:
    issuer = DemoIssuer(ECKey.generate_key("P-256", {"alg": "ES256", "use": "sig"}, auto_kid=True))
    keys, clock = CountingKeys(issuer), Clock()
    rules = TokenRules(ISSUER, AUDIENCE, require_cnf=require_cnf)
    return Bench(issuer, keys, clock, AccessVerifier(rules, keys, clock))


async def test_a_demo_token_gives_the_test_casemanager() -> None:
    """The token of the demo issuer, as it is by default, gives exactly the test casemanager of DJI."""
    on = bench()
    assert await on.verifier.verify(f"Bearer {on.issuer.token(now=NOW)}") == Caller(
        afnemer="00000099000000010000",
        medewerker="medewerker-0001",
        rol="casemanager",
        inrichting="PI_TEST",
        acr="urn:etoegang:core:assurance-class:loa3",
        scope=frozenset({"DJI_INTAKE_ARBEIDSMARKT"}),
    )


@pytest.mark.parametrize(
    ("bound", "certificate", "required", "accepted"),
    [
        (None, None, False, True),
        (None, OWN, False, True),
        (None, None, True, False),
        (None, OWN, True, False),
        (OWN, OWN, False, True),
        (OWN, OWN, True, True),
        (OWN, None, False, False),
        (OWN, None, True, False),
        (OWN, OTHER, False, False),
        (OWN, OTHER, True, False),
        (OWN, "", True, False),
        (OWN, OWN + "=", True, False),
        (OWN, OWN.lower(), True, False),
        (OWN + "=", OWN + "=", True, False),
        ("", "", True, False),
    ],
)
async def test_a_binding_holds_in_every_combination(
    *, bound: str | None, certificate: str | None, required: bool, accepted: bool
) -> None:
    """A bound token needs its own certificate, and an unbound one passes only where cnf is not required."""
    on = bench(require_cnf=required)
    token = on.issuer.token(now=NOW) if bound is None else on.issuer.token(now=NOW, thumbprint=bound)
    assert await on.accepts(token, certificate) is accepted


async def test_a_remembered_token_costs_no_signature_work() -> None:
    """Only the first use of a token asks for a key; a later one gives the same Caller without."""
    on = bench()
    token = on.issuer.token(now=NOW)
    first = await on.verifier.verify(f"Bearer {token}")
    assert await on.verifier.verify(f"bearer {token}") == first
    assert on.keys.asked == 1


async def test_a_remembered_token_expires() -> None:
    """A remembered token is accepted up to exp plus leeway, and refused from then on."""
    on = bench()
    token = on.issuer.token(now=NOW, lifetime=60)
    assert await on.accepts(token)
    on.clock.now = NOW + 89.5
    assert await on.accepts(token)
    on.clock.now = NOW + 90
    assert not await on.accepts(token)


async def test_a_remembered_token_still_needs_its_certificate() -> None:
    """Remembering a bound token does not unbind it."""
    on = bench(require_cnf=True)
    token = on.issuer.token(now=NOW, thumbprint=OWN)
    assert await on.accepts(token, OWN)
    assert not await on.accepts(token, OTHER)
    assert not await on.accepts(token)
    assert await on.accepts(token, OWN)


async def test_a_refused_token_is_not_remembered() -> None:
    """A token refused for its claims is judged again in full, so it never slips in later."""
    on = bench()
    token = on.issuer.token(now=NOW + 100)
    assert not await on.accepts(token)
    assert not await on.accepts(token)
    assert on.keys.asked == 2


async def test_a_changed_signature_is_another_token() -> None:
    """The memory is by the whole token: a remembered payload with another signature is refused."""
    on = bench()
    token = on.issuer.token(now=NOW)
    assert await on.accepts(token)
    head, payload, signature = token.split(".")
    assert not await on.accepts(f"{head}.{payload}.{signature[::-1][:85]}A")


async def test_the_memory_is_bounded_and_drops_expired_tokens_first() -> None:
    """When the memory is full expired tokens go first, then the oldest, and the newest stay."""
    on = bench()
    short = [on.issuer.token(now=NOW, lifetime=60) for _ in range(2)]
    long = [on.issuer.token(now=NOW) for _ in range(MAX_REMEMBERED - 2)]
    for token in [long[0], *short, *long[1:]]:
        assert await on.accepts(token)
    on.clock.now = NOW + 100
    for token in (extra := [on.issuer.token(now=NOW + 100) for _ in range(2)]):
        assert await on.accepts(token)
    asked = on.keys.asked
    assert await on.accepts(long[0])
    assert on.keys.asked == asked
    assert await on.accepts(on.issuer.token(now=NOW + 100))
    assert await on.accepts(extra[1])
    assert on.keys.asked == asked + 1
    assert await on.accepts(long[0])
    assert on.keys.asked == asked + 2


async def test_a_stored_key_is_the_same_issuer_again(tmp_path: Path) -> None:
    """A token of an issuer is accepted by the keys of the same issuer loaded again."""
    token = DemoIssuer.load_or_create(tmp_path).token(now=NOW)
    keys = StaticKeys(DemoIssuer.load_or_create(tmp_path).jwks())
    rules = TokenRules(ISSUER, AUDIENCE, require_cnf=False)
    caller = await AccessVerifier(rules, keys, Clock()).verify(f"Bearer {token}")
    assert caller.medewerker == "medewerker-0001"
