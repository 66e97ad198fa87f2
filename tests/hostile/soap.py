"""Bad SOAP answers made of good ones: one function per attack, each giving every variant of it."""

import copy
import re
from collections.abc import Callable, Iterator

from lxml import etree

from gateway.core.locator import Shape
from tests.hostile.scene import Planned, Scene, planned, written

XSI = "http://www.w3.org/2001/XMLSchema-instance"
XOP = "http://www.w3.org/2004/08/xop/include"
NOWHERE = "http://127.0.0.1:9/x"
SCALAR = re.compile(r"<(\w+)>([^<>]+)</\1>")
_STEP = 3

DOCTYPES = (
    "<!DOCTYPE x>",
    "<!DOCTYPE x []>",
    '<!DOCTYPE x [<!ENTITY e "1">]>',
    '<!DOCTYPE x [<!ATTLIST Burgerservicenr v CDATA "1">]>',
    f'<!DOCTYPE x SYSTEM "{NOWHERE}.dtd">',
    '<!DOCTYPE x SYSTEM "file:///etc/hostname">',
    f'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "{NOWHERE}.dtd">',
    f'<!DOCTYPE x [<!ENTITY % p SYSTEM "{NOWHERE}"> %p;]>',
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
    f'<!DOCTYPE x [<!ENTITY e SYSTEM "{NOWHERE}">]>',
    '<!DOCTYPE x [<!ENTITY e "&e;">]>',
    '<!DOCTYPE x [<!NOTATION n SYSTEM "n"><!ENTITY e SYSTEM "n" NDATA n>]>',
)


def doctype(scene: Scene) -> Iterator[bytes]:
    """Put a DOCTYPE of every kind before it, with its entity used in each scalar and not used."""
    for prologue in DOCTYPES:
        yield (prologue + scene.text).encode()
        if "ENTITY e" in prologue:
            for scalar in SCALAR.finditer(scene.text):
                yield (prologue + put(scene.text, scalar.end(2), "&e;")).encode()


def versions(scene: Scene) -> Iterator[bytes]:
    """Say that it is another version of XML, or another encoding."""
    for declared in ('version="1.1"', 'version="2.0"', 'version="1.0" standalone="maybe"'):
        yield f"<?xml {declared}?>{scene.text}".encode()
    for encoding in ("ISO-8859-1", "UTF-7", "UTF-16", "windows-1252", "US-ASCII", "cp037", "onbekend"):
        yield f'<?xml version="1.0" encoding="{encoding}"?>{scene.text}'.encode()


def encodings(scene: Scene) -> Iterator[bytes]:
    """Write it in another encoding, saying so or not."""
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037"):
        for declared in ("", f'<?xml version="1.0" encoding="{encoding.upper()}"?>'):
            yield (f"{declared}<!--+ADw- é-->" + scene.text).encode(encoding, "xmlcharrefreplace")


def bytes_inside(scene: Scene) -> Iterator[bytes]:
    """Put bytes that are no UTF-8, or characters that are no XML, at every few offsets of every scalar."""
    wrong = (
        b"\xff",
        b"\xc0\xaf",
        b"\xed\xa0\x80",
        b"\xf8\x88\x80\x80\x80",
        b"\x00",
        b"\x01",
        b"\xef\xbf\xbe",
    )
    references = (b"&#0;", b"&#1;", b"&#xD800;", b"&#xFFFE;", b"&#x110000;", b"&nbsp;", b"&x;", b"&", b"]]>")
    for scalar in SCALAR.finditer(scene.text):
        for offset in range(scalar.start(2), scalar.end(2) + 1, _STEP):
            for piece in wrong + references:
                yield scene.good[:offset] + piece + scene.good[offset:]


def truncated(scene: Scene) -> Iterator[bytes]:
    """Break it off after every few bytes."""
    for length in range(0, len(scene.good), 11):
        yield scene.good[:length]


def trailing(scene: Scene) -> Iterator[bytes]:
    """Let something follow the end, or come before the beginning."""
    for rest in (scene.good, b"x", b"<a/>", b"\x00", b"{}", b"</s:Envelope>", b'<?xml version="1.0"?>'):
        yield scene.good + rest
    for before in (b"x", b"\x00", b"\n<?xml version='1.0'?>", b"HTTP/1.1 200 OK\r\n\r\n", b"--grens\r\n\r\n"):
        yield before + scene.good


def _each(scene: Scene, change: Callable[[Planned], bool]) -> Iterator[bytes]:
    """Change every planned element in turn, each in a fresh copy; `change` says whether it could."""
    for number in range(len(planned(scene))):
        item = planned(scene)[number]
        if change(item):
            yield written(item)


def doubled(scene: Scene) -> Iterator[bytes]:
    """Let every element that may stand once stand twice: the same, an empty one, another one."""
    for text in (None, "", "0"):

        def twice(item: Planned, text: str | None = text) -> bool:
            again = copy.deepcopy(item.element)
            if text is not None and item.below is None:
                again.text = text
            item.element.addnext(again)
            return not item.many

        yield from _each(scene, twice)


