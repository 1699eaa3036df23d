"""What is kept of a natural voice so that the first line need not wait for it."""

from dataclasses import replace

import pytest

from voice.app.home import home_plan_of
from voice.app.openings import opening_lines
from voice.app.session import plan_of
from voice.floor.commands import Line, Manner, Speak
from voice.guides.loading import find_guide
from voice.installing.voices import lines_to_keep
from voice.scenes.home.home import FrontDoor
from voice.scenes.reflection.conversation import Conversation
from voice.settings import Settings
from voice.stage.stage import AnyScene


def first_lines(scene: AnyScene) -> list[Line]:
    return next(command for command in scene.start() if isinstance(command, Speak)).lines


@pytest.mark.parametrize("name", ["trust-and-power", "on-my-mind"])
def test_all_that_a_session_or_the_home_begins_with_is_kept(name: str) -> None:
    """Also that of somebody who has changed all that the settings of a session can."""
    settings = Settings(guide=name, patience="brisk", ask_to_keep=True, rate_wpm=120)
    guide = find_guide(name)
    kept = {*opening_lines("en"), *lines_to_keep("en")}
    home = home_plan_of(guide, settings, been_before=True)
    for scene in (
        Conversation(plan_of(guide, settings), Manner()),
        FrontDoor(home, Manner()),
        FrontDoor(replace(home, been_before=False, unfinished=True), Manner()),
    ):
        assert {line.text for line in first_lines(scene)} <= kept


def test_it_is_the_programs_own_and_in_the_voices_language_only() -> None:
    """What a person's own guides are called, or ask, is none of it."""
    german = opening_lines("de")
    assert any("Willkommen" in line for line in german)
    assert not {*german} & {*opening_lines("en")}
    assert opening_lines("xx") == []
