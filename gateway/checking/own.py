"""An endpoint of one's own: the settings of one source, from the command line instead of the environment."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from gateway.core.mapping import Manifest, Operatie
from gateway.errors import SettingsInvalid
from gateway.setting_names import PREFIX
from gateway.settings import Settings, read_settings

_OPTIONS = {
    "URL": "--url",
    "OIN": "--oin",
    "CERT_FILE": "--cert",
    "KEY_FILE": "--key",
    "TRUST_FILE": "--trust",
    "CRL_FILE": "--crl",
    "BEVEILIGING": "--beveiliging",
}
_SETTING = re.compile(rf"{PREFIX}BRONNEN__[A-Z_]+?__({'|'.join(_OPTIONS)})")
_FOREIGN = (f"{PREFIX}BRONNEN__", f"{PREFIX}OIDC__")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What was given on the command line about one endpoint.

    `service` is a message with its version, or the name of a bron. `url` is the address of the source, or the
    whole address of the service when its name stands in it.
    """

    url: str
    service: str
    oin: str | None = None
    cert: Path | None = None
    key: Path | None = None
    trust: Path | None = None
    crl: Path | None = None
    beveiliging: str | None = None

    def settings(self, manifest: Manifest, operatie: Operatie, environ: Mapping[str, str]) -> Settings:
        """Make the settings of a gateway with this source alone; raises SettingsInvalid.

        It counts as nagebootst: only test persons are sent to it.
        """
        if not self.url.startswith(("http://", "https://")):
            raise SettingsInvalid(("--url: geef een adres dat met http:// of https:// begint",))
        self._refuse_real(environ)
        bron = f"{PREFIX}BRONNEN__{manifest.id.upper()}__"
        given = {
            "URL": self.url.rstrip("/").removesuffix(operatie.pad or ""),
            "OIN": self.oin,
            "CERT_FILE": self.cert,
            "KEY_FILE": self.key,
            "TRUST_FILE": self.trust,
            "CRL_FILE": self.crl,
            "BEVEILIGING": self.beveiliging,
            "OMGEVING": "nagebootst",
            "KOPPELVLAK": operatie.koppelvlak,
        }
        named = {f"{bron}{name}": str(value) for name, value in given.items() if value is not None}
        return read_settings(without_links(environ) | named)

    def operaties(self, manifesten: Iterable[Manifest]) -> tuple[Manifest, tuple[Operatie, ...]]:
        """Find what this service is; raises SettingsInvalid naming what there is."""
        manifesten = tuple(manifesten)
        for manifest in manifesten:
            found = [one for one in manifest.operatie if self.service in {service_name(one), one.bron}]
            usual = [one for one in found if one.koppelvlak == manifest.koppelvlak]
            if found:
                return manifest, tuple(self._addressed(one) for one in usual or found)
        names = {service_name(one) or one.bron for manifest in manifesten for one in manifest.operatie}
        raise SettingsInvalid((f"--service: deze dienst bestaat niet; wel: {', '.join(sorted(names))}",))

    def _addressed(self, operatie: Operatie) -> Operatie:
        """Ask at the very address that was given, when it names the service."""
        whole = operatie.koppelvlak == "soap" and f"{operatie.dienst}-{operatie.versie}" in self.url
        return operatie.model_copy(update={"pad": ""}) if whole else operatie

    def _refuse_real(self, environ: Mapping[str, str]) -> None:
        """Refuse an address that the environment calls a real source: it would be asked without a record."""
        for name, value in environ.items():
            bron, _, key = name.rpartition("__")
            real = environ.get(f"{bron}__OMGEVING", "echt") == "echt"
            if key == "URL" and bron.startswith(_FOREIGN[0]) and real and _host(value) == _host(self.url):
                raise SettingsInvalid(
                    ("--url: dit is een echte bron; zij wordt alleen met doelbinding en logboek gevraagd",)
                )


def service_name(operatie: Operatie) -> str | None:
    """Give a message with its version, as Suwinet writes it; None over REST."""
    return None if operatie.dienst is None else f"{operatie.dienst}-{operatie.versie}"


def without_links(environ: Mapping[str, str]) -> dict[str, str]:
    """Leave out the sources and the issuer of the gateway that runs here."""
    return {name: value for name, value in environ.items() if not name.startswith(_FOREIGN)}


def in_options(invalid: SettingsInvalid) -> SettingsInvalid:
    """Name the options of the command line where settings of a source are named."""
    return SettingsInvalid(tuple(_SETTING.sub(_option, text) for text in invalid.texts))


def _option(found: re.Match[str]) -> str:
    return _OPTIONS[found[1]]


def _host(url: str) -> tuple[str | None, str]:
    parts = urlsplit(url)
    return parts.hostname, parts.netloc.rpartition(":")[2] if ":" in parts.netloc else parts.scheme
