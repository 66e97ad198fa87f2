"""The connection itself: addresses, TLS, certificates and signatures, against real and signed sources."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from gateway.checking.message import Answer, signature
from gateway.checking.own import Endpoint
from gateway.core.call import Raw
from gateway.core.oin import oin_for_test
from gateway.errors import Oorzaak, SourceError
from gateway.pki.credential import pem
from tests.checking.checked import Steps, report_on, steps_of, verdicts
from tests.fakes.answers import FAULT, body, call_of, found, source_of
from tests.fakes.dossiers import benefit, benefits
from tests.fakes.processes import MockSources
from tests.fakes.rogue import http, rogue_source
from tests.fakes.signed import NOW, good, maker, sign

SVB = source_of("SVB")
SIGNED = "SVBDossierPersoonGSD-v0200"


def with_pki(url: str, pki: Path, service: str = "SVB") -> Endpoint:
    """Give an endpoint with all that the test PKI has for it."""
    return Endpoint(
        url,
        service,
        cert=pki / "gateway.pem",
        key=pki / "gateway.key",
        trust=pki / "vertrouwd.pem",
        crl=pki / "ingetrokken.crl",
    )


@asynccontextmanager
async def shows(pki: Path, name: str, heard: list[bytes] | None = None) -> AsyncIterator[str]:
    """Serve TLS with a certificate of the test PKI; nothing is answered, what is sent is put in `heard`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT@SECLEVEL=0")
    context.load_cert_chain(pki / f"{name}.pem", pki / f"{name}.key")

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        sent = await reader.read()
        if heard is not None:
            heard.append(sent)
        writer.close()

    server = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=context)
    try:
        yield f"https://localhost:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def seen_at(endpoint: Endpoint, state: Path) -> Steps:
    """Check an endpoint."""
    return steps_of(await report_on(endpoint, state))


async def test_a_strict_source_is_good_at_every_step(strict: MockSources, pki: Path, tmp_path: Path) -> None:
    """Over mutual TLS with signed messages every step is looked at and good; both certificates are told."""
    endpoint = replace(
        with_pki(f"{strict.url}/svb", pki, SIGNED), oin=oin_for_test("svb"), beveiliging="2W-be-S"
    )
    seen = await seen_at(endpoint, tmp_path)
    # P01 is not known to the SVB, so that nobody is repeated and nothing is read.
    assert set(verdicts(seen)) == set(seen) - {"persoon", "drift"}
    assert {stap for stap, verdict in verdicts(seen).items() if verdict != "GOED"} == {"lezen"}
    assert seen["tls"].tekst.startswith("TLSv1.3; certificaat van TEST MOCKS (OIN 00000099")
    assert "van TEST GATEWAY (OIN 00000099000000010000)" in seen["certificaten"].tekst
    assert "CERT_FILE nog 364 dagen" in seen["certificaten"].tekst


async def test_a_source_that_wants_our_certificate_says_so(
    strict: MockSources, pki: Path, tmp_path: Path
) -> None:
    """Without a certificate of ours the step tls fails and names the option."""
    seen = await seen_at(Endpoint(strict.url, "SVB", trust=pki / "vertrouwd.pem"), tmp_path)
    assert seen["tls"].oordeel == "FOUT"
    assert "--cert" in seen["tls"].raad
    assert seen["http"].oordeel == "NIET_GEKEKEN"


@pytest.mark.parametrize(
    ("name", "text", "cure"),
    [
        ("fout/verlopen", "is verlopen", "nieuw certificaat"),
        ("fout/nog_niet_geldig", "nog niet", "klokken"),
        ("fout/onbekende_ca", "uitgever wordt niet vertrouwd", "--trust"),
        ("fout/zelf_ondertekend", "uitgever wordt niet vertrouwd", "--trust"),
        ("fout/ingetrokken", "ingetrokken", "ander certificaat"),
        ("fout/andere_naam", "andere naam", "adres"),
        ("fout/andere_oin", "andere OIN", "--oin"),
        ("fout/zonder_oin", "andere OIN", "--oin"),
    ],
)
async def test_a_bad_certificate_is_told_with_a_cure(
    name: str, text: str, cure: str, pki: Path, tmp_path: Path
) -> None:
    """Every fault of the bad set is reached, refused by name, and nothing is asked."""
    async with shows(pki, name) as url:
        seen = await seen_at(replace(with_pki(url, pki, "UWV_UITKERING"), oin=oin_for_test("uwv")), tmp_path)
    assert (seen["bereikbaar"].oordeel, seen["tls"].oordeel) == ("GOED", "FOUT")
    assert text in seen["tls"].tekst
    assert cure in seen["tls"].raad
    assert seen["http"].oordeel == "NIET_GEKEKEN"


async def test_a_certificate_that_ends_soon_is_noted(pki: Path, tmp_path: Path) -> None:
    """Five days before its end a certificate of the source is LET_OP, with the days; so is one of ours."""
    async with shows(pki, "wisseldag/oud") as url:
        own = replace(
            with_pki(url, pki, "UWV_UITKERING"), cert=pki / "wisseldag/oud.pem", key=pki / "wisseldag/oud.key"
        )
        seen = await seen_at(own, tmp_path)
    assert (seen["tls"].oordeel, seen["certificaten"].oordeel) == ("LET_OP", "LET_OP")
    assert "nog 4 dagen" in seen["tls"].tekst
    assert "CERT_FILE nog 4 dagen" in seen["certificaten"].tekst


