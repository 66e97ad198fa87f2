"""What changes when a source is real: keys and database must be there, and the law must be in force."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from gateway.core.call import Raw
from gateway.errors import SettingsInvalid
from gateway.keys import new_keys
from gateway.settings import Settings, read_settings
from gateway.sources.link import MAX_BYTES
from gateway.sources.wire import FastWire, Wire
from gateway.store.database import upgrade
from gateway.wiring import running
from tests.fakes.processes import (
    BRONNEN,
    CASEMANAGER,
    PERSONAS,
    MockSources,
    environment,
    question_about,
)
from tests.integration.strict import make_pki

_REAL = {
    "GATEWAY_OIDC__CERTIFICAAT_KOP": "x-client-certificaat",
    "GATEWAY_VERTROUWDE_PROXY": "127.0.0.1",
    "GATEWAY_OIDC__ISSUER": "https://uitgever.example",
    "GATEWAY_OIDC__JWKS_URL": "https://uitgever.example/jwks",
    "GATEWAY_OIDC__AUDIENCE": "gateway",
}


class _Forbidden:
    """The wire of a source that must not be asked."""

    async def post(self, url: str, headers: Mapping[str, str], content: bytes, *, seconds: float) -> Raw:
        raise AssertionError(
            f"deze bron mocht niet worden gevraagd: {url} {len(headers)} {len(content)} {seconds}"
        )

    async def close(self) -> None:
        """Nothing to close."""


def real_link(echt: str, state: Path) -> dict[str, str]:
    """Give what the link of a real source needs besides its address."""
    pki, named = make_pki(state / "pki"), f"GATEWAY_BRONNEN__{echt.upper()}__"
    return {
        f"{named}OIN": "00000099000000030000",
        f"{named}CERT_FILE": str(pki / "gateway.pem"),
        f"{named}KEY_FILE": str(pki / "gateway.key"),
        f"{named}TRUST_FILE": str(pki / "vertrouwd.pem"),
        **({f"{named}BEVEILIGING": "2W-be-S"} if echt == "uwv" else {}),
    }


def _settings(state: Path, url: str, *, echt: str) -> Settings:
    env = {**environment(state, dict.fromkeys(BRONNEN, url)), **_REAL}
    del env["GATEWAY_PEILDATUM"]
    del env[f"GATEWAY_BRONNEN__{echt.upper()}__OMGEVING"]
    env[f"GATEWAY_BRONNEN__{echt.upper()}__URL"] = f"https://{echt}.example"
    env |= real_link(echt, state)
    return read_settings(env)


async def test_with_a_real_source_keys_and_database_are_not_made_by_themselves(tmp_path: Path) -> None:
    """With one source echt the gateway does not start until `db upgrade` and `keys new` were run."""
    settings = _settings(tmp_path, "http://127.0.0.1:9", echt="duo")
    with pytest.raises(SettingsInvalid, match="gateway db upgrade"):
        async with running(settings):
            pass
    upgrade(settings.database)
    with pytest.raises(SettingsInvalid, match="gateway keys new"):
        async with running(settings):
            pass


@pytest.mark.parametrize(("echt", "group"), [("duo", "opleiding"), ("uwv", "werkervaring")])
async def test_a_real_source_without_law_in_force_is_never_asked(
    echt: str, group: str, mocks: MockSources, tmp_path: Path
) -> None:
    """DUO (no basis) and UWV (intended) are NIET_TOEGESTAAN when real, and their groups are absent."""
    settings = _settings(tmp_path, mocks.url, echt=echt)
    upgrade(settings.database)
    new_keys(tmp_path / "sleutels")
    person = tomllib.loads((PERSONAS / "P01.toml").read_text("utf-8"))["persoon"]

    def wire_for(name: str) -> Wire:
        return _Forbidden() if name == echt else FastWire(max_bytes=MAX_BYTES)

    async with running(settings, wire_for=wire_for) as gateway:
        body = await gateway.ask(
            question_about(person), CASEMANAGER, raadpleging_id="018f-echt", traceparent=None
        )
    answer: dict[str, Any] = json.loads(body)
    refused = [entry for entry in answer["bronnen"] if entry["bronStatus"] == "NIET_TOEGESTAAN"]
    assert {entry["bron"].partition("_")[0] for entry in refused} == {echt.upper()}
    assert {entry["oorzaak"] for entry in refused} == {"GRONDSLAG"}
    rows = answer["arbeidsmarktkwalificatie"].get(group)
    assert rows is None or {row["bron"].partition("_")[0] for row in rows}.isdisjoint({echt.upper()})
    assert rows != []
    assert f"arbeidsmarktkwalificatie.{group}" in answer["onvolledig"]


LESS: dict[str, tuple[str, str]] = {
    "without our certificate": ("CERT_FILE", "CERT_FILE: een echte bron wordt alleen gevraagd over TLS"),
    "without the key": ("KEY_FILE", "KEY_FILE: een echte bron wordt alleen gevraagd over TLS"),
    "without anchors": ("TRUST_FILE", "TRUST_FILE: een echte bron wordt alleen gevraagd over TLS"),
    "without signatures": ("BEVEILIGING", "BEVEILIGING: een echte Suwinet-bron vraagt 2W-be-S"),
}


@pytest.mark.parametrize(("left_out", "text"), LESS.values(), ids=LESS.keys())
async def test_a_real_source_is_not_asked_with_less_than_it_demands(
    left_out: str, text: str, tmp_path: Path
) -> None:
    """Without TLS on both sides, or over Suwinet without signatures, the gateway does not start."""
    env = {**environment(tmp_path, dict.fromkeys(BRONNEN, "http://127.0.0.1:9")), **_REAL}
    env |= {"GATEWAY_BRONNEN__UWV__URL": "https://uwv.example", **real_link("uwv", tmp_path)}
    for name in ("GATEWAY_PEILDATUM", "GATEWAY_BRONNEN__UWV__OMGEVING", f"GATEWAY_BRONNEN__UWV__{left_out}"):
        del env[name]
    upgrade(f"sqlite:///{tmp_path / 'logboek.db'}")
    new_keys(tmp_path / "sleutels")
    with pytest.raises(SettingsInvalid, match=f"GATEWAY_BRONNEN__UWV__{text}"):
        async with running(read_settings(env)):
            pass
