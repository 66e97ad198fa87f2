"""Every GATEWAY_ name in deploy/ is a setting, and env.example has them all with their meaning."""

import re
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from gateway.knobs import BronSettings
from gateway.settings import Settings, read_settings
from tests.fakes.processes import ROOT

_DEPLOY = ROOT / "deploy"
_BRONNEN = sorted(path.parent.name for path in (ROOT / "adapters").glob("*/manifest.toml"))
_LINE = re.compile(r"^#?(GATEWAY_\w+)=(.*)$")


def _meanings(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, str | None]]:
    """Give every setting by its name in the environment, with its meaning; BRON for the name of a source."""
    for name, field in model.model_fields.items():
        whole = prefix + name.upper()
        if name == "bronnen":
            yield from _meanings(BronSettings, f"{whole}__BRON__")
        elif isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _meanings(field.annotation, f"{whole}__")
        else:
            yield whole, field.description


MEANINGS = dict(_meanings(Settings, "GATEWAY_"))


def _plain(name: str) -> str:
    return re.sub(f"__({'|'.join(_BRONNEN).upper()})__", "__BRON__", name)


def _example() -> Iterator[tuple[str, str, bool, str]]:
    """Give name, value, whether it is in force, and the comment above it."""
    comment = ""
    for line in (_DEPLOY / "env.example").read_text("utf-8").splitlines():
        if found := _LINE.match(line):
            yield found[1], found[2], not line.startswith("#"), comment
        else:
            comment = line.removeprefix("# ")


def test_the_example_names_every_setting_under_its_meaning() -> None:
    """env.example has exactly the settings there are, each below the meaning that settings.py gives it."""
    assert {_plain(name): comment for name, _, _, comment in _example()} == MEANINGS


def test_the_example_can_be_used_as_it_is() -> None:
    """What is in force in env.example is a valid set of settings, on nagebootste bronnen only."""
    settings = read_settings(
        {name: value for name, value, in_force, _ in _example() if in_force} | {"HOME": "/h"}
    )
    assert {"uwv", "duo", "svb", "gemeente"} <= set(settings.bronnen) <= set(_BRONNEN)
    assert settings.echt == frozenset()


def test_every_line_of_the_example_can_be_put_in_force() -> None:
    """With the # taken away everywhere it is valid too: no example value is of the wrong kind."""
    settings = read_settings({name: value for name, value, _, _ in _example()})
    assert settings.model_fields_set == Settings.model_fields.keys()


@pytest.mark.parametrize("file", ["compose.yaml", "Containerfile", "gateway.service", "env.example"])
def test_every_name_in_deploy_is_a_setting(file: str) -> None:
    """Every GATEWAY_ name is a setting, or the file of one that is a secret."""
    names = set(re.findall(r"GATEWAY_[A-Z_]+[A-Z]", (_DEPLOY / file).read_text("utf-8")))
    assert names
    assert {_plain(name) for name in names} - MEANINGS.keys() <= {"GATEWAY_DATABASE_URL_FILE"}
