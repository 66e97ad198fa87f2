"""Everything in an Authorization field that is not exactly one compact Bearer token."""

import base64
from collections.abc import Callable

import pytest
from joserfc.jwk import ECKey

from gateway.access import AccessVerifier, StaticKeys, TokenRules
from gateway.errors import Refused
from gateway.issuer import AUDIENCE, ISSUER, DemoIssuer

NOW = 1_800_000_000.0
ISSUER_OF_TESTS = DemoIssuer(ECKey.generate_key("P-256", {"alg": "ES256", "use": "sig"}, auto_kid=True))
TOKEN = ISSUER_OF_TESTS.token(now=NOW)
JWE_PART = base64.urlsafe_b64encode(b'{"alg":"dir","enc":"A256GCM"}').rstrip(b"=").decode()


def altered(token: str, part: int, change: Callable[[str], str]) -> str:
    parts = token.split(".")
    parts[part] = change(parts[part])
    return "Bearer " + ".".join(parts)


def spare_bits(part: str) -> str:
    """Write the same bytes in a second way: the last character of 64 bytes has spare bits."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return part[:-1] + alphabet[alphabet.index(part[-1]) + 1]


CREDENTIALS: dict[str, tuple[str | None, str]] = {
    "no field": (None, "Authorization"),
    "empty field": ("", "Bearer"),
    "scheme only": ("Bearer", "compacte JWS"),
    "scheme and space": ("Bearer ", "compacte JWS"),
    "token without scheme": (TOKEN, "Bearer"),
    "another scheme": (f"Basic {TOKEN}", "Bearer"),
    "scheme with a tail": (f"BearerX {TOKEN}", "Bearer"),
    "space before the scheme": (f" Bearer {TOKEN}", "Bearer"),
    "two spaces": (f"Bearer  {TOKEN}", "base64url"),
    "a tab": (f"Bearer\t{TOKEN}", "Bearer"),
    "space after": (f"Bearer {TOKEN} ", "base64url"),
    "newline after": (f"Bearer {TOKEN}\n", "base64url"),
    "two tokens": (f"Bearer {TOKEN}, Bearer {TOKEN}", "compacte JWS"),
    "two tokens, one dotless": (f"Bearer {TOKEN}, Bearer x", "base64url"),
    "two parts": ("Bearer " + TOKEN.rpartition(".")[0], "compacte JWS"),
    "four parts": (f"Bearer {TOKEN}.e30", "compacte JWS"),
    "JWE of five parts": ("Bearer " + ".".join([JWE_PART] * 5), "compacte JWS"),
    "JSON serialisation": ('Bearer {"payload":"e30","signatures":[]}', "compacte JWS"),
    "padding behind the signature": (f"Bearer {TOKEN}==", "base64url"),
    "padding inside": (altered(TOKEN, 0, lambda part: part + "="), "base64url"),
    "standard alphabet": (altered(TOKEN, 2, lambda part: "+/" + part[2:]), "base64url"),
    "spare bits set": (altered(TOKEN, 2, spare_bits), "base64url"),
    "one character too many": (altered(TOKEN, 2, lambda part: part + "AAA"), "base64url"),
    "lone surrogate": ("Bearer \ud800.e30.e30", "base64url"),
    "full-width digits": ("Bearer \uff11.\uff12.\uff13", "base64url"),
    "detached payload": (altered(TOKEN, 1, lambda _: ""), "base64url"),
    "oversized": ("Bearer " + "A" * 10_000_000, "groter"),
    "oversized but genuine": ("Bearer " + ISSUER_OF_TESTS.token(now=NOW, sub="x" * 8192), "groter"),
}


@pytest.mark.parametrize(("authorization", "rule"), CREDENTIALS.values(), ids=CREDENTIALS.keys())
async def test_a_field_that_is_no_token_is_refused(authorization: str | None, rule: str) -> None:
    """A field of another form gives NIET_AANGEMELD, names what is wrong, and shows nothing of itself."""
    rules = TokenRules(ISSUER, AUDIENCE, require_cnf=False)
    with pytest.raises(Refused) as caught:
        await AccessVerifier(rules, StaticKeys(ISSUER_OF_TESTS.jwks()), lambda: NOW).verify(authorization)
    assert caught.value.code == "NIET_AANGEMELD"
    assert rule in caught.value.detail
    assert TOKEN[:20] not in f"{caught.value.detail} {caught.value}"
    assert caught.value.__context__ is None
