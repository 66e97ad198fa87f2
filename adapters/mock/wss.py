"""The names of WS-Security as Digikoppeling WUS 2W-be-S uses them, and why a request is refused."""

from dataclasses import dataclass
from typing import Final

SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
WSA: Final = "http://www.w3.org/2005/08/addressing"
DS: Final = "http://www.w3.org/2000/09/xmldsig#"
EXC_C14N: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"

_OASIS: Final = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss"
WSSE: Final = f"{_OASIS}-wssecurity-secext-1.0.xsd"
WSU: Final = f"{_OASIS}-wssecurity-utility-1.0.xsd"
WSSE11: Final = "http://docs.oasis-open.org/wss/oasis-wss-wssecurity-secext-1.1.xsd"
X509V3: Final = f"{_OASIS}-x509-token-profile-1.0#X509v3"
BASE64: Final = f"{_OASIS}-soap-message-security-1.0#Base64Binary"

ID: Final = f"{{{WSU}}}Id"
PREFIXES: Final = {"soap": SOAP, "wsa": WSA, "ds": DS, "wsse": WSSE, "wsu": WSU, "wsse11": WSSE11}


def tag(name: str) -> str:
    """Give the tag of a prefixed name: `wsa:To` → `{http://…/addressing}To`."""
    prefix, local = name.split(":")
    return f"{{{PREFIXES[prefix]}}}{local}"


class Rejected(Exception):
    """A request is not as the profile demands.

    `code` is the faultcode (WSS 1.0, chapter 12); the text says in Dutch what is wrong, never what was sent.
    """

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Received:
    """What an answer repeats of its request; empty where that could not be read, and not yet believed."""

    to: str = ""
    sender: str = ""
    message_id: str = ""
    signature: str = ""
