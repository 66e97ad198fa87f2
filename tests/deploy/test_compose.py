"""compose.yaml: valid by the compose specification, closed to the outside, and honest about what is used."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.composition import COMPOSE, composition, service
from tests.deploy.containerfile import stages

SERVICES = ("gateway", "mocks", "otel-collector", "prometheus", "grafana", "redis", "postgres")


def _findings(path: Path) -> int:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(path)]
    return subprocess.run(command, capture_output=True, check=False).returncode


def test_compose_is_valid_by_the_compose_specification(tmp_path: Path) -> None:
    """The schema of the specification finds no fault in it, and does find one word misspelt."""
    misspelt = tmp_path / "compose.yaml"
    misspelt.write_text(COMPOSE.read_text("utf-8").replace("  read_only:", "  readonly:"), "utf-8")
    assert (_findings(COMPOSE), _findings(misspelt)) == (0, 1)


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_closed(name: str) -> None:
    """Each service runs on a read-only root, without capabilities, as a user who is not root, bounded."""
    found = service(name)
    assert set(composition()["services"]) == set(SERVICES)
    assert (found["read_only"], found["cap_drop"]) == (True, ["ALL"])
    assert found["security_opt"] == ["no-new-privileges:true"]
    assert int(found["user"].partition(":")[0]) > 0
    assert {"pids_limit", "mem_limit"} <= found.keys()
    assert "privileged" not in found


def test_only_the_gateway_and_its_dashboard_are_published_and_only_on_this_machine() -> None:
    """Two ports are published, on 127.0.0.1; every other service is on the inner network alone."""
    services = composition()["services"]
    assert {name: found["ports"] for name, found in services.items() if "ports" in found} == {
        "gateway": ["127.0.0.1:8080:8080"],
        "grafana": ["127.0.0.1:3000:3000"],
    }
    assert {name for name, found in services.items() if found["networks"] != ["back"]} == {
        "gateway",
        "grafana",
    }
    assert composition()["networks"]["back"] == {"internal": True}


def test_the_gateway_is_production_and_waits_for_its_own_readyz() -> None:
    """Each of the two is built from its own stage, and is healthy when its own address says so."""
    built = {name: service(name)["build"]["target"] for name in ("gateway", "mocks")}
    assert built == {"gateway": "production", "mocks": "mocks"}
    assert set(built.values()) <= stages().keys()
    assert "http://127.0.0.1:8080/readyz" in service("gateway")["healthcheck"]["test"][-1]
    assert "http://127.0.0.1:8081/__admin/health" in service("mocks")["healthcheck"]["test"][-1]


def test_secrets_are_files() -> None:
    """The three keys come in as declared secrets, and no setting holds a secret itself."""
    found = service("gateway")
    files = {value for name, value in found["environment"].items() if name.endswith("_FILE")}
    assert files == {f"/run/secrets/{name}" for name in found["secrets"]}
    assert set(found["secrets"]) == {"pseudoniem", "logboek", "cache"} < composition()["secrets"].keys()
    assert service("postgres")["environment"]["POSTGRES_PASSWORD_FILE"] == "/run/secrets/postgres"


def test_what_the_gateway_does_not_use_yet_is_not_started() -> None:
    """Redis and PostgreSQL stand under the profile `later`, and no setting of the gateway names them."""
    services = composition()["services"]
    assert {name for name, found in services.items() if found.get("profiles") == ["later"]} == {
        "redis",
        "postgres",
    }
    assert not [
        value
        for value in service("gateway")["environment"].values()
        if "redis" in value or "postgres" in value
    ]
