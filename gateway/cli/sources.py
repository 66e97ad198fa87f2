"""`gateway sources check`: whether every source is as agreed, seen with the gateway's own eyes."""

import asyncio
import json
import os
import sys
import uuid
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from gateway.checking.own import Endpoint, in_options, without_links
from gateway.checking.run import Tools, check
from gateway.checking.target import Wished, targets_of
from gateway.checking.told import as_json as told_as_json
from gateway.checking.told import as_junit
from gateway.checking.verdict import SourceReport, exit_code
from gateway.cli.console import EXAMPLES, Json, err, out
from gateway.clock import Clock
from gateway.core.contract import Beveiliging
from gateway.errors import SettingsInvalid
from gateway.register.register import load
from gateway.screen.checks import show_checks
from gateway.settings import Settings, read_settings
from gateway.system_words import in_dutch

app = typer.Typer(help="De bronnen: nakijken of ze antwoorden zoals afgesproken.", no_args_is_help=True)


@app.callback()
def sources() -> None:
    """Keep `check` a command of its own."""


@app.command(
    "check",
    epilog=EXAMPLES
    + "gateway sources check\n\n"
    + "gateway sources check --bron SVB --json | jq .uitgang\n\n"
    + "gateway sources check --url https://test.svb.example/suwi --service SVBDossierPersoonGSD-v0200"
    + " --oin 00000099000000010000 --cert wij.pem --key wij.key --trust uitgevers.pem"
    + " --beveiliging 2W-be-S\n\n"
    + "gateway sources check --url http://127.0.0.1:9000/duo --service DUO --junit bron.xml",
)
def check_sources(  # noqa: PLR0913 - options of a command
    *,
    bron: Annotated[str | None, typer.Option(help="alleen deze bron, bijvoorbeeld SVB of UWV_POLIS")] = None,
    testpersoon: Annotated[
        str | None,
        typer.Option(
            help="een leven uit de testpersonen (P01), of een eigen bestand .toml met een tabel persoon"
        ),
    ] = None,
    gemeente: Annotated[
        str | None, typer.Option(help="CBS-code, voor een bron die per gemeente wordt gevraagd")
    ] = None,
    url: Annotated[
        str | None,
        typer.Option(help="een eigen adres: van de bron, of van de dienst zelf als haar naam erin staat"),
    ] = None,
    service: Annotated[
        str | None, typer.Option(help="de dienst op dat adres: SVBDossierPersoonGSD-v0200, of DUO")
    ] = None,
    oin: Annotated[str | None, typer.Option(help="OIN van de bron op dat adres")] = None,
    cert: Annotated[Path | None, typer.Option(help="ons certificaat (PEM)")] = None,
    key: Annotated[Path | None, typer.Option(help="de sleutel daarbij (PEM)")] = None,
    trust: Annotated[Path | None, typer.Option(help="wie certificaten mag uitgeven (PEM)")] = None,
    crl: Annotated[Path | None, typer.Option(help="intrekkingslijsten (PEM)")] = None,
    beveiliging: Annotated[
        Beveiliging | None, typer.Option(help="2W-be, of 2W-be-S: elk bericht ondertekend")
    ] = None,
    junit: Annotated[Path | None, typer.Option(metavar="BESTAND", help="schrijf ook JUnit XML")] = None,
    as_json: Json = False,
) -> None:
    """Vraag elke bron naar een testpersoon en zeg per stap wat er klopt, wat niet, en wat u doet.

    Uitgang: 0 alles klopt, 1 bevindingen, 2 gebruik of instelling, 4 geen enkele bron bereikbaar. Een bron
    die echt is, wordt bereikt maar niet gevraagd; alleen testpersonen worden verstuurd.
    """
    link = {"oin": oin, "cert": cert, "key": key, "trust": trust, "crl": crl, "beveiliging": beveiliging}
    endpoint = _endpoint(url, service, link)
    if endpoint is not None and bron is not None:
        raise SettingsInvalid(("--bron: hoort bij ingestelde bronnen; bij --url kiest u met --service",))
    try:
        reports, moment = asyncio.run(_checked(*_prepared(endpoint, Wished(bron, testpersoon, gemeente))))
    except SettingsInvalid as invalid:
        raise (in_options(invalid) if endpoint else invalid) from None
    if junit is not None:
        _write(junit, as_junit(reports))
    if as_json:
        sys.stdout.write(json.dumps(told_as_json(reports, moment), indent=2, ensure_ascii=False) + "\n")
    else:
        show_checks(reports, out())
    raise typer.Exit(exit_code(reports))


def _endpoint(url: str | None, service: str | None, link: Mapping[str, object]) -> Endpoint | None:
    if url is None and service is None:
        if lonely := [f"--{name}" for name, value in link.items() if value is not None]:
            raise SettingsInvalid((f"{', '.join(lonely)}: hoort bij --url en --service",))
        return None
    if url is None or service is None:
        raise SettingsInvalid(("--url, --service: geef ze allebei, of geen van beide",))
    given = {name: value for name, value in link.items() if value is not None}
    return Endpoint(url, service, **given)  # type: ignore[arg-type]  # the options of the same names


def _prepared(endpoint: Endpoint | None, wished: Wished) -> tuple[Settings, Wished]:
    """Give the settings of what is checked: those of the gateway, or of one endpoint."""
    if endpoint is None:
        return read_settings(), wished
    base = read_settings(without_links(os.environ))
    manifest, operaties = endpoint.operaties(load(base.contracts, base.adapters).manifesten)
    settings = endpoint.settings(manifest, operaties[0], os.environ)
    return settings, replace(wished, operaties=operaties)


async def _checked(settings: Settings, wished: Wished) -> tuple[list[SourceReport], str]:
    clock = Clock(settings.peildatum)
    tools = Tools(clock, lambda: f"urn:uuid:{uuid.uuid4()}", os.urandom)
    reports = []
    async with AsyncExitStack() as ending:
        links, targets = targets_of(settings, clock, wished, os.urandom(32))
        for opened in links.values():
            ending.push_async_callback(opened.link.wire.close)
        with err.status("bronnen nakijken") as status:
            for number, target in enumerate(targets, start=1):
                status.update(f"{target.plan.bron} nakijken ({number} van {len(targets)})")
                reports.append(await check(target, tools))
    return reports, clock.moment()


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise SettingsInvalid((f"--junit: hier kan niet worden geschreven ({in_dutch(error)})",)) from None
