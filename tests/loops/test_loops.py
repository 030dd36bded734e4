"""No loop, whoever answers: one acknowledgment each, and then the world is quiet."""

from __future__ import annotations

import pytest

from tests.loops.scenes import SCENES, Scene
from tests.loops.table import PAGE, Told, loop_page, play

pytestmark = pytest.mark.timeout(600)  # thirty days of somebody who writes every twenty minutes

_TOLD: dict[str, Told] = {}


async def told_of(scene: Scene) -> Told:
    """What became of a scene, which is played once."""
    if scene.name not in _TOLD:
        _TOLD[scene.name] = await play(scene)
    return _TOLD[scene.name]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name.replace(" ", "-"))
async def test_it_ends_with_one_answer_each_and_without_a_cap(scene):
    told = await told_of(scene)
    assert told.is_right(), (told.letters, told.reasons, told.is_quiet)


async def test_the_page_tells_what_was_played():
    assert PAGE.read_text(encoding="utf-8") == loop_page([await told_of(scene) for scene in SCENES])


async def test_people_who_share_a_provider_with_a_loop_are_answered():
    told = await told_of(next(scene for scene in SCENES if "provider of everybody" in scene.name))
    assert told.letters == {"acknowledgment": 6}
