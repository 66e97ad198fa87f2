"""What an admin may name: people by test number or name, bronnen and services; else a ShapeError."""

import re
from collections.abc import Mapping
from typing import Any

from adapters.mock.bevolking.population import Population
from adapters.mock.changes import patched
from adapters.mock.lives import Life, LifeError, check_life
from adapters.mock.service import Asked, Lookup, Service
from adapters.mock.shape import ShapeError, is_name
from adapters.mock.world import World

_TABLES_OF_NO_SOURCE = frozenset({"persoon", "gevraagd", "verhaal"})


class People:
    """The people and services of a world, by the names that people use."""

    def __init__(self, world: World) -> None:
        self._world = world
        lives = world.lives
        self._numbers = (
            lives.numbers()
            if isinstance(lives, Population)
            else {life.name: bsn for bsn, life in lives.items()}
        )

    def names(self) -> Mapping[str, str]:
        """Give the number of each person by name; those written by hand first."""
        return self._numbers

    def number(self, text: str, key: str) -> str:
        """Give the number of a person named so, or the test number itself, known here or not."""
        if text.isdigit():
            return text
        if text not in self._numbers:
            raise ShapeError(key, "er is geen leven met deze naam")
        return self._numbers[text]

    def bron(self, text: str | None, key: str) -> str | None:
        """Give a bron back when there is one of that name."""
        known = sorted({each.bron for each in self.asked()})
        if text is not None and text not in known:
            raise ShapeError(key, f"moet een zijn van {', '.join(known)}")
        return text

    def operatie(self, text: str | None, key: str) -> str | None:
        """Give the key or name of a service back when there is one."""
        known = {word for each in self.asked() for word in operatie(each)}
        if text is not None and text not in known:
            raise ShapeError(key, f"moet een zijn van {', '.join(sorted(known))}")
        return text

    def try_patch(self, bsn: str, patch: Mapping[str, Any], key: str) -> None:
        """Refuse a patch of a life that the sources could not answer from."""
        life = self._world.lives.get(bsn)
        if life is None:
            raise ShapeError("waar.persoon", "er is geen leven met dit nummer")
        if patch.keys() & _TABLES_OF_NO_SOURCE:
            raise ShapeError(key, "verandert alleen tabellen van bronnen, en afwijking")
        if not _names_only(patch):
            raise ShapeError(key, "een sleutel is geen naam, en geen code van een gemeente")
        for name, table in patch.items():
            if table is not None and not isinstance(table, dict):
                raise ShapeError(f"{key}.{name}", "moet een tabel zijn, of null om die weg te halen")
        try:
            self._try(patched(life, patch))
        except LifeError as error:
            raise ShapeError(key, str(error)) from None
        except (KeyError, TypeError, ValueError, AttributeError):
            # of a table in another form than the sources read; the error could quote a value
            raise ShapeError(key, "hieruit kan geen bron antwoorden; de vorm is die van een leven") from None

    def _try(self, life: Life) -> None:
        check_life(life, life.name)
        for service in self._world.services:
            for code in (None, *life.bron("gemeente")):
                self._world.client_of(life, service, Asked(gemeente=code))

    def asked(self) -> tuple[Service | Lookup, ...]:
        """Give all that a source can be asked."""
        return (*self._world.services, *self._world.lookups)


def _names_only(value: object) -> bool:
    """Whether every key is one that an error may repeat."""
    if isinstance(value, list):
        return all(map(_names_only, value))
    if not isinstance(value, dict):
        return True
    named = all(is_name(key) or re.fullmatch(r"[0-9]{4}", key) for key in value)
    return named and all(map(_names_only, value.values()))


def operatie(service: Service | Lookup) -> tuple[str, str]:
    """Give the names under which a rule may name a service: with and without version."""
    return (service.key, service.name) if isinstance(service, Service) else (service.name, service.name)
