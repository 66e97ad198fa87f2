"""What of the settings concerns kept answers: how long per source, and on which shelf they lie."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import version

from gateway.clock import Clock
from gateway.core.afspraak import Afspraak
from gateway.errors import SettingsInvalid
from gateway.figures import Figures
from gateway.keys import framed
from gateway.knobs import BronSettings
from gateway.pipes.cache import Room
from gateway.register.register import Register
from gateway.setting_names import PREFIX
from gateway.settings import Settings
from gateway.shelf.client import redis_of
from gateway.shelf.memory import MemoryShelf
from gateway.shelf.port import Shelf
from gateway.shelf.redis import redis_shelf


def seconds_kept(settings: Settings, register: Register) -> dict[str, int]:
    """Give for each source how long its answers are kept, 0 for not at all.

    Raises SettingsInvalid when a setting asks more of a real source than its afspraak allows.
    """
    seconds, faults = dict[str, int](), list[str]()
    for manifest in register.manifesten:
        if bron := settings.bronnen.get(manifest.id):
            try:
                seconds[manifest.id] = _seconds(manifest.id, bron, register.afspraken[manifest.id])
            except SettingsInvalid as invalid:
                faults += invalid.texts
    if faults:
        raise SettingsInvalid(tuple(faults))
    return seconds


def _seconds(name: str, bron: BronSettings, afspraak: Afspraak) -> int:
    agreed, asked = afspraak.cache_seconden, bron.cache_seconden
    if asked is None:
        return agreed
    if bron.omgeving == "echt" and asked > agreed:
        text = f"de afspraak met deze bron staat hoogstens {agreed} seconden toe"
        raise SettingsInvalid((f"{PREFIX}BRONNEN__{name.upper()}__CACHE_SECONDEN: {text}",))
    return asked


@asynccontextmanager
async def open_room(
    settings: Settings, register: Register, key: bytes, clock: Clock, figures: Figures
) -> AsyncIterator[Room | None]:
    """Open where answers are kept; None when no source keeps any. Raises SettingsInvalid."""
    seconds = seconds_kept(settings, register)
    async with AsyncExitStack() as ending:
        if not any(seconds.values()):
            yield None
            return
        edition = framed(register.digest.encode(), version("arbeidsmarktprofiel-gateway").encode())
        shelf = await _shelf(settings, ending)
        yield Room(shelf, key, edition, register.profiel, seconds, clock.epoch, figures)


async def _shelf(settings: Settings, ending: AsyncExitStack) -> Shelf:
    redis = redis_of(settings, ending)
    if redis is not None:
        return await ending.enter_async_context(redis_shelf(redis))
    shelf = MemoryShelf()
    ending.callback(shelf.clear)
    return shelf
