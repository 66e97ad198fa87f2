"""The whole answer against the pinned contract: BodyReaction.xsd over SOAP, openapi.json over REST.

A finding names element or member, line and what was due; what stood there never leaves this module.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from lxml import etree

from gateway.checking.verdict import Finding, Verdict
from gateway.core.mapping import Operatie
from gateway.signing.names import SOAP, name

_MOST = 50
_FWI, _OLD_FWI = "http://bkwi.nl/SuwiML/FWI/v0205", "http://bkwi.nl/SuwiML/FWI/v0203"
_MEMBER = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,60}")

_PATTERNS = {
    r"\d*": "alleen cijfers (bij een indicatie of geslacht een cijfer, geen letter)",
    r"\D*": "geen cijfers",
    r"([A-Z]{1,6})|[.]": "hoofdletters zonder punten, hoogstens zes",
    r"[0-9]{5}": "vijf cijfers",
    r"[1-9][0-9]{3}([a-z]|[A-Z]){2}": "een postcode zonder spatie",
    r"\d{2}[A-Z]{2}": "twee cijfers en twee hoofdletters",
}
_LONG_PATTERN = 60
"""Only the pattern of a date is longer."""

_RULES: tuple[tuple[str, str, str], ...] = (
    ("by the pattern '", "'.", "{}"),
    ("allowed length of '", "'.", "een lengte van {}"),
    ("allowed maximum length of '", "'.", "ten hoogste {} tekens"),
    ("allowed minimum length of '", "'.", "ten minste {} tekens"),
    ("element of the set {", "}.", "een van {}"),
    ("digits than are allowed ('", "').", "ten hoogste {} cijfers"),
    ("maximum value allowed ('", "').", "ten hoogste {}"),
    ("minimum value allowed ('", "').", "ten minste {}"),
)
"""Where the due part of a message of libxml2 begins and ends, and how we say it; it always stands last."""


def xml_schema(folder: Path, operatie: Operatie, root: etree._Element) -> Verdict:
    """Validate the answer in the Body of an envelope; comments were dropped and a DOCTYPE refused before.

    `root` is changed: an older FWI is written in the namespace of the contract. Hints in an answer where to
    find a schema are not followed: libxml2 does so only when it is given none.
    """
    (body,) = root.iterchildren(name(SOAP, "Body"))
    answer = body[0] if len(body) == 1 else None
    wanted = name(operatie.namespace, f"{operatie.bericht}Response")
    if answer is None or answer.tag != wanted:
        found: Any = body if answer is None else answer  # the stubs know no sourceline
        return _verdict([Finding(_local(found.tag), found.sourceline, f"precies één {_spelled(wanted)}")])
    older = _renewed(answer)
    schema = _schema(folder / f"{operatie.dienst}-{operatie.versie}" / "BodyReaction.xsd")
    if schema.validate(answer):
        if older:
            raad = "stuur FWI in v0205; de gateway leest v0203 en telt het als drift"
            return Verdict("schema", "LET_OP", "voldoet, met een oudere FWI (v0203)", raad)
        return Verdict("schema", "GOED", f"voldoet aan {operatie.dienst}-{operatie.versie}")
    return _verdict(list(_xml_findings(schema)))


@cache
def _schema(path: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(path, etree.XMLParser(no_network=True)))


def _renewed(answer: etree._Element) -> bool:
    """Write an older FWI in the namespace of the contract; tell whether there was one."""
    old = list(answer.iter(f"{{{_OLD_FWI}}}*"))
    for element in old:
        element.tag = name(_FWI, _local(element.tag))
    return bool(old)


def _xml_findings(schema: etree.XMLSchema) -> Iterator[Finding]:
    """Give one finding per place: what follows at the same place says the same in other words."""
    seen: dict[tuple[int, str], None] = {}
    errors: Any = schema.error_log
    for entry in errors:
        place = (entry.line, entry.path or "")
        if place not in seen:
            seen[place] = None
            yield Finding(_path(entry.path or ""), entry.line, _due(entry.message))


def _path(path: str) -> str:
    """Write a path from the answer's root element down, without prefixes."""
    parts = [re.sub(r"^[^:\[]*:", "", part) for part in path.split("/")[2:]]
    return "/".join(parts) or "het antwoord"


