"""The limits of an answer are settings per source, and hold on the way from socket to profile."""

from pathlib import Path

import pytest

from gateway.errors import SettingsInvalid, SourceError
from gateway.extract.bounds import MAX_ELEMENTS
from gateway.settings import read_settings
from gateway.sources.link import MAX_BYTES
from tests.fakes.processes import mock_sources
from tests.hostile.attack import TOO_LARGE
from tests.hostile.rig import rig, sound
from tests.hostile.scene import svb
from tests.hostile.soap import put

_SVB = "GATEWAY_BRONNEN__SVB__"


@pytest.mark.parametrize("limit", ["max_bytes", "max_elementen"])
def test_a_source_may_be_given_less(limit: str, tmp_path: Path) -> None:
    """A sound answer that is larger than its source may send is TE_GROOT; at the limit it is read."""
    size = {"max_bytes": 2000, "max_elementen": 400}[limit]
    with mock_sources() as mocks, rig(tmp_path, mocks.url, limits={limit: size}) as started:
        assert started.ask(sound(started.server)).outcome[0] == "GEVONDEN"
        filler = "<x/>" * 500
        assert started.ask(sound(started.server, filler=filler)).outcome == TOO_LARGE


def test_the_defaults_are_the_most() -> None:
    """Eight megabytes and half a million are what a source gets, and no setting gives it more."""
    bron = read_settings({f"{_SVB}URL": "http://127.0.0.1:1", f"{_SVB}OMGEVING": "nagebootst"}).bronnen["svb"]
    assert (bron.max_bytes, bron.max_elementen) == (8 * 1024 * 1024, 500_000) == (MAX_BYTES, MAX_ELEMENTS)
    for name, most in (("MAX_BYTES", MAX_BYTES), ("MAX_ELEMENTEN", MAX_ELEMENTS)):
        with pytest.raises(SettingsInvalid):
            read_settings({f"{_SVB}URL": "http://127.0.0.1:1", f"{_SVB}{name}": str(most + 1)})


@pytest.mark.parametrize(("filler", "read"), [("<x/>", 499_900), ("<x>y</x>", 249_900)])
def test_just_under_the_limit_is_read(filler: str, read: int) -> None:
    """What stays under the limit is an answer; a few hundred elements more are not."""
    scene = svb()
    at = scene.text.index("</ClientSuwi>")
    assert scene.read(put(scene.text, at, filler * read).encode()).gevonden
    with pytest.raises(SourceError):
        scene.read(put(scene.text, at, filler * (read + 200)).encode())


def test_a_hundred_levels_are_read() -> None:
    """Elements may stand a hundred deep, envelope included."""
    scene = svb()
    at = scene.text.index("</ClientSuwi>")
    outside = 4
    for depth, read in ((100 - outside, True), (101 - outside, False)):
        content = put(scene.text, at, "<x>" * depth + "</x>" * depth).encode()
        assert (scene.outcome(content) is None) is read
