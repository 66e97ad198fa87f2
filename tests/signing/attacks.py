"""Signed answers that must not count, each with the reason the operator reads.

`sound` says that xmlsec finds the mathematics in order: then it is a rule of ours that refuses the answer.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import timedelta

from lxml import etree

from gateway.pki.bad import bad_set
from gateway.pki.credential import ec_key
from gateway.pki.hierarchy import Hierarchy
from gateway.signing.names import DS, EXCLUSIVE, SOAP, WSA, WSSE, WSSE11, WSU, name
from tests.fakes.answers import FAULT
from tests.fakes.signed import ANSWER, NOW, credential, good, maker, sign

Change = Callable[[etree._Element], None]  # noqa: SLF001 - the name of the type in lxml

NOT_EXACTLY = "er is niet precies ondertekend wat ondertekend moet zijn"
CHANGED = "een ondertekend deel is veranderd"
WRONG = "de handtekening klopt niet"
SHAPE = "de handtekening heeft een andere vorm"
NONE = "er is geen handtekening"
PARTS = "in Security staat niet elk deel precies een keer"
NO_ID = "een te ondertekenen deel heeft geen eigen wsu:Id"
CANONICAL = "er is een andere canonicalisatie dan exclusieve c14n"
TRANSFORM = "er is een andere bewerking dan exclusieve c14n"
DIGEST = "de digestmethode is niet toegestaan"
INDIRECT = "KeyInfo verwijst niet rechtstreeks naar het certificaat"
TOKEN = "het BinarySecurityToken is geen X509v3 in base64"
CERTIFICATE = "het certificaat is niet te lezen"
CONFIRMS = "de SignatureConfirmation hoort niet bij deze vraag"
PARAMETERS = "de canonicalisatie heeft andere parameters"
UNREADABLE = "de handtekening is niet te lezen"
METHOD = "de handtekeningmethode is niet toegestaan"


@dataclass(frozen=True, slots=True)
class Attack:
    """One answer: what is wrong with it, in Dutch, and the reason it is refused for."""

    id: str
    what: str
    answer: bytes = field(repr=False)
    why: str
    sound: bool = False


def changed(change: Change, **signature: object) -> bytes:
    """Sign an answer as it should be, and change it afterwards."""
    root = etree.fromstring(sign(ANSWER, good("ec", **signature)))
    change(root)
    return etree.tostring(root)


def security(root: etree._Element) -> etree._Element:
    (found,) = root[0].iterchildren(name(WSSE, "Security"))
    return found


def part(root: etree._Element, space: str, local: str) -> etree._Element:
    (found,) = root.iter(name(space, local))
    return found


def without(space: str, local: str) -> Change:
    """Take an element away."""

    def change(root: etree._Element) -> None:
        found = next(root.iter(name(space, local)))
        above = found.getparent()
        assert above is not None
        above.remove(found)

    return change


def rewritten(space: str, local: str, text: str) -> Change:
    """Give an element another text."""

    def change(root: etree._Element) -> None:
        next(root.iter(name(space, local))).text = text

    return change


def attribute(space: str, local: str, key: str, value: str) -> Change:
    """Give an element another attribute."""

    def change(root: etree._Element) -> None:
        next(root.iter(name(space, local))).set(key, value)

    return change


def forged(body: etree._Element) -> etree._Element:
    """Copy a Body and let it say something else."""
    other = deepcopy(body)
    next(other.iter("CdSzWet")).text = "ANW"
    return other


def wrapped(place: str, wsu_id: str | None) -> Change:
    """Hide the signed Body somewhere, and put a forged one in its place, with this wsu:Id (None: its own)."""

    def change(root: etree._Element) -> None:
        body = root[1]
        other = forged(body)
        if wsu_id is not None:
            other.attrib.pop(name(WSU, "Id"))
        if wsu_id:
            other.set(name(WSU, "Id"), wsu_id)
        root.replace(body, other)
        if place == "Header":
            wrapper = etree.SubElement(root[0], "Wrapper")
            wrapper.set(name(WSU, "Id"), "omhulsel")
            wrapper.append(body)
        elif place == "Object":
            signature = part(root, DS, "Signature")
            etree.SubElement(signature, name(DS, "Object")).append(body)
        elif place == "Security":
            security(root).append(body)
        elif place == "Body":
            other.append(body)
        else:
            root.append(body)

    return change


def doubled(space: str, local: str) -> Change:
    """Let an element stand twice, side by side."""

    def change(root: etree._Element) -> None:
        found = next(root.iter(name(space, local)))
        found.addnext(deepcopy(found))

    return change


def method(algorithm: str) -> Change:
    """Name another signature method."""
    return attribute(DS, "SignatureMethod", "Algorithm", algorithm)


def transform_added(algorithm: str) -> Change:
    """Add a transform to the first reference."""

    def change(root: etree._Element) -> None:
        first = next(root.iter(name(DS, "Transforms")))
        etree.SubElement(first, name(DS, "Transform")).set("Algorithm", algorithm)

    return change


def key_info(inner: str) -> Change:
    """Put something else in KeyInfo."""

    def change(root: etree._Element) -> None:
        info = part(root, DS, "KeyInfo")
        for child in list(info):
            info.remove(child)
        info.append(etree.fromstring(f'<k:{inner} xmlns:k="{DS}"/>'))

    return change


def prefixes(listed: str) -> Change:
    """Name prefixes to be taken along in every reference."""

    def change(root: etree._Element) -> None:
        for transform in root.iter(name(DS, "Transform")):
            etree.SubElement(transform, name(EXCLUSIVE, "InclusiveNamespaces")).set("PrefixList", listed)

    return change


def shared_id(root: etree._Element) -> None:
    root[0][0].set(name(WSU, "Id"), root[0][1].get(name(WSU, "Id"), ""))


def foreign_block(root: etree._Element) -> None:
    etree.SubElement(root[0], "{urn:vreemd}Kop").text = "x"


def unwanted_in_security(root: etree._Element) -> None:
    etree.SubElement(security(root), name(WSSE, "UsernameToken"))


def second_security(root: etree._Element) -> None:
    root[0].append(deepcopy(security(root)))


def odd_prefixes(root: etree._Element) -> None:
    method = next(root.iter(name(DS, "CanonicalizationMethod")))
    etree.SubElement(method, "{urn:vreemd}Ding")


MISSING = (
    ("S1", "zonder Security", without(WSSE, "Security"), NONE),
    ("S2", "zonder Signature", without(DS, "Signature"), NONE),
    ("S3", "zonder Timestamp", without(WSU, "Timestamp"), PARTS),
    ("S4", "zonder SignatureConfirmation", without(WSSE11, "SignatureConfirmation"), PARTS),
    ("S5", "zonder BinarySecurityToken", without(WSSE, "BinarySecurityToken"), PARTS),
    ("S6", "twee keer Security", second_security, "er is meer dan een Security"),
    ("S7", "twee handtekeningen", doubled(DS, "Signature"), PARTS),
    ("S8", "een onbekend deel in Security", unwanted_in_security, PARTS),
    ("S9", "een kop die niet ondertekend is", foreign_block, NO_ID),
    ("S10", "zonder SignedInfo", without(DS, "SignedInfo"), SHAPE),
    ("S11", "zonder KeyInfo", without(DS, "KeyInfo"), SHAPE),
    ("S12", "zonder verwijzingen in SignedInfo", without(DS, "Reference"), NOT_EXACTLY),
    ("S13", "zonder Transforms", without(DS, "Transforms"), SHAPE),
    ("S14", "zonder DigestValue", without(DS, "DigestValue"), SHAPE),
)
TAMPERED = (
    ("T1", "een waarde in de Body veranderd", rewritten("", "CdSzWet", "ANW"), CHANGED),
    ("T2", "MessageID veranderd", rewritten(WSA, "MessageID", "urn:uuid:x"), CHANGED),
    ("T3", "RelatesTo veranderd", rewritten(WSA, "RelatesTo", "urn:uuid:x"), CHANGED),
    ("T4", "Action veranderd", rewritten(WSA, "Action", "x"), CHANGED),
    ("T5", "Created veranderd", rewritten(WSU, "Created", "2026-11-01T08:11:58.000Z"), CHANGED),
    (
        "T6",
        "SignatureConfirmation veranderd",
        attribute(WSSE11, "SignatureConfirmation", "Value", "eA=="),
        CHANGED,
    ),
    ("T7", "SignatureValue veranderd", rewritten(DS, "SignatureValue", "A" * 86 + "=="), WRONG),
    ("T8", "SignatureValue te kort", rewritten(DS, "SignatureValue", "AAAA"), WRONG),
    (
        "T9",
        "SignatureValue is geen base64",
        rewritten(DS, "SignatureValue", "é"),
        UNREADABLE,
    ),
    ("T10", "DigestValue veranderd", rewritten(DS, "DigestValue", "A" * 43 + "="), WRONG),
    ("T11", "een deel toegevoegd aan de Body", doubled("", "Uitkeringsverhouding"), CHANGED),
    ("T12", "een verwijzing weg", without(DS, "Reference"), NOT_EXACTLY),
    ("T13", "een verwijzing dubbel", doubled(DS, "Reference"), NOT_EXACTLY),
    ("T14", "twee delen met dezelfde wsu:Id", shared_id, NO_ID),
    ("T15", "twee MessageID's", doubled(WSA, "MessageID"), NO_ID),
)
WRAPPED = tuple(
    (f"W{number}", f"ondertekende Body in {place}, andere Body {told}", wrapped(place, wsu_id), why)
    for number, (place, wsu_id, told, why) in enumerate(
        (
            ("Header", None, "met dezelfde Id", NOT_EXACTLY),
            ("Header", "anders", "met een andere Id", NOT_EXACTLY),
            ("Header", "", "zonder Id", NO_ID),
            ("Object", None, "met dezelfde Id", SHAPE),
            ("Object", "anders", "met een andere Id", SHAPE),
            ("Security", None, "met dezelfde Id", PARTS),
            ("Security", "anders", "met een andere Id", PARTS),
            ("Body", None, "met dezelfde Id", CHANGED),
            ("Body", "anders", "met een andere Id", NOT_EXACTLY),
        ),
        1,
    )
)
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
ALGORITHMS = (
    (
        "A1",
        "HMAC in plaats van een sleutelpaar",
        method(f"{_MORE}hmac-sha256"),
        METHOD,
    ),
    (
        "A2",
        "een RSA-methode bij een EC-sleutel",
        method(f"{_MORE}rsa-sha256"),
        METHOD,
    ),
    (
        "A3",
        "MD5 als digest",
        attribute(DS, "DigestMethod", "Algorithm", f"{_MORE}md5"),
        DIGEST,
    ),
    ("A4", "een XSLT-bewerking", transform_added("http://www.w3.org/TR/1999/REC-xslt-19991116"), SHAPE),
    ("A5", "een XPath-bewerking", transform_added("http://www.w3.org/TR/1999/REC-xpath-19991116"), SHAPE),
    ("A6", "een enveloped-bewerking", transform_added(f"{DS}enveloped-signature"), SHAPE),
    (
        "A7",
        "vreemde parameters bij de canonicalisatie",
        odd_prefixes,
        PARAMETERS,
    ),
    ("A16", "duizend prefixen om mee te nemen", prefixes("s " * 1000), PARAMETERS),
    ("A17", "zeventien prefixen om mee te nemen", prefixes(" ".join(f"p{n}" for n in range(17))), PARAMETERS),
    ("A8", "verwijzing zonder URI", attribute(DS, "Reference", "URI", ""), NOT_EXACTLY),
    ("A9", "verwijzing naar buiten", attribute(DS, "Reference", "URI", "http://127.0.0.1:9/x"), NOT_EXACTLY),
    ("A10", "sleutel uit KeyInfo (KeyValue)", key_info("KeyValue"), SHAPE),
    ("A11", "sleutel bij naam (KeyName)", key_info("KeyName"), SHAPE),
    ("A12", "certificaat in X509Data", key_info("X509Data"), SHAPE),
    (
        "A13",
        "KeyInfo wijst naar iets anders",
        attribute(WSSE, "Reference", "URI", "#deel-0"),
        INDIRECT,
    ),
    (
        "A14",
        "token van een ander soort",
        attribute(WSSE, "BinarySecurityToken", "ValueType", "urn:x"),
        TOKEN,
    ),
    (
        "A15",
        "token is geen certificaat",
        rewritten(WSSE, "BinarySecurityToken", "AAAA"),
        CERTIFICATE,
    ),
)
SIGNED_ODDLY = (
    ("P1", "SHA-1 als digest", good(digest="Sha1"), DIGEST),
    ("P2", "rsa-sha1", good(method="RsaSha1"), METHOD),
    (
        "P3",
        "canonicalisatie met commentaar",
        good(canonical="ExclC14NWithComments"),
        CANONICAL,
    ),
    (
        "P4",
        "inclusieve canonicalisatie",
        good(canonical="InclC14N"),
        CANONICAL,
    ),
    (
        "P5",
        "inclusieve canonicalisatie van een deel",
        good(transform="InclC14N"),
        TRANSFORM,
    ),
    ("P6", "de Body is niet ondertekend", good(unsigned=frozenset({"Body"})), NOT_EXACTLY),
    ("P7", "MessageID is niet ondertekend", good(unsigned=frozenset({"MessageID"})), NOT_EXACTLY),
    ("P8", "RelatesTo is niet ondertekend", good(unsigned=frozenset({"RelatesTo"})), NOT_EXACTLY),
    ("P9", "Action is niet ondertekend", good(unsigned=frozenset({"Action"})), NOT_EXACTLY),
    ("P10", "Timestamp is niet ondertekend", good(unsigned=frozenset({"Timestamp"})), NOT_EXACTLY),
    (
        "P11",
        "SignatureConfirmation is niet ondertekend",
        good(unsigned=frozenset({"SignatureConfirmation"})),
        NOT_EXACTLY,
    ),
    ("P12", "te oud", good(created=NOW - timedelta(minutes=6), expires=None), "het bericht is te oud"),
    ("P13", "verlopen volgens Expires", good(expires=NOW - timedelta(minutes=2)), "het bericht is te oud"),
    ("P14", "uit de toekomst", good(created=NOW + timedelta(minutes=2)), "het bericht komt uit de toekomst"),
    (
        "P15",
        "bevestigt een andere vraag",
        good(confirms="YW5kZXJz"),
        CONFIRMS,
    ),
    ("P16", "bevestigt niets", good(confirms=""), CONFIRMS),
)
_UNTRUSTED = "het certificaat is niet van een vertrouwde uitgever"
_BY = {
    "verlopen": "het certificaat is verlopen",
    "nog_niet_geldig": "het certificaat geldt nog niet",
    "andere_oin": "het certificaat is van een andere OIN",
    "zonder_oin": "het certificaat is van een andere OIN",
    "geen_ondertekening": "het certificaat is niet voor ondertekenen",
    "zwakke_sleutel": "de sleutel van het certificaat is te zwak",
    "onbekende_ca": _UNTRUSTED,
    "zelf_ondertekend": _UNTRUSTED,
    "leaf_als_ca": _UNTRUSTED,
}


_SOUND = frozenset({"S8", "S9", "S11", "A10", "A11", "A12", "A13", "A14"})
"""What stands beside the signed parts, or says where the certificate is, is no part of the mathematics."""


def attacks() -> Iterator[Attack]:
    """Give every attack, in the order of the table."""
    for id_, what, change, why in (*MISSING, *TAMPERED, *WRAPPED, *ALGORITHMS):
        yield Attack(id_, what, changed(change), why, sound=id_ in _SOUND)
    for id_, what, how, why in SIGNED_ODDLY:
        yield Attack(id_, what, sign(ANSWER, how), why, sound=True)
    yield from _by_others()
    yield from _faults()


def _by_others() -> Iterator[Attack]:
    made = maker()
    unknown = Hierarchy.new("onbekend", NOW, ec_key)
    bad = bad_set(made, made.leaf("svb", credential().oin), made.credential("duo"), unknown)
    for number, item in enumerate((item for item in bad if item.name in _BY), 1):
        rsa = item.name == "zwakke_sleutel"
        how = good("rsa" if rsa else "ec", by=item.credential)
        yield Attack(
            f"C{number}", f"opnieuw ondertekend: {item.wrong}", sign(ANSWER, how), _BY[item.name], sound=True
        )


def _faults() -> Iterator[Attack]:
    head = ANSWER[: ANSWER.index(b"<s:Body>")]
    fault = head + f"<s:Body>{FAULT}</s:Body></s:Envelope>".encode()
    yield Attack("F1", "een SOAP Fault zonder handtekening", fault, NONE)
    signed = sign(fault, good("ec"))
    yield Attack("F2", "een veranderde SOAP Fault", signed.replace(b"s:Server", b"s:Client"), CHANGED)
    old = replace(good("ec"), created=NOW - timedelta(minutes=6), expires=None)
    yield Attack("F3", "een SOAP Fault van gisteren", sign(fault, old), "het bericht is te oud", sound=True)
    bare = f'<s:Envelope xmlns:s="{SOAP}"><s:Body>{FAULT}</s:Body></s:Envelope>'.encode()
    yield Attack("F4", "een SOAP Fault zonder koppen", bare, NONE)