async def test_our_own_expired_certificate_fails(pki: Path, tmp_path: Path) -> None:
    """A certificate of ours that has ended fails the step certificaten."""
    async with shows(pki, "bronnen/svb") as url:
        own = replace(with_pki(url, pki), cert=pki / "fout/verlopen.pem", key=pki / "fout/verlopen.key")
        seen = await seen_at(own, tmp_path)
    assert (seen["certificaten"].oordeel, seen["tls"].oordeel) == ("FOUT", "GOED")


async def test_tls_to_a_plain_port_is_told(mocks: MockSources, tmp_path: Path) -> None:
    """TLS to a plain port fails at tls, and says to look at address and port."""
    seen = await seen_at(Endpoint(mocks.url.replace("http:", "https:"), "SVB"), tmp_path)
    assert (seen["bereikbaar"].oordeel, seen["tls"].oordeel) == ("GOED", "FOUT")
    assert "poort" in seen["tls"].raad


@pytest.mark.parametrize(
    ("url", "text"),
    [("http://127.0.0.1:1", "geweigerd"), ("http://bestaat-niet.invalid", "naam is onbekend")],
)
async def test_what_cannot_be_reached_is_not_asked(url: str, text: str, tmp_path: Path) -> None:
    """A closed port and an unknown name fail at bereikbaar; every other step says that nothing was asked."""
    report = await report_on(Endpoint(url, "SVB"), tmp_path)
    seen = steps_of(report)
    assert verdicts(seen) == {"bereikbaar": "FOUT"}
    assert text in seen["bereikbaar"].tekst
    assert not report.reached
    assert seen["http"].tekst == "er is niets gevraagd: de verbinding lukte niet"


def _signed_endpoint(url: str, folder: Path) -> Endpoint:
    made = maker().credential("gateway", "00000099000000010000")
    files = {"wij.pem": pem(made.chain), "wij.key": made.key_pem(), "uitgevers.pem": maker().ca.trust()}
    for name, content in files.items():
        (folder / name).touch(0o600)
        (folder / name).write_bytes(content)
    return Endpoint(
        url,
        SIGNED,
        oin=oin_for_test("svb"),
        cert=folder / "wij.pem",
        key=folder / "wij.key",
        trust=folder / "uitgevers.pem",
        beveiliging="2W-be-S",
    )


ANSWER = found(SVB, benefits(benefit("AOW")))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (ANSWER, "er is geen handtekening"),
        (sign(ANSWER, good()).replace(b"AOW", b"ANW"), "een ondertekend deel is veranderd"),
        (sign(ANSWER, good(created=NOW - timedelta(hours=1))), "het bericht is te oud"),
        (sign(ANSWER, good()), "de SignatureConfirmation hoort niet bij deze vraag"),
    ],
)
async def test_a_signature_that_does_not_count_is_told_why(content: bytes, why: str, tmp_path: Path) -> None:
    """The operator's reason is the text of the step; nothing is read, the form is still judged."""
    async with rogue_source(http(content)) as url:
        report = await report_on(_signed_endpoint(url, tmp_path), tmp_path, real=NOW)
    seen = steps_of(report)
    assert (seen["handtekening"].oordeel, seen["handtekening"].tekst) == ("FOUT", why)
    assert (seen["vorm"].oordeel, seen["lezen"].oordeel) == ("GOED", "FOUT")
    assert seen["drift"].oordeel == "NIET_GEKEKEN"


@pytest.mark.parametrize("media", ["text/plain", "application/octet-stream"])
async def test_a_fault_that_was_not_verified_is_not_called_verified(media: str, tmp_path: Path) -> None:
    """An unsigned Fault under a media type the gateway does not open has no good signature."""
    async with rogue_source(http(body(FAULT), media=media)) as url:
        seen = steps_of(await report_on(_signed_endpoint(url, tmp_path), tmp_path, real=NOW))
    assert seen["handtekening"].oordeel == "NIET_GEKEKEN"


@pytest.mark.parametrize("oorzaak", ["TIJD_OM", "TE_GROOT"])
def test_what_was_not_verified_in_time_or_size_is_not_called_verified(oorzaak: Oorzaak) -> None:
    """An answer the reader gave up on before it verified anything has no good signature."""
    refused = SourceError("NIET_BESCHIKBAAR", oorzaak, "BRON_NIET_BESCHIKBAAR")
    answer = Answer(Raw(200, "text/xml", "utf-8", ANSWER), call_of(SVB), None, refused)
    assert signature(answer, demanded=True).oordeel == "NIET_GEKEKEN"


async def test_an_unsigned_fault_is_refused_for_its_signature(tmp_path: Path) -> None:
    """A Fault is verified like any answer: without a signature that is what is said."""
    async with rogue_source(http(body(FAULT), status="500 Internal Server Error")) as url:
        seen = steps_of(await report_on(_signed_endpoint(url, tmp_path), tmp_path, real=NOW))
    assert (seen["handtekening"].oordeel, seen["handtekening"].tekst) == ("FOUT", "er is geen handtekening")
