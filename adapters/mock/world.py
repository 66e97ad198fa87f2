"""All lives, all services and their schemas together: what any source answers about any person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from random import Random

from adapters.mock.bevolking.population import SEED, Population
from adapters.mock.fill import Filler
from adapters.mock.imported import Answer, of_gemeente, read_answers
from adapters.mock.lives import Life, LifeError, load_lives
from adapters.mock.openapi import read_openapi
from adapters.mock.overlay import overlaid
from adapters.mock.schema import Node, read_schema
from adapters.mock.service import Asked, Lookup, Service, Tree

PERSONAS = Path(__file__).parent / "personas"
CONTRACTS = Path(__file__).parents[2] / "contracts"

_ADAPTERS = Path(__file__).parents[1]
_BASIS = "suwiml/Basisschema-v0801.xsd"


@dataclass(frozen=True, slots=True)
class World:
    """Lives by burgerservicenummer, and the services found in `adapters/*/mock.py` with their schemas."""

    lives: Mapping[str, Life] = field(repr=False)
    services: tuple[Service, ...]
    lookups: tuple[Lookup, ...]
    schemas: Mapping[str, Node] = field(repr=False)
    folder: Path
    answers: Mapping[tuple[str, str], Answer] = field(default_factory=dict, repr=False)

    def client(self, service: Service, bsn: str, asked: Asked) -> Tree | None:
        """Give the ClientSuwi that a source answers; None when it knows nothing of this person.

        Raises LifeError when the life does not fit the schema.
        """
        return self.client_of(self.lives.get(bsn), service, asked)

    def client_of(self, life: Life | None, service: Service, asked: Asked) -> Tree | None:
        """Give the ClientSuwi that a source answers about a life, which need not be one of these.

        Raises LifeError when the life does not fit the schema.
        """
        return self._filled(service, life, asked)[0]

    def canaries(self, bsn: str) -> frozenset[str]:
        """Give every invented text of eight characters or more in the answers about a person.

        That is: in whole answers, asked without a period, of every source and gemeente.
        """
        found: set[str] = set()
        for service in self.services:
            for asked in (Asked(), *(Asked(code) for code in sorted(self.lives[bsn].bron("gemeente")))):
                found |= self._filled(service, self.lives[bsn], asked)[1]
        return frozenset(found)

    def _filled(self, service: Service, life: Life | None, asked: Asked) -> tuple[Tree | None, set[str]]:
        if life is not None and (answer := self.answers.get((life.bsn, service.key))):
            whole = answer.client
            return (of_gemeente(whole, asked.gemeente) if whole and asked.gemeente else whole), set()
        rows = service.expand(life, asked) if life else {}
        if life is None or not rows:
            return None, set()
        echo: Tree = {"Burgerservicenr": life.afwijking(service.name, "antwoordt_over") or life.bsn}
        client = self.schemas[service.key]
        filler = Filler(f"{life.name}/{service.name}", service.facts)
        if not service.soap:
            return {**echo, **filler.fill(client, rows)}, filler.invented
        if any(isinstance(child, Node) and child.name == "Geboortedat" for child in client.children):
            echo["Geboortedat"] = life.geboortedatum
        return filler.fill(client, {**echo, **rows}), filler.invented


def build_world(
    personas: Path | None = None,
    contracts: Path = CONTRACTS,
    *,
    eigen: Path | None = None,
    bevolking: int = 0,
    seed: int = SEED,
) -> World:
    """Read the lives (default: those beside this file), add people and find the sources by folder.

    Lives of the folder `personas` come instead of ours, those of the folder `eigen` beside them. `bevolking`
    is how many people are drawn from `seed`. Raises LifeError or SchemaError, saying what to
    change; OSError when a file is missing.
    """
    lives: Mapping[str, Life] = _all_lives() if personas in {None, PERSONAS} else load_lives(personas)
    if eigen:
        lives = _beside(lives, load_lives(eigen))
    written = tuple(lives.values())
    if bevolking:
        lives = Population(lives, bevolking, Random(seed))  # noqa: S311 - people, no secrets
    modules = [import_module(f"adapters.{name}.mock") for name in _bronnen()]
    services = tuple(service for module in modules for service in module.SERVICES)
    folder = contracts / "bronnen"
    schemas = {service.key: _schema(folder, service) for service in services}
    return World(
        lives=lives,
        services=services,
        lookups=tuple(lookup for module in modules for lookup in module.LOOKUPS),
        schemas=schemas,
        folder=folder,
        answers=read_answers(written, services, schemas),
    )


def _beside(lives: Mapping[str, Life], own: Mapping[str, Life]) -> dict[str, Life]:
    """Put own lives beside ours: each with a number of its own."""
    for bsn in own:
        if bsn in lives:
            raise LifeError(f"{own[bsn].name}.toml: dit burgerservicenummer heeft {lives[bsn].name} al")
    return {**lives, **own}


def _all_lives() -> dict[str, Life]:
    """Read the lives beside this file, with what each source's own folder adds to them."""
    lives = load_lives(PERSONAS)
    for folder in sorted(_ADAPTERS.glob("*/personas")):
        lives = lives if folder == PERSONAS else overlaid(lives, folder)
    return lives


def _schema(folder: Path, service: Service) -> Node:
    if not service.soap:
        return read_openapi(folder / service.bron / "openapi.json", service.rest or "")
    return read_schema(service_folder(folder, service) / "BodyReaction.xsd", folder / _BASIS)


def service_folder(folder: Path, service: Service) -> Path:
    """Give the folder with the WSDL and XSD of one service."""
    return folder / service.bron / service.key


def _bronnen() -> Iterable[str]:
    return sorted(path.parent.name for path in _ADAPTERS.glob("*/mock.py"))
