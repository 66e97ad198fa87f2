"""How In-Made answers for a life: the courses of a person, each with the document it ended in."""

from adapters.mock.lives import Life
from adapters.mock.service import Asked, Service, Tree, under


def courses(life: Life, asked: Asked) -> Tree:  # noqa: ARG001 - the signature of Service.expand
    """Give the courses of a life."""
    rows = life.bron("in_made").get("cursus", [])
    return {"cursus": [{**row} for row in rows]} if rows else {}


SERVICES = (
    Service(
        bron="in_made",
        name="Cursusdossiers",
        version="v1",
        operation="",
        expand=courses,
        rest="/v1/cursusdossiers",
        facts=under("cursus", "naam", "cdSoortDocument", "indDocumentBehaald", "datBCursus", "datECursus"),
    ),
)
LOOKUPS = ()