def _due(message: str) -> str:
    """Say what was due, from the part of a message that stems from the schema; all else is dropped."""
    if "This element is not expected" in message:
        return f"op deze plaats {_choice(message)}: volgorde of naam klopt niet"
    if "Missing child element" in message:
        return f"hierin ook {_choice(message)}: dat ontbreekt"
    for begin, end, words in _RULES:
        if begin in message:
            return words.format(_in_words(message.rpartition(begin)[2].removesuffix(end)))
    if "attribute" in message:
        return "geen attributen"
    if "Character content" in message:
        return "alleen elementen, geen losse tekst"
    kind = message.rpartition(" type '")[2].rstrip("'.").rpartition("}")[2]
    return f"een waarde van het type {kind}"


def _choice(message: str) -> str:
    names = message.rpartition("Expected is")[2] if "Expected is" in message else ""
    found = [_local(part.strip()) for part in names[names.find("(") + 1 : names.rfind(")")].split(",")]
    due = [part for part in found if part]
    return " of ".join(due) if due else "niets meer"


def _in_words(due: str) -> str:
    if due in _PATTERNS:
        return _PATTERNS[due]
    return due if len(due) < _LONG_PATTERN else "een datum EEJJMMDD; een onbekende dag of maand is 00"


def json_schema(folder: Path, operatie: Operatie, body: bytes) -> Verdict:
    """Validate a JSON answer of status 200 against the pinned OpenAPI document."""
    findings = [
        Finding(_member_path(error.absolute_path), None, due)
        for error in _validator(folder / "openapi.json", operatie.pad or "").iter_errors(json.loads(body))
        for due in _json_due(error)
    ]
    return _verdict(findings) if findings else Verdict("schema", "GOED", "voldoet aan openapi.json")


@cache
def _validator(path: Path, pad: str) -> Draft202012Validator:
    document: dict[str, Any] = json.loads(path.read_bytes())
    (listed,) = (
        known for known in document["paths"] if re.sub(r"{\w+}", "{}", known) == re.sub(r"{\w+}", "{}", pad)
    )
    place = listed.replace("~", "~0").replace("/", "~1")
    reference = f"#/paths/{place}/post/responses/200/content/application~1json/schema"
    return Draft202012Validator({**document, "$ref": reference})


def _json_due(error: Any) -> Iterator[str]:  # noqa: ANN401 - jsonschema has no types
    rule, due = error.validator, error.validator_value
    if rule == "required":
        yield from (f"ook lid {member}: dat ontbreekt" for member in due if member not in error.instance)
    elif rule == "additionalProperties":
        known = error.schema.get("properties", {})
        extra = [member for member in error.instance if member not in known]
        yield f"geen lid {', '.join(map(_shown, extra))}"
    elif rule == "type":
        yield f"een waarde van soort {due}"
    elif rule == "pattern":
        yield (
            f"een tekst als {due}"
            if len(due) < _LONG_PATTERN
            else "een datum EEJJMMDD, of een code uit de lijst"
        )
    elif rule in {"minLength", "maxLength", "minItems", "maxItems"}:
        yield f"{'ten minste' if rule.startswith('min') else 'ten hoogste'} {due} lang"
    else:
        yield f"wat het contract onder {rule} vraagt"


def _member_path(parts: Any) -> str:  # noqa: ANN401 - idem
    path = ""
    for part in parts:
        path += f"[{part}]" if isinstance(part, int) else f".{_shown(part)}"
    return path.removeprefix(".") or "het antwoord"


def _shown(member: str) -> str:
    return member if _MEMBER.fullmatch(member) else "(andere naam)"


def _verdict(findings: list[Finding]) -> Verdict:
    first = findings[0]
    line = "" if first.regel is None else f" op regel {first.regel}"
    text = f"{len(findings)} keer anders dan afgesproken; eerst {first.plaats}{line}: {first.verwacht}"
    raad = "verbeter deze plaatsen bij de bron; het contract staat in contracts/bronnen"
    return Verdict("schema", "FOUT", text, raad, tuple(findings[:_MOST]))


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _spelled(tag: str) -> str:
    space, _, local = tag.removeprefix("{").partition("}")
    return f"{local} in {space}"
