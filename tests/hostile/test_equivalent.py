"""What is not bad stays an answer: other ways to write the same, and deviations that were agreed."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.core.facts import Facts
from gateway.errors import SourceError
from gateway.extract.reader import Reader
from tests.fakes.answers import reader_of
from tests.hostile import soap
from tests.hostile.scene import Scene, over_json, over_xml

_PIECES = st.one_of(
    st.text("abc -<>&'\"é;#", max_size=8)
    .filter(lambda text: "--" not in text and not text.endswith("-"))
    .map(lambda text: f"<!--{text}-->"),
    st.sampled_from(["<?x y?>", "<?xml-stylesheet href='http://127.0.0.1:9/'?>", "<![CDATA[]]>", "<!---->"]),
)


def _scalars(scene: Scene) -> list[tuple[int, int]]:
    return [scalar.span(2) for scalar in soap.SCALAR.finditer(scene.text)]


def test_the_full_text_is_read_whatever_stands_in_it() -> None:
    """Comments, instructions and CDATA at every offset of every scalar of every source give the full text."""
    for scene in over_xml():
        whole = scene.read(scene.good)
        for begin, end in _scalars(scene):
            for offset in range(begin, end + 1):
                for piece in ("<!--x-->", "<?x y?>", "<![CDATA[]]>"):
                    content = scene.text[:offset] + piece + scene.text[offset:]
                    assert scene.read(content.encode()) == whole


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_mix_of_nodes_gives_the_full_text(data: st.DataObject) -> None:
    """Any number of such nodes in any scalars, also CDATA around what stands there, give the full text."""
    scene = data.draw(st.sampled_from(over_xml()))
    content = scene.text
    for begin, end in reversed(_scalars(scene)):
        offset = data.draw(st.integers(begin, end))
        piece = data.draw(st.one_of(st.just(""), _PIECES))
        rest = content[offset:end]
        if data.draw(st.booleans()) and rest:
            rest = f"<![CDATA[{rest}]]>"
        content = content[:offset] + piece + rest + content[end:]
    assert scene.read(content.encode()) == scene.read(scene.good)


@pytest.mark.parametrize("scene", over_json(), ids=lambda scene: scene.name)
def test_other_ways_to_write_json_are_read(scene: Scene) -> None:
    """Escapes, spaces and another order of members say the same."""
    answer = json.loads(scene.good)
    escaped = "".join(f"\\u{ord(char):04x}" if char.isalnum() else char for char in scene.text)
    for text in (
        escaped,
        json.dumps(answer, indent=3),
        json.dumps(answer, sort_keys=True),
        scene.text + " \r\n\t",
    ):
        assert scene.read(text.encode()) == scene.read(scene.good)


def _tolerant(scene: Scene) -> Reader:
    return reader_of(replace(scene.source, geordend=False))


@pytest.mark.parametrize("scene", over_xml(), ids=lambda scene: scene.name)
def test_a_tolerant_source_may_send_another_order(scene: Scene) -> None:
    """Where the afspraak is tolerant another order gives the same rows, and counts once as drift."""
    whole = scene.read(scene.good)
    tolerant = _tolerant(scene)
    for content in soap.disordered(scene):
        read: Facts = tolerant.facts(content, scene.call)
        assert (read.drift, read.redenen, read.vergewist) == (whole.drift + 1, whole.redenen, whole.vergewist)
        with pytest.raises(SourceError):
            scene.read(content)


def test_there_are_orders_to_get_wrong() -> None:
    """Every source over SOAP has planned elements in an agreed order."""
    assert all(list(soap.disordered(scene)) for scene in over_xml())
