"""Every bad answer of the tables ends in the refusal that its row promises."""

import pytest

from tests.hostile.attack import Attack, Bad, Unread, distinct
from tests.hostile.scene import Scene, over_json, over_xml
from tests.hostile.tables import ANSWERS, UNREAD_JSON, UNREAD_XML, scenes_of

ATTACKS = [attack for attacks in ANSWERS.values() for attack in attacks]


@pytest.mark.parametrize("scene", over_xml() + over_json(), ids=lambda scene: scene.name)
def test_the_good_answer_is_read(scene: Scene) -> None:
    """What the bad answers are made of is itself read, so that each is refused for what was changed."""
    assert scene.read(scene.good).gevonden


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.id)
def test_it_is_refused_as_its_row_says(attack: Attack[Bad]) -> None:
    """On every source, every variant of the attack has the status, oorzaak and reden of its row."""
    tried = list(distinct(attack, scenes_of(attack)))
    wrong = [
        (scene.name, outcome, content[:3000])
        for scene, content in tried
        if (outcome := scene.outcome(content)) != attack.uitkomst
    ]
    assert tried
    assert wrong[:3] == []


@pytest.mark.parametrize("attack", UNREAD_XML + UNREAD_JSON, ids=lambda attack: attack.id)
def test_it_is_not_read(attack: Attack[Unread]) -> None:
    """What stands where nothing is planned changes nothing of what is read around it."""
    for scene in scenes_of(attack):
        for content, same in attack.make(scene):
            assert content != same
            assert scene.read(content) == scene.read(same)
