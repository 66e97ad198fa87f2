"""Reads deploy/compose.yaml."""

from typing import Any

import yaml

from tests.fakes.processes import ROOT

COMPOSE = ROOT / "deploy" / "compose.yaml"


def composition() -> dict[str, Any]:
    """Give the whole file."""
    found: dict[str, Any] = yaml.safe_load(COMPOSE.read_text("utf-8"))
    return found


def service(name: str) -> dict[str, Any]:
    """Give one service."""
    found: dict[str, Any] = composition()["services"][name]
    return found
