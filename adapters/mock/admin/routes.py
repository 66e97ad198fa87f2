"""The routes of the admin API, and its OpenAPI document."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.mock.admin.asked import Journals
from adapters.mock.admin.desk import Desk
from adapters.mock.admin.faults import Faults
from adapters.mock.admin.openapi import write_openapi
from adapters.mock.admin.operation import BASE, Operation
from adapters.mock.admin.page import page_routes
from adapters.mock.admin.persons import Persons
from adapters.mock.admin.process import Process


def admin_routes(desk: Desk) -> list[Route]:
    """Give every route below /__admin; /__admin/ itself is the page for people."""
    operations = [
        operation
        for part in (Faults(desk), Journals(desk), Process(desk), Persons(desk))
        for operation in part.operations()
    ]
    document = write_openapi(operations)
    about = Operation("GET", "/openapi.json", "Dit document", lambda *_: document, {"type": "object"})
    document["paths"].update(write_openapi([about])["paths"])
    by_path: dict[str, list[Operation]] = {}
    for operation in (*operations, about):
        by_path.setdefault(operation.path, []).append(operation)
    return [_route(path, there) for path, there in by_path.items()] + page_routes()


def _route(path: str, operations: list[Operation]) -> Route:
    """Give one route for all methods of a path, so that the Allow of a 405 names them all."""
    endpoints = {operation.method: operation.endpoint() for operation in operations}

    async def answer(request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        return await endpoints[method](request)

    return Route(BASE + path, answer, methods=list(endpoints))
