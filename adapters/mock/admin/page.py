"""The page of the admin API for people: three files as they stand, under a policy that lets in nothing."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.mock.admin.operation import BASE

FOLDER = Path(__file__).parent / "static"
_FILES = {
    "": ("index.html", "text/html"),
    "pagina.js": ("pagina.js", "text/javascript"),
    "pagina.css": ("pagina.css", "text/css"),
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    # text can never become markup: the browser refuses innerHTML and its kin
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-cache",
}


def page_routes() -> list[Route]:
    """Give the routes of the page itself (`/__admin/`) and of what it loads."""
    return [_route(path, *file) for path, file in _FILES.items()]


def _route(path: str, name: str, media_type: str) -> Route:
    async def answer(_request: Request) -> Response:
        return Response((FOLDER / name).read_bytes(), media_type=media_type, headers=_HEADERS)

    return Route(f"{BASE}/{path}", answer)
