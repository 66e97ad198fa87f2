"""The profile strict: a proper request is answered, and everything that leaves is signed."""

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree
from xmlsec import constants

from adapters.mock.service import Service
from adapters.mock.strict import Seen, read_strict
from adapters.mock.trust import read_trust
from adapters.mock.world import CONTRACTS, build_world
from adapters.mock.wss import Rejected
from tests.adapters.asking import SOURCE, xsd
from tests.adapters.strict_client import Way, check, one, request, signature_of
from tests.adapters.strict_pki import GATEWAY_OIN, OTHER_OIN, SOURCE_OIN, Pki, issue, revocations

WORLD = build_world()
BSN = "999990019"
ALL_SIGNED = frozenset(
    ("Body", "To", "From", "MessageID", "Action", "RelatesTo", "Timestamp", "SignatureConfirmation")
)


def service_of(bron: str) -> Service:
    return next(service for service in WORLD.services if service.bron == bron and service.soap)


def path_of(service: Service) -> str:
    return f"/{service.bron}/suwibroker/soap/{service.key}"


@pytest.mark.parametrize("who", ["gateway", "elliptic"])
@pytest.mark.parametrize(("bron", "method"), [("uwv", "rsa-sha256"), ("svb", "ecdsa-sha256")])
async def test_signed_request_gets_a_signed_answer(
    strict: httpx.AsyncClient, pki: Pki, who: str, bron: str, method: str
) -> None:
    """RSA and EC: the answer is signed whole by the bron, confirms the request and fits the XSD."""
    service = service_of(bron)
    asked = request(service, BSN, getattr(pki, who))
    response = await strict.post(path_of(service), content=asked)
    assert (response.status_code, response.headers["content-type"]) == (200, "text/xml; charset=utf-8")
    answer = check(response.content, pki.issuing.leaf)
    assert (answer.signed, answer.method, answer.confirmation) == (ALL_SIGNED, method, signature_of(asked))
    assert answer.certificate.subject.rfc4514_string() == f"2.5.4.5={SOURCE_OIN},CN={bron}"
    xsd(service).assertValid(one(answer.root, "soap:Body")[0])


