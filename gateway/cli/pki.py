"""`gateway pki demo`: a test PKI for who tests a link, good and bad."""

import json
import shlex
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich import box
from rich.status import Status
from rich.table import Table

from gateway.cli.console import EXAMPLES, Json, err, out
from gateway.clock import system_time
from gateway.core.oin import oin_for_test
from gateway.pki.credential import ec_key, rsa_key
from gateway.pki.demo import CRL, GATEWAY, TRUST, Item, demo_pki
from gateway.pki.folder import check_free, write
from gateway.setting_names import PREFIX
from gateway.settings import read_settings

app = typer.Typer(help="Certificaten om mee te testen.", no_args_is_help=True)

SETTINGS = "omgeving.sh"
_MOCKS = "https://127.0.0.1:8081"
_KEYS = {"rsa": rsa_key, "ec": ec_key}


@app.command(
    "demo",
    epilog=EXAMPLES
    + "gateway pki demo test-pki\n\n"
    + "gateway pki demo test-pki --sleutel ec --opnieuw\n\n"
    + "gateway pki demo test-pki --json | jq .omgeving",
)
def demo(
    folder: Annotated[Path, typer.Argument(metavar="MAP", help="lege of nieuwe map")],
    *,
    sleutel: Annotated[Literal["rsa", "ec"], typer.Option(help="RSA-2048 of P-256")] = "rsa",
    opnieuw: Annotated[
        bool, typer.Option("--opnieuw", help="vervang een test-PKI die hier eerder zo is gemaakt")
    ] = False,
    as_json: Json = False,
) -> None:
    """Maak een test-PKI: goede certificaten, foute certificaten en een wisseldag.

    Alleen om te testen: in elk certificaat staat TEST als organisatie. De OIN van de gateway is GATEWAY_OIN.
    """
    settings = read_settings()
    check_free(folder, again=opnieuw)
    bronnen = _bronnen(settings.adapters)
    with err.status("sleutels maken") as status:
        made = demo_pki(bronnen, settings.oin, system_time(), _KEYS[sleutel])
        items = list(_told(made, status))
    environment = _environment(folder.resolve(), bronnen)
    exports = "".join(f"export {name}={shlex.quote(value)}\n" for name, value in environment.items())
    items.append(Item(SETTINGS, "de instellingen hieronder, om in te lezen", {SETTINGS: exports.encode()}))
    files = {path: content for item in items for path, content in item.files.items()}
    write(folder, files, again=opnieuw)
    if as_json:
        found = {"map": str(folder.resolve()), "gemaakt": _listed(items), "omgeving": environment}
        sys.stdout.write(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
        return
    out().print(_table(items))
    named = shlex.quote(str(folder))
    sys.stdout.write(f"De bronnen: gateway mocks --profiel strict --pki {named}\n")
    sys.stdout.write(f"Voor de gateway, of in een keer: . {named}/{SETTINGS}\n\n{exports}")


def _told(items: Iterable[Item], status: Status) -> Iterator[Item]:
    for item in items:
        status.update(f"gemaakt: {item.name}")
        yield item


def _listed(items: Iterable[Item]) -> list[dict[str, Any]]:
    return [
        {"naam": item.name, "wat": item.what, "oin": item.oin, "bestanden": list(item.files)}
        for item in items
    ]


def _bronnen(adapters: Path) -> dict[str, str]:
    """Give the koppelvlak of every source, by its folder."""
    manifests = {path.parent.name: path for path in sorted(adapters.glob("*/manifest.toml"))}
    return {name: tomllib.loads(path.read_text("utf-8"))["koppelvlak"] for name, path in manifests.items()}


def _environment(folder: Path, bronnen: Mapping[str, str]) -> dict[str, str]:
    """Give the settings for mock sources with this PKI; without signatures they all show one certificate."""
    return {
        f"{PREFIX}BRONNEN__{bron.upper()}__{name}": value
        for bron, koppelvlak in bronnen.items()
        for name, value in {
            "URL": f"{_MOCKS}/{bron}",
            "OMGEVING": "nagebootst",
            "CERT_FILE": str(folder / f"{GATEWAY}.pem"),
            "KEY_FILE": str(folder / f"{GATEWAY}.key"),
            "TRUST_FILE": str(folder / TRUST),
            "CRL_FILE": str(folder / CRL),
            **({"BEVEILIGING": "2W-be-S", "OIN": oin_for_test(bron)} if koppelvlak == "soap" else {}),
        }.items()
    }


def _table(items: Iterable[Item]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name, whole in (("naam", True), ("OIN", True), ("wat", False)):
        table.add_column(name, no_wrap=whole)
    part = ""
    for item in items:
        above, part = part, item.name.rpartition("/")[0]
        if above != part:
            table.add_section()
        table.add_row(item.name, item.oin or "", item.what)
    return table
