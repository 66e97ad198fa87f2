"""`gateway pki demo` as people and machines run it."""

import json
import os
import subprocess
import sys
from pathlib import Path

from gateway.core import oin
from tests.fakes.processes import BRONNEN, ROOT

OWN_OIN = "00000099000000020000"


def run(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "GATEWAY_OIN": OWN_OIN}
    command = [sys.executable, "-m", "gateway", "pki", "demo", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)


def test_machines_read_what_was_made_and_how_to_set_it(tmp_path: Path) -> None:
    """`--json` gives on stdout alone every file that is there, and for every source its settings."""
    folder = tmp_path / "pki"
    done = run(str(folder), "--json", "--sleutel", "ec", home=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    listed = {path for item in told["gemaakt"] for path in item["bestanden"]}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert there == listed | {"gemaakt.sha256"}
    assert {item["naam"]: item["oin"] for item in told["gemaakt"]}["gateway"] == OWN_OIN
    assert told["omgeving"] == {
        f"GATEWAY_BRONNEN__{bron.upper()}__{name}": value
        for bron in BRONNEN
        for name, value in {
            "CERT_FILE": f"{folder}/gateway.pem",
            "KEY_FILE": f"{folder}/gateway.key",
            "TRUST_FILE": f"{folder}/vertrouwd.pem",
            "CRL_FILE": f"{folder}/ingetrokken.crl",
            "URL": f"https://127.0.0.1:8081/{bron}",
            "OMGEVING": "nagebootst",
            **({"BEVEILIGING": "2W-be-S", "OIN": oin.oin_for_test(bron)} if bron in {"uwv", "svb"} else {}),
        }.items()
    }


def test_the_lines_for_people_can_be_pasted_in_a_shell(tmp_path: Path) -> None:
    """A shell that reads the export lines knows the settings, also with a space in the folder."""
    folder = tmp_path / "test pki"
    done = run(str(folder), "--sleutel", "ec", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "fout/leaf_als_ca" in done.stdout
    exports = "\n".join(line for line in done.stdout.splitlines() if line.startswith("export "))
    read = subprocess.run(
        ["/bin/sh", "-c", f'{exports}\nprintf %s "$GATEWAY_BRONNEN__IN_MADE__CERT_FILE"'],
        capture_output=True,
        text=True,
        check=True,
    )
    assert read.stdout == f"{folder}/gateway.pem"


def test_a_folder_in_use_is_refused_with_a_reason(tmp_path: Path) -> None:
    """It ends 2, says in Dutch what is there, prints nothing on stdout and makes nothing."""
    (tmp_path / "notities.txt").write_text("van mij")
    done = run(str(tmp_path), home=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "MAP: hier staat iets dat niet zo gemaakt is (notities.txt); kies een lege map" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["notities.txt"]
