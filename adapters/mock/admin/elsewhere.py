"""Whether a web page of somebody else sends a request: every page can reach a server on your own machine."""

from starlette.requests import Request

_OURS = frozenset({"same-origin", "none"})


def from_elsewhere(request: Request) -> bool:
    """Say so of a request that a browser sends for a page that is not ours; a program is never one.

    `Sec-Fetch-Site` is the browser's own word, also behind a proxy that changes Host; a link from elsewhere
    to what can only be read is let through. An older browser, or http to another machine, has only `Origin`.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site in _OURS:
        return False
    if site is not None and request.method != "GET":
        return True
    return origin is not None and origin.partition("://")[2] != request.headers.get("host")
