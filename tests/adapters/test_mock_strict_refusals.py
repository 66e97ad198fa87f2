"""The profile strict: whatever is wrong with a request gets a signed Fault with a reason of its own."""

import copy
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from lxml import etree
from xmlsec import constants

from adapters.mock.world import build_world
from tests.adapters.strict_client import NAMES, WSU, Change, Way, check, one, request, signature_of
from tests.adapters.strict_pki import GATEWAY_OIN, OTHER_OIN, Pki, issue, rsa_key

WORLD = build_world()
BSN = "999990019"
SERVICE = next(service for service in WORLD.services if service.bron == "svb" and service.soap)
PATH = f"/svb/suwibroker/soap/{SERVICE.key}"
CLIENT, INVALID, CHECK = "soap:Client", "wsse:InvalidSecurity", "wsse:FailedCheck"
ALGORITHM, WHO = "wsse:UnsupportedAlgorithm", "wsse:FailedAuthentication"
HEADER, SECURITY = "soap:Header", "soap:Header/wsse:Security"
INFO = f"{SECURITY}/ds:Signature/ds:SignedInfo"


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


def drop(path: str) -> Change:
    def change(root: etree._Element) -> None:
        node = one(root, path)
        parent = node.getparent()
        assert parent is not None
        parent.remove(node)

    return change


def double(path: str) -> Change:
    def change(root: etree._Element) -> None:
        node = one(root, path)
        node.addnext(copy.deepcopy(node))

    return change


def text(path: str, value: str) -> Change:
    return lambda root: setattr(one(root, path), "text", value)


def attribute(path: str, name: str, value: str) -> Change:
    return lambda root: one(root, path).set(name, value)


def add(path: str, child: str) -> Change:
    prefix, name = child.split(":")
    return lambda root: one(root, path).append(etree.Element(f"{{{NAMES[prefix]}}}{name}"))


def wrap(place: str, *, same_id: bool) -> Change:
    """Move the signed Body elsewhere and put a Body about someone else where it is read."""

    def change(root: etree._Element) -> None:
        body = one(root, "soap:Body")
        forged = copy.deepcopy(body)
        one(forged, ".//Burgerservicenr").text = "999990160"
        if not same_id:
            forged.set(f"{{{WSU}}}Id", "forged")
        root.append(forged)
        one(root, place).append(body)

    return change


def reply_elsewhere(root: etree._Element) -> None:
    reply = etree.SubElement(one(root, HEADER), f"{{{NAMES['wsa']}}}ReplyTo")
    etree.SubElement(reply, f"{{{NAMES['wsa']}}}Address").text = "https://elders.example"


def say_hmac(root: etree._Element) -> None:
    algorithm = "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"
    one(root, f"{INFO}/ds:SignatureMethod").set("Algorithm", algorithm)


