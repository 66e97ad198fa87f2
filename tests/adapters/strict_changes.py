"""Changes that break a request: what an attacker, or a client that is not ready, may do to it."""

import copy

from lxml import etree

from tests.adapters.strict_client import NAMES, WSU, Change, one

INFO = "soap:Header/wsse:Security/ds:Signature/ds:SignedInfo"


def drop(path: str) -> Change:
    """Leave out the element at a path."""

    def change(root: etree._Element) -> None:
        node = one(root, path)
        parent = node.getparent()
        assert parent is not None
        parent.remove(node)

    return change


def double(path: str) -> Change:
    """Put the element at a path there twice."""

    def change(root: etree._Element) -> None:
        node = one(root, path)
        node.addnext(copy.deepcopy(node))

    return change


def text(path: str, value: str) -> Change:
    """Give the element at a path another text."""
    return lambda root: setattr(one(root, path), "text", value)


def attribute(path: str, name: str, value: str) -> Change:
    """Give the element at a path an attribute."""
    return lambda root: one(root, path).set(name, value)


def add(path: str, child: str) -> Change:
    """Add an empty element below the one at a path."""
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
    """Ask for the answer to be sent to somebody else."""
    reply = etree.SubElement(one(root, "soap:Header"), f"{{{NAMES['wsa']}}}ReplyTo")
    etree.SubElement(reply, f"{{{NAMES['wsa']}}}Address").text = "https://elders.example"


def say_hmac(root: etree._Element) -> None:
    """Say that the public key is the secret of an HMAC."""
    algorithm = "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"
    one(root, f"{INFO}/ds:SignatureMethod").set("Algorithm", algorithm)
