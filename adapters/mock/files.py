"""The contracts of the sources, served so that a SOAP client can load a WSDL with its schemas."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from adapters.mock.service import Service
from adapters.mock.world import World, service_folder

PORT_OF_CONTRACT = "http://127.0.0.1:8081/"
"""Where the WSDLs of the contracts say that a source listens."""

_XML = "text/xml; charset=utf-8"


def wsdl(world: World, service: Service, base_url: str) -> Response:
    """Serve a WSDL with this server's own address, and schema locations that resolve below it."""
    text = (service_folder(world.folder, service) / f"{service.name}.wsdl").read_text("utf-8")
    text = text.replace(PORT_OF_CONTRACT, base_url)
    text = text.replace('schemaLocation="Body', f'schemaLocation="{service.key}/Body')
    return Response(text.replace('schemaLocation="../../', 'schemaLocation="../'), media_type=_XML)


def contract_routes(world: World) -> list[Route]:
    """Give a route per folder of schemas: one per service, and the shared ones per bron."""
    routes = [
        _schemas(f"/{service.bron}/suwibroker/soap/{service.key}", world, f"{service.bron}/{service.key}")
        for service in world.services
        if service.soap
    ]
    bronnen = sorted({service.bron for service in world.services if service.soap})
    return routes + [_schemas(f"/{bron}/suwibroker/suwiml", world, "suwiml") for bron in bronnen]


def _schemas(path: str, world: World, folder: str) -> Route:
    files = {file.name: file for file in (world.folder / folder).glob("*.xsd")}

    async def answer(request: Request) -> Response:
        file = files.get(request.path_params["file"])
        if file is None:
            return PlainTextResponse("dit schema bestaat niet", status_code=404)
        return Response(file.read_text("utf-8"), media_type=_XML)

    return Route(f"{path}/{{file}}", answer)