async def test_answer_is_addressed_and_dated(strict: httpx.AsyncClient, pki: Pki) -> None:
    """The answer goes back to who asked, relates to the message, and is valid for five minutes from now."""
    service = service_of("uwv")
    asked = request(service, BSN, pki.gateway)
    answer = check((await strict.post(path_of(service), content=asked)).content, pki.issuing.leaf)
    number = one(etree.fromstring(asked), ".//wsa:MessageID").text
    assert answer.text("soap:Header/wsa:To") == f"https://gateway.example/dienst?oin={GATEWAY_OIN}"
    assert answer.text("soap:Header/wsa:From/wsa:Address") == SOURCE
    assert answer.text("soap:Header/wsa:RelatesTo") == number
    assert answer.text("soap:Header/wsa:Action") == f"{service.action}Response"
    times = [answer.text(f".//wsu:{name}") for name in ("Created", "Expires")]
    created, expires = (datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z") for text in times)
    assert all(len(text) == len("2026-11-01T08:12:00.000Z") for text in times)
    assert expires - created == timedelta(minutes=5)
    assert abs(datetime.now(UTC) - created) < timedelta(seconds=10)


async def test_stronger_algorithms_and_a_signed_certificate_are_as_good(
    strict: httpx.AsyncClient, pki: Pki
) -> None:
    """SHA-512, and a signature that covers the certificate in the message too, are accepted."""
    service, method = service_of("uwv"), constants.TransformRsaSha512
    way = Way(method=method, digest=constants.TransformSha512, more_references=["bst"])
    response = await strict.post(path_of(service), content=request(service, BSN, pki.gateway, way))
    assert response.status_code == 200


async def test_fault_of_the_source_is_signed_too(strict: httpx.AsyncClient, pki: Pki) -> None:
    """A well-signed request that the service cannot read gets a Fault, signed like any answer."""
    service = service_of("uwv")
    asked = request(
        service,
        BSN,
        pki.gateway,
        Way(before=lambda root: setattr(one(root, ".//Burgerservicenr"), "text", "")),
    )
    response = await strict.post(path_of(service), content=asked)
    answer = check(response.content, pki.issuing.leaf)
    assert (response.status_code, answer.signed) == (500, ALL_SIGNED)
    assert answer.text(".//faultcode") == "soap:Client"
    assert answer.confirmation == signature_of(asked)


async def test_journal_notes_verdict_and_asker(strict: httpx.AsyncClient, pki: Pki) -> None:
    """The journal says of each request whether its signature held, else why not, and whose it was."""
    service = service_of("uwv")
    await strict.post(path_of(service), content=request(service, BSN, pki.gateway))
    await strict.post(path_of(service), content=request(service, BSN, pki.other, Way(oin=OTHER_OIN)))
    await strict.post(path_of(service), content=request(service, BSN, pki.gateway, Way(unsigned=["Body"])))
    entries = (await strict.get("/__admin/requests")).json()
    assert [(e["service"], e["handtekening"], e["oin"], e["persoon"] is None) for e in entries] == [
        (service.key, "geldig", GATEWAY_OIN, False),
        (service.key, "geldig", OTHER_OIN, False),
        (service.key, "soap:Body is niet ondertekend", None, True),
    ]
    assert BSN not in json.dumps(entries)


async def test_wsdl_and_rest_need_no_signature(strict: httpx.AsyncClient) -> None:
    """A WSDL and a REST answer are given without one; the journal then notes none."""
    service = service_of("uwv")
    assert (await strict.get(f"{path_of(service)}?wsdl")).status_code == 200
    body = {"burgerservicenummer": BSN, "fields": ["indStartkwalificatieDuo"]}
    assert (await strict.post("/duo/v1/onderwijsdossiers", json=body)).status_code == 200
    [entry] = (await strict.get("/__admin/requests")).json()
    assert entry["handtekening"] is None


def test_message_id_counts_as_used_for_ten_minutes() -> None:
    """A number is refused until ten minutes after its use, and is then forgotten."""
    seen, now = Seen(), datetime(2026, 11, 1, tzinfo=UTC)
    seen.use("urn:a", now)
    seen.use("urn:b", now)
    with pytest.raises(Rejected, match="wsa:MessageID is al eerder gebruikt"):
        seen.use("urn:a", now + timedelta(minutes=10))
    seen.use("urn:a", now + timedelta(minutes=10, seconds=1))
    with pytest.raises(Rejected):
        seen.use("urn:a", now + timedelta(minutes=11))


def test_open_profile_needs_neither_xmlsec_nor_lxml() -> None:
    """Starting the mock sources without --profiel strict imports no XML signature library."""
    code = "import sys, adapters.mock.__main__; print(sorted(sys.modules))"
    command = [sys.executable, "-c", code]
    names = subprocess.run(
        command, cwd=CONTRACTS.parent, capture_output=True, text=True, check=True, timeout=20
    ).stdout
    assert "'uvicorn'" in names
    for module in ("'xmlsec", "'lxml", "'cryptography"):
        assert module not in names


def test_revocation_must_be_known(pki: Pki, tmp_path: Path) -> None:
    """Without lists revocation is not looked at; with lists every issuer must have one, not outdated."""
    der, now = pki.gateway.leaf.public_bytes(Encoding.DER), datetime.now(UTC)
    shutil.copy(pki.folder / "vertrouwd.pem", tmp_path)
    assert read_trust(tmp_path).check(der, now) == GATEWAY_OIN
    of_root, of_issuing = revocations(pki.root), revocations(pki.issuing)
    (tmp_path / "ingetrokken.crl").write_bytes(of_issuing + of_root)
    assert read_trust(tmp_path).check(der, now) == GATEWAY_OIN
    unknown = "geen geldige intrekkingslijst van de uitgever"
    for lists, reason in (
        (of_root, unknown),
        (of_issuing, unknown),
        (revocations(pki.issuing, days=-1) + of_root, unknown),
        (of_issuing + revocations(pki.root, pki.issuing), "is ingetrokken"),
    ):
        (tmp_path / "ingetrokken.crl").write_bytes(lists)
        with pytest.raises(Rejected, match=reason):
            read_trust(tmp_path).check(der, now)


def test_trust_is_of_the_moment(pki: Pki, tmp_path: Path) -> None:
    """A certificate counts until it ends, whatever the clock of the machine says."""
    shutil.copy(pki.folder / "vertrouwd.pem", tmp_path)
    der, now = pki.gateway.leaf.public_bytes(Encoding.DER), datetime.now(UTC)
    trust = read_trust(tmp_path)
    assert trust.check(der, now + timedelta(days=29)) == GATEWAY_OIN
    with pytest.raises(Rejected, match="nu niet geldig"):
        trust.check(der, now + timedelta(days=31))


def test_folder_must_be_complete(pki: Pki, tmp_path: Path) -> None:
    """A missing file of the PKI and a revocation list by someone else are named before anything starts."""

    def read(*bronnen: str) -> None:
        read_strict(tmp_path, set(bronnen), clock=lambda: datetime.now(UTC), tls=False)

    with pytest.raises(FileNotFoundError, match=r"vertrouwd\.pem"):
        read()
    (tmp_path / "vertrouwd.pem").write_bytes((pki.folder / "vertrouwd.pem").read_bytes())
    with pytest.raises(FileNotFoundError, match=r"bronnen/uwv\.pem"):
        read("uwv")
    (tmp_path / "ingetrokken.crl").write_bytes(revocations(issue("Uitgever", None, ca=True)))
    with pytest.raises(ValueError, match="niet ondertekend door een uitgever uit vertrouwd"):
        read()
    (tmp_path / "ingetrokken.crl").write_bytes(b"")
    with pytest.raises(ValueError, match="staat geen intrekkingslijst"):
        read()
