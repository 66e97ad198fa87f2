"""`gateway contract …`: check the contracts, show a plan, write what follows from them."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.console import EXAMPLES, Json, out
from gateway.errors import ContractsInvalid, GatewayError, Refused
from gateway.generate import generated, stale
from gateway.register.plan_table import plan_rows
from gateway.register.register import Register, load
from gateway.screen.plan import show_plan
from gateway.settings import read_settings

app = typer.Typer(help="De contracten: nakijken, tonen, documenten maken.", no_args_is_help=True)


@app.command("check")
def check(*, as_json: Json = False) -> None:
    """Kijk alle contracten na; noemt elke fout met bestand en regel."""
    try:
        register = _register()
    except ContractsInvalid as invalid:
        if as_json:
            sys.stdout.write(
                json.dumps([asdict(fault) for fault in invalid.faults], ensure_ascii=False) + "\n"
            )
        raise
    facts = {"digest": register.digest, "doelbindingen": len(register.doelbindingen)}
    if as_json:
        sys.stdout.write(json.dumps(facts) + "\n")
    else:
        out().print(
            f"De contracten kloppen: {len(register.doelbindingen)} doelbinding(en), {register.digest}"
        )


@app.command("plan", epilog=EXAMPLES + "gateway contract plan DJI_INTAKE_ARBEIDSMARKT")
def plan(doelbinding: str, *, as_json: Json = False) -> None:
    """Toon per veld waar het vandaan komt, onder welke voorwaarden en waarom."""
    register = _register()
    versions = [found for found in register.doelbindingen if found.id == doelbinding]
    if not versions:
        raise Refused("DOELBINDING_ONBEKEND")
    latest = versions[-1]
    if latest.grondslag.status == "ONTBREEKT":
        detail = f"Er is geen grondslag. {latest.grondslag.uitleg}"
        raise Refused("DOELBINDING_NIET_GELDIG", detail=detail)
    rows = list(plan_rows(register, register.plan(latest, None).plan))
    if as_json:
        sys.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
        return
    show_plan(rows, out(), title=f"{doelbinding} {latest.versie}")


@app.command("generate")
def generate(
    *,
    check: Annotated[
        bool, typer.Option("--check", help="vergelijk alleen; fout als er iets verschilt")
    ] = False,
) -> None:
    """Maak de documenten die uit de contracten volgen, of kijk of ze kloppen."""
    root = Path(__file__).resolve().parents[2]
    texts = generated(_register())
    if check:
        if differing := stale(root, texts):
            raise GatewayError(f"verouderd: {', '.join(differing)}; draai `gateway contract generate`")
        return
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def _register() -> Register:
    settings = read_settings()
    return load(settings.contracts, settings.adapters)
