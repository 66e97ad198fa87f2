"""Which keys of a JWKS are taken, and how a remote JWKS is fetched."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from joserfc.jwk import ECKey, OKPKey, RSAKey

from gateway.access import AccessVerifier, RemoteKeys, StaticKeys, TokenRules
from gateway.errors import Refused, SettingsInvalid, Unavailable
from gateway.issuer import AUDIENCE, ISSUER, DemoIssuer

URL = "http://127.0.0.1:9/jwks"
Jwk = dict[str, object]


def ec_key(kid: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid, "alg": "ES256", "use": "sig"})


def public(key: ECKey | RSAKey | OKPKey, **changes: object) -> Jwk:
    jwk: Jwk = {**key.as_dict(private=False), **changes}
    return {name: value for name, value in jwk.items() if value is not ...}


ONE, TWO = ec_key("een"), ec_key("twee")
RSA = RSAKey.generate_key(2048, {"kid": "r", "alg": "RS256", "use": "sig"})
P384 = ECKey.generate_key("P-384", {"kid": "p384", "alg": "ES256", "use": "sig"})
ED448 = OKPKey.generate_key("Ed448", {"kid": "ed448", "alg": "EdDSA", "use": "sig"})
UNUSABLE: dict[str, object] = {
    "no alg": public(ONE, alg=...),
    "alg outside the list": public(RSA, alg="RS512"),
    "alg none": public(ONE, alg="none"),
    "alg of another type": public(ONE, alg="RS256"),
    "no kid": public(ONE, kid=...),
    "empty kid": public(ONE, kid=""),
    "kid a list": public(ONE, kid=["een"]),
    "no use": public(ONE, use=...),
    "use enc": public(ONE, use="enc"),
    "key_ops without verify": public(ONE, key_ops=["sign"]),
    "private": dict(ONE.as_dict(private=True)),
    "private member null": public(ONE, d=None),
    "symmetric": {"kty": "oct", "kid": "o", "alg": "HS256", "use": "sig", "k": "AAAA"},
    "symmetric, alg RS256": {"kty": "oct", "kid": "o", "alg": "RS256", "use": "sig", "k": "AAAA"},
    "curve P-384": public(P384),
    "OKP with the curve of EC": public(ONE, kty="OKP"),
    "curve Ed448": public(ED448),
    "point off the curve": public(ONE, y=public(TWO)["y"]),
    "coordinate missing": public(ONE, y=...),
    "coordinate a number": public(ONE, y=1),
    "coordinate no base64url": public(ONE, y="***"),
    "short RSA": public(RSA, n="u" * 341),
    "short RSA, padded": public(RSA, n="A" * 170 + "u" * 172),
    "RSA exponent one": public(RSA, e="AQ"),
    "RSA modulus missing": public(RSA, n=...),
    "no object": "een",
}


@pytest.mark.parametrize("jwk", UNUSABLE.values(), ids=UNUSABLE.keys())
async def test_an_unfit_key_is_not_taken(jwk: object) -> None:
    """A key that may not verify tokens is left out, and the good key beside it is taken."""
    keys = StaticKeys({"keys": [jwk, public(TWO)]})
    kid = jwk.get("kid") if isinstance(jwk, dict) else None
    assert await keys.key("twee") is not None
    assert await keys.key(str(kid)) is None


async def test_a_kid_that_occurs_twice_is_not_taken() -> None:
    """Two keys with one kid are ambiguous, also when one of them is unfit: neither is taken."""
    keys = StaticKeys({"keys": [public(ONE), public(TWO, kid="een", use="enc"), public(TWO)]})
    assert await keys.key("een") is None
    assert await keys.key("twee") is not None


@pytest.mark.parametrize("jwks", [{}, {"keys": []}, {"keys": "een"}, {"keys": [public(ONE, use="enc")]}])
def test_static_keys_without_a_usable_key_are_a_faulty_setting(jwks: Mapping[str, object]) -> None:
    """A configured JWKS of which no key can be used is refused at once, saying what a key needs."""
    with pytest.raises(SettingsInvalid, match="use=sig"):
        StaticKeys(jwks)


@dataclass
class Issuer:
    """A JWKS address: what it publishes, how often it was asked, and whether it fails or hangs."""

    keys: list[Jwk] = field(default_factory=lambda: [public(ONE)])
    failure: Exception | None = None
    body: bytes | None = None
    delay: float = 0
    asked: list[str] = field(default_factory=list)
    now: float = 0

    async def fetch(self, url: str) -> bytes:
        """Answer, fail or hang as told."""
        self.asked.append(url)
        await asyncio.sleep(self.delay)
        if self.failure is not None:
            raise self.failure
        return self.body if self.body is not None else json.dumps({"keys": self.keys}).encode()

    def remote(self) -> RemoteKeys:
        """Make the keys under test, which ask this address."""
        return RemoteKeys(URL, self.fetch, lambda: self.now, deadline_seconds=0.2)


async def test_many_questions_at_once_make_one_fetch() -> None:
    """Fifty first questions wait for a single fetch of the configured address and all get their key."""
    issuer = Issuer(delay=0.01)
    remote = issuer.remote()
    found = await asyncio.gather(*(remote.key("een") for _ in range(50)))
    assert [key.kid for key in found if key is not None] == ["een"] * 50
    assert issuer.asked == [URL]


async def test_a_storm_of_unknown_kids_makes_one_request() -> None:
    """A thousand different unknown kids within a minute cause one refresh, and the next minute one more."""
    issuer = Issuer()
    remote = issuer.remote()
    await remote.key("een")
    issuer.now = 61
    assert [await remote.key(f"vreemd-{i}") for i in range(500)] == [None] * 500
    issuer.now = 120.9
    await asyncio.gather(*(remote.key(f"vreemder-{i}") for i in range(500)))
    assert len(issuer.asked) == 2
    issuer.now = 121
    await remote.key("vreemd-0")
    assert len(issuer.asked) == 3


async def test_a_new_key_is_found_and_a_withdrawn_key_disappears() -> None:
    """Both keys of a roll-over are accepted; the old one goes once the issuer no longer publishes it."""
    issuer = Issuer()
    remote = issuer.remote()
    assert await remote.key("een") is not None
    issuer.keys, issuer.now = [public(ONE), public(TWO)], 61
    assert await remote.key("twee") is not None
    assert await remote.key("een") is not None
    issuer.keys, issuer.now = [public(TWO)], 61 + 600
    assert await remote.key("een") is None
    assert await remote.key("twee") is not None
    assert len(issuer.asked) == 3


FAILURES: dict[str, Issuer] = {
    "unreachable": Issuer(failure=OSError("geweigerd")),
    "any error": Issuer(failure=RuntimeError("onverwacht")),
    "hangs": Issuer(delay=60),
    "a page": Issuer(body=b"<html></html>"),
    "no keys": Issuer(body=b"{}"),
    "double names": Issuer(body=b'{"keys": [], "keys": []}'),
    "huge": Issuer(body=b'{"keys": [' + b" " * 300_000 + b"]}"),
}


@pytest.mark.parametrize("broken", FAILURES.values(), ids=FAILURES.keys())
async def test_old_keys_stay_when_a_refresh_fails(broken: Issuer) -> None:
    """Whatever goes wrong in a refresh, the keys in use stay in use and an unknown kid stays unknown."""
    issuer = Issuer()
    remote = issuer.remote()
    await remote.key("een")
    issuer.failure, issuer.body, issuer.delay, issuer.now = broken.failure, broken.body, broken.delay, 601
    assert await remote.key("een") is not None
    assert await remote.key("twee") is None
    assert len(issuer.asked) == 2


@pytest.mark.parametrize("broken", FAILURES.values(), ids=FAILURES.keys())
async def test_without_any_keys_nothing_is_let_through(broken: Issuer) -> None:
    """As long as no JWKS was fetched every question gets 503 from one attempt; a later attempt mends it."""
    issuer = Issuer(failure=broken.failure, body=broken.body, delay=broken.delay)
    remote = issuer.remote()
    for _ in range(3):
        with pytest.raises(Unavailable, match="OVERBELAST") as caught:
            await remote.key("een")
    assert "sleutels van de uitgever" in caught.value.detail
    assert len(issuer.asked) == 1
    issuer.failure, issuer.body, issuer.delay, issuer.now = None, None, 0, 5
    assert await remote.key("een") is not None


async def test_a_question_that_is_cancelled_does_not_stop_the_fetch() -> None:
    """The fetch outlives the question that started it, so that hanging up cannot start another."""
    issuer = Issuer(delay=0.05)
    remote = issuer.remote()
    leaving = asyncio.create_task(remote.key("een"))
    await asyncio.sleep(0.01)
    leaving.cancel()
    assert await remote.key("een") is not None
    assert len(issuer.asked) == 1


async def test_a_clock_that_is_set_back_does_not_block_a_refresh() -> None:
    """After the clock went back an unknown kid still leads to a refresh."""
    issuer = Issuer(now=10_000)
    remote = issuer.remote()
    await remote.key("een")
    issuer.now, issuer.keys = 0, [public(TWO)]
    assert await remote.key("twee") is not None


async def test_tokens_of_both_keys_are_accepted_during_a_roll_over() -> None:
    """With two published keys each token is verified with its own; a third key's token is refused."""
    published = Issuer(keys=[public(ONE), public(TWO)])
    rules = TokenRules(ISSUER, AUDIENCE, require_cnf=False)
    verifier = AccessVerifier(rules, published.remote(), lambda: 1_800_000_000.0)
    for key in (ONE, TWO):
        await verifier.verify("Bearer " + DemoIssuer(key).token(now=1_800_000_000.0))
    with pytest.raises(Refused) as caught:
        await verifier.verify("Bearer " + DemoIssuer(ec_key("drie")).token(now=1_800_000_000.0))
    assert "kid" in caught.value.detail


async def test_unavailable_keys_are_no_refusal_of_the_token() -> None:
    """A token that cannot be judged is not called invalid: the verifier passes the 503 on."""
    rules = TokenRules(ISSUER, AUDIENCE, require_cnf=False)
    verifier = AccessVerifier(rules, Issuer(failure=OSError()).remote(), lambda: 1_800_000_000.0)
    with pytest.raises(Unavailable):
        await verifier.verify("Bearer " + DemoIssuer(ONE).token(now=1_800_000_000.0))
