"""Every fault that shows only when contracts are read together, by theme."""

from collections.abc import Iterator

from gateway.core.velden import Profiel
from gateway.errors import Fault
from gateway.register.check.doelbinding import check_afnemers, check_doelbindingen
from gateway.register.check.excluded import check_excluded
from gateway.register.check.geval import check_gevallen, tryable
from gateway.register.check.levering import check_afspraken, check_suppliers
from gateway.register.check.locator import check_locators
from gateway.register.check.mapping import check_mappings
from gateway.register.check.source import check_sources
from gateway.register.check.vocabulary import check_profiel, check_waardelijsten
from gateway.register.files import Files

__all__ = ["check", "tryable"]


def check(files: Files, profiel: Profiel) -> Iterator[Fault]:
    """Find every fault between files that each could be read, well or mended."""
    if not files.whole:
        return
    yield from check_profiel(files, profiel)
    yield from check_waardelijsten(files)
    yield from check_doelbindingen(files, profiel)
    yield from check_gevallen(files, profiel)
    yield from check_afspraken(files, profiel)
    yield from check_mappings(files, profiel)
    yield from check_sources(files, profiel)
    yield from check_locators(files)
    yield from check_excluded(files)
    yield from check_afnemers(files)
    yield from check_suppliers(files, profiel)
