"""An imaginary client: asks the SVB over SOAP and DUO over REST about one person."""

import json
from contextlib import closing
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

_DIENST = "http://bkwi.nl/SuwiML/Diensten/SVBDossierPersoonGSD/v0200"
_ENVELOPE = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
    f'<d:SVBPersoonsInfo xmlns:d="{_DIENST}"><Burgerservicenr>%s</Burgerservicenr></d:SVBPersoonsInfo>'
    "</s:Body></s:Envelope>"
)


class SourceFailed(Exception):
    """A source gave no usable answer."""


def benefits(svb: str, bsn: str, headers: dict[str, str]) -> list[str]:
    """Give the laws under which the SVB knows a benefit of this person. Raises SourceFailed."""
    url = f"{svb}/suwibroker/soap/SVBDossierPersoonGSD-v0200"
    answer = _post(url, _ENVELOPE % bsn, headers | {"Content-Type": "text/xml; charset=utf-8"})
    path = ".//Uitkeringsverhouding/SzWet/CdSzWet"  # elsewhere too, about other things
    return [law.text or "" for law in ET.XML(answer).iterfind(path)]


def may_start_working(duo: str, bsn: str, headers: dict[str, str]) -> bool | None:
    """Say whether DUO knows a startkwalificatie; None: DUO does not know this person. Raises SourceFailed."""
    question = {"burgerservicenummer": bsn, "fields": ["indStartkwalificatieDuo"]}
    url = f"{duo}/v1/onderwijsdossiers"
    answer = _post(url, json.dumps(question), headers | {"Content-Type": "application/json"})
    dossiers: list[dict[str, Any]] = json.loads(answer)["dossiers"]
    return dossiers[0].get("indStartkwalificatieDuo") == "1" if dossiers else None


def _post(url: str, content: str, headers: dict[str, str]) -> bytes:
    parts = urlsplit(url)
    with closing(HTTPConnection(parts.netloc, timeout=5)) as connection:
        connection.request("POST", parts.path, content, headers)
        answer = connection.getresponse()
        body = answer.read()
    if answer.status != 200:
        raise SourceFailed(answer.status)
    return body
