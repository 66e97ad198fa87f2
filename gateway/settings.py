"""Every knob of the gateway, its default and meaning; read from the environment, secrets also from files."""

import os
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError

from gateway.core.contract import Oin
from gateway.errors import SettingsInvalid
from gateway.knobs import BronSettings, LimietSettings, OidcSettings, Part, SleutelSettings

PREFIX = "GATEWAY_"
# Where gateway, contracts and adapters stand side by side: the checkout, or where the wheel is installed.
_ROOT = Path(__file__).resolve().parent.parent


def default_state(environ: Mapping[str, str]) -> Path:
    """Give the default state folder (XDG)."""
    base = environ.get("XDG_STATE_HOME") or str(
        Path(environ.get("HOME") or "~").expanduser() / ".local" / "state"
    )
    return Path(base) / "gateway"


class Settings(Part):
    """All settings; names are those of the environment without `GATEWAY_`."""

    host: str = Field("127.0.0.1", description="adres waarop de gateway luistert")
    port: int = Field(8080, ge=0, le=65535, description="poort waarop de gateway luistert")
    contracts: Path = Field(_ROOT / "contracts", description="map met de contracten")
    adapters: Path = Field(_ROOT / "adapters", description="map met de adapters")
    state_dir: Path = Field(description="map voor sleutels en logboek")
    database_url: str | None = Field(
        None, description="database; standaard SQLite in de map voor sleutels en logboek"
    )
    redis_url: SecretStr | None = Field(
        None, description="Redis die processen delen; standaard telt en bewaart elk proces voor zich"
    )
    redis_ca_file: Path | None = Field(
        None, description="wie het certificaat van Redis mag uitgeven (PEM); standaard die van het systeem"
    )
    oin: Oin = Field("00000099000000010000", description="OIN van de gateway (wsa:From)")
    otlp_endpoint: str | None = Field(
        None,
        pattern=r"^https?://[^/@\s]+(/\S*)?$",
        description="adres van een OpenTelemetry-collector voor technische traces en cijfers",
    )
    trace_deel: float = Field(
        0.01, ge=0, le=1, description="deel van de vragen dat een technische trace krijgt"
    )
    peildatum: date | None = Field(None, description="vaste dag, alleen met nagebootste bronnen")
    tijd_vraag: float = Field(10.0, gt=0, le=60, description="seconden voor een hele vraag")
    vragen_tegelijk: int = Field(
        400, ge=1, le=10_000, description="meeste vragen tegelijk in een proces; daarboven 503 OVERBELAST"
    )
    vertrouwde_proxy: str | None = Field(
        None, description="adres van de proxy wiens certificaatkop wordt geloofd"
    )
    log_niveau: Literal["INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="welke logregels op stderr komen"
    )
    bronnen: dict[str, BronSettings] = Field(default_factory=dict, description="per bron: adres en omgeving")
    oidc: OidcSettings = Field(default_factory=OidcSettings, description="de uitgever van toegangsbewijzen")
    limiet: LimietSettings = Field(
        default_factory=LimietSettings, description="hoeveel vragen er per minuut mogen komen"
    )
    sleutels: SleutelSettings = Field(default_factory=SleutelSettings, description="de sleutels")

    @property
    def database(self) -> str:
        """The database URL in force."""
        return self.database_url or f"sqlite:///{self.state_dir / 'logboek.db'}"

    @property
    def key_folder(self) -> Path:
        """The folder of the gateway's own keys."""
        return self.state_dir / "sleutels"

    def key_file(self, name: str) -> Path:
        """Give the file of a key: the one that is set, else `<name>.key` in the key folder."""
        chosen: Path | None = getattr(self.sleutels, f"{name}_file")
        return chosen or self.key_folder / f"{name}.key"

    @property
    def echt(self) -> frozenset[str]:
        """Sources that are real."""
        return frozenset(name for name, bron in self.bronnen.items() if bron.omgeving == "echt")

    @property
    def limieten(self) -> dict[Literal["MEDEWERKER", "INRICHTING", "AFNEMER"], int]:
        """The limits in force, in questions a minute."""
        set_or_usual: dict[Literal["MEDEWERKER", "INRICHTING", "AFNEMER"], int | None] = {
            "MEDEWERKER": self.limiet.medewerker or (60 if self.echt else None),
            "INRICHTING": self.limiet.inrichting or (600 if self.echt else None),
            "AFNEMER": self.limiet.afnemer or (6000 if self.echt else None),
        }
        return {kind: most for kind, most in set_or_usual.items() if most is not None}


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read settings; raises SettingsInvalid naming every fault at once, never a value."""
    environ = os.environ if environ is None else environ
    tree: dict[str, Any] = {"state_dir": default_state(environ)}
    texts: list[str] = []
    for name in sorted(environ):
        if name.startswith(PREFIX):
            texts += _plant(tree, name, environ[name])
    try:
        settings = Settings.model_validate(tree)
    except ValidationError as error:
        texts += [f"{_env_name(item['loc'])}: {item['msg']}" for item in error.errors(include_input=False)]
        raise SettingsInvalid(tuple(texts)) from None
    texts += _conflicts(settings)
    if texts:
        raise SettingsInvalid(tuple(texts))
    return settings


def _plant(tree: dict[str, Any], name: str, value: str) -> list[str]:
    path = name.removeprefix(PREFIX).lower().split("__")
    if path[0] not in Settings.model_fields and path[0].removesuffix("_file") in Settings.model_fields:
        try:
            path[0], value = path[0].removesuffix("_file"), Path(value).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            return [f"{name}: het bestand is niet te lezen ({type(error).__name__})"]
    if path[0] not in Settings.model_fields:
        near = get_close_matches(path[0], Settings.model_fields, n=1)
        hint = f"; bedoelt u {PREFIX}{near[0].upper()}?" if near else ""
        return [f"{name}: deze instelling bestaat niet{hint}"]
    node = tree
    for part in path[:-1]:
        node = node.setdefault(part, {})
        if not isinstance(node, dict):
            return [f"{name}: {part.upper()} heeft al een waarde en kan geen onderdelen hebben"]
    node[path[-1]] = value
    return []


def _env_name(location: tuple[str | int, ...]) -> str:
    return PREFIX + "__".join(str(part).upper() for part in location)


def _conflicts(settings: Settings) -> list[str]:
    texts = []
    if settings.peildatum is not None and settings.echt:
        texts.append("GATEWAY_PEILDATUM: een vaste dag kan alleen als elke bron nagebootst is")
    trust = (settings.oidc.issuer, settings.oidc.jwks_url, settings.oidc.audience)
    if any(trust) and not all(trust):
        texts.append("GATEWAY_OIDC__ISSUER: geef ISSUER, JWKS_URL en AUDIENCE alle drie, of geen van drie")
    if settings.echt:
        texts += _needed_for_real(settings)
    if settings.echt and not settings.oidc.issuer:
        texts.append(
            "GATEWAY_OIDC__ISSUER: met een echte bron is een eigen uitgever nodig, niet de demo-uitgever"
        )
    return texts


_TLS = "een echte bron wordt alleen gevraagd over TLS met een certificaat aan beide kanten"
_EACH_REAL = {
    "oin": "een echte bron wordt met haar eigen OIN gevraagd",
    "cert_file": _TLS,
    "key_file": _TLS,
    "trust_file": _TLS,
}


def _needed_for_real(settings: Settings) -> list[str]:
    texts = [
        f"GATEWAY_BRONNEN__{name.upper()}__{key.upper()}: {why}"
        for name in sorted(settings.echt)
        for key, why in _EACH_REAL.items()
        if getattr(settings.bronnen[name], key) is None
    ]
    if not (settings.oidc.certificaat_kop and settings.vertrouwde_proxy):
        texts.append(
            "GATEWAY_OIDC__CERTIFICAAT_KOP, GATEWAY_VERTROUWDE_PROXY: met een echte bron is elk"
            " toegangsbewijs aan een certificaat gebonden, en dat geeft de proxy door"
        )
    if settings.oidc.jwks_url and not settings.oidc.jwks_url.startswith("https://"):
        texts.append("GATEWAY_OIDC__JWKS_URL: met een echte bron komen de sleutels over https")
    texts += [
        f"GATEWAY_BRONNEN__{name.upper()}__URL: een echte bron is alleen over https bereikbaar"
        for name in sorted(settings.echt)
        if not settings.bronnen[name].url.startswith("https://")
    ]
    return texts
