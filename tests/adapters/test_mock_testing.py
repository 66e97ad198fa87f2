"""What `adapters.mock.testing` gives the tests of others."""

import threading

import httpx
import pytest

from adapters.mock.ports import only
from adapters.mock.testing import AdminRefused, Mocks, mock_sources, mocks, running_mocks
from adapters.mock.world import build_world

__all__ = ["mock_sources", "mocks"]

QUESTION = {"burgerservicenummer": "999990019", "fields": ["indStartkwalificatieDuo"]}


def ask(sources: Mocks) -> None:
    """Ask DUO one question in the scope of these sources."""
    url = f"{sources.bron('duo')}/v1/onderwijsdossiers"
    assert httpx.post(url, json=QUESTION, headers=sources.headers).status_code == 200


def test_a_scope_sees_its_own_questions(mocks: Mocks, mock_sources: Mocks) -> None:
    """Two scopes on one server each hold the one question asked with their headers; the server holds all."""
    other = mock_sources.scoped()
    mock_sources.reset()
    for each in (mocks, other, mock_sources):
        ask(each)
    assert [entry["traceparent"] for entry in mocks.requests()] == [mocks.traceparent]
    assert [entry["traceparent"] for entry in other.requests()] == [other.traceparent]
    assert [entry["traceparent"] for entry in mock_sources.requests()] == [
        mocks.traceparent,
        other.traceparent,
        None,
    ]


def test_a_child_span_is_of_the_same_scope(mocks: Mocks) -> None:
    """A client that opens a span of its own under the trace of the test is still seen by it."""
    url = f"{mocks.bron('duo')}/v1/onderwijsdossiers"
    httpx.post(url, json=QUESTION, headers={"traceparent": f"00-{mocks.trace}-00f067aa0ba902b7-01"})
    assert len(mocks.requests()) == 1


def test_each_test_begins_without_questions(mocks: Mocks) -> None:
    """The fixture of a test gives a scope in which nothing was asked yet."""
    assert mocks.requests() == []


def test_reset_empties_the_journal(mock_sources: Mocks) -> None:
    """After reset of the whole server nothing is in its journal."""
    ask(mock_sources)
    mock_sources.reset()
    assert mock_sources.requests() == []


def test_the_admin_api_is_free_to_use(mocks: Mocks) -> None:
    """Any path below /__admin can be asked; what it refuses is raised with what it said."""
    assert mocks.get("/health") == {"status": "ok"}
    with pytest.raises(AdminRefused, match=r"^POST /__admin/bestaat-niet: 404 .*dit adres is er niet"):
        mocks.post("/bestaat-niet", {})


def test_own_sources_end_with_their_block() -> None:
    """Sources of one's own run as long as their block: after it nobody listens and no thread is left."""
    before = threading.active_count()
    with running_mocks(only(build_world(), ["duo"])) as running:
        ask(running)
        assert httpx.get(f"{running.bron('svb')}/suwibroker/suwiml/FWI-v0205.xsd").status_code == 404
    with pytest.raises(httpx.ConnectError):
        httpx.get(running.url)
    assert threading.active_count() == before
