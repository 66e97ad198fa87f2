"""The client on mock sources: what it reads, and what it asked."""

import pytest
from adapters.mock.testing import Mocks

from klant import SourceFailed, benefits, may_start_working

DAAN, WIL, NOBODY = "999990019", "999995145", "999990482"


def test_the_svb_tells_of_benefits(mocks: Mocks) -> None:
    """The four benefits of P21 are read from the SOAP answer; about nobody there are none."""
    assert benefits(mocks.bron("svb"), WIL, mocks.headers) == ["AKW", "ANW", "AOW", "AIO"]
    assert benefits(mocks.bron("svb"), NOBODY, mocks.headers) == []


def test_duo_tells_of_education(mocks: Mocks) -> None:
    """P01 has a startkwalificatie; about nobody DUO says nothing, which is not the same as no."""
    assert may_start_working(mocks.bron("duo"), DAAN, mocks.headers) is True
    assert may_start_working(mocks.bron("duo"), NOBODY, mocks.headers) is None


def test_only_what_is_needed_is_asked(mocks: Mocks) -> None:
    """Of all sources DUO alone is asked, once, for one field: that is what the journal holds of this test."""
    may_start_working(mocks.bron("duo"), DAAN, mocks.headers)
    (asked,) = mocks.requests()
    assert (asked["service"], asked["fields"]) == ("DUODossierPersoonGSD-v0300", ["indStartkwalificatieDuo"])


def test_a_source_that_fails_is_not_read(mocks: Mocks) -> None:
    """A question that the SVB cannot read is answered with a fault, and the client says so."""
    with pytest.raises(SourceFailed):
        benefits(mocks.bron("svb"), "", mocks.headers)
