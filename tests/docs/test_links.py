"""Links in the papers lead somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.fakes.processes import ROOT

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_ELSEWHERE = ("https://", "http://", "mailto:")


def anchors(path: Path) -> set[str]:
    """Give the anchors of a page as code hosts make them: small letters, hyphens, `-1` for a second one."""
    found: set[str] = set()
    for heading in _HEADING.findall(_FENCED.sub("", path.read_text("utf-8"))):
        slug = re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
        number = sum(1 for known in found if re.fullmatch(rf"{re.escape(slug)}(-\d+)?", known))
        found.add(f"{slug}-{number}" if number else slug)
    return found


def broken(page: Path) -> Iterator[str]:
    """Give every relative link of a page whose file or anchor does not exist."""
    for link in _LINK.findall(_FENCED.sub("", page.read_text("utf-8"))):
        if link.startswith(_ELSEWHERE):
            continue
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            yield link


def test_every_relative_link_exists() -> None:
    """Every file and anchor that a paper, the README or the reading room links to is there."""
    pages = [ROOT / "README.md", ROOT / "contracts" / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    assert {page.name: links for page in pages if (links := list(broken(page)))} == {}


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    """A link to a missing file or heading is named; a right one, one elsewhere and one in code are not."""
    page = tmp_path / "blad.md"
    page.write_text(
        "# Eén kop: hier\n## Dubbel\n## Dubbel\n[a](#eén-kop-hier) [b](#dubbel-1) [c](https://elders.example)\n"
        "[d](weg.md) [e](#dubbel-2) [f](blad.md#dubbel)\n```\n[g](code.md)\n```\n",
        "utf-8",
    )
    assert list(broken(page)) == ["weg.md", "#dubbel-2"]
