"""Mock sources of which a state, a journal and rules can be seen, and a browser that looks at them."""

from collections.abc import Iterator

import pytest

from tests.mockfaults.served import Mocks, serve
from tests.mockpage.browser import Browser, browsing


@pytest.fixture(scope="session")
def own() -> Iterator[Mocks]:
    for url in serve():
        yield Mocks(url)


@pytest.fixture
def mocks(own: Mocks) -> Mocks:
    """Give mock sources with nothing set, changed or noted."""
    own.admin("POST", "/reset")
    return own


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


@pytest.fixture
def page(chromium: Browser, mocks: Mocks) -> Browser:
    """Give the browser with the page just opened."""
    chromium.do("open", url="about:blank")
    chromium.do("colours", scheme="light")
    chromium.do("wide", width=1200)
    chromium.do("open", url=f"{mocks.url}/__admin/")
    return chromium
