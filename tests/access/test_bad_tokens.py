"""Every well-formed token that must be refused for its signature or its claims, with the rule it breaks."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from gateway.access import AccessVerifier, StaticKeys, TokenRules
from gateway.core.question import Caller
from gateway.errors import Refused

NOW = 1_800_000_000.0
ISSUER, AUDIENCE = "urn:test:uitgever", "urn:test:gateway"
EC = ECKey.generate_key("P-256", {"kid": "ec-1", "alg": "ES256", "use": "sig"})
RSA = RSAKey.generate_key(2048, {"kid": "rsa-1", "alg": "RS256", "use": "sig"})
PSS = RSAKey.generate_key(2048, {"kid": "pss-1", "alg": "PS256", "use": "sig"})
EDWARDS = OKPKey.generate_key("Ed25519", {"kid": "ed-1", "alg": "EdDSA", "use": "sig"})
STRANGER = ECKey.generate_key("P-256", {"kid": "ec-1", "alg": "ES256", "use": "sig"})
KEYS = StaticKeys({"keys": [key.as_dict(private=False) for key in (EC, RSA, PSS, EDWARDS)]})
GOOD: dict[str, object] = {
    "iss": ISSUER,
    "aud": AUDIENCE,
    "iat": int(NOW),
    "exp": int(NOW) + 900,
    "jti": "jti-geheim-kenmerk",
    "azp": "00000099000000010000",
    "sub": "medewerker-geheim-77",
    "rol": "casemanager",
    "inrichting": "PI_GEHEIM",
    "acr": "urn:etoegang:core:assurance-class:loa3",
    "scope": "DJI_INTAKE_ARBEIDSMARKT GEMEENTE_REINTEGRATIE",
}
Sign = Callable[[bytes], bytes]


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signer(alg: str, key: ECKey | RSAKey | OKPKey) -> Sign:
    return lambda text: JWSRegistry.algorithms[alg].sign(text, key)


BY_ISSUER = signer("ES256", EC)


@dataclass(frozen=True)
class Forged:
    """A token to be written exactly as told: header and payload as members or as raw bytes."""

    header: dict[str, object] | bytes = field(default_factory=dict)
    claims: dict[str, object] | bytes = field(default_factory=dict)
    sign: Sign = BY_ISSUER

    def __str__(self) -> str:
        base: dict[str, object] = {"alg": "ES256", "typ": "at+jwt", "kid": "ec-1"}
        head = self.header if isinstance(self.header, bytes) else written({**base, **self.header})
        payload = self.claims if isinstance(self.claims, bytes) else written({**GOOD, **self.claims})
        text = f"{b64(head)}.{b64(payload)}"
        return f"{text}.{b64(self.sign(text.encode()))}"


def written(members: dict[str, object]) -> bytes:
    return json.dumps({name: value for name, value in members.items() if value is not ...}).encode()


def with_claims(**claims: object) -> str:
    return f"Bearer {Forged(claims=claims)}"


def with_header(sign: Sign = BY_ISSUER, **header: object) -> str:
    return f"Bearer {Forged(header=header, sign=sign)}"


def raw_claims(old: str, new: str) -> str:
    text = json.dumps(GOOD)
    assert text.count(old) == 1
    return f"Bearer {Forged(claims=text.replace(old, new).encode())}"


def as_hmac(secret: bytes) -> Sign:
    return lambda text: hmac.digest(secret, text, hashlib.sha256)


def unsigned(_: bytes) -> bytes:
    return b""


TOKEN = str(Forged())
HEAD, _, TAIL = TOKEN.split(".")
PUBLIC_PEM = RSA.public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
PUBLIC_DER = RSA.public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
STRANGER_JWK = STRANGER.as_dict(private=False)
DOUBLE_ALG = b'{"alg":"none","alg":"ES256","typ":"at+jwt","kid":"ec-1"}'
UTF_16 = '{"alg":"ES256","typ":"at+jwt","kid":"ec-1"}'.encode("utf-16")
BEYOND_FLOAT = json.dumps({**GOOD, "iat": NOW - 0.5, "exp": 10**400}).encode()
EXP, IAT = f'"exp": {GOOD["exp"]}', f'"iat": {GOOD["iat"]}'

SIGNATURES: dict[str, tuple[str, str]] = {
    "alg none": (with_header(unsigned, alg="none"), "base64url"),
    "alg none with bytes": (with_header(alg="none"), "alg"),
    "alg None": (with_header(alg="None"), "alg"),
    "alg nOnE": (with_header(alg="nOnE"), "alg"),
    "alg null": (with_header(alg=None), "alg"),
    "alg missing": (with_header(alg=...), "alg"),
    "alg a list": (with_header(alg=["ES256"]), "alg"),
    "alg in lower case": (with_header(alg="es256"), "alg"),
    "HS256 with the PEM": (with_header(as_hmac(PUBLIC_PEM), alg="HS256", kid="rsa-1"), "alg"),
    "HS256 with the DER": (with_header(as_hmac(PUBLIC_DER), alg="HS256", kid="rsa-1"), "alg"),
    "RS256 for an EC key": (with_header(signer("RS256", RSA), alg="RS256", kid="ec-1"), "alg"),
    "PS256 for an RS256 key": (with_header(signer("PS256", RSA), alg="PS256", kid="rsa-1"), "alg"),
    "RS512 for an RS256 key": (with_header(signer("RS512", RSA), alg="RS512", kid="rsa-1"), "alg"),
    "ES256 said, RS256 signed": (with_header(signer("RS256", RSA)), "handtekening"),
    "signed by a stranger": (with_header(signer("ES256", STRANGER)), "handtekening"),
    "empty r and s": (with_header(lambda _: bytes(64)), "handtekening"),
    "DER signature": (with_header(lambda _: b"0\x06\x02\x01\x01\x02\x01\x01"), "handtekening"),
    "payload exchanged": (
        f"Bearer {HEAD}.{b64(written({**GOOD, 'rol': 'beheerder'}))}.{TAIL}",
        "handtekening",
    ),
    "kid unknown": (with_header(kid="ec-2"), "kid"),
    "kid missing": (with_header(kid=...), "kid"),
    "kid empty": (with_header(kid=""), "kid"),
    "kid a number": (with_header(kid=1), "kid"),
    "kid a path": (with_header(kid="../../../../dev/null"), "kid"),
    "kid SQL": (with_header(kid="ec-1' OR '1'='1"), "kid"),
    "kid of another case": (with_header(kid="EC-1"), "kid"),
    "jwk in the header": (with_header(signer("ES256", STRANGER), jwk=STRANGER_JWK), "handtekening"),
    "jwk in the header, own kid": (with_header(signer("ES256", STRANGER), jwk=STRANGER_JWK, kid="x"), "kid"),
    "jku in the header": (
        with_header(signer("ES256", STRANGER), jku="http://127.0.0.1:9/jwks"),
        "handtekening",
    ),
    "x5u in the header": (with_header(signer("ES256", STRANGER), x5u="http://127.0.0.1:9/c"), "handtekening"),
    "x5c in the header": (with_header(signer("ES256", STRANGER), x5c=["MIIB"]), "handtekening"),
    "crit": (with_header(crit=["exp"]), "crit"),
    "crit empty": (with_header(crit=[]), "crit"),
    "b64 false": (with_header(b64=False, crit=["b64"]), "b64"),
    "b64 without crit": (with_header(b64=False), "b64"),
    "typ missing": (with_header(typ=...), "typ"),
    "typ JWT": (with_header(typ="JWT"), "typ"),
    "typ of an id token": (with_header(typ="id+jwt"), "typ"),
    "typ with a space": (with_header(typ="at+jwt "), "typ"),
    "typ a list": (with_header(typ=["at+jwt"]), "typ"),
    "double name in the header": (
        f"Bearer {Forged(header=DOUBLE_ALG)}",
        "dubbele namen",
    ),
    "header a list": (f"Bearer {Forged(header=b'[]')}", "header"),
    "header UTF-16": (f"Bearer {Forged(header=UTF_16)}", "header"),
}
RULES = {name: f"{name} ontbreekt" for name in GOOD} | {"iss": "iss is niet", "aud": "aud noemt"}
CLAIMS: dict[str, tuple[str, str]] = {
    **{f"{name} missing": (with_claims(**{name: ...}), rule) for name, rule in RULES.items()},
    **{f"{name} null": (with_claims(**{name: None}), rule) for name, rule in RULES.items()},
    **{f"{name} empty": (with_claims(**{name: ""}), rule) for name, rule in RULES.items() if name != "scope"},
    **{
        f"{name} a list of its value": (with_claims(**{name: [GOOD[name]]}), name)
        for name in GOOD
        if name != "aud"
    },
    "iss of another": (with_claims(iss="urn:ander"), "iss"),
    "iss with a slash": (with_claims(iss=ISSUER + "/"), "iss"),
    "aud of another": (with_claims(aud="urn:ander"), "aud"),
    "aud a prefix": (with_claims(aud=AUDIENCE + ":x"), "aud"),
    "aud list without us": (with_claims(aud=["urn:a", "urn:b"]), "aud"),
    "aud empty list": (with_claims(aud=[]), "aud"),
    "aud list with a number": (with_claims(aud=[AUDIENCE, 1]), "aud"),
    "aud nested list": (with_claims(aud=[[AUDIENCE]]), "aud"),
    "aud an object": (with_claims(aud={AUDIENCE: True}), "aud"),
    "exp a text": (with_claims(exp=str(int(NOW) + 900)), "exp"),
    "exp true": (with_claims(exp=True), "exp"),
    "exp NaN": (raw_claims(EXP, '"exp": NaN'), "JSON"),
    "exp Infinity": (raw_claims(EXP, '"exp": Infinity'), "JSON"),
    "exp 1e999": (raw_claims(EXP, '"exp": 1e999'), "exp"),
    "exp a thousand digits": (raw_claims(EXP, '"exp": ' + "9" * 1000), "exp"),
    "exp beyond any float": (f"Bearer {Forged(claims=BEYOND_FLOAT)}", "exp"),
    "exp too many digits": (raw_claims(EXP, '"exp": ' + "9" * 5000), "JSON"),
    "exp 1e12": (with_claims(exp=1e12), "exp"),
    "exp negative": (with_claims(exp=-1), "exp"),
    "exp past": (with_claims(iat=NOW - 900, exp=NOW - 30), "exp"),
    "lifetime 901 s": (with_claims(exp=int(NOW) + 901), "exp"),
    "lifetime a fraction too long": (with_claims(exp=NOW + 900.5), "exp"),
    "exp before iat": (with_claims(iat=NOW, exp=NOW - 1), "iat"),
    "iat a text": (with_claims(iat=str(int(NOW))), "iat"),
    "iat false": (with_claims(iat=False), "iat"),
    "iat negative": (with_claims(iat=-5), "iat"),
    "iat in the future": (with_claims(iat=NOW + 31), "iat"),
    "nbf in the future": (with_claims(nbf=NOW + 31), "nbf"),
    "nbf a text": (with_claims(nbf=str(NOW)), "nbf"),
    "nbf true": (with_claims(nbf=True), "nbf"),
    "nbf negative": (with_claims(nbf=-1), "nbf"),
    "nbf null": (with_claims(nbf=None), "nbf"),
    "double claim": (raw_claims(EXP, '"exp": 1, ' + EXP), "dubbele namen"),
    "double claim, once escaped": (raw_claims(IAT, '"\\u0069at": 1, ' + IAT), "dubbele namen"),
    "double name deeper": (raw_claims(IAT, '"x": {"a": 1, "a": 2}, ' + IAT), "dubbele namen"),
    "claims a list": (f"Bearer {Forged(claims=b'[]')}", "JSON"),
    "claims no UTF-8": (f"Bearer {Forged(claims=bytes([255, 254]))}", "JSON"),
    "claims nested too deep": ("Bearer " + str(Forged(claims=b"[" * 5000)), "JSON"),
    "azp no OIN": (with_claims(azp="dji-intake-scherm-01"), "azp"),
    "azp of 19": (with_claims(azp="0000009900000001000"), "azp"),
    "azp of 21": (with_claims(azp="000000990000000100000"), "azp"),
    "azp full-width": (with_claims(azp="0000009900000001000\uff10"), "azp"),
    "azp a number": (with_claims(azp=99000000010000), "azp"),
    "azp with a newline": (with_claims(azp="0000009900000001000\n"), "azp"),
    "sub a number": (with_claims(sub=1), "sub"),
    "sub white": (with_claims(sub="  "), "sub"),
    "sub with a control": (with_claims(sub="a\u0000b"), "sub"),
    "sub with a lone surrogate": (with_claims(sub="a\ud800"), "sub"),
    "sub too long": (with_claims(sub="x" * 257), "sub"),
    "rol with a zero-width space": (with_claims(rol="casemanager\u200b"), "rol"),
    "scope a list": (with_claims(scope=["DJI_INTAKE_ARBEIDSMARKT"]), "scope"),
    "scope two spaces": (with_claims(scope="A  B"), "scope"),
    "scope outer space": (with_claims(scope="A "), "scope"),
    "scope a tab": (with_claims(scope="A\tB"), "scope"),
    "scope Cyrillic": (with_claims(scope="DJI_INT\u0410KE"), "scope"),
    "cnf null": (with_claims(cnf=None), "cnf"),
    "cnf a text": (with_claims(cnf="x"), "cnf"),
    "cnf empty": (with_claims(cnf={}), "cnf"),
    "cnf of another method": (with_claims(cnf={"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}), "cnf"),
    "cnf x5t#S256 a number": (with_claims(cnf={"x5t#S256": 1}), "cnf"),
}
BAD = {**SIGNATURES, **CLAIMS}
SECRETS = [
    *(str(value) for value in GOOD.values()),
    "urn:ander",
    "ec-1",
    "ec-2",
    "jku",
    "PI_GEHEIM",
    TOKEN[:20],
]


def verifier() -> AccessVerifier:
    return AccessVerifier(TokenRules(ISSUER, AUDIENCE, require_cnf=False), KEYS, lambda: NOW)


@pytest.mark.parametrize(("authorization", "rule"), BAD.values(), ids=BAD.keys())
async def test_a_bad_token_is_refused_by_rule_and_without_values(
    authorization: str | None, rule: str
) -> None:
    """A bad token gives NIET_AANGEMELD, names the rule it breaks, and shows nothing of what it says."""
    with pytest.raises(Refused) as caught:
        await verifier().verify(authorization)
    assert caught.value.code == "NIET_AANGEMELD"
    assert rule in caught.value.detail
    assert [value for value in SECRETS if value in f"{caught.value.detail} {caught.value}"] == []
    assert caught.value.__context__ is None


GENUINE: dict[str, str] = {
    "ES256": f"Bearer {TOKEN}",
    "RS256": with_header(signer("RS256", RSA), alg="RS256", kid="rsa-1"),
    "PS256": with_header(signer("PS256", PSS), alg="PS256", kid="pss-1"),
    "EdDSA": with_header(signer("EdDSA", EDWARDS), alg="EdDSA", kid="ed-1"),
    "lower-case scheme": f"bearer {TOKEN}",
    "upper-case scheme": f"BEARER {TOKEN}",
    "typ as media type": with_header(typ="application/at+jwt"),
    "typ in other case": with_header(typ="AT+JWT"),
    "jku beside a known key": with_header(jku="http://127.0.0.1:9/jwks", jwk=STRANGER_JWK),
    "aud in a list": with_claims(aud=["urn:ander", AUDIENCE]),
    "fractional times": with_claims(iat=NOW - 0.5, exp=NOW + 899.25),
    "just expired": with_claims(iat=NOW - 800, exp=NOW - 29.5),
    "just begun": with_claims(iat=NOW + 30, nbf=NOW + 30),
    "an unknown claim": with_claims(sid="x"),
}


@pytest.mark.parametrize("authorization", GENUINE.values(), ids=GENUINE.keys())
async def test_a_genuine_token_gives_exactly_its_caller(authorization: str) -> None:
    """Every lawful way to write the same token gives the same Caller."""
    assert await verifier().verify(authorization) == Caller(
        afnemer="00000099000000010000",
        medewerker="medewerker-geheim-77",
        rol="casemanager",
        inrichting="PI_GEHEIM",
        acr="urn:etoegang:core:assurance-class:loa3",
        scope=frozenset({"DJI_INTAKE_ARBEIDSMARKT", "GEMEENTE_REINTEGRATIE"}),
    )


async def test_an_empty_scope_is_a_sound_token_for_no_purpose() -> None:
    """Without any purpose the caller is known, so that the refusal is 403 by purpose and not 401."""
    assert (await verifier().verify(with_claims(scope=""))).scope == frozenset()
