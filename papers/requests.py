"""The questions to every source as `.http` files: written from contracts and lives, and run as tests."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from adapters.mock.lives import Life
from adapters.mock.ports import bronnen_of
from adapters.mock.service import Asked, Lookup, Service, Tree
from adapters.mock.world import World, build_world

FOLDER = "docs/verzoeken"

_FOUND = 2
_P01 = "999990019"
_OK = ("status 200", "response.status === 200")
_US = "https://afnemer.example/dienst?oin=00000099000000010000"
_HEAD = """\
# Vragen aan nagebootste bron {bron}, gemaakt uit contract en testpersonen door `make generate`.
# Hoe u ze stelt staat in README.md.
"""
_SOAP = """\
### {service.operation} ({service.key}): {about}
POST {{{{{service.bron}}}}}/suwibroker/soap/{service.key}
Content-Type: text/xml; charset=utf-8
SOAPAction: ""

<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:wsa="http://www.w3.org/2005/08/addressing">
  <soap:Header>
    <wsa:Action>{service.action}</wsa:Action>
    <wsa:MessageID>urn:uuid:{{{{$uuid}}}}</wsa:MessageID>
    <wsa:To>{{{{{service.bron}}}}}/suwibroker/soap/{service.key}</wsa:To>
    <wsa:From><wsa:Address>{us}</wsa:Address></wsa:From>
  </soap:Header>
  <soap:Body>
    <d:{service.operation} xmlns:d="{service.namespace}">
      <Burgerservicenr>{bsn}</Burgerservicenr>
    </d:{service.operation}>
  </soap:Body>
</soap:Envelope>

{checks}"""
_REST = """\
### {name}: {about}
POST {{{{{bron}}}}}{path}
Content-Type: application/json

{question}

{checks}"""
_WSDL = """\
### WSDL van {service.key}
GET {{{{{service.bron}}}}}/suwibroker/soap/{service.key}?wsdl

