"""A source folder that says it is optional may be without an address; any other may not."""

import json
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from gateway.errors import SettingsInvalid
from gateway.settings import Settings, read_settings
from gateway.sources.link import MAX_BYTES
from gateway.sources.wire import FastWire, Wire
from gateway.wiring import running
from tests.fakes.processes import (
    BRONNEN,
    CASEMANAGER,
    PERSONAS,
    ROOT,
    MockSources,
    environment,
    question_about,
)


def _settings(state: Path, url: str, *, optional: bool) -> Settings:
    """Read settings without an address for the SVB, on adapters in which it is optional or not."""
    adapters = state / "adapters"
    for path in ROOT.glob("adapters/*/*.toml"):
        target = adapters / path.parent.name / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    manifest = adapters / "svb" / "manifest.toml"
    says = "optioneel = true\n" if optional else ""
    manifest.write_text(manifest.read_text("utf-8").replace("tijdTotaal", f"{says}tijdTotaal"), "utf-8")
    urls = dict.fromkeys(set(BRONNEN) - {"svb"}, url)
    return read_settings({**environment(state, urls), "GATEWAY_ADAPTERS": str(adapters)})


async def test_an_optional_source_without_an_address_is_unreachable(
    mocks: MockSources, tmp_path: Path
) -> None:
    """The gateway runs, opens no way to it, and answers that it could not be reached; the rest is whole."""
    wired: list[str] = []

    def wire_for(name: str) -> Wire:
        wired.append(name)
        return FastWire(max_bytes=MAX_BYTES)

    person = tomllib.loads((PERSONAS / "P01.toml").read_text("utf-8"))["persoon"]
    async with running(_settings(tmp_path, mocks.url, optional=True), wire_for=wire_for) as gateway:
        body = await gateway.ask(
            question_about(person), CASEMANAGER, raadpleging_id="018f-optioneel", traceparent=None
        )
    answer: dict[str, Any] = json.loads(body)
    assert "svb" not in wired
    unreachable = [entry for entry in answer["bronnen"] if entry["bronStatus"] == "NIET_BESCHIKBAAR"]
    assert unreachable == [{"bron": "SVB", "bronStatus": "NIET_BESCHIKBAAR", "oorzaak": "VERBINDING"}]
    absent = {entry["reden"] for entry in answer["nietGeleverd"] if entry["bron"] == "SVB"}
    assert absent == {"BRON_NIET_BESCHIKBAAR"}
    assert (answer["volledig"], answer["onvolledig"]) == (False, ["uitkeringsverhouding"])
    assert [row["bron"] for row in answer["uitkeringsverhouding"]] == ["GEMEENTE_UITKERING"]


async def test_a_required_source_without_an_address_refuses_to_start(tmp_path: Path) -> None:
    """Without `optioneel` the missing setting is named, and nothing is started."""
    settings = _settings(tmp_path, "http://127.0.0.1:9", optional=False)
    with pytest.raises(SettingsInvalid) as refusal:
        async with running(settings):
            pass
    assert refusal.value.texts == ("GATEWAY_BRONNEN__SVB__URL: ontbreekt",)
