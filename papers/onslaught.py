"""The attacks on sources' answers for the reader, from the very tables that the tests run."""

from typing import Any

from gateway.extract.bounds import MAX_DEPTH, MAX_ELEMENTS, MAX_ROWS
from gateway.sources.link import MAX_BYTES
from tests.hostile.chapters import Chapter, chapters, unread
from tests.hostile.kept import kept
from tests.hostile.scene import over_json, over_xml
from tests.hostile.wire import SOONER_OVER_TLS
from tests.signing.attacks import attacks


def facts() -> dict[str, Any]:
    """Give the tables row by row, their counts, and the limits of an answer."""
    refused = [_chapter(chapter) for chapter in chapters()]
    return {
        "hoofdstukken": refused,
        "ongelezen": _chapter(unread()),
        "handtekening": list(attacks()),
        "aantal": sum(chapter["aantal"] for chapter in refused),
        "soorten": sum(len(chapter["rijen"]) for chapter in refused),
        "bronnen": (len(over_xml()), len(over_json())),
        "eerder": sorted(SOONER_OVER_TLS),
        "bewaard": len(kept()),
        "grenzen": {"bytes": MAX_BYTES, "elementen": MAX_ELEMENTS, "diepte": MAX_DEPTH, "rijen": MAX_ROWS},
    }


def _chapter(chapter: Chapter) -> dict[str, Any]:
    return {
        "naam": chapter.naam,
        "toets": chapter.toets,
        "rijen": [(line.attack, line.answers) for line in chapter.lines],
        "aantal": sum(line.answers for line in chapter.lines),
    }
