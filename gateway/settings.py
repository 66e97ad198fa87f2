"""Every knob of the gateway, its default and meaning; read from the environment, secrets also from files."""

import os
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails

from gateway.core.contract import Oin
from gateway.core.expected import expected
from gateway.errors import SettingsInvalid
from gateway.knobs import REACHABLE, BronSettings, LimietSettings, OidcSettings, Part, SleutelSettings
from gateway.redis_address import redis_address
from gateway.setting_names import PREFIX, did_you_mean, env_name, meant, names_of
from gateway.system_words import in_dutch

# Where gateway, contracts and adapters stand side by side: the checkout, or where the wheel is installed.
_ROOT = Path(__file__).resolve().parent.parent
_ADAPTERS = _ROOT / "adapters"


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
    adapters: Path = Field(_ADAPTERS, description="map met de adapters")
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
    otlp_endpoint: Annotated[str, Field(pattern=r"^https?://[^/@\s]+(/\S*)?$"), REACHABLE] | None = Field(
        None,
        description="adres van een OpenTelemetry-collector voor technische traces en cijfers"
        " (OTLP over HTTP); zonder /v1/traces aan het eind komt daar /v1/traces en /v1/metrics achter",
    )
    trace_deel: float = Field(
        0.01, ge=0, le=1, description="deel van de vragen dat een technische trace krijgt"
    )
    peildatum: date | None = Field(None, description="vaste dag, alleen met nagebootste bronnen")
    tijd_vraag: float = Field(10.0, ge=0.1, le=60, description="seconden voor een hele vraag")
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

    @field_validator("redis_url")
    @classmethod
    def _redis_url_is_read(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None:
            redis_address(url.get_secret_value())
        return url

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


def source_folders(adapters: Path) -> frozenset[str]:
    """Give the names of the sources there are: the folders of their adapters, none when unreadable."""
    try:
        return frozenset(path.parent.name for path in adapters.glob("*/manifest.toml"))
    except OSError:
        return frozenset()


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read settings; raises SettingsInvalid naming every fault at once, never a value."""
    environ = os.environ if environ is None else environ
    tree: dict[str, Any] = {"state_dir": default_state(environ)}
    texts: list[str] = []
    for name in sorted(environ):
        if name.startswith(PREFIX):
            texts += _plant(tree, name, environ[name])
    texts += _unknown_sources(tree)
    try:
        settings = Settings.model_validate(tree)
    except ValidationError as error:
        texts += map(_text, error.errors(include_input=False))
        raise SettingsInvalid(tuple(texts)) from None
    texts += _conflicts(settings)
    if texts:
        raise SettingsInvalid(tuple(texts))
    return settings


_NAMES = names_of(Settings)


def _plant(tree: dict[str, Any], name: str, value: str) -> list[str]:
    path = name.removeprefix(PREFIX).lower().split("__")
    if (near := meant(path, _NAMES)) != path:
        return [f"{name}: deze instelling bestaat niet{did_you_mean(near)}"]
    if path[0] not in Settings.model_fields:
        try:
            path[0], value = path[0].removesuffix("_file"), Path(value).read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as error:
            return [f"{name}: het bestand is niet te lezen ({in_dutch(error)})"]
    node = tree
    for part in path[:-1]:
        node = node.setdefault(part, {})
    node[path[-1]] = value
    return []


def _unknown_sources(tree: dict[str, Any]) -> list[str]:
    """Take out the sources that do not exist, so that nothing else is asked of them, and name each."""
    known = source_folders(Path(tree.get("adapters", _ADAPTERS)))
    given: dict[str, Any] = tree.get("bronnen", {})
    unknown = sorted(given.keys() - known) if known else []  # no adapters at all is a fault of the contracts
    tree["bronnen"] = {name: given[name] for name in given if name not in unknown}
    return [f"{env_name(('bronnen', name))}: deze bron bestaat niet{_near(name, known)}" for name in unknown]


def _near(name: str, known: frozenset[str]) -> str:
    near = get_close_matches(name, sorted(known), n=1)
    return did_you_mean(["bronnen", *near] if near else None)


def _text(item: ErrorDetails) -> str:
    if item["type"] == "missing":
        return f"{env_name(item['loc'])}: ontbreekt"
    return f"{env_name(item['loc'])}: {expected(item) or 'dit past niet; zie docs/instellingen.md'}"


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
