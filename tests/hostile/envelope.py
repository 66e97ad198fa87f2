"""Bad SOAP answers whose outside is wrong: the envelope, its addressing, its Body, what stands in it."""

import re
from collections.abc import Iterator

from tests.fakes.answers import FAULT, FWI, NOTHING, SOAP, WSA
from tests.hostile.scene import Scene


def moved_person(scene: Scene) -> Iterator[bytes]:
    """Put the person, the dossier or the response in another namespace, or in one it never had."""
    namespace = scene.source.operatie.namespace
    for uri in ("urn:anders", SOAP, f"{namespace}/", namespace.upper(), ""):
        yield scene.text.replace(f'xmlns:t="{namespace}"', f'xmlns:t="{uri or "urn:x"}"').encode()
        for name in ("Burgerservicenr", "ClientSuwi"):
            changed = re.sub(f"<{name}>", f'<{name} xmlns="{uri or namespace}">', scene.text, count=1)
            yield changed.encode()
    yield scene.text.replace(scene.source.operatie.namespace, "relatief/adres").encode()
    yield scene.text.replace(SOAP, "http://www.w3.org/2003/05/soap-envelope").encode()


def bodies(scene: Scene) -> Iterator[bytes]:
    """Send two Bodies, two messages in one, none, or one that stands elsewhere."""
    start, end = scene.text.index("<s:Body>"), scene.text.index("</s:Envelope>")
    before, one, after = scene.text[:start], scene.text[start:end], scene.text[end:]
    inner = one.removeprefix("<s:Body>").removesuffix("</s:Body>")
    for content in (
        one + one,
        one + "<s:Body/>",
        "<s:Body/>" + one,
        f"<s:Body>{inner}{inner}</s:Body>",
        f"<s:Body>{inner}<x/></s:Body>",
        f"<s:Body><x/>{inner}</s:Body>",
        f"<s:Body><x>{inner}</x></s:Body>",
        f"<s:Body>{before}{one}{after}</s:Body>",
        f"<x>{one}</x>",
        "<s:Body/>",
        "",
        inner,
    ):
        yield (before + content + after).encode()
    yield (before.replace("</s:Header>", one + "</s:Header>") + after).encode()
    yield scene.text.replace("s:Envelope", "s:Enveloppe").encode()
    yield inner.encode()


def headers(scene: Scene) -> Iterator[bytes]:
    """Relate to another question, to none, or twice; name another action or none."""
    start, end = scene.text.index("<s:Header>"), scene.text.index("</s:Header>") + len("</s:Header>")
    header = scene.text[start:end]
    for other in ("", header + header, "<s:Header/>", header.replace(WSA, "urn:anders")):
        yield (scene.text[:start] + other + scene.text[end:]).encode()
    for name in ("Action", "MessageID", "RelatesTo"):
        block = re.search(f"<a:{name} .*?</a:{name}>", scene.text)
        assert block is not None
        text = block[0].partition(">")[2].partition("<")[0]
        for changed in (
            "",
            block[0] * 2,
            block[0].replace(f">{text}<", "><"),
            block[0].replace(f">{text}<", "><b/><"),
        ):
            yield scene.text.replace(block[0], changed).encode()
        if name != "MessageID":
            yield scene.text.replace(f">{text}<", f">{text}x<", 1).encode()
            yield scene.text.replace(f">{text}<", f">{text[:-1]}<", 1).encode()


def choices(scene: Scene) -> Iterator[bytes]:
    """Send two dossiers, a dossier and NietsGevonden, neither, or messages of an unknown version."""
    start, end = scene.text.index("<ClientSuwi>"), scene.text.index("</ClientSuwi>") + len("</ClientSuwi>")
    client = scene.text[start:end]
    unknown = NOTHING.replace("v0205", "v0204")
    for content in (
        client * 2,
        client + "<ClientSuwi/>",
        client + NOTHING,
        NOTHING + client,
        client + unknown,
        unknown,
        unknown.replace("NietsGevonden", "FWI"),
        f'<FWI xmlns="{FWI}x"/>',
        f"<x>{client}</x>",
        "<NietsGevonden/>",
        "",
        "<ClientSuwi/>",
    ):
        yield (scene.text[:start] + content + scene.text[end:]).encode()


def services(scene: Scene) -> Iterator[bytes]:
    """Answer with the message of another service, another version, or the question itself."""
    bericht, namespace = scene.source.operatie.bericht, scene.source.operatie.namespace
    yield scene.text.replace(f"{bericht}Response", "AndereResponse").encode()
    yield scene.text.replace(f"t:{bericht}Response", f"t:{bericht}").encode()
    for version in ("v0100", "v9999", ""):
        yield scene.text.replace(namespace, namespace[:-5] + version).encode()


def other_things(scene: Scene) -> Iterator[bytes]:
    """Send something else where an answer should be."""
    yield from (b"", b" ", b"{}", b"null", b"<a/>", b"<html><body>Inloggen</body></html>", b"%PDF-1.7")
    yield b"<!DOCTYPE html><html><body>Onderhoud</body></html>"
    yield f'{{"dossiers": [{{"burgerservicenummer": "{scene.call.bsn.reveal()}"}}]}}'.encode()
    yield b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body/></s:Envelope>'


def faults(scene: Scene) -> Iterator[bytes]:
    """Send a SOAP Fault with things in it that must not come out."""
    start, end = scene.text.index("<s:Body>"), scene.text.index("</s:Envelope>")
    inner = scene.text[start:end].removeprefix("<s:Body>").removesuffix("</s:Body>")
    for detail in ("", f"<detail>{inner}</detail>", "<detail>&lt;script&gt;</detail>", "<x/>" * 1000):
        content = FAULT.replace("</s:Fault>", f"{detail}</s:Fault>")
        yield f"{scene.text[:start]}<s:Body>{content}</s:Body>{scene.text[end:]}".encode()


def faults_beside(scene: Scene) -> Iterator[bytes]:
    """Send a Fault and data in one Body."""
    yield scene.text.replace("</s:Body>", FAULT + "</s:Body>").encode()
    yield scene.text.replace("<s:Body>", "<s:Body>" + FAULT).encode()