{checks}"""


@dataclass(frozen=True, slots=True)
class _Person:
    """Whom a question is about, and what the source knows: rows below ClientSuwi, none when nothing."""

    life: Life
    rows: Tree

    @property
    def about(self) -> str:
        return f"{self.life.name}, {'gevonden' if self.rows else 'niets gevonden'}"


def request_files() -> dict[str, str]:
    """Give the `.http` file of each source and the addresses they share, by path below the project."""
    world = build_world()
    bronnen = sorted(bronnen_of(world))
    local = {bron: f"http://127.0.0.1:8081/{bron}" for bron in bronnen}
    files = {f"{FOLDER}/{bron}.http": _file(world, bron) for bron in bronnen}
    files[f"{FOLDER}/http-client.env.json"] = f"{json.dumps({'lokaal': local}, indent=2)}\n"
    return files


def _file(world: World, bron: str) -> str:
    services = [service for service in world.services if service.bron == bron]
    lookups = [lookup for lookup in world.lookups if lookup.bron == bron]
    requests = [request for service in services for request in _of_service(world, service)]
    requests += [_lookup(lookup, world.lives[_P01]) for lookup in lookups]
    return "\n".join((_HEAD.format(bron=bron), *requests))


def _of_service(world: World, service: Service) -> Iterator[str]:
    if service.soap:
        checks = _checks(_OK, (service.operation, f'body.includes("{service.operation}")'))
        yield _WSDL.format(service=service, checks=checks)
        yield from (_soap(service, person) for person in _people(world, service, Asked()))
    if service.rest:
        fields = _example(world, service)["fields"]
        for code in _codes(world, service):
            people = _people(world, service, Asked(gemeente=code))
            yield from (_rest(service, person, fields, code or "") for person in people)


def _people(world: World, service: Service, asked: Asked) -> list[_Person]:
    """Give the first two of whom the source knows something, and the first of whom it knows nothing."""
    usual = [life for life in world.lives.values() if not life.tables.get("afwijking", {}).get(service.name)]
    people = [_Person(life, service.expand(life, asked)) for life in usual]
    return [
        *[person for person in people if person.rows][:_FOUND],
        *[person for person in people if not person.rows][:1],
    ]


def _codes(world: World, service: Service) -> list[str | None]:
    """Give the gemeente to ask: the first that knows someone; none for a source that is no gemeente."""
    if "{code}" not in (service.rest or ""):
        return [None]
    codes = sorted(code for life in world.lives.values() for code in life.bron(service.bron))
    return [next(c for c in codes if _people(world, service, Asked(gemeente=c))[0].rows)]


def _soap(service: Service, person: _Person) -> str:
    checks = [(name, f'body.includes("<{name}>{value}</{name}>")') for name, value in _leaves(person)]
    checks += [
        (f"{count} keer {name}", f'body.split("<{name}>").length - 1 === {count}')
        for name, count in _lists(person.rows)
    ]
    nothing = ("NietsGevonden", 'body.includes("NietsGevonden")')
    return _SOAP.format(
        service=service,
        about=person.about,
        us=_US,
        bsn=person.life.bsn,
        checks=_checks(_OK, *(checks or [nothing])),
    )


def _leaves(person: _Person) -> list[tuple[str, str]]:
    if not person.rows:
        return []
    leaves = [(name, value) for name, value in person.rows.items() if isinstance(value, str)]
    return [("Burgerservicenr", person.life.bsn), *leaves]


def _lists(rows: Tree) -> list[tuple[str, int]]:
    return [(name, len(value)) for name, value in rows.items() if isinstance(value, list)]


def _rest(service: Service, person: _Person, fields: list[str], code: str) -> str:
    known, bsn = len(person.rows) and 1, person.life.bsn
    checks = [("burgerservicenummer", f'dossier.burgerservicenummer === "{bsn}"')] if known else []
    asked = {field.partition(".")[0] for field in fields}
    for name, count in _lists(person.rows):
        member = name[0].lower() + name[1:]
        checks += (
            [(f"{count} keer {member}", f"dossier.{member}.length === {count}")] if member in asked else []
        )
    return _REST.format(
        name=f"{service.bron}{service.rest}",
        about=person.about,
        bron=service.bron,
        path=(service.rest or "").replace("{code}", code),
        question=json.dumps({"burgerservicenummer": bsn, "fields": fields}, indent=2),
        checks=_checks(_OK, (f"{known} keer dossier", f"response.body.dossiers.length === {known}"), *checks),
    )


def _lookup(lookup: Lookup, life: Life) -> str:
    answer = json.dumps(lookup.answer(life), separators=(",", ":"))
    return _REST.format(
        name=f"{lookup.bron}{lookup.rest}",
        about=life.name,
        bron=lookup.bron,
        path=lookup.rest,
        question=json.dumps({"burgerservicenummer": life.bsn}, indent=2),
        checks=_checks(_OK, ("heel het antwoord", f"JSON.stringify(response.body) === '{answer}'")),
    )


def _checks(*checks: tuple[str, str]) -> str:
    """Write a test of these names and conditions; XML is a text to JetBrains and a tree to httpYac."""
    used = " ".join(condition for _, condition in checks)
    lines = ['const body = "" + response.body;'] if "body.includes" in used else []
    lines += ["const dossier = response.body.dossiers[0];"] if "dossier." in used else []
    lines += [f'client.assert({condition}, "{name}");' for name, condition in checks]
    inside = "".join(f"  {line}\n" for line in lines)
    return f'> {{%\nclient.test("antwoord zoals beloofd", function () {{\n{inside}}});\n%}}\n'


def _example(world: World, service: Service) -> Mapping[str, Any]:
    """Give the question that the contract of a REST path shows."""
    contract = json.loads((world.folder / service.bron / "openapi.json").read_text("utf-8"))
    body = contract["paths"][service.rest]["post"]["requestBody"]
    example: Mapping[str, Any] = body["content"]["application/json"]["example"]
    return example
