"""The commands as people run them: their output, their exit codes, what they refuse."""

import base64
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.fakes.processes import BRONNEN, ROOT, MockSources, environment

_GATEWAY = [sys.executable, "-m", "gateway"]


def _run(
    *arguments: str, env: dict[str, str], given: str | None = None, timeout: float = 60
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*_GATEWAY, *arguments],
        env=env,
        input=given,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=timeout,
        check=False,
    )


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """An environment with an empty home and state folder, on ports of its own."""
    return {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "GATEWAY_PORT": str(_free_port())}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_demo_once_json_prints_the_profile_alone_on_stdout(env: dict[str, str]) -> None:
    """`demo --once --json` gives P01 with each part from its own source, ends 0, and leaves no process."""
    done = _run("demo", "--once", "--json", env=env)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    work = answer["arbeidsmarktkwalificatie"]
    assert {row["bron"] for row in work["opleiding"]} == {"DUO"}
    assert {row["bron"] for row in work["werkervaring"] if row["bron"].startswith("UWV")} == {"UWV_POLIS"}
    assert [(row["categorie"], row["bron"]) for row in answer["uitkeringsverhouding"]] == [
        ("BIJSTAND", "GEMEENTE_UITKERING")
    ]
    assert {row["bron"] for row in answer["reIntegratievoorziening"]} == {"GEMEENTE_REINTEGRATIE"}
    assert [entry["bronStatus"] for entry in answer["bronnen"] if entry["bron"] == "SVB"] == [
        "NIETS_GEVONDEN"
    ]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", int(env["GATEWAY_PORT"])))


