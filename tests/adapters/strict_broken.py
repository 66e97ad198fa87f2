"""Every request that must be refused for its form or its signature, with the Fault that it gets."""

from datetime import timedelta

from xmlsec import constants

from tests.adapters.strict_changes import (
    INFO,
    add,
    attribute,
    double,
    drop,
    reply_elsewhere,
    say_hmac,
    text,
    wrap,
)
from tests.adapters.strict_client import WSU, Way
from tests.adapters.strict_pki import GATEWAY_OIN, OTHER_OIN

CLIENT, INVALID, CHECK = "soap:Client", "wsse:InvalidSecurity", "wsse:FailedCheck"
ALGORITHM, WHO = "wsse:UnsupportedAlgorithm", "wsse:FailedAuthentication"
HEADER, SECURITY = "soap:Header", "soap:Header/wsse:Security"
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
    "iets in MessageID": (
        Way(before=add(f"{HEADER}/wsa:MessageID", "wsse:Iets")),
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
    "iets anders bij de tijd": (
        Way(before=add(f"{SECURITY}/wsu:Timestamp", "wsu:Duur")),
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
        Way(after=attribute(".//wsa:To", f"{{{WSU}}}Id", "bst")),
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
    "verwijzing naar een andere soort": (
        Way(after=attribute(".//wsse:Reference", "ValueType", "pkcs7")),
        "wsse:UnsupportedSecurityToken",
        "het certificaat is geen X509v3 in Base64Binary",
    ),
    "certificaat anders geschreven": (
        Way(after=attribute(".//wsse:BinarySecurityToken", "EncodingType", "hex")),
        "wsse:UnsupportedSecurityToken",
        "het certificaat is geen X509v3 in Base64Binary",
    ),
    "verpakt in het certificaat": (
        Way(after=wrap(f"{SECURITY}/wsse:BinarySecurityToken", same_id=True)),
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