MINUTES = timedelta(minutes=1)
BROKEN = {
    "geen Security": (Way(after=drop(SECURITY)), INVALID, "in soap:Header ontbreekt wsse:Security"),
    "geen handtekening": (
        Way(after=drop(f"{SECURITY}/ds:Signature")),
        INVALID,
        "in wsse:Security ontbreekt ds:Signature",
    ),
    "geen certificaat": (
        Way(after=drop(f"{SECURITY}/wsse:BinarySecurityToken")),
        INVALID,
        "in wsse:Security ontbreekt wsse:BinarySecurityToken",
    ),
    "twee tijden": (
        Way(after=double(f"{SECURITY}/wsu:Timestamp")),
        INVALID,
        "wsu:Timestamp staat meer dan één keer in wsse:Security",
    ),
    "iets anders in Security": (
        Way(after=add(SECURITY, "wsse:UsernameToken")),
        INVALID,
        "wsse:Security bevat een element dat daar niet mag staan",
    ),
    "geen To": (Way(before=drop(f"{HEADER}/wsa:To")), CLIENT, "in soap:Header ontbreekt wsa:To"),
    "geen Action": (Way(before=drop(f"{HEADER}/wsa:Action")), CLIENT, "in soap:Header ontbreekt wsa:Action"),
    "geen MessageID": (
        Way(before=drop(f"{HEADER}/wsa:MessageID")),
        CLIENT,
        "in soap:Header ontbreekt wsa:MessageID",
    ),
    "geen From": (Way(before=drop(f"{HEADER}/wsa:From")), CLIENT, "in soap:Header ontbreekt wsa:From"),
    "leeg MessageID": (
        Way(before=text(f"{HEADER}/wsa:MessageID", " ")),
        CLIENT,
        "wsa:MessageID is geen tekst",
    ),
    "twee MessageID's": (
        Way(before=double(f"{HEADER}/wsa:MessageID")),
        CLIENT,
        "wsa:MessageID staat meer dan één keer in soap:Header",
    ),
    "From zonder Address": (
        Way(before=drop(f"{HEADER}/wsa:From/wsa:Address")),
        CLIENT,
        "wsa:From bevat niet precies één wsa:Address",
    ),
    "eigen blok": (
        Way(after=add(HEADER, "wsse11:SignatureConfirmation")),
        CLIENT,
        "soap:Header bevat een element dat daar niet mag staan",
    ),
    "antwoord elders": (Way(before=reply_elsewhere), CLIENT, "wsa:ReplyTo mag alleen anonymous of none zijn"),
    "twee Bodies": (
        Way(after=double("soap:Body")),
        CLIENT,
        "de envelop bestaat niet uit één soap:Header en één soap:Body",
    ),
    "twee vragen": (
        Way(before=add("soap:Body", "wsa:To")),
        CLIENT,
        "soap:Body bevat niet precies één element",
    ),
    "oud": (
        Way(created=-6 * MINUTES),
        "wsu:MessageExpired",
        "wsu:Created is langer dan vijf minuten geleden",
    ),
    "uit de toekomst": (Way(created=2 * MINUTES), INVALID, "wsu:Created ligt in de toekomst"),
    "verstreken": (
        Way(created=-2 * MINUTES, expires=-1 * MINUTES),
        "wsu:MessageExpired",
        "wsu:Expires is voorbij",
    ),
    "zonder Created": (
        Way(before=drop(f"{SECURITY}/wsu:Timestamp/wsu:Created")),
        INVALID,
        "in wsu:Timestamp ontbreekt wsu:Created",
    ),
    "twee keer Created": (
        Way(before=double(f"{SECURITY}/wsu:Timestamp/wsu:Created")),
        INVALID,
        "wsu:Timestamp bevat niet precies één wsu:Created en hooguit één wsu:Expires",
    ),
    "plaatselijke tijd": (
        Way(before=text(f"{SECURITY}/wsu:Timestamp/wsu:Created", "2026-11-01T08:12:00+01:00")),
        INVALID,
        "een tijd in wsu:Timestamp is geen UTC-tijd met Z",
    ),
    "Body niet ondertekend": (Way(unsigned=["Body"]), CHECK, "soap:Body is niet ondertekend"),
    "From niet ondertekend": (Way(unsigned=["From"]), CHECK, "wsa:From is niet ondertekend"),
    "To niet ondertekend": (Way(unsigned=["To"]), CHECK, "wsa:To is niet ondertekend"),
    "To en From niet ondertekend": (Way(unsigned=["To", "From"]), CHECK, "wsa:To is niet ondertekend"),
    "Timestamp niet ondertekend": (Way(unsigned=["Timestamp"]), CHECK, "wsu:Timestamp is niet ondertekend"),
    "Action heeft een Id maar geen verwijzing": (
        Way(unsigned=["Action"], before=attribute(f"{HEADER}/wsa:Action", f"{{{WSU}}}Id", "los")),
        CHECK,
        "wsa:Action is niet ondertekend",
    ),
    "ook heel het bericht": (
        Way(more_references=[""], more_transforms=[constants.TransformEnveloped]),
        ALGORITHM,
        "een verwijzing heeft een andere bewerking dan exclusive c14n",
    ),
    "ook iets anders": (
        Way(
            before=attribute(".//Burgerservicenr", f"{{{WSU}}}Id", "meer"),
            more_references=["meer"],
        ),
        CHECK,
        "de handtekening verwijst naar iets anders dan deze delen van het bericht",
    ),
    "twee keer hetzelfde": (
        Way(after=double(f"{INFO}/ds:Reference[1]")),
        CHECK,
        "de handtekening verwijst naar iets anders dan deze delen van het bericht",
    ),
    "dezelfde Id": (
        Way(after=lambda root: one(root, ".//wsa:To").set(f"{{{WSU}}}Id", "bst")),
        INVALID,
        "een wsu:Id komt meer dan één keer voor",
    ),
    "Body veranderd": (
        Way(after=text(".//Burgerservicenr", "999990160")),
        CHECK,
        "de handtekening klopt niet",
    ),
    "To veranderd": (Way(after=text(".//wsa:To", "https://elders")), CHECK, "de handtekening klopt niet"),
    "handtekening veranderd": (
        Way(after=text(f"{SECURITY}/ds:Signature/ds:SignatureValue", "AAAA")),
        CHECK,
        "de handtekening klopt niet",
    ),
    "verpakt in Header": (
        Way(after=wrap(HEADER, same_id=False)),
        CLIENT,
        "soap:Header bevat een element dat daar niet mag staan",
    ),
    "verpakt in Security": (
        Way(after=wrap(SECURITY, same_id=False)),
        INVALID,
        "wsse:Security bevat een element dat daar niet mag staan",
    ),
    "verpakt in Signature": (
        Way(after=wrap(f"{SECURITY}/ds:Signature", same_id=False)),
        INVALID,
        "ds:Signature bestaat niet uit SignedInfo, SignatureValue en KeyInfo",
    ),
    "verpakt in Address": (
        Way(after=wrap(f"{HEADER}/wsa:From/wsa:Address", same_id=False)),
        CHECK,
        "soap:Body is niet ondertekend",
    ),
    "verpakt in Address met dezelfde Id": (
        Way(after=wrap(f"{HEADER}/wsa:From/wsa:Address", same_id=True)),
        CHECK,
        "de handtekening klopt niet",
    ),
    "iets naast de handtekening": (
        Way(after=add(f"{SECURITY}/ds:Signature", "ds:Object")),
        INVALID,
        "ds:Signature bestaat niet uit SignedInfo, SignatureValue en KeyInfo",
    ),
    "rsa-sha1": (
        Way(method=constants.TransformRsaSha1),
        ALGORITHM,
        "de methode van ondertekenen is geen RSA of ECDSA met SHA-2",
    ),
    "hmac": (Way(after=say_hmac), ALGORITHM, "de methode van ondertekenen is geen RSA of ECDSA met SHA-2"),
    "samenvatting sha1": (
        Way(digest=constants.TransformSha1),
        ALGORITHM,
        "een verwijzing heeft een andere samenvatting dan SHA-2",
    ),
    "gewone c14n": (
        Way(c14n=constants.TransformInclC14N),
        ALGORITHM,
        "de canonicalisatie is niet exclusive c14n zonder commentaar",
    ),
    "twee methoden": (
        Way(after=double(f"{INFO}/ds:SignatureMethod")),
        INVALID,
        "ds:SignedInfo noemt niet precies één methode van elke soort",
    ),
    "sleutel in KeyInfo": (
        Way(after=add(f"{SECURITY}/ds:Signature/ds:KeyInfo", "ds:KeyValue")),
        INVALID,
        "ds:KeyInfo verwijst niet rechtstreeks naar één certificaat",
    ),
    "verwijzing naar een ander certificaat": (
        Way(after=attribute(".//wsse:Reference", "URI", "#ander")),
        "wsse:SecurityTokenUnavailable",
        "ds:KeyInfo verwijst niet naar het certificaat in het bericht",
    ),
    "andere soort certificaat": (
        Way(after=attribute(".//wsse:BinarySecurityToken", "ValueType", "pkcs7")),
        "wsse:UnsupportedSecurityToken",
        "het certificaat is geen X509v3 in Base64Binary",
    ),
    "onleesbaar certificaat": (
        Way(after=text(".//wsse:BinarySecurityToken", "AAAA")),
        "wsse:InvalidSecurityToken",
        "het certificaat van de ondertekenaar is niet te lezen",
    ),
    "From zonder OIN": (
        Way(before=text(".//wsa:From/wsa:Address", "https://gateway.example")),
        WHO,
        "wsa:From noemt niet precies één OIN (?oin=)",
    ),
    "From met twee OIN's": (
        Way(oin=f"{GATEWAY_OIN}&oin={OTHER_OIN}"),
        WHO,
        "wsa:From noemt niet precies één OIN (?oin=)",
    ),
    "From met een andere OIN": (
        Way(oin=OTHER_OIN),
        WHO,
        "de OIN in wsa:From is niet die van de ondertekenaar",
    ),
}
"""By name: how the request is made, and the code and reason of its Fault."""


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
