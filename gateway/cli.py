"""The command line: parse, call, print. Machine answers alone on stdout, everything else on stderr."""

import json
import os
import signal
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
import uvicorn
import uvloop
from rich.console import Console

from gateway import demo as demonstration
from gateway.api.app import create_app
from gateway.clock import Clock
from gateway.errors import GatewayError, Refused, SettingsInvalid
from gateway.generate import generated, stale
from gateway.issuer import require_demo
from gateway.keys import key_id, load_key, new_keys
from gateway.logbook.verify import examine, read_records
from gateway.logs import configure_logs
from gateway.register.plan_table import plan_rows
from gateway.register.register import Register, load
from gateway.screen import show
from gateway.screen.plan import show_plan
from gateway.settings import Settings, read_settings
from gateway.store.database import sqlite_path, upgrade
from gateway.wiring import demo_issuer, running

_EXAMPLES = "Voorbeelden:\n\n"
app = typer.Typer(
    help="Eén vraag over één persoon, één arbeidsmarktprofiel.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
contract = typer.Typer(help="De contracten: nakijken, tonen, documenten maken.", no_args_is_help=True)
keys = typer.Typer(help="De sleutels van de gateway.", no_args_is_help=True)
database = typer.Typer(help="De database van de gateway.", no_args_is_help=True)
log = typer.Typer(help="Het logboek van raadplegingen.", no_args_is_help=True)
for name, group in (("contract", contract), ("keys", keys), ("db", database), ("log", log)):
    app.add_typer(group, name=name)

Json = Annotated[bool, typer.Option("--json", help="alleen het antwoord voor machines op stdout")]
Persona = Annotated[str, typer.Option(help="testpersoon, bijvoorbeeld P01")]

_err = Console(stderr=True, highlight=False)


def _out() -> Console:
    return Console(highlight=False)


@app.command(epilog=_EXAMPLES + "gateway serve")
def serve() -> None:
    """Start de gateway met de instellingen uit de omgeving (GATEWAY_…)."""
    settings = read_settings()
    configure_logs(settings.log_niveau)
    uvloop.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    listening = _listen(settings)
    async with running(settings) as gateway:
        server = uvicorn.Server(
            uvicorn.Config(
                create_app(gateway),
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                lifespan="off",
                timeout_graceful_shutdown=15,
            )
        )
        _err.print(f"gateway op http://{settings.host}:{listening.getsockname()[1]}", markup=False)
        await server.serve(sockets=[listening])


def _listen(settings: Settings) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except OSError as error:
        reason = error.strerror or "niet te gebruiken"
        raise SettingsInvalid(
            (f"GATEWAY_HOST, GATEWAY_PORT: hier kan niet worden geluisterd ({reason})",)
        ) from None
    return listening


@app.command(
    epilog=_EXAMPLES + "gateway mocks --port 8081",
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def mocks(context: typer.Context) -> None:
    """Start de nagebootste bronnen (opties: zie `gateway mocks --help-opties`)."""
    arguments = ["--help" if argument == "--help-opties" else argument for argument in context.args]
    os.execve(  # noqa: S606 - our own module, in this process's place
        sys.executable, [sys.executable, "-m", "adapters.mock", *arguments], demonstration.child_environ()
    )


@app.command(epilog=_EXAMPLES + "gateway demo\n\ngateway demo --once --json --persona P04")
def demo(
    *,
    once: Annotated[bool, typer.Option("--once", help="stop na het antwoord")] = False,
    as_json: Json = False,
    persona: Persona = "P01",
) -> None:
    """Start alles op testgegevens, stel één vraag en toon het profiel."""
    settings = read_settings({name: value for name, value in os.environ.items() if "BRONNEN" not in name})
    question = demonstration.question_of(persona, settings.adapters)
    demonstration.end_on_signals()
    with demonstration.running(settings, demonstration.child_environ(), _err.print) as parts:
        token = demo_issuer(settings).token(now=time.time())
        answer = _ask(parts.gateway, question, token)
        _print_answer(answer, settings, as_json=as_json)
        if not once:
            with suppress(KeyboardInterrupt):
                _invite(parts, question, token)
                signal.pause()


def _invite(parts: demonstration.Running, question: dict[str, object], token: str) -> None:
    """Tell where everything is; the question goes in by stdin, so no number stands in a process list."""
    for line in (
        "",
        f"Documentatie:        {parts.gateway}/v1/documentatie",
        f"Contract (OpenAPI):  {parts.gateway}/v1/openapi.json",
        f"Wat bronnen kregen:  {parts.mocks}/__admin/requests",
        "",
        "Vraag het zelf; het testbewijs geldt een kwartier, `gateway token` geeft een nieuw:",
        "",
        f"curl -sS {parts.gateway}/v1/raadplegingen -H 'Content-Type: application/json' \\",
        f"  -H 'Authorization: Bearer {token}' \\",
        "  -d @- <<'VRAAG'",
        json.dumps(question),
        "VRAAG",
        "",
        "Ctrl-C stopt alles.",
    ):
        _err.out(line)


def _ask(url: str, question: object, token: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}"}
    try:
        response = httpx.post(
            f"{url}/v1/raadplegingen", json=question, headers=headers, timeout=30.0, trust_env=False
        )
        answer: dict[str, Any] = response.json()
    except (httpx.TransportError, ValueError):
        raise GatewayError(f"geen antwoord van {url}: draait de gateway daar?") from None
    if not response.is_success:
        raise Refused(answer["code"], detail=answer["detail"])
    return answer


def _print_answer(answer: dict[str, Any], settings: Settings, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False) + "\n")
        return
    profiel = load(settings.contracts, settings.adapters).profiel
    show(answer, profiel, _out(), vandaag=Clock(settings.peildatum).today())


@app.command(epilog=_EXAMPLES + "gateway ask --persona P04\n\ngateway ask --json < vraag.json")
def ask(
    *,
    persona: Annotated[
        str | None, typer.Option(help="testpersoon; zonder deze optie komt de vraag op stdin")
    ] = None,
    url: Annotated[str | None, typer.Option(help="adres van de gateway")] = None,
    as_json: Json = False,
) -> None:
    """Stel één vraag aan een draaiende gateway; een BSN is nooit een argument."""
    settings = read_settings()
    question = (
        demonstration.question_of(persona, settings.adapters) if persona else json.loads(sys.stdin.read())
    )
    answer = _ask(url or f"http://{settings.host}:{settings.port}", question, _demo_token(settings))
    _print_answer(answer, settings, as_json=as_json)


@app.command(epilog=_EXAMPLES + 'curl -H "Authorization: Bearer $(gateway token)" …')
def token(
    *,
    rol: Annotated[str, typer.Option(help="rol van de medewerker")] = "casemanager",
    afnemer: Annotated[str, typer.Option(help="OIN van de vragende organisatie")] = "00000099000000010000",
    scope: Annotated[list[str] | None, typer.Option(help="doelbinding; mag vaker")] = None,
) -> None:
    """Geef een testbewijs van de demo-uitgever; weigert buiten de demo."""
    settings = read_settings()
    scopes = tuple(scope) if scope else (demonstration.DOELBINDING,)
    sys.stdout.write(_demo_token(settings, rol=rol, azp=afnemer, scope=scopes) + "\n")


def _demo_token(settings: Settings, **claims: Any) -> str:  # noqa: ANN401 - claims of the demo issuer
    require_demo(any_source_real=bool(settings.echt), foreign_issuer=settings.oidc.issuer is not None)
    return demo_issuer(settings).token(now=time.time(), **claims)


@contract.command("check")
def contract_check(*, as_json: Json = False) -> None:
    """Kijk alle contracten na; noemt elke fout met bestand en regel."""
    register = _register()
    facts = {"digest": register.digest, "doelbindingen": len(register.doelbindingen)}
    if as_json:
        sys.stdout.write(json.dumps(facts) + "\n")
    else:
        _out().print(
            f"De contracten kloppen: {len(register.doelbindingen)} doelbinding(en), {register.digest}"
        )


@contract.command("plan", epilog=_EXAMPLES + "gateway contract plan DJI_INTAKE_ARBEIDSMARKT")
def contract_plan(doelbinding: str, *, as_json: Json = False) -> None:
    """Toon per veld waar het vandaan komt, onder welke voorwaarden en waarom."""
    register = _register()
    versions = [found for found in register.doelbindingen if found.id == doelbinding]
    if not versions:
        raise Refused("DOELBINDING_ONBEKEND")
    rows = list(plan_rows(register, register.plan(versions[-1], None).plan))
    if as_json:
        sys.stdout.write(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
        return
    show_plan(rows, _out(), title=f"{doelbinding} {versions[-1].versie}")


@contract.command("generate")
def contract_generate(
    *,
    check: Annotated[
        bool, typer.Option("--check", help="vergelijk alleen; fout als er iets verschilt")
    ] = False,
) -> None:
    """Maak de documenten die uit de contracten volgen, of kijk of ze kloppen."""
    root = Path(__file__).resolve().parent.parent
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


@keys.command("new")
def keys_new() -> None:
    """Maak de sleutels die nog ontbreken; overschrijft er nooit een."""
    made = new_keys(read_settings().state_dir / "sleutels")
    _out().print("\n".join(f"gemaakt: {path}" for path in made) or "alle sleutels zijn er al")


@database.command("upgrade")
def db_upgrade() -> None:
    """Breng de database bij."""
    upgrade(read_settings().database)
    _out().print("de database is bij")


@log.command("show", epilog=_EXAMPLES + "gateway log show --json | jq .soort")
def log_show(
    *,
    raadpleging: Annotated[str | None, typer.Option(help="alleen deze raadpleging")] = None,
    as_json: Json = False,
) -> None:
    """Toon vastgelegde raadplegingen, een per regel."""
    settings = read_settings()
    folder = settings.state_dir / "sleutels"
    path = settings.sleutels.logboek_file or folder / "logboek.key"
    key = load_key(path, "GATEWAY_SLEUTELS__LOGBOEK_FILE")
    for record in read_records(
        sqlite_path(settings.database), {key_id(key): key}, raadpleging_id=raadpleging
    ):
        line = json.dumps(record, ensure_ascii=False)
        sys.stdout.write(line + "\n" if as_json else f"{record['tijdstip']} {record['soort']:9} {line}\n")


@log.command("verify")
def log_verify() -> None:
    """Reken de keten van het logboek na; elke wijziging is een bevinding (uitgang 5)."""
    verdict = examine(sqlite_path(read_settings().database))
    for note in verdict.notes:
        _err.print(f"let op: {note}")
    for finding in verdict.findings:
        _err.print(f"[bold]bevinding:[/] {finding}")
    if verdict.findings:
        raise typer.Exit(5)
    _out().print(f"het logboek klopt: {verdict.records} regels")


def main() -> None:
    """Run a command; an error becomes one clear text on stderr and its exit code."""
    try:
        app()
    except GatewayError as error:
        text = (
            f"{error.problem.titel} ({error.code}). {error.detail}"
            if isinstance(error, Refused)
            else str(error)
        )
        _err.print(text, markup=False)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
