"""A source that misbehaves on the wire costs its own part of the profile and nothing else."""

import gzip
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from gateway.wiring import running
from tests.fakes.processes import CASEMANAGER, PERSONAS, MockSources, question_about, settings_for
from tests.fakes.rogue import Misbehave, dripping, http, rogue_source, says, silent

_LATE = ("NIET_BESCHIKBAAR", "TIJD_OM", "BRON_NIET_BESCHIKBAAR")
_BROKEN = ("NIET_BESCHIKBAAR", "VERBINDING", "BRON_NIET_BESCHIKBAAR")
_REFUSED = ("NIET_BESCHIKBAAR", "GEWEIGERD", "BRON_NIET_BESCHIKBAAR")
_UNUSABLE = ("FOUT", "ONGELDIG_ANTWOORD", "ONLEESBAAR")
_SECONDS = 0.5
_OK = b"HTTP/1.1 200 OK\r\n"

CASES: dict[str, tuple[Misbehave, tuple[str, str, str]]] = {
    "accepts and says nothing": (silent, _LATE),
    "drips without end": (dripping, _LATE),
    "closes at once": (says(b""), _BROKEN),
    "is no HTTP": (says(b"SSH-2.0-OpenSSH\r\n"), _BROKEN),
    "breaks off halfway": (says(_OK + b"content-length: 500\r\n\r\n<half"), _BROKEN),
    "two lengths": (
        says(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n<a/>  "),
        _BROKEN,
    ),
    "redirects": (
        http(b"", status="307 Temporary Redirect", extra="location: http://127.0.0.1:1/\r\n"),
        _REFUSED,
    ),
    "is down": (http(b"<html/>", status="503 Service Unavailable", media="text/html"), _REFUSED),
    "gives a page": (http(b"<html>inloggen</html>", media="text/html"), _REFUSED),
    "gives JSON for XML": (http(b"{}", media="application/json"), _UNUSABLE),
    "refuses": (http(b"", status="403 Forbidden"), ("FOUT", "GEWEIGERD", "BRON_WEIGERT")),
    "gives nothing": (http(b""), _UNUSABLE),
    "gives other XML": (http(b"<a><b/></a>"), _UNUSABLE),
    "gives a DOCTYPE": (http(b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'), _UNUSABLE),
    "compresses": (http(gzip.compress(b"<a/>"), extra="content-encoding: gzip\r\n"), _UNUSABLE),
    "other charset": (http(b"<a/>", media="text/xml; charset=utf-16"), _UNUSABLE),
    "nine megabytes": (http(b"<a>" + b" " * 9_000_000 + b"</a>"), ("FOUT", "TE_GROOT", "ONLEESBAAR")),
}


@pytest.mark.parametrize(("misbehave", "expected"), CASES.values(), ids=CASES.keys())
async def test_a_misbehaving_source_costs_only_its_own_part(
    misbehave: Misbehave, expected: tuple[str, str, str], mocks: MockSources, tmp_path: Path
) -> None:
    """SVB gets its status, cause and reason; every other source answered; all within the deadline."""
    person: dict[str, Any] = tomllib.loads((PERSONAS / "P01.toml").read_text("utf-8"))["persoon"]
    async with rogue_source(misbehave) as url:
        settings = settings_for(tmp_path, mocks.url, svb=url)
        svb = settings.bronnen["svb"].model_copy(update={"tijd_totaal": _SECONDS, "pogingen": 1})
        settings = settings.model_copy(update={"bronnen": {**settings.bronnen, "svb": svb}})
        async with running(settings) as gateway:
            body = await gateway.ask(
                question_about(person), CASEMANAGER, raadpleging_id="018f-bad", traceparent=None
            )
    answer: dict[str, Any] = json.loads(body)
    (entry,) = [entry for entry in answer["bronnen"] if entry["bron"] == "SVB"]
    reasons = {absence["reden"] for absence in answer["nietGeleverd"] if absence["bron"] == "SVB"}
    assert (entry["bronStatus"], entry.get("oorzaak"), *reasons) == expected
    others = {entry["bronStatus"] for entry in answer["bronnen"] if entry["bron"] != "SVB"}
    assert others <= {"GEVONDEN", "NIETS_GEVONDEN"}