def test_a_port_in_use_is_said_and_the_next_one_taken(env: dict[str, str]) -> None:
    """With its port taken the demo says so and runs on another."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(env["GATEWAY_PORT"])))
        taken.listen()
        done = _run("demo", "--once", "--json", env=env)
    assert done.returncode == 0, done.stderr
    assert f"Poort {env['GATEWAY_PORT']} is in gebruik; ik neem" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_demo_stays_up_until_ended_and_takes_everything_with_it(
    env: dict[str, str], number: signal.Signals
) -> None:
    """Ctrl-C, an end or a closed terminal ends the demo and both parts; the curl line holds a token."""
    process = subprocess.Popen(
        [*_GATEWAY, "demo"], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        said += line
        if "Ctrl-C" in line:
            break
    process.send_signal(number)
    process.communicate(timeout=20)
    assert process.returncode == 0
    assert "Authorization: Bearer ey" in said
    time.sleep(0.1)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", int(env["GATEWAY_PORT"])))


@contextmanager
def _served(env: dict[str, str], state: Path, url: str, **more: str) -> Iterator[dict[str, str]]:
    """Serve a gateway in its own process on these mock sources; gives its environment."""
    port = {"GATEWAY_PORT": env["GATEWAY_PORT"]}
    full = {**env, **environment(state, dict.fromkeys(BRONNEN, url)), **port, **more}
    process = subprocess.Popen([*_GATEWAY, "serve"], env=full, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stderr is not None
    process.stderr.readline()
    yield full
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)


@pytest.fixture
def serving(env: dict[str, str], mocks: MockSources, tmp_path: Path) -> Iterator[dict[str, str]]:
    """A gateway served in its own process on the shared mock sources; gives its environment."""
    with _served(env, tmp_path, mocks.url) as full:
        yield full


def test_ask_reads_a_question_from_stdin_and_the_log_shows_it(serving: dict[str, str]) -> None:
    """A question on stdin is answered; `log show --json` then has its beginning and end."""
    question = {
        "burgerservicenummer": "999990019",
        "geboortedatum": "1994",
        "doelbinding": "DJI_INTAKE_ARBEIDSMARKT",
        "zaakkenmerk": "2f1c7a52-6a0e-4c83-9c53-0c7f5d0a1b11",
        "velden": ["uitkeringsverhouding.categorie"],
    }
    done = _run("ask", "--json", env=serving, given=json.dumps(question))
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["persoon"]["vergewist"] == "GEDEELTELIJK"
    name = answer["raadpleging"]["raadplegingId"]
    shown = _run("log", "show", "--json", "--raadpleging", name, env=serving)
    lines = [json.loads(line) for line in shown.stdout.splitlines()]
    assert [(line["soort"], line["raadplegingId"]) for line in lines] == [
        ("BEGONNEN", name),
        ("GEEINDIGD", name),
    ]
    assert _run("log", "verify", env=serving).returncode == 0
    assert "999990019" not in shown.stdout + shown.stderr


_SCHOOL = "arbeidsmarktkwalificatie.opleiding.instellingscode"
_DJI = "doelbindingen/DJI_INTAKE_ARBEIDSMARKT.2026-01-01.toml"


def _without_school(folder: Path) -> Path:
    """Copy the contracts, and take the school out of the whitelist of DJI."""
    shutil.copytree(ROOT / "contracts", folder)
    path = folder / _DJI
    text, taken = re.subn(rf'\[\[veld\]\]\nveld = "{_SCHOOL}"\nreden = .*\n', "", path.read_text("utf-8"))
    assert taken == 1
    path.write_text(text, "utf-8")
    return folder


def test_ask_tells_people_of_each_source_as_it_ends(serving: dict[str, str]) -> None:
    """Every source is named once on stderr before the profile stands on stdout; nothing it said is."""
    done = _run("ask", "--persona", "P01", env=serving)
    assert done.returncode == 0, done.stderr
    told = [line for line in done.stderr.splitlines() if line.startswith("✓ Heeft geantwoord  ")]
    assert len(told) == len(set(told)) == 9
    assert "✓ Heeft geantwoord  SVB (AOW, Anw)" in told
    assert ("0855" in done.stderr, "0855" in done.stdout) == (False, True)


def test_a_refused_question_exits_3_and_names_the_code(
    env: dict[str, str], mocks: MockSources, tmp_path: Path
) -> None:
    """A veld outside the purpose: exit code 3, code and veld on stderr, the problem on stdout."""
    question = {
        "burgerservicenummer": "999990019",
        "geboortedatum": "1994",
        "doelbinding": "DJI_INTAKE_ARBEIDSMARKT",
        "zaakkenmerk": "2f1c7a52-6a0e-4c83-9c53-0c7f5d0a1b11",
        "velden": [_SCHOOL],
    }
    contracts = _without_school(tmp_path / "contracts")
    with _served(env, tmp_path, mocks.url, GATEWAY_CONTRACTS=str(contracts)) as serving:
        done = _run("ask", "--json", env=serving, given=json.dumps(question))
        assert (done.returncode, json.loads(done.stdout)["code"]) == (3, "VELD_BUITEN_DOEL")
        assert "VELD_BUITEN_DOEL" in done.stderr
        assert _SCHOOL in done.stderr
        assert _run("ask", "--json", env=serving, given="{").returncode == 2


@pytest.mark.parametrize("command", ["ask", "demo"])
def test_about_a_person_without_a_number_nothing_can_be_asked(env: dict[str, str], command: str) -> None:
    """P13 has no burgerservicenummer: said in so many words, exit code 2, and nothing was started."""
    done = _run(command, "--persona", "P13", env=env)
    assert (done.returncode, done.stdout) == (2, "")
    said = "--persona: van P13 is geen burgerservicenummer bekend; zonder dat nummer kan aan geen enkele bron"
    assert done.stderr.split() == [*said.split(), "iets", "worden", "gevraagd"]


def test_contract_check_names_every_fault_and_exits_1(env: dict[str, str], tmp_path: Path) -> None:
    """A misspelt veld in a whitelist is named with file and line, exit code 1."""
    shutil.copytree(ROOT / "contracts", tmp_path / "contracts")
    path = tmp_path / "contracts" / "doelbindingen" / "DJI_INTAKE_ARBEIDSMARKT.2026-01-01.toml"
    text = path.read_text("utf-8").replace("opleiding.datumDiploma", "opleiding.datumDiplomaa")
    path.write_text(text, "utf-8")
    line = next(number for number, row in enumerate(text.splitlines(), 1) if "datumDiplomaa" in row)
    done = _run("contract", "check", env={**env, "GATEWAY_CONTRACTS": str(tmp_path / "contracts")})
    assert done.returncode == 1
    assert f"contracts/doelbindingen/{path.name}:{line}:" in done.stderr.replace("\n", "")


def test_contract_plan_shows_every_veld_and_marks_interns(env: dict[str, str]) -> None:
    """`contract plan --json` has a row per allowed veld and source, and marks what is read to work with."""
    done = _run("contract", "plan", "DJI_INTAKE_ARBEIDSMARKT", "--json", env=env)
    rows = json.loads(done.stdout)
    velden = {row["veld"] for row in rows if not row["veld"].startswith("intern: ")}
    whitelist = tomllib.loads((ROOT / "contracts" / _DJI).read_text("utf-8"))["veld"]
    assert velden == {regel["veld"] for regel in whitelist}
    interns = {row["veld"] for row in rows if row["bron"] == "UWV_UITKERING"} - velden
    assert interns == {"intern: wet"}
    assert set(rows[0]) == {"veld", "bron", "operatie", "locator", "als", "voorwaarden", "grondslag", "reden"}


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("GATEWAY_PROT", "1", "bedoelt u GATEWAY_PORT?"),
        ("GATEWAY_BRONNEN__UWV__OMGEVING", "proef", "GATEWAY_BRONNEN__UWV"),
        ("GATEWAY_PORT", "honderd", "GATEWAY_PORT"),
    ],
)
def test_a_wrong_setting_is_named_without_its_value(
    env: dict[str, str], name: str, value: str, text: str
) -> None:
    """A setting that does not exist or does not fit is named, exit code 2; its value is not."""
    done = _run("serve", env={**env, name: value})
    assert done.returncode == 2
    assert text in done.stderr
    assert "honderd" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("host", "reason"),
    [("127.0.0.1", "dat is al in gebruik"), ("192.0.2.1", "dat adres heeft deze machine niet")],
)
def test_an_address_that_cannot_be_listened_at_is_told_in_dutch(
    env: dict[str, str], host: str, reason: str
) -> None:
    """A port that is taken, or an address of another machine: told by the settings' names, exit code 2."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(env["GATEWAY_PORT"])))
        taken.listen()
        done = _run("serve", env={**env, "GATEWAY_HOST": host})
    said = " ".join(done.stderr.split())
    text = f"GATEWAY_HOST, GATEWAY_PORT: hier kan niet worden geluisterd ({reason})"
    assert (done.returncode, text in said) == (2, True), said


