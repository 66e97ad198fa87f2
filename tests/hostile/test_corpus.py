"""Bad answers kept as files: what was written by hand, and what fuzzing found."""

from pathlib import Path

import pytest

from tests.hostile.kept import kept
from tests.hostile.scene import over_json, over_xml


@pytest.mark.parametrize("path", kept(), ids=lambda path: path.name)
def test_it_is_refused_by_every_source(path: Path) -> None:
    """No source whose answers look like this takes it for one."""
    scenes = over_xml() if path.suffix == ".xml" else over_json()
    assert [scene.name for scene in scenes if scene.outcome(path.read_bytes()) is None] == []
