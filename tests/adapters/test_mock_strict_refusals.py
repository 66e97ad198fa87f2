"""The profile strict: whatever is wrong with a request gets a signed Fault with a reason of its own."""

from dataclasses import replace

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

from adapters.mock.world import build_world
from tests.adapters.strict_broken import BROKEN, CHECK, CLIENT, WHO
from tests.adapters.strict_client import NAMES, Way, check, one, request, signature_of
from tests.adapters.strict_pki import GATEWAY_OIN, Pki, issue, rsa_key

WORLD = build_world()
BSN = "999990019"
SERVICE = next(service for service in WORLD.services if service.bron == "svb" and service.soap)
PATH = f"/svb/suwibroker/soap/{SERVICE.key}"


async def refused(strict: httpx.AsyncClient, pki: Pki, content: bytes) -> tuple[str, str, str | None]:
    """Send a request; give code and reason of its Fault and the signature that this confirms."""
    response = await strict.post(PATH, content=content)
    assert (response.status_code, response.headers["content-type"]) == (500, "text/xml; charset=utf-8")
    answer = check(response.content, pki.issuing.leaf)
    always = {"Body", "MessageID", "Action", "Timestamp", "SignatureConfirmation"}
    assert always <= answer.signed <= {*always, "To", "From", "RelatesTo"}
    assert answer.text(".//wsa:Action").endswith(f"/{SERVICE.key}/Fout")
    code = one(answer.root, "soap:Body/soap:Fault/faultcode")
    assert code.nsmap[(code.text or "").partition(":")[0]] in NAMES.values()
    entry = (await strict.get("/__admin/requests")).json()[-1]
    reason = answer.text("soap:Body/soap:Fault/faultstring")
    assert (entry["handtekening"], entry["persoon"], entry["oin"]) == (reason, None, None)
    return code.text or "", reason, answer.confirmation


@pytest.mark.parametrize("name", BROKEN)
async def test_broken_request_is_refused(strict: httpx.AsyncClient, pki: Pki, name: str) -> None:
    """Each fault is refused with its own code and reason; the Fault confirms the signature it read."""
    way, code, reason = BROKEN[name]
    content = request(SERVICE, BSN, pki.gateway, way)
    unsigned = name in {"geen Security", "geen handtekening"}
    confirmed = None if unsigned else signature_of(content)
    assert await refused(strict, pki, content) == (code, reason, confirmed)


SIGNERS = {
    "ingetrokken": (WHO, "het certificaat van de ondertekenaar is ingetrokken"),
    "verlopen": (WHO, "het certificaat van de ondertekenaar is nu niet geldig"),
    "nog niet geldig": (WHO, "het certificaat van de ondertekenaar is nu niet geldig"),
    "zonder OIN": (WHO, "het certificaat van de ondertekenaar draagt geen OIN"),
    "korte sleutel": (
        "wsse:InvalidSecurityToken",
        "de sleutel van de ondertekenaar is korter dan 2048 bits",
    ),
    "niet om te tekenen": (
        "wsse:InvalidSecurityToken",
        "het certificaat van de ondertekenaar is niet om mee te ondertekenen",
    ),
    "onbekende uitgever": (WHO, "het certificaat van de ondertekenaar is niet vertrouwd"),
    "uitgever is geen CA": (WHO, "het certificaat van de ondertekenaar is niet vertrouwd"),
}


@pytest.mark.parametrize("name", SIGNERS)
async def test_signer_must_be_trusted_now(strict: httpx.AsyncClient, pki: Pki, name: str) -> None:
    """A signature that holds is worth nothing under a certificate that is not valid, trusted and in force."""
    content = request(SERVICE, BSN, pki.bad[name])
    assert (await refused(strict, pki, content))[:2] == SIGNERS[name]


