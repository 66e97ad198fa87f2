"""The application: routes, problems and headers put together around a Service."""

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from gateway.api.asker import AskerGoneError, on_asker_gone
from gateway.api.measured import paths_of
from gateway.api.middleware import AnswerHeaders
from gateway.api.openapi import build_openapi, render_openapi
from gateway.api.pages import render_pages
from gateway.api.problems import on_http_exception, on_refused, on_validation_error
from gateway.api.routes import Endpoints, routes
from gateway.api.service import Service
from gateway.errors import Refused


def create_app(service: Service) -> FastAPI:
    """Make the ASGI application; the OpenAPI document and every page are rendered here, once.

    Serve it without access log and without proxy headers: a URL may hold what somebody typed, and the peer
    address decides whether a certificate header is believed.
    """
    endpoints = Endpoints(
        service=service,
        openapi=render_openapi(service).encode(),
        pages=render_pages(build_openapi(service)),
    )
    listed = routes(endpoints)
    headers = Middleware(
        AnswerHeaders, version=service.version, figures=service.figures, paths=paths_of(listed)
    )
    return FastAPI(
        version=service.version,
        routes=listed,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        # FastAPI's own spans hold the URL and its own log records the message of an exception.
        telemetry={
            "tracing": False,
            "metrics": False,
            "logs": False,
            "operation_spans": False,
            "auto_configure": False,
        },
        middleware=[headers],
        exception_handlers={
            Refused: on_refused,
            AskerGoneError: on_asker_gone,
            HTTPException: on_http_exception,
            RequestValidationError: on_validation_error,
        },
    )
