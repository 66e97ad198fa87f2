"""Answers of other simulators: XML that a life names in `[antwoord]`, served as it is."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET
from xml.parsers import expat

from adapters.mock.lives import Life, LifeError
from adapters.mock.numbers import names_a_person
from adapters.mock.schema import Node, branches
from adapters.mock.service import Service, Tree, Value

_DECLARATION = re.compile(r"\A\ufeff?\s*<\?xml[^>]*\?>\s*")


class AnswerError(Exception):
    """A file of `[antwoord]` cannot be served; `words` say what is wrong and the cure."""

    def __init__(self, text: str, cure: str) -> None:
        super().__init__(f"{text}; {cure}")
        self.words = (text, cure)


@dataclass(frozen=True, slots=True)
class Answer:
    """`body` goes into soap:Body as it is; `client` is its ClientSuwi for REST, if it has one."""

    body: str = field(repr=False)
    client: Tree | None = field(repr=False)


def read_answers(
    lives: Iterable[Life], services: Iterable[Service], schemas: Mapping[str, Node]
) -> dict[tuple[str, str], Answer]:
    """Read every file that a life names, by number and key of service. Raises LifeError."""
    by_name = {service.name: service for service in services}
    answers: dict[tuple[str, str], Answer] = {}
    for life in lives:
        for name in life.antwoorden:
            if name not in by_name:
                raise LifeError(f"{life.name}.toml: antwoord.{name}: deze dienst bestaat niet")
            service = by_name[name]
            try:
                answers[life.bsn, service.key] = read_answer(life, service, schemas[service.key])
            except AnswerError as error:
                raise LifeError(f"{life.name}.toml: antwoord.{name}: {error}") from error
    return answers


def read_answer(life: Life, service: Service, schema: Node) -> Answer:
    """Read one file and check only the echo of the person. Raises AnswerError."""
    if not service.soap:
        raise AnswerError("deze dienst spreekt geen SOAP", "haal de sleutel weg")
    text = _text(life, life.antwoorden[service.name])
    if names_a_person(text):
        raise AnswerError("er staat een nummer in dat van een echte persoon kan zijn", "gebruik 9999xxxxx")
    root = _parsed(text)
    if root.tag != f"{{{service.namespace}}}{service.operation}Response":
        cure = f"de wortel is {service.operation}Response in {service.namespace}, zonder SOAP-envelop"
        raise AnswerError("geen antwoord van deze dienst", cure)
    client = root.find("ClientSuwi")
    if client is not None and client.findtext("Burgerservicenr") != life.bsn:
        raise AnswerError(
            "het antwoord gaat over een andere persoon", "maak Burgerservicenr gelijk aan persoon.bsn"
        )
    return Answer(text, None if client is None else _tree(client, schema))


def of_gemeente(tree: Tree, code: str) -> Tree:
    """Keep the rows that one gemeente supplied; those that name no supplier stay."""
    return {
        name: [row for row in value if _supplier(row) in {"", code}] if isinstance(value, list) else value
        for name, value in tree.items()
    }


def _supplier(row: Tree) -> str:
    bron = row.get("Bron", {})
    code = bron.get("CdPartijSuwi", "") if isinstance(bron, dict) else ""
    return code if isinstance(code, str) else ""


def _text(life: Life, name: str) -> str:
    path = (life.folder / str(name)).resolve()
    if not path.is_relative_to(life.folder.resolve()):
        raise AnswerError("het bestand ligt buiten de map van dit leven", "zet het erbij en noem het vandaar")
    try:
        return _DECLARATION.sub("", path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise AnswerError(
            "het bestand is er niet of is geen UTF-8", "noem het vanaf de map van dit leven"
        ) from error


def _parsed(text: str) -> ET.Element:
    prolog = expat.ParserCreate()
    prolog.StartDoctypeDeclHandler = _refuse_doctype
    try:
        prolog.Parse(text, True)  # noqa: FBT003 - the signature of the standard library
        return ET.XML(text)
    except (expat.ExpatError, ET.ParseError) as error:
        raise AnswerError("geen goedgevormde XML", "`gateway mocks validate` noemt de regel") from error


def _refuse_doctype(*_: object) -> None:
    raise AnswerError("een DOCTYPE is niet toegestaan", "haal hem weg")


def _tree(element: ET.Element, node: Node) -> Tree:
    nodes = {each.name: each for item in node.children for each in branches(item)}
    tree: Tree = {}
    for child in element:
        below = nodes.get(child.tag)
        if below is None:
            raise AnswerError(
                "een element staat niet in het schema", "`gateway mocks validate` noemt de regel"
            )
        value: Value = child.text or "" if below.facets is not None else _tree(child, below)
        _put(tree, child.tag, value, repeats=below.repeats)
    return tree


def _put(tree: Tree, name: str, value: Value, *, repeats: bool) -> None:
    if not repeats or isinstance(value, str):
        tree[name] = value
        return
    rows = tree.setdefault(name, [])
    if isinstance(rows, list) and isinstance(value, dict):
        rows.append(value)