def test_a_fixed_day_and_the_demo_issuer_are_refused_with_a_real_source(env: dict[str, str]) -> None:
    """With one source echt, GATEWAY_PEILDATUM and the demo issuer are both refused, exit code 2."""
    real = {**env, "GATEWAY_PEILDATUM": "2026-11-01", "GATEWAY_BRONNEN__UWV__URL": "https://uwv.example"}
    done = _run("serve", env=real)
    assert done.returncode == 2
    assert "GATEWAY_PEILDATUM" in done.stderr
    assert "GATEWAY_OIDC__ISSUER" in done.stderr
    without_day = {name: value for name, value in real.items() if name != "GATEWAY_PEILDATUM"}
    assert _run("token", env=without_day).returncode == 2


@pytest.mark.parametrize(
    ("options", "sub", "inrichting"),
    [
        ((), "medewerker-0001", "PI_TEST"),
        (
            ("--medewerker", "medewerker-0002", "--inrichting", "PI_ANDERS"),
            "medewerker-0002",
            "PI_ANDERS",
        ),
    ],
)
def test_a_token_is_of_the_employee_that_is_named(
    env: dict[str, str], options: tuple[str, ...], sub: str, inrichting: str
) -> None:
    """`gateway token` says which employee of which inrichting it is, by default the test casemanager."""
    done = _run("token", *options, env=env)
    middle = done.stdout.split(".")[1]
    said = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    assert (said["sub"], said["inrichting"]) == (sub, inrichting)
