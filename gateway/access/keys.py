"""The issuer's public keys: which of a JWKS are taken, each with one pinned algorithm (ASVS 9.1.2)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key
from joserfc.jws import JWSRegistry

from gateway.access.compact import JsonObject, read_base64url
from gateway.errors import SettingsInvalid

_KEY_TYPES = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC", "EdDSA": "OKP"}
_PUBLIC_MEMBERS = {"RSA": ("n", "e"), "EC": ("crv", "x", "y"), "OKP": ("crv", "x")}
_CURVES = {"ES256": "P-256", "EdDSA": "Ed25519"}
_RSA = frozenset({"RS256", "PS256"})
_SECRET_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_MIN_MODULUS_BITS = 2048

PublicKey = RSAKey | ECKey | OKPKey


@dataclass(frozen=True, slots=True)
class VerificationKey:
    """One public key with the only algorithm it may be used with."""

    kid: str
    alg: str
    public: PublicKey = field(repr=False)

    def confirms(self, signing_input: bytes, signature: bytes) -> bool:
        """Whether this key made the signature over these bytes."""
        return JWSRegistry.algorithms[self.alg].verify(signing_input, signature, self.public)


class KeySource(Protocol):
    """Where keys are found by their kid, which is compared exactly and never used as a path or address."""

    async def key(self, kid: str) -> VerificationKey | None:
        """Give the key, or None when the issuer has no such key. Raises Unavailable when nobody knows."""
        ...


class StaticKeys:
    """Keys from a JWKS that is at hand. Raises SettingsInvalid when not one of them can be used."""

    def __init__(self, jwks: Mapping[str, object]) -> None:
        self._keys = usable_keys(jwks)
        if not self._keys:
            algs = ", ".join(_KEY_TYPES)
            text = (
                f"JWKS: geen sleutel is bruikbaar. Nodig: kid, use=sig, alg uit {algs}, geen geheime delen."
            )
            raise SettingsInvalid((text,))

    async def key(self, kid: str) -> VerificationKey | None:
        """Give the key with this kid, or None."""
        return self._keys.get(kid)


def usable_keys(jwks: Mapping[str, object]) -> dict[str, VerificationKey]:
    """Give the keys of a JWKS by kid, leaving out every key that may not verify a token.

    Left out: no kid, no alg of the allow-list, a kty or curve that does not fit it, use other than sig,
    key_ops without verify, any private or symmetric member, RSA under 2048 bits, and every key whose kid
    occurs twice.
    """
    listed = jwks.get("keys")
    jwks_keys = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    kids = Counter(one["kid"] for one in jwks_keys if _is_text(one.get("kid")))
    keys = [key for key in map(_usable_key, jwks_keys) if key is not None]
    return {key.kid: key for key in keys if kids[key.kid] == 1}


def _usable_key(jwk: JsonObject) -> VerificationKey | None:
    if not _may_verify(jwk):
        return None
    kid, alg = str(jwk["kid"]), str(jwk["alg"])
    names = ("kty", *_PUBLIC_MEMBERS[_KEY_TYPES[alg]])
    try:
        public = import_key({name: str(jwk.get(name)) for name in names})
    except (JoseError, ValueError):
        return None
    return VerificationKey(kid, alg, public) if isinstance(public, PublicKey) else None


def _may_verify(jwk: JsonObject) -> bool:
    alg, operations = jwk.get("alg"), jwk.get("key_ops", ["verify"])
    return (
        _is_text(jwk.get("kid"))
        and isinstance(alg, str)
        and alg in _KEY_TYPES
        and jwk.get("kty") == _KEY_TYPES[alg]
        and jwk.get("crv") == _CURVES.get(alg)
        and jwk.get("use") == "sig"
        and isinstance(operations, list)
        and "verify" in operations
        and not _SECRET_MEMBERS & jwk.keys()
        and (alg not in _RSA or _modulus_bits(jwk.get("n")) >= _MIN_MODULUS_BITS)
    )


def _modulus_bits(modulus: object) -> int:
    raw = read_base64url(modulus) if isinstance(modulus, str) else None
    return int.from_bytes(raw or b"", "big").bit_length()


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""
