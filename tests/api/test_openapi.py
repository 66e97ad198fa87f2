"""The OpenAPI document: valid, committed, and true."""

import json
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator
from openapi_spec_validator import validate as validate_openapi
from referencing import Registry
from referencing.jsonschema import DRAFT202012
from starlette.routing import Route

from gateway.api import examples
from gateway.api.app import create_app
from gateway.api.openapi import build_openapi, render_openapi
from gateway.api.problems import PUBLISHED
from tests.api.test_bad_questions import BAD
from tests.fakes.client import QUESTION, client, post
from tests.fakes.service import ROOT, FakeService, load_profiel

COMMITTED = ROOT / "contracts" / "api" / "openapi.json"
DOCUMENT: dict[str, Any] = json.loads(render_openapi(FakeService()))
URI = "urn:openapi"


def _validator(component: str) -> Draft202012Validator:
    resource = DRAFT202012.create_resource(DOCUMENT)
    registry: Registry[Any] = Registry().with_resource(URI, resource)
    schema = {"$ref": f"{URI}#/components/schemas/{component}"}
    return Draft202012Validator(schema, registry=registry, format_checker=FormatChecker())


def test_the_committed_document_is_the_generated_one() -> None:
    """contracts/api/openapi.json is what the code makes of profiel.toml; generate it again after a change."""
    assert COMMITTED.read_text("utf-8") == render_openapi(FakeService())


async def test_the_published_document_is_the_generated_one() -> None:
    """/v1/openapi.json answers with the same bytes."""
    async with client(FakeService()) as http:
        assert (await http.get("/v1/openapi.json")).text == render_openapi(FakeService())


def test_the_document_is_valid() -> None:
    """The document is valid OpenAPI 3.1, every reference included."""
    validate_openapi(DOCUMENT, cls=OpenAPIV31SpecValidator)


def test_building_twice_gives_the_same() -> None:
    """The document depends on nothing but version and vocabulary."""
    assert build_openapi(FakeService()) == build_openapi(FakeService())


def test_every_documented_operation_exists() -> None:
    """The documented paths are the routes under /v1, but for the document and the page themselves."""
    routes = {
        (method, route.path)
        for route in create_app(FakeService()).routes
        if isinstance(route, Route) and route.path.startswith("/v1/")
        for method in (route.methods or set()) - {"HEAD"}
    }
    documented = {
        (method.upper(), "/v1" + path) for path, methods in DOCUMENT["paths"].items() for method in methods
    }
    assert routes - documented == {("GET", "/v1/openapi.json"), ("GET", "/v1/documentatie")}
    assert documented - routes == set()


def test_every_veld_stands_in_the_answer_schema_and_nothing_else() -> None:
    """Following the schema from its root gives exactly the velden of the vocabulary."""

    def leaves(component: str, path: str) -> set[str]:
        found: set[str] = set()
        for name, member in DOCUMENT["components"]["schemas"][component]["properties"].items():
            target = member.get("items", member).get("$ref", "").rpartition("/")[2]
            full = f"{path}.{name}" if path else name
            is_group = full in load_profiel().groepen
            found |= leaves(target, full) if is_group else {full}
        return found

    provenance = {"bron", "herkomst", "rij"}
    fixed = {"raadpleging", "volledig", "onvolledig", "persoon", "bronnen", "nietGeleverd"}
    found = {path for path in leaves("Profiel", "") if path.rpartition(".")[2] not in provenance}
    assert found - fixed == set(load_profiel().velden)


def test_the_example_answer_is_valid_and_the_schema_is_closed() -> None:
    """The example fits; a member too many, at any depth, does not; neither does a null."""
    validator = _validator("Profiel")
    validator.validate(examples.answer())
    for path in ([], ["raadpleging"], ["persoon"], ["arbeidsmarktkwalificatie"], ["uitkeringsverhouding", 0]):
        for value in ("x", None):
            answer: Any = examples.answer()
            target = answer
            for step in path:
                target = target[step]
            target["extra"] = value
            assert not validator.is_valid(answer)


@pytest.mark.parametrize(
    ("date", "valid"),
    [
        ({"type": "Datum", "datum": "2020-01-31"}, True),
        ({"type": "JaarMaandDatum", "jaar": 2020, "maand": 1}, True),
        ({"type": "JaarDatum", "jaar": 2020}, True),
        ({"type": "DatumOnbekend"}, True),
        ({"type": "JaarDatum", "jaar": 2020, "maand": 1}, False),
        ({"type": "Datum", "jaar": 2020}, False),
        ({"datum": "2020-01-31"}, False),
        ("2020-01-31", False),
    ],
)
def test_a_date_is_one_of_four_kinds(date: object, *, valid: bool) -> None:
    """A date of a source fits exactly one of the polymorphic kinds, or is wrong."""
    assert _validator("BronDatum").is_valid(date) == valid


async def test_what_is_refused_is_described() -> None:
    """Every problem of the bad questions fits the published schema of a problem."""
    validator = _validator("Probleem")
    for body, _, _ in BAD.values():
        validator.validate((await post(FakeService(), body)).json())


def test_the_schema_of_a_question_knows_good_from_bad() -> None:
    """The example question fits; unknown members, wrong types and groups as veld do not."""
    validator = _validator("Vraag")
    validator.validate(dict(QUESTION))
    wrongs: list[dict[str, object]] = [
        {"x": 1},
        {"burgerservicenummer": 999990019},
        {"velden": []},
        {"velden": ["uitkeringsverhouding"]},
        {"bronnen": ["X"]},
        {"gemeenten": ["0855", "0855"]},
    ]
    for wrong in wrongs:
        assert not validator.is_valid({**QUESTION, **wrong})


@pytest.mark.parametrize("sent", ["a", "A.b:c_d-9", "x" * 128, "", "x" * 129, "a b", "a/b"])
async def test_a_correlation_id_is_described_as_it_is_treated(sent: str) -> None:
    """Any id may be sent, as the parameter says; one of the form of the answer's header comes back."""
    shared = DOCUMENT["components"]
    assert shared["parameters"]["X-Correlation-ID"]["schema"] == {"type": "string"}
    echoed = (await post(FakeService(), headers={"X-Correlation-ID": sent})).headers.get("x-correlation-id")
    form = shared["headers"]["X-Correlation-ID"]["schema"]["pattern"]
    assert echoed == (sent if re.search(form, sent) else None)


def test_every_code_is_an_example_of_its_status() -> None:
    """Every code of the table is shown, but those of /readyz and of a wrong method."""
    shown = {
        code
        for response in DOCUMENT["components"]["responses"].values()
        for code in response["content"]["application/problem+json"]["examples"]
    }
    assert shown == set(PUBLISHED) - {"NIET_GEREED", "METHODE_NIET_TOEGESTAAN"}
