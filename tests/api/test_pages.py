"""The pages for people: complete, and nothing from outside."""

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from gateway.api.problems import PUBLISHED
from tests.fakes.client import client
from tests.fakes.service import FakeService, load_profiel

VOID = {"meta"}


class _Outline(HTMLParser):
    """Collects tags, ids and references; notes a tag that is not closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag and its attributes."""
        self.tags.add(tag)
        self.open += [] if tag in VOID else [tag]
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [value for name, value in attrs if name in {"href", "src"} and value]

    def handle_endtag(self, tag: str) -> None:
        """Check that the innermost open tag is the one that ends."""
        assert self.open.pop() == tag


async def _page(path: str) -> tuple[str, str]:
    async with client(FakeService()) as http:
        answer = await http.get(path)
    return answer.text, answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/v1/documentatie", "/v1/fouten/VELD_BUITEN_DOEL"])
async def test_a_page_needs_nothing_from_outside_and_runs_nothing(path: str) -> None:
    """A page has no script, no outside resource, and one style that its policy allows by hash."""
    page, policy = await _page(path)
    outline = _Outline(page)
    assert outline.open == []
    assert outline.tags.isdisjoint({"script", "link", "img", "iframe", "object", "form", "base"})
    assert "style" not in outline.attributes
    assert all(link.startswith(("/v1/", "#")) for link in outline.links)
    [style] = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy.split("; ")
    assert '<html lang="nl">' in page


async def test_every_link_of_the_documentation_leads_somewhere() -> None:
    """Each anchor exists once and each path answers."""
    page, _ = await _page("/v1/documentatie")
    outline = _Outline(page)
    assert len(outline.ids) == len(set(outline.ids))
    assert {link[1:] for link in outline.links if link.startswith("#")} <= set(outline.ids)
    async with client(FakeService()) as http:
        for link in sorted({link for link in outline.links if not link.startswith("#")}):
            assert (await http.get(link)).status_code == 200


async def test_the_documentation_names_everything() -> None:
    """Operations, every veld, every error and an example with curl are on the page."""
    page, _ = await _page("/v1/documentatie")
    operations = ("POST /v1/raadplegingen", "GET /v1/bronnen", "GET /v1/fouten/{code}")
    wanted = {
        *operations,
        *PUBLISHED,
        *(veld.pad for veld in load_profiel().veld),
        "curl",
        "&#34;999990019&#34;",
    }
    assert {text for text in wanted if text not in page} == set()
