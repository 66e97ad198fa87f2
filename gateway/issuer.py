"""The demo issuer: tokens for test persons on one machine. Never for a source that is `echt`."""

import json
import os
import secrets
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NotRequired, Self, TypedDict, Unpack

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import DictKey, ECKey

from gateway.errors import SettingsInvalid

ISSUER = "urn:arbeidsmarktprofiel:demo"
AUDIENCE = "urn:arbeidsmarktprofiel:gateway"

_FILE = "demo-uitgever.jwk"
_OPEN_TO_OTHERS = 0o077


class DemoClaims(TypedDict, total=False):
    """What a demo token may say otherwise than the default: claims of `interface.md` §4.

    `scope` is the doelbindingen; `thumbprint` (base64url SHA-256 of a certificate's DER) binds the token.
    """

    azp: str
    sub: str
    rol: str
    inrichting: str
    acr: str
    scope: tuple[str, ...]
    thumbprint: NotRequired[str]


_DEFAULT = DemoClaims(
    azp="00000099000000010000",
    sub="medewerker-0001",
    rol="casemanager",
    inrichting="PI_TEST",
    acr="urn:etoegang:core:assurance-class:loa3",
    scope=("DJI_INTAKE_ARBEIDSMARKT",),
)


class DemoIssuer:
    """Issues access tokens with one ES256 key of its own. `new_id` gives a fresh jti each time."""

    def __init__(self, key: ECKey, new_id: Callable[[], str] = secrets.token_urlsafe) -> None:
        self._key = key
        self._new_id = new_id

    @classmethod
    def load_or_create(cls, folder: Path) -> Self:
        """Take the key from `<folder>/demo-uitgever.jwk`, made on first use with mode 0600.

        Two processes that start together end with the same key. Raises SettingsInvalid when the file is
        readable for others or is no ES256 key.
        """
        path = folder / _FILE
        if not path.exists():
            _create(path)
        if stat.S_IMODE(path.stat().st_mode) & _OPEN_TO_OTHERS:
            raise SettingsInvalid(
                (f"{path}: anderen kunnen deze geheime sleutel lezen. Doe: chmod 600 {path}",)
            )
        return cls(_load(path))

    def jwks(self) -> dict[str, list[DictKey]]:
        """Give the public JWKS: one key with kid, alg and use, and no private member."""
        return {"keys": [self._key.as_dict(private=False)]}

    def token(self, *, now: float, lifetime: float = 900, **claims: Unpack[DemoClaims]) -> str:
        """Give a signed access token that begins at `now` (epoch seconds) and lasts `lifetime` seconds.

        Without further claims: the test casemanager of DJI for DJI_INTAKE_ARBEIDSMARKT.
        """
        said = DemoClaims(**{**_DEFAULT, **claims})
        thumbprint = claims.get("thumbprint")
        payload = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "iat": int(now),
            "exp": int(now) + lifetime,
            "jti": self._new_id(),
            **{name: value for name, value in said.items() if name != "thumbprint"},
            "scope": " ".join(said["scope"]),
            **({"cnf": {"x5t#S256": thumbprint}} if thumbprint is not None else {}),
        }
        header = {"alg": "ES256", "typ": "at+jwt", "kid": self._key.kid}
        return jwt.encode(header, payload, self._key, algorithms=["ES256"])


def require_demo(*, any_source_real: bool, foreign_issuer: bool) -> None:
    """Refuse to issue tokens outside the demo. Raises SettingsInvalid with every reason.

    `any_source_real`: at least one source is `echt`; `foreign_issuer`: the settings name an issuer of their
    own, which would not know this key.
    """
    texts = []
    if any_source_real:
        texts.append(
            "GATEWAY_BRONNEN__…__OMGEVING: minstens een bron is echt; de demo-uitgever geeft dan geen "
            "toegangsbewijs af. Vraag het aan de eigen uitgever (GATEWAY_OIDC__ISSUER), of zet alle bronnen "
            "op nagebootst."
        )
    if foreign_issuer:
        texts.append(
            "GATEWAY_OIDC__ISSUER: er is een eigen uitgever ingesteld; een toegangsbewijs van de "
            "demo-uitgever wordt daarmee niet aanvaard. Vraag het daar aan, of laat GATEWAY_OIDC__… weg."
        )
    if texts:
        raise SettingsInvalid(tuple(texts))


def _create(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = ECKey.generate_key("P-256", {"alg": "ES256", "use": "sig"}, private=True, auto_kid=True)
    handle, made = tempfile.mkstemp(dir=path.parent, prefix=".demo-uitgever-")  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(key.as_dict(private=True), file)
            file.flush()
            os.fsync(file.fileno())
        _publish(Path(made), path)
    finally:
        Path(made).unlink()


def _publish(made: Path, path: Path) -> None:
    # A hard link is complete at once and, unlike a rename, never replaces the key of another process.
    try:
        path.hardlink_to(made)
    except FileExistsError:
        return


def _load(path: Path) -> ECKey:
    key = _read(path)
    if key is None or not key.is_private or (key.alg, key.curve_name) != ("ES256", "P-256") or not key.kid:
        text = f"{path}: dit is geen ES256-sleutel van de demo-uitgever. Verwijder het; er komt een nieuwe."
        raise SettingsInvalid((text,))
    return key


def _read(path: Path) -> ECKey | None:
    try:
        return ECKey.import_key(json.loads(path.read_text(encoding="utf-8")))
    except (JoseError, ValueError, TypeError, KeyError):
        return None
