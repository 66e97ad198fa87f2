"""How much an answer may hold, told from its bytes before a tree is made of them.

An element costs a hundred bytes and more once it stands in a tree: eight megabytes of the smallest ones would
become a quarter of a gigabyte.
"""

import codecs
from xml.parsers import expat

from gateway.extract.refusal import too_large, unusable

MAX_ELEMENTS = 500_000
"""An answer may hold this many elements and texts, or JSON names and values (`interface.md` §8, Limits)."""

MAX_DEPTH = 100
MAX_ROWS = 10_000
"""So many rows of one kind are not about one person."""

_MAX_ATTRIBUTES = 1_000
"""SuwiML has none; an envelope with a signature has about a hundred. Many cost more than their number."""

_MAX_NAMES = 2_000
"""libxml2 keeps every name it ever read; a message has a few hundred."""

_SMALLEST_NODES = len("<a/>x") / 2
_SMALLEST_ATTRIBUTE = len(' a=""')
_SMALLEST_VALUE = len("1,") / 2
_PIECE = 65_536


def check_utf_8(body: bytes) -> None:
    """Refuse anything but UTF-8, without ever holding a large answer a second time as text."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(body), _PIECE):
            decoder.decode(body[start : start + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise unusable() from None


def bound_xml(body: bytes, most: int) -> None:
    """Refuse more elements and texts together than `most`: each costs the same in a tree.

    It is looked into only where so many could stand in so many bytes.

    An attribute takes a "=", so a text with very many of those is refused as well.
    """
    if len(body) > _MAX_ATTRIBUTES * _SMALLEST_ATTRIBUTE and _more(body, b"=", _MAX_ATTRIBUTES):
        raise too_large()
    if len(body) > most * _SMALLEST_NODES and 2 * body.count(b"<") > most:
        _Count(most).read(body)


def _more(body: bytes, mark: bytes, most: int) -> bool:
    """Whether a mark stands there more than so many times; finding the few is faster than counting all."""
    place = -1
    for _ in range(most + 1):
        place = body.find(mark, place + 1)
        if place < 0:
            return False
    return True


def bound_json(body: bytes, most: int) -> None:
    """Refuse more names and values together than `most`; marks inside texts count as well."""
    if len(body) > most * _SMALLEST_VALUE and sum(map(body.count, (b",", b":", b"[", b"{"))) > most:
        raise too_large()


class _Count:
    """Counts elements and texts as they come, and builds nothing."""

    def __init__(self, most: int) -> None:
        self._left = most
        self._names = set[str]()

    def read(self, body: bytes) -> None:
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._element
        parser.CharacterDataHandler = self._one
        parser.StartDoctypeDeclHandler = self._refuse
        try:
            for start in range(0, len(body), _PIECE):
                parser.Parse(body[start : start + _PIECE])
        except expat.ExpatError:
            raise unusable() from None

    def _element(self, name: str, _attributes: object) -> None:
        self._names.add(name)
        if len(self._names) > _MAX_NAMES:
            raise too_large()
        self._one()

    def _one(self, *_what: object) -> None:
        self._left -= 1
        if self._left < 0:
            raise too_large()

    def _refuse(self, *_declared: object) -> None:
        raise unusable()
