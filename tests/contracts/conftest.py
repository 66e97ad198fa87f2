"""What tests of the loader share."""

from pathlib import Path

import pytest

from tests.contracts.room import Room, new_room


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return new_room(tmp_path)
