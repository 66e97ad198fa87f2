"""Every paper by its path: a template for the words, the code and contracts for the facts."""

import asyncio
import json
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from lxml import etree
from rich.console import Console

from adapters.mock import version
from adapters.mock.faults.kinds import show_kinds
from gateway.api.problems import PUBLISHED
from gateway.core.afspraak import Afspraak, Levering
from gateway.core.doelbinding import (
    Bewaring,
    Doelbinding,
    Grondslag,
    Rijvoorwaarde,
    Rol,
    Toegestaan,
    Uitgesloten,
)
from gateway.core.mapping import CONVERTERS, STEPS, Operatie, Tabel
from gateway.core.venster import Venster
from gateway.core.waardelijst import Waarde, Waardelijst
from gateway.errors import Oorzaak, Reden, Status
from gateway.logs import EVENTS
from gateway.register.plan_table import plan_rows
from gateway.register.register import Register
from gateway.screen import show, words
from papers import ROOT, alarms, clauses, dashboard, knobs, onslaught, signing
from papers.marked import mark
from papers.requests import request_files
from papers.walk import Step, Walk, walk

_TEMPLATES = Path(__file__).parent / "templates"
_DIFFERS = {"contractDigest": "sha256:…"}
_MESSAGE_ID = re.compile(r"urn:uuid:[0-9a-f-]{36}")
_WIDTH = 100
_MODELS = (
    Doelbinding,
    Grondslag,
    Bewaring,
    Toegestaan,
    Rijvoorwaarde,
    Uitgesloten,
    Afspraak,
    Levering,
    Venster,
    Tabel,
    Waardelijst,
    Waarde,
)


def papers() -> dict[str, str]:
    """Give every paper by its path below the project: `templates/x.md` is `docs/x.md`; and `requests`."""
    with TemporaryDirectory() as state:
        walked = asyncio.run(walk(Path(state)))
    environment = Environment(  # noqa: S701 - Markdown, not HTML; nothing in it comes from outside
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"cel": _cell, "json": _json, "bericht": _message, "vraag": _operation}
    facts = _of_the_walk(walked) | _of_the_code()
    return (
        request_files()
        | {dashboard.PATH: dashboard.dashboard()}
        | {
            f"docs/{path.name}": environment.get_template(path.name).render(facts)
            for path in sorted(_TEMPLATES.glob("*.md"))
        }
    )


def _of_the_walk(walked: Walk) -> dict[str, object]:
    register = walked.gateway.register
    return {
        "walk": walked,
        "register": register,
        "profiel": register.profiel,
        "planregels": list(plan_rows(register, walked.plan)),
        "stappen": [_step(step) for step in walked.steps],
        "groepen": list(_groepen(walked)),
        "bronnen": list(_bronnen(register)),
        "scherm": _screen(walked),
        **signing.facts(register, walked.gateway.settings.contracts / "bronnen"),
    }


def _of_the_code() -> dict[str, object]:
    return {
        "words": words,
        "statussen": get_args(Status),
        "oorzaken": get_args(Oorzaak),
        "redenen": get_args(Reden),
        "rollen": get_args(Rol),
        "omzetters": list(CONVERTERS),
        "stapnamen": list(STEPS),
        "modellen": {model.__name__: model for model in _MODELS},
        "fouten": PUBLISHED,
        "gebeurtenissen": EVENTS,
        **alarms.facts(),
        "knobs": knobs.knobs(),
        "faulty": list(knobs.refused()),
        "stuk": clauses.excerpt,
        "weigering": clauses.refusal,
        "soorten": show_kinds(),
        "versies": version,
        "scenario": (ROOT / "adapters/mock/scenarios/duo-op-zondag-dicht.toml").read_text("utf-8"),
        "aanvallen": onslaught.facts(),
    }


def _step(step: Step) -> dict[str, object]:
    """Show one question to one source and its answer."""
    marked = mark(step.source, step.body)
    soap = step.source.operatie.koppelvlak == "soap"
    return {
        "naam": " ".join(filter(None, (step.source.bron, step.gemeente))),
        "vraag": _operation(step.source.operatie),
        "url": step.url,
        "taal": "xml" if soap else "json",
        "gestuurd": _message(step.sent),
        "bytes": len(step.body),
        "gemerkt": marked,
        "ingekort": any("…" in line for line in marked.lines),
        "status": step.status,
    }


def _groepen(walked: Walk) -> Iterator[tuple[str, int, str]]:
    """Give of every group with rows how many the answer has, and from where."""
    for groep in walked.plan.groepen:
        rows: Any = walked.answer
        for part in groep.pad.split("."):
            rows = rows.get(part, {})
        if groep.soort == "RIJEN":
            yield groep.pad, len(rows), ", ".join(sorted({row["bron"] for row in rows}))


def _screen(walked: Walk) -> str:
    """Show the answer as the command line shows it to people."""
    screen = StringIO()
    console = Console(file=screen, width=_WIDTH, color_system=None, force_terminal=False)
    show(walked.answer, walked.gateway.profiel, console, vandaag=walked.gateway.today())
    return "\n".join(line.rstrip() for line in screen.getvalue().splitlines()).strip("\n")


def _bronnen(register: Register) -> Iterator[tuple[str, str, str, str]]:
    """Give every bron with its bronhouder, how it is asked, and what it holds."""
    supplies = {supply.bron: supply for supply in register.supplies}
    for bron in register.profiel.bronnen:
        if (supply := supplies.get(bron)) is None:
            yield bron, "", "", "wordt niet gevraagd"
        else:
            holder = register.afspraken[supply.manifest.id].bronhouder
            whole = supply.operaties[-1]
            yield bron, holder, whole.koppelvlak.upper(), whole.omschrijving


def _cell(text: object) -> str:
    """Fit a text in one cell of a table."""
    return str(text).replace("\n", " ").replace("|", "\\|")


def _json(value: object, depth: int = 0) -> str:
    """Write JSON with what is short on one line; what differs with every contract is cut."""
    if isinstance(value, dict):
        value = {name: _DIFFERS.get(name, below) for name, below in value.items()}
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value or (depth and len(flat) + 2 * depth < _WIDTH):
        return flat
    pad = "  " * (depth + 1)
    if isinstance(value, dict):
        parts = [f"{pad}{json.dumps(name)}: {_json(below, depth + 1)}" for name, below in value.items()]
    else:
        parts = [f"{pad}{_json(item, depth + 1)}" for item in value]
    before, after = "{}" if isinstance(value, dict) else "[]"
    return f"{before}\n" + ",\n".join(parts) + f"\n{pad[2:]}{after}"


def _message(content: bytes) -> str:
    """Write a request for the eye; the number that differs with every message is cut."""
    if content.startswith(b"{"):
        return _json(json.loads(content))
    tree = etree.fromstring(content, etree.XMLParser(remove_blank_text=True))
    return _MESSAGE_ID.sub("urn:uuid:…", etree.tostring(tree, pretty_print=True, encoding="unicode").strip())


def _operation(operatie: Operatie) -> str:
    """Name what is asked of a source in a few words."""
    return f"POST {operatie.pad}" if operatie.pad else f"{operatie.dienst}-{operatie.versie}"
