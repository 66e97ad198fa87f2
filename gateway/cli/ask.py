"""`gateway demo`, `gateway ask` and `gateway token`: one question, with a token of the demo issuer."""

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from http import HTTPStatus
from typing import Annotated, Any

import httpx
import typer

from gateway import demo as demonstration
from gateway.cli.console import EXAMPLES, Json, err, out
from gateway.clock import Clock
from gateway.errors import GatewayError, Refused, SettingsInvalid, Unavailable
from gateway.issuer import require_demo
from gateway.problems import PROBLEMS
from gateway.register.register import load
from gateway.screen import show, source_line
from gateway.settings import Settings, read_settings
from gateway.trust import demo_issuer

app = typer.Typer()


@app.command(epilog=EXAMPLES + "gateway demo\n\ngateway demo --once --json --persona P04")
def demo(
    *,
    once: Annotated[bool, typer.Option("--once", help="stop na het antwoord")] = False,
    as_json: Json = False,
    persona: Annotated[str, typer.Option(help="testpersoon, bijvoorbeeld P04")] = "P01",
) -> None:
    """Start alles op testgegevens, stel één vraag en toon het profiel."""
    settings = read_settings(demonstration.own_settings(os.environ))
    question = demonstration.question_of(persona, settings.adapters)
    demonstration.end_on_signals()
    with demonstration.running(settings, demonstration.child_environ(), err.print) as parts:
        token = demo_issuer(settings).token(now=time.time())
        answer = _ask(parts.gateway, question, token, as_json=as_json)
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
        err.out(line)


def _ask(url: str, question: object, token: str, *, as_json: bool) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"}
    try:
        with httpx.stream(
            "POST", f"{url}/v1/raadplegingen", json=question, headers=headers, timeout=30.0, trust_env=False
        ) as response:
            delivered, answer = _last(response, quiet=as_json)
    except (httpx.TransportError, ValueError):
        raise SettingsInvalid((f"--url: geen antwoord van {url}; draait de gateway daar?",)) from None
    if not delivered:
        if as_json:
            sys.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False) + "\n")
        raise _refusal(answer)
    return answer


def _last(response: httpx.Response, *, quiet: bool) -> tuple[bool, dict[str, Any]]:
    """Tell of each source as it ends; give whether what came last is a profile, and that or the problem.

    Raises ValueError when it ends before that.
    """
    if not response.is_success:
        return False, json.loads(response.read())
    name = b""
    for line in _lines(response):
        kind, _, value = line.partition(b": ")
        if kind == b"event":
            name = value
        elif kind == b"data" and name != b"bron":
            return name == b"profiel", json.loads(value)
        elif kind == b"data" and not quiet:
            err.print(source_line(json.loads(value)))
    raise ValueError


def _lines(response: httpx.Response) -> Iterator[bytes]:
    # httpx would also end a line where a name in the profile holds a Unicode line separator.
    rest = b""
    for chunk in response.iter_bytes():
        *whole, rest = (rest + chunk).split(b"\n")
        yield from whole


def _refusal(problem: dict[str, Any]) -> GatewayError:
    code, detail = str(problem.get("code")), str(problem.get("detail"))
    faults = [f"{item['name']}: {item['reason']}" for item in problem.get("invalidParams", ())]
    detail = "\n  ".join([detail, *faults, *problem.get("velden", ())])
    if code not in PROBLEMS:
        return GatewayError(f"de gateway weigerde: {detail}")
    unavailable = PROBLEMS[code].status == HTTPStatus.SERVICE_UNAVAILABLE
    return (Unavailable if unavailable else Refused)(code, detail=detail)


def _from_stdin() -> object:
    try:
        return json.loads(sys.stdin.read())
    except ValueError:
        raise SettingsInvalid(("stdin: de vraag is geen JSON",)) from None


def _print_answer(answer: dict[str, Any], settings: Settings, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False) + "\n")
        return
    profiel = load(settings.contracts, settings.adapters).profiel
    show(answer, profiel, out(), vandaag=Clock(settings.peildatum).today())


@app.command(epilog=EXAMPLES + "gateway ask --persona P04\n\ngateway ask --json < vraag.json")
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
    question = demonstration.question_of(persona, settings.adapters) if persona else _from_stdin()
    answer = _ask(
        url or f"http://{settings.host}:{settings.port}", question, _demo_token(settings), as_json=as_json
    )
    _print_answer(answer, settings, as_json=as_json)


@app.command(
    epilog=EXAMPLES
    + 'curl -H "Authorization: Bearer $(gateway token)" …\n\n'
    + "gateway token --medewerker medewerker-0002 --inrichting PI_ANDERS"
)
def token(
    *,
    rol: Annotated[str, typer.Option(help="rol van de medewerker")] = "casemanager",
    afnemer: Annotated[str, typer.Option(help="OIN van de vragende organisatie")] = "00000099000000010000",
    medewerker: Annotated[str, typer.Option(help="pseudoniem van de medewerker (sub)")] = "medewerker-0001",
    inrichting: Annotated[str, typer.Option(help="inrichting van de medewerker")] = "PI_TEST",
    scope: Annotated[list[str] | None, typer.Option(help="doelbinding; mag vaker")] = None,
) -> None:
    """Geef een testbewijs van de demo-uitgever; weigert buiten de demo."""
    settings = read_settings()
    scopes = tuple(scope) if scope else (demonstration.DOELBINDING,)
    made = _demo_token(settings, rol=rol, azp=afnemer, sub=medewerker, inrichting=inrichting, scope=scopes)
    sys.stdout.write(made + "\n")


def _demo_token(settings: Settings, **claims: Any) -> str:  # noqa: ANN401 - claims of the demo issuer
    require_demo(any_source_real=bool(settings.echt), foreign_issuer=settings.oidc.issuer is not None)
    return demo_issuer(settings).token(now=time.time(), **claims)
