"""Questions to the mock sources, and the contracts that their answers must fit."""

import json

import httpx
import zeep
from jsonschema import Draft202012Validator
from lxml import etree

from adapters.mock.service import Service
from adapters.mock.world import CONTRACTS

NAMES = {
    "soap": "http://schemas.xmlsoap.org/soap/envelope/",
    "wsa": "http://www.w3.org/2005/08/addressing",
    "fwi": "http://bkwi.nl/SuwiML/FWI/v0205",
}
ME = "https://gateway.example/dienst?oin=00000099000000010000"
SOURCE = "https://bron.example/dienst?oin=00000099000000030000"


def request_xml(service: Service, bsn: str, *, extra: str = "", leave_out: str = "") -> str:
    """Write a SOAP request about a person; `leave_out` names an addressing header to leave out."""
    headers = {
        "Action": service.action,
        "MessageID": "urn:uuid:4b5c1f0e-0000-4000-8000-000000000001",
        "To": SOURCE,
        "From": f"<wsa:Address>{ME}</wsa:Address>",
    }
    written = "".join(
        f"<wsa:{name}>{text}</wsa:{name}>" for name, text in headers.items() if name != leave_out
    )
    return (
        f'<soap:Envelope xmlns:soap="{NAMES["soap"]}" xmlns:wsa="{NAMES["wsa"]}">'
        f"<soap:Header>{written}</soap:Header><soap:Body>"
        f'<d:{service.operation} xmlns:d="{service.namespace}"><Burgerservicenr>{bsn}</Burgerservicenr>'
        f"{extra}</d:{service.operation}></soap:Body></soap:Envelope>"
    )


def xsd(service: Service) -> etree.XMLSchema:
    """Read the schema of the answers of a service."""
    folder = CONTRACTS / "bronnen" / service.bron / service.key
    return etree.XMLSchema(etree.parse(folder / "BodyReaction.xsd"))


def body_of(response: httpx.Response) -> etree._Element:
    """Give the one element in the Body of a SOAP answer."""
    body = etree.fromstring(response.content).find("soap:Body", NAMES)
    assert body is not None
    return body[0]


def validator(path: str, schema: str) -> Draft202012Validator:
    """Give a check against a named schema of a source's OpenAPI; `path` begins with the bron."""
    openapi = json.loads((CONTRACTS / "bronnen" / path.split("/")[1] / "openapi.json").read_text("utf-8"))
    return Draft202012Validator({**openapi, "$ref": f"#/components/schemas/{schema}"})


def address_in(client: zeep.Client) -> str:
    """Give the one address in the WSDL that a client of zeep loaded."""
    ((port,),) = (service.ports.values() for service in client.wsdl.services.values())
    return str(port.binding_options["address"])
