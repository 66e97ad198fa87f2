"""The mock server: every source's SOAP and REST addresses (`interface.md` §5), and the admin API."""

import secrets
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from adapters.mock.admin.desk import Desk
from adapters.mock.admin.routes import admin_routes
from adapters.mock.bounded import Bounded
from adapters.mock.changes import Changes
from adapters.mock.clock import MockClock
from adapters.mock.files import contract_routes
from adapters.mock.journal import KEEP, Journal
from adapters.mock.matching import Rules
from adapters.mock.people import People
from adapters.mock.problem import broken, nowhere
from adapters.mock.saying import Speaker
from adapters.mock.sources import Endpoint, Guard, Sources, Tools
from adapters.mock.states import States
from adapters.mock.world import CONTRACTS, World, build_world

__all__ = ["Endpoint", "Guard", "create_app", "serve_world"]


def create_app(
    personas_dir: Path | None = None, *, contracts_dir: Path = CONTRACTS, ignore_fields: bool = False
) -> Starlette:
    """Build the mock server over the lives of a folder (default: those beside this file).

    `ignore_fields` sends whole REST dossiers whatever was asked, to test that a reader drops the rest.
    Raises LifeError, SchemaError or OSError when lives or contracts cannot be read.
    """
    return serve_world(build_world(personas_dir, contracts_dir), ignore_fields=ignore_fields)


def serve_world(
    world: World,
    *,
    ignore_fields: bool = False,
    guard: Guard | None = None,
    clock: MockClock | None = None,
    keep: int = KEEP,
) -> Starlette:
    """Build the mock server over a world; `ignore_fields` as in `create_app`, `guard` of all SOAP.

    `clock` is that of rules and journal; the journal keeps the last `keep` requests.
    """
    clock = clock or MockClock()
    states, changes = States(), Changes(world.lives)
    tools = Tools(
        world=world,
        speaker=Speaker(world, ignore_fields=ignore_fields),
        journal=Journal(secrets.token_bytes(32), keep),
        rules=Rules(states, changes, clock),
        changes=changes,
        clock=clock,
    )
    desk = Desk(tools, states, People(world), strict=guard is not None)
    return Starlette(
        routes=[*contract_routes(world), *Sources(tools, guard).routes(), *admin_routes(desk)],
        middleware=[Middleware(Bounded)],
        exception_handlers={HTTPException: nowhere, Exception: broken},
    )
