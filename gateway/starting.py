"""What must hold before anything listens: addresses for the sources, keys, a database that is up to date."""

from gateway.errors import SettingsInvalid
from gateway.keys import KEY_NAMES, load_key, new_keys
from gateway.register.register import Deployment, Register
from gateway.settings import Settings, source_folders
from gateway.store.database import is_current, upgrade
from gateway.system_words import in_dutch


def prepare(settings: Settings) -> dict[str, bytes]:
    """Give the keys, with a database that is up to date.

    With only nagebootste sources both are made on the way; with a real source they must be there already.
    Raises SettingsInvalid naming the command that is needed first.
    """
    if not settings.echt:
        try:
            new_keys(settings.key_folder)
        except OSError as error:
            text = f"GATEWAY_STATE_DIR: hier kan niet worden geschreven ({in_dutch(error)})"
            raise SettingsInvalid((text,)) from None
        upgrade(settings.database)
    elif not is_current(settings.database):
        raise SettingsInvalid(
            ("GATEWAY_DATABASE_URL: de database is niet bij; draai eerst `gateway db upgrade`",)
        )
    return {
        name: load_key(settings.key_file(name), f"GATEWAY_SLEUTELS__{name.upper()}_FILE")
        for name in KEY_NAMES
    }


def deployment(settings: Settings) -> Deployment:
    """Give how sources are reached here."""
    chosen = {name: bron.koppelvlak for name, bron in settings.bronnen.items() if bron.koppelvlak is not None}
    return Deployment(settings.echt, chosen, afwezig=_without_address(settings))


def _without_address(settings: Settings) -> frozenset[str]:
    """Give the adapters by folder that have no address; only an optional one may (`complete`)."""
    return source_folders(settings.adapters) - settings.bronnen.keys()


def complete(settings: Settings, register: Register) -> None:
    """Raise SettingsInvalid when a source has no address, or is reached in a way that it cannot be."""
    needed = {manifest.id for manifest in register.manifesten if not manifest.optioneel}
    missing = [
        f"GATEWAY_BRONNEN__{name.upper()}__URL: ontbreekt"
        for name in sorted(needed - settings.bronnen.keys())
    ]
    asked = {supply.bron for supply in register.supplies}
    unasked = [
        f"GATEWAY_BRONNEN__{manifest.id.upper()}__KOPPELVLAK: {operatie.bron} kan zo niet worden gevraagd"
        for manifest in register.manifesten
        for operatie in manifest.operatie
        if operatie.bron not in asked and not operatie.is_index
    ]
    if missing or unasked:
        raise SettingsInvalid((*missing, *unasked))
