"""The papers in the root: the licence as published, publiccode.yml by its standard, versions that agree."""

import hashlib
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from tests.fakes.processes import ROOT

PUBLISHED = "6fc9e709ccbfe0d77fbffa2427a983282be2eb88e47b1cdb49f21a83b4d1e665"
"""SHA-256 of the English text of EUPL-1.2 as the European Commission gives it in plain text."""


def _publiccode() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))
    return found


def _project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return found


def test_the_licence_is_the_published_text() -> None:
    """LICENSE is the English EUPL-1.2 to the letter, and pyproject and publiccode.yml name it."""
    assert hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == PUBLISHED
    assert (_project()["license"], _project()["license-files"]) == ("EUPL-1.2", ["LICENSE"])
    assert _publiccode()["legal"] == {"license": "EUPL-1.2"}


def test_publiccode_follows_its_standard_in_two_languages() -> None:
    """publiccode.yml keeps the rules of its standard on keys, lengths and lists, in Dutch and English."""
    rules = json.loads((Path(__file__).parent / "publiccode.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(rules)
    faults = Draft202012Validator(rules).iter_errors(_publiccode())
    assert [f"{fault.json_path}: {fault.message}" for fault in faults] == []
    assert set(_publiccode()["description"]) == {"nl", "en"}


def test_one_version_and_one_day() -> None:
    """The newest release in the changelog is the version of pyproject and publiccode.yml, on the same day."""
    releases = re.findall(
        r"^## \[(\d[^]]*)] - (\S+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )
    public = _publiccode()
    assert releases[0] == (_project()["version"], public["releaseDate"])
    assert public["softwareVersion"] == _project()["version"]