def nested(scene: Scene) -> Iterator[bytes]:
    """Put an element inside every planned text: a foreign one, itself, a reference to an attachment."""
    for make in (
        lambda _item: etree.Element("b"),
        lambda item: copy.deepcopy(item.element),
        lambda _item: etree.Element(f"{{{XOP}}}Include", href="cid:weg"),
        lambda _item: etree.Element(f"{{{XOP}}}Include", href=NOWHERE),
    ):

        def inside(item: Planned, make: Callable[[Planned], etree._Element] = make) -> bool:
            item.element.append(make(item))
            return item.below is None

        yield from _each(scene, inside)


def element_inside(scene: Scene) -> Iterator[bytes]:
    """Cut every planned text with an element, at every few offsets."""
    leaves = set(_leaves(scene.source.shape))
    for scalar in SCALAR.finditer(scene.text):
        if scalar[1] in leaves:
            for offset in range(scalar.start(2), scalar.end(2) + 1, _STEP):
                yield put(scene.text, offset, "<b/>").encode()


def typed(scene: Scene) -> Iterator[bytes]:
    """Say of every planned element that it is nil, or of another type."""
    for name, value in (("nil", "true"), ("nil", "0"), ("type", "xs:string")):

        def mark(item: Planned, name: str = name, value: str = value) -> bool:
            item.element.set(f"{{{XSI}}}{name}", value)
            return True

        yield from _each(scene, mark)
        for answer in _each(scene, mark):
            yield answer.replace(b"XMLSchema-instance", b"XMLSchema&#45;inst&#97;nce")


def disordered(scene: Scene) -> Iterator[bytes]:
    """Put every planned element before each sibling that should stand before it."""
    for number in range(len(planned(scene))):
        for earlier in range(number):
            items = planned(scene)
            this, other = items[number], items[earlier]
            if this.element.getparent() is other.element.getparent() and other.rank < this.rank:
                other.element.addprevious(this.element)
                yield written(this)


def moved(scene: Scene) -> Iterator[bytes]:
    """Put every planned element in another namespace, and beside it once more in its own."""
    for number in range(len(planned(scene))):
        item, both = planned(scene)[number], planned(scene)[number]
        item.element.tag = f"{{urn:anders}}{item.element.tag}"
        yield written(item)
        twin = copy.deepcopy(both.element)
        twin.tag = f"{{urn:anders}}{twin.tag}"
        both.element.addnext(twin)
        yield written(both)


def beside(scene: Scene) -> Iterator[tuple[bytes, bytes]]:
    """Put a file, another person's Body, an attachment or an unknown element where nothing is read."""
    text = scene.text
    start, end = text.index("<s:Body>"), text.index("</s:Envelope>")
    hidden = text[start:end].replace(scene.call.bsn.reveal(), "999990020")
    include = (
        '<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="file:///etc/hostname" parse="text"/>'
    )
    xop = f'<o:Include xmlns:o="{XOP}" href="{NOWHERE}"/>'
    style = f'<?xml-stylesheet href="{NOWHERE}"?>'
    for piece in (hidden, include, xop, style, "<x><Burgerservicenr>999990020</Burgerservicenr></x>"):
        for spot in ("</s:Header>", "</ClientSuwi>"):
            yield put(text, text.index(spot), piece).encode(), scene.good


def controls(scene: Scene) -> Iterator[bytes]:
    """Put control characters that XML allows into every planned value."""
    yield from _values(scene, ("\x80", "\x9b", "\x7f", "&#x84;"), everywhere=True)


def invisible(scene: Scene) -> Iterator[bytes]:
    """Put characters that nobody sees into every code, date and number."""
    yield from _values(scene, ("\u200b", "\u202e", "\u2066", "\ufeff", "\xad", "&#x200d;"), everywhere=False)


def _values(scene: Scene, pieces: tuple[str, ...], *, everywhere: bool) -> Iterator[bytes]:
    words = _words(scene)
    leaves = set(_leaves(scene.source.shape)) - {"Burgerservicenr", "Geboortedat"}
    for scalar in SCALAR.finditer(scene.text):
        if scalar[1] in leaves and (everywhere or scalar[1] not in words):
            for offset in range(scalar.start(2), scalar.end(2) + 1, _STEP):
                for piece in pieces:
                    yield put(scene.text, offset, piece).encode()


def _words(scene: Scene) -> set[str]:
    """Give the names of the elements that hold words for people."""
    tables = [table.rows for table in scene.source.tabellen]
    rows = [*tables, *(nested for table in tables for _, nested in table.lists)]
    return {slot.path[-1].removesuffix("[1]") for row in rows for slot in row.slots if slot.als == "tekst"}


def _leaves(shape: Shape) -> Iterator[str]:
    yield from shape.leaves
    for below in shape.children.values():
        yield from _leaves(below)


def put(text: str, offset: int, piece: str) -> str:
    return text[:offset] + piece + text[offset:]