async def test_signer_has_an_rsa_or_ec_key(strict: httpx.AsyncClient, pki: Pki) -> None:
    """A trusted certificate with another kind of key is refused for that."""
    modern = issue("Gateway", pki.issuing, oin=GATEWAY_OIN, key=ed25519.Ed25519PrivateKey.generate())
    content = request(SERVICE, BSN, modern, Way(key=pki.gateway))
    reason = "de sleutel van de ondertekenaar is geen RSA of EC"
    assert (await refused(strict, pki, content))[:2] == ("wsse:InvalidSecurityToken", reason)


async def test_signature_by_another_key_than_the_certificates(strict: httpx.AsyncClient, pki: Pki) -> None:
    """Who sends a trusted certificate without its key is refused."""
    forger = replace(pki.gateway, key=rsa_key(3072))
    content = request(SERVICE, BSN, pki.gateway, Way(key=forger))
    assert (await refused(strict, pki, content))[:2] == (CHECK, "de handtekening klopt niet")


async def test_message_is_answered_once(strict: httpx.AsyncClient, pki: Pki) -> None:
    """The same signed request again is refused."""
    content = request(SERVICE, BSN, pki.gateway)
    assert (await strict.post(PATH, content=content)).status_code == 200
    assert (await refused(strict, pki, content))[:2] == (CHECK, "wsa:MessageID is al eerder gebruikt")


async def test_refused_message_uses_up_no_number(strict: httpx.AsyncClient, pki: Pki) -> None:
    """A forged copy that comes first does not keep the real message out."""
    content = request(SERVICE, BSN, pki.gateway)
    await refused(strict, pki, content.replace(BSN.encode(), b"999990160"))
    assert (await strict.post(PATH, content=content)).status_code == 200


UNREADABLE = {
    "geen XML": (b"vraag", "de aanvraag is geen goedgevormde XML"),
    "leeg": (b"", "de aanvraag is geen goedgevormde XML"),
    "DOCTYPE": (b"<!DOCTYPE a><a/>", "een DOCTYPE is niet toegestaan"),
    "DOCTYPE in UTF-16": ("<!DOCTYPE a><a/>".encode("utf-16"), "een DOCTYPE is niet toegestaan"),
    "Latin-1": (b'<?xml version="1.0" encoding="ISO-8859-1"?><a/>', "de aanvraag moet XML 1.0 in UTF-8 zijn"),
    "XML 1.1": (b'<?xml version="1.1"?><a/>', "de aanvraag moet XML 1.0 in UTF-8 zijn"),
    "instructie": (b"<a><?a b?></a>", "een verwerkingsinstructie is niet toegestaan"),
}


@pytest.mark.parametrize("name", UNREADABLE)
async def test_unreadable_request_is_refused(strict: httpx.AsyncClient, pki: Pki, name: str) -> None:
    """What is no plain XML 1.0 in UTF-8 gets a signed Fault too, with a confirmation without Value."""
    content, reason = UNREADABLE[name]
    assert await refused(strict, pki, content) == (CLIENT, reason, None)


async def test_comment_cannot_cut_a_value(strict: httpx.AsyncClient, pki: Pki) -> None:
    """A comment is not signed, and nothing is read around it: the whole value stands."""
    content = request(SERVICE, BSN, pki.gateway).replace(
        f"oin={GATEWAY_OIN}".encode(), f"oin={GATEWAY_OIN[:9]}<!-- x -->{GATEWAY_OIN[9:]}".encode()
    )
    assert b"<!-- x -->" in content
    assert (await strict.post(PATH, content=content)).status_code == 200


async def test_no_method_gets_past_the_check(strict: httpx.AsyncClient, pki: Pki) -> None:
    """A HEAD with a question in it is checked like a POST: only GET, which has no question, is free."""
    content = request(SERVICE, BSN, pki.gateway, Way(unsigned=["Body"]))
    assert (await strict.request("HEAD", PATH, content=content)).status_code == 500
    [entry] = (await strict.get("/__admin/requests")).json()
    assert entry["handtekening"] == "soap:Body is niet ondertekend"
