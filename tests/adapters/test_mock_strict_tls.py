"""The profile strict as a process: TLS with certificates on both sides, and the OIN of who calls."""

import contextlib
import re
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from adapters.mock.tls import tls_context
from adapters.mock.world import CONTRACTS, build_world
from tests.adapters.strict_client import Way, check, request
from tests.adapters.strict_pki import GATEWAY_OIN, OTHER_OIN, Identity, Pki

ROOT = CONTRACTS.parent
BSN = "999990019"
SERVICE = next(service for service in build_world().services if service.bron == "uwv" and service.soap)
PATH = f"/uwv/suwibroker/soap/{SERVICE.key}"


def run(*arguments: str) -> Iterator[str]:
    """Start the mock sources; give their address, and stop them."""
    command = [sys.executable, "-m", "adapters.mock", "--port", "0", "--profiel", "strict", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = re.fullmatch(r"mock-bronnen op (https?://127\.0\.0\.1:\d+)\n", process.stdout.readline())
        assert line
        yield line[1]
        process.terminate()


@pytest.fixture(scope="module")
def url(pki: Pki) -> Iterator[str]:
    yield from run("--pki", str(pki.folder))


def calling(pki: Pki, who: Identity | None, folder: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=pki.folder / "vertrouwd.pem")
    if who:
        who.write(folder, "wij")
        context.load_cert_chain(folder / "wij.pem", folder / "wij.key")
    return context


def client(pki: Pki, who: Identity | None, folder: Path) -> httpx.Client:
    """Make a client that shows the certificate of `who`."""
    return httpx.Client(verify=calling(pki, who, folder), timeout=5)


def test_whole_way_over_tls(pki: Pki, url: str, tmp_path: Path) -> None:
    """With one certificate for TLS and signature: SOAP signed, REST, WSDL and journal."""
    rest = {"burgerservicenummer": BSN, "fields": ["indStartkwalificatieDuo"]}
    with client(pki, pki.gateway, tmp_path) as us:
        us.post(f"{url}/__admin/reset")
        response = us.post(f"{url}{PATH}", content=request(SERVICE, BSN, pki.gateway))
        assert us.post(f"{url}/duo/v1/onderwijsdossiers", json=rest).status_code == 200
        assert f'location="{url}{PATH}"' in us.get(f"{url}{PATH}?wsdl").text
        entries = us.get(f"{url}/__admin/requests").json()
    assert url.startswith("https:")
    assert response.status_code == 200
    assert "Body" in check(response.content, pki.issuing.leaf).signed
    assert [(entry["handtekening"], entry["oin"]) for entry in entries] == [
        ("geldig", GATEWAY_OIN),
        (None, GATEWAY_OIN),
    ]


def test_connection_without_oin_carries_no_message(pki: Pki, url: str, tmp_path: Path) -> None:
    """A certificate without OIN opens a connection, but no signed message is taken over it."""
    with client(pki, pki.bad["zonder OIN"], tmp_path) as us:
        response = us.post(f"{url}{PATH}", content=request(SERVICE, BSN, pki.gateway))
    fault = check(response.content, pki.issuing.leaf)
    assert fault.text("soap:Body/soap:Fault/faultstring") == "de OIN van de TLS-verbinding is een andere"


def test_signer_must_be_who_connects(pki: Pki, url: str, tmp_path: Path) -> None:
    """A message of one organisation over the connection of another is refused; noted is who connected."""
    with client(pki, pki.other, tmp_path) as us:
        response = us.post(f"{url}{PATH}", content=request(SERVICE, BSN, pki.gateway))
        entry = us.get(f"{url}/__admin/requests").json()[-1]
    fault = check(response.content, pki.issuing.leaf)
    assert fault.text("soap:Body/soap:Fault/faultcode") == "wsse:FailedAuthentication"
    assert fault.text("soap:Body/soap:Fault/faultstring") == "de OIN van de TLS-verbinding is een andere"
    assert (entry["handtekening"], entry["oin"]) == ("de OIN van de TLS-verbinding is een andere", OTHER_OIN)


@pytest.mark.parametrize("name", ["", "ingetrokken"])
def test_no_connection_without_a_good_certificate(pki: Pki, url: str, tmp_path: Path, name: str) -> None:
    """Without a client certificate that is in force not even the health of the process is told."""
    with client(pki, pki.bad.get(name), tmp_path) as us, pytest.raises(httpx.TransportError):
        us.get(f"{url}/__admin/health")


def shake_hands(server: ssl.SSLContext, calling: ssl.SSLContext) -> str | None:
    """Let two sides shake hands in memory; give the version. Raises the server's SSLError."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = calling.wrap_bio(to_client, to_server, server_hostname="127.0.0.1")
    theirs = server.wrap_bio(to_server, to_client, server_side=True)
    for side in (ours, theirs, ours, theirs, ours):
        with contextlib.suppress(ssl.SSLWantReadError):
            side.do_handshake()
    return theirs.version()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "PEER_DID_NOT_RETURN_A_CERTIFICATE"),
        ("ingetrokken", "certificate revoked"),
        ("verlopen", "certificate has expired"),
        ("onbekende uitgever", "unable to get local issuer certificate"),
    ],
)
def test_handshake_is_refused_for_its_own_reason(pki: Pki, tmp_path: Path, name: str, reason: str) -> None:
    """No certificate, and a revoked, expired or unknown one, end the handshake on the side of the source."""
    with pytest.raises(ssl.SSLError, match=reason):
        shake_hands(tls_context(pki.folder), calling(pki, pki.bad.get(name), tmp_path))


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_tls_1_2_and_1_3_are_spoken(pki: Pki, tmp_path: Path, version: ssl.TLSVersion) -> None:
    """A client of either version gets a connection of that version."""
    context = calling(pki, pki.gateway, tmp_path)
    context.minimum_version = context.maximum_version = version
    assert shake_hands(tls_context(pki.folder), context) == version.name.replace("_", ".")


def test_tls_1_1_is_refused(pki: Pki, tmp_path: Path) -> None:
    """A client that speaks nothing newer than TLS 1.1 gets no connection."""
    context = calling(pki, pki.gateway, tmp_path)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(ssl.SSLError, match="UNSUPPORTED_PROTOCOL"):
        shake_hands(tls_context(pki.folder), context)


def test_signatures_without_tls(pki: Pki) -> None:
    """With --http the signature is demanded over plain http, and only its own OIN counts."""
    for url in run("--pki", str(pki.folder), "--http"):
        good = httpx.post(f"{url}{PATH}", content=request(SERVICE, BSN, pki.gateway))
        bad = httpx.post(f"{url}{PATH}", content=request(SERVICE, BSN, pki.gateway, Way(unsigned=["From"])))
        [first, second] = httpx.get(f"{url}/__admin/requests").json()
    assert url.startswith("http:")
    assert (good.status_code, bad.status_code) == (200, 500)
    assert (first["oin"], second["handtekening"]) == (GATEWAY_OIN, "wsa:From is niet ondertekend")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--profiel", "strict"], "--profiel strict vraagt --pki MAP"),
        (["--http"], "--pki en --http horen bij --profiel strict"),
        (["--profiel", "strict", "--pki", "bestaat-niet"], "vertrouwd.pem"),
    ],
)
def test_unusable_arguments_are_exit_2(arguments: list[str], reason: str) -> None:
    """Arguments that do not go together and a folder that is no PKI end with 2 and say which."""
    command = [sys.executable, "-m", "adapters.mock", "--port", "0", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert reason in done.stderr
    assert "Traceback" not in done.stderr
