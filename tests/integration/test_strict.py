"""The gateway and mock sources that demand what the Suwibroker does: TLS on both sides, signed messages."""

import asyncio
import json
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from opentelemetry.sdk.metrics.export import InMemoryMetricReader

from gateway.core.oin import oin_for_test
from gateway.errors import SettingsInvalid
from gateway.settings import read_settings
from gateway.wiring import running
from tests.fakes.eventful import read
from tests.fakes.lines import told_lines
from tests.fakes.processes import BRONNEN, CASEMANAGER, PERSONAS, MockSources, question_about, settings_for
from tests.integration.strict import (
    client_context,
    make_pki,
    strict_environment,
    strict_settings,
    strict_sources,
)

_PAIR = {"cert": "pem", "key": "key"}
UWV, SVB, DUO = (f"GATEWAY_BRONNEN__{bron}__" for bron in ("UWV", "SVB", "DUO"))


@pytest.fixture(scope="module")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_pki(tmp_path_factory.mktemp("pki") / "test")


@pytest.fixture(scope="module")
def strict(pki: Path) -> Iterator[MockSources]:
    with strict_sources(pki) as sources:
        yield sources


async def asked(settings: Any, said: list[str] | None = None) -> dict[str, Any]:
    """Ask about P01; adds what readyz would warn of."""
    person: dict[str, Any] = tomllib.loads((PERSONAS / "P01.toml").read_text("utf-8"))["persoon"]
    async with running(settings) as gateway:
        body = await gateway.ask(
            question_about(person), CASEMANAGER, raadpleging_id="018f-strict", traceparent=None
        )
        if said is not None:
            said += gateway.warnings()
    answer: dict[str, Any] = json.loads(body)
    return answer


def facts(answer: Mapping[str, Any]) -> Any:
    """Give what an answer says, without what differs per look-up."""
    text = json.dumps({name: value for name, value in answer.items() if name != "raadpleging"})
    return json.loads(text, object_hook=lambda found: {key: found[key] for key in found if key != "rij"})


def ended(answer: Mapping[str, Any]) -> dict[str, tuple[str, str | None]]:
    """Give how each source ended."""
    return {entry["bron"]: (entry["bronStatus"], entry.get("oorzaak")) for entry in answer["bronnen"]}


async def test_signed_and_over_tls_the_answer_is_the_same(
    strict: MockSources, mocks: MockSources, pki: Path, tmp_path: Path
) -> None:
    """The profile is that of the open sources, and the sources found every signature of ours valid."""
    in_the_open = await asked(settings_for(tmp_path / "open", mocks.url))
    signed = await asked(strict_settings(tmp_path / "strict", strict.url, pki))
    assert facts(signed) == facts(in_the_open)
    assert signed["volledig"]
    async with httpx.AsyncClient(verify=client_context(pki)) as client:
        journal = (await client.get(f"{strict.url}/__admin/requests")).json()
    assert {entry["handtekening"] for entry in journal if "-v0" in entry["service"]} == {"geldig", None}


Case = tuple[dict[str, str], str, tuple[str, str], str]
"""Changed settings, the bron they concern, how it ends, and what the operator reads."""

BAD: dict[str, Case] = {
    "the source is another": (
        {f"{SVB}OIN": oin_for_test("een_ander")},
        "SVB",
        ("FOUT", "HANDTEKENING"),
        "het certificaat is van een andere OIN",
    ),
    "the other side of TLS is another": (
        {f"{DUO}OIN": oin_for_test("duo")},
        "DUO",
        ("NIET_BESCHIKBAAR", "VERBINDING"),
        "TLS: het certificaat is van een andere OIN",
    ),
    "its issuer is not pinned": (
        {f"{SVB}TRUST_FILE": "fout/onbekende_ca_wortel.pem", f"{SVB}CRL_FILE": ""},
        "SVB",
        ("NIET_BESCHIKBAAR", "VERBINDING"),
        "TLS: ",
    ),
    "our certificate is revoked": (
        {f"{SVB}CERT_FILE": "fout/ingetrokken.pem", f"{SVB}KEY_FILE": "fout/ingetrokken.key"},
        "SVB",
        ("NIET_BESCHIKBAAR", "VERBINDING"),
        "",
    ),
    "the revocation list is of yesterday": (
        {f"{SVB}CRL_FILE": "fout/verlopen.crl"},
        "SVB",
        ("NIET_BESCHIKBAAR", "VERBINDING"),
        "TLS: CRL has expired",
    ),
}


