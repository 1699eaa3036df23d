"""What a session with each of the program's own guides begins with, and what the home does.

Asked of the scenes themselves, for whoever has a voice keep it; with nobody's settings and no guide
of their own, so that it is the same for everybody.
"""

from dataclasses import replace
from itertools import product

from voice.app.home import home_plan_of
from voice.app.session import plan_of
from voice.floor.commands import Manner, Speak
from voice.guides.loading import bundled_guides, find_guide
from voice.scenes.home.home import FrontDoor
from voice.scenes.reflection.conversation import Conversation
from voice.settings import Settings
from voice.stage.stage import AnyScene

_EITHER = (False, True)


def opening_lines(language: str) -> list[str]:
    """Every line that may be the first in this language, each once."""
    lines: list[str] = []
    for guide in map(find_guide, bundled_guides()):
        if guide.language != language:
            continue
        settings = Settings(guide=guide.id)
        plan = plan_of(guide, settings)
        lines += [question.introduction for question in plan.questions]
        lines += _said_first(Conversation(plan, Manner()))
        for been_before, unfinished in product(_EITHER, _EITHER):
            home = home_plan_of(guide, settings, been_before)
            lines += _said_first(FrontDoor(replace(home, unfinished=unfinished), Manner()))
    return [line for line in dict.fromkeys(lines) if line]


def _said_first(scene: AnyScene) -> list[str]:
    return [
        line.text
        for command in scene.start()
        if isinstance(command, Speak)
        for line in command.lines
    ]
