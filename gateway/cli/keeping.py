"""`gateway keys`, `gateway db` and `gateway log`: what the gateway keeps."""

import json
import sys
from typing import Annotated

import typer

from gateway.cli.console import EXAMPLES, Json, err, out
from gateway.keys import key_id, load_key, new_keys
from gateway.logbook.verify import examine, read_records
from gateway.settings import read_settings
from gateway.store.database import sqlite_path, upgrade

keys = typer.Typer(help="De sleutels van de gateway.", no_args_is_help=True)
database = typer.Typer(help="De database van de gateway.", no_args_is_help=True)
log = typer.Typer(help="Het logboek van raadplegingen.", no_args_is_help=True)


@keys.command("new")
def keys_new() -> None:
    """Maak de sleutels die nog ontbreken; overschrijft er nooit een."""
    made = new_keys(read_settings().key_folder)
    out().print("\n".join(f"gemaakt: {path}" for path in made) or "alle sleutels zijn er al")


@database.command("upgrade")
def db_upgrade() -> None:
    """Breng de database bij."""
    upgrade(read_settings().database)
    out().print("de database is bij")


@log.command("show", epilog=EXAMPLES + "gateway log show --json | jq .soort")
def log_show(
    *,
    raadpleging: Annotated[str | None, typer.Option(help="alleen deze raadpleging")] = None,
    as_json: Json = False,
) -> None:
    """Toon vastgelegde raadplegingen, een per regel."""
    settings = read_settings()
    key = load_key(settings.key_file("logboek"), "GATEWAY_SLEUTELS__LOGBOEK_FILE")
    for record in read_records(
        sqlite_path(settings.database), {key_id(key): key}, raadpleging_id=raadpleging
    ):
        line = json.dumps(record, ensure_ascii=False)
        sys.stdout.write(line + "\n" if as_json else f"{record['tijdstip']} {record['soort']:9} {line}\n")


@log.command("verify")
def log_verify() -> None:
    """Reken de keten van het logboek na; een wijziging binnen een keten is een bevinding (uitgang 5)."""
    verdict = examine(sqlite_path(read_settings().database))
    for note in verdict.notes:
        err.print(f"let op: {note}")
    for finding in verdict.findings:
        err.print(f"[bold]bevinding:[/] {finding}")
    if verdict.findings:
        raise typer.Exit(5)
    out().print(f"het logboek klopt: {verdict.records} regels")