@pytest.mark.parametrize("case", BAD.values(), ids=BAD.keys())
async def test_a_link_that_is_not_as_it_must_be_costs_only_its_own_part(
    case: Case, strict: MockSources, pki: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """That source gets its status and cause, the operator the reason, the caller not; the others answered."""
    changes, bron, expected, why = case
    found = strict_environment(tmp_path, strict.url, pki)
    for name, value in changes.items():
        found[name] = str(pki / value) if name.endswith("_FILE") and value else value
        if not value:
            del found[name]
    answer = await asked(read_settings(found))
    told = ended(answer)
    assert told.pop(bron) == expected
    assert {status for status, _ in told.values()} <= {"GEVONDEN", "NIETS_GEVONDEN"}
    assert why in " ".join(line.get("waarom", "") for line in told_lines(caplog))
    assert not why or why not in json.dumps(answer)


async def test_an_unsigned_answer_is_refused_where_signatures_are_demanded(
    mocks: MockSources, pki: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Also over plain http, and also of a mocked source: without a signature nothing of it is read."""
    answer = await asked(strict_settings(tmp_path, mocks.url, pki))
    told = ended(answer)
    refused = {bron for bron, how in told.items() if how == ("FOUT", "HANDTEKENING")}
    assert refused == {"UWV_POLIS", "UWV_UITKERING", "UWV_WERKBEDRIJF", "SVB"}
    lines = {line["bron"]: line["waarom"] for line in told_lines(caplog)}
    assert lines["SVB"].startswith("er is geen handtekening")
    assert "werkervaring" not in answer["arbeidsmarktkwalificatie"]


async def test_a_certificate_that_ends_soon_is_warned_of(
    strict: MockSources, pki: Path, tmp_path: Path
) -> None:
    """Five days before its end, readyz names the setting."""
    old = {
        f"{UWV}CERT_FILE": str(pki / "wisseldag/oud.pem"),
        f"{UWV}KEY_FILE": str(pki / "wisseldag/oud.key"),
    }
    said: list[str] = []
    await asked(strict_settings(tmp_path, strict.url, pki, old), said)
    assert said == [f"{UWV}CERT_FILE: een certificaat verloopt over 5 dagen"]


REFUSED: dict[str, tuple[dict[str, str], str]] = {
    "no certificate": ({f"{UWV}CERT_FILE": ""}, f"{UWV}CERT_FILE: "),
    "no anchors": ({f"{UWV}TRUST_FILE": "", f"{UWV}CRL_FILE": ""}, f"{UWV}TRUST_FILE: ontbreekt"),
    "no OIN": ({f"{UWV}OIN": ""}, f"{UWV}OIN: ontbreekt"),
    "signed over rest": (
        {f"{DUO}BEVEILIGING": "2W-be-S"},
        f"{DUO}BEVEILIGING: 2W-be-S bestaat alleen over soap",
    ),
}


@pytest.mark.parametrize(("changes", "text"), REFUSED.values(), ids=REFUSED.keys())
async def test_a_signed_link_without_what_it_needs_does_not_start(
    changes: dict[str, str], text: str, pki: Path, tmp_path: Path
) -> None:
    """The fault names the setting."""
    found = strict_environment(tmp_path, "http://127.0.0.1:9", pki) | changes
    settings = read_settings({name: value for name, value in found.items() if value})
    with pytest.raises(SettingsInvalid, match=text):
        async with running(settings):
            pass


async def test_certificates_roll_over_while_the_gateway_runs(
    strict: MockSources, pki: Path, tmp_path: Path
) -> None:
    """Other certificates on disk count for the next question: revoked ones are refused, new ones are not."""
    ours = {kind: tmp_path / f"wij.{end}" for kind, end in _PAIR.items()}

    def put(name: str) -> None:
        for kind, end in _PAIR.items():
            shutil.copy(pki / f"{name}.{end}", ours[kind])
        ours["key"].chmod(0o600)

    put("gateway")
    changes = {f"{SVB}{kind.upper()}_FILE": str(path) for kind, path in ours.items()}
    person: dict[str, Any] = tomllib.loads((PERSONAS / "P01.toml").read_text("utf-8"))["persoon"]
    told = []
    async with running(strict_settings(tmp_path / "staat", strict.url, pki, changes)) as gateway:
        for number, name in enumerate(("gateway", "fout/ingetrokken", "bronnen/duo", "gateway")):
            put(name)
            await asyncio.sleep(1.1)
            body = await gateway.ask(
                question_about(person, bronnen=("SVB",), velden=("uitkeringsverhouding.categorie",)),
                CASEMANAGER,
                raadpleging_id=f"018f-{number}",
                traceparent=None,
            )
            told.append(ended(json.loads(body))["SVB"])
    good, refused = ("NIETS_GEVONDEN", None), ("NIET_BESCHIKBAAR", "VERBINDING")
    assert told == [good, refused, ("FOUT", "SOAP_FAULT"), good]


async def test_a_figure_says_how_many_days_each_certificate_holds(pki: Path, tmp_path: Path) -> None:
    """The collector reads days by the setting of the certificate; what is not set is not there."""
    figures = InMemoryMetricReader()
    async with running(strict_settings(tmp_path, "http://127.0.0.1:9", pki), metrics=figures):
        told, _ = read(figures)
    days = {
        dict(labels)["instelling"]: left for labels, left in told["gateway.certificaat.dagen"].points.items()
    }
    assert set(days) == {
        f"GATEWAY_BRONNEN__{bron.upper()}__{kind}_FILE"
        for bron in BRONNEN
        for kind in ("CERT", "TRUST", "CRL")
    }
    assert 364 < days[f"{UWV}CERT_FILE"] < 365
