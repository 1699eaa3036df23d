"""One view of every kind that the page can show, each made by a real conversation.

Used by `screens.py`, the benchmark of the page and its tests; nothing here draws or serves.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from voice.app.session import plan_of
from voice.floor.actions import Action, Means
from voice.floor.commands import Manner
from voice.floor.events import (
    ActionChosen,
    Drafted,
    Event,
    ListeningStarted,
    ListeningStopped,
    SealingFailed,
    SegmentHeard,
    SegmentSealed,
    SpeechFinished,
    SpeechStarted,
)
from voice.floor.view import View
from voice.guides.loading import find_guide
from voice.scenes.reflection.conversation import Conversation
from voice.scenes.reflection.step import Plan
from voice.settings import Settings
from voice.stage.ports import CaptionHeard, LevelMeasured, Notice
from voice.values.transcript import Segment, Word
from voice.values.troubles import Trouble, TroubleName

ANSWER = (
    "i think i can talk about work and about my sister without weighing every word",
    "with my mother it is different i still hear myself asking whether it is allowed",
    "maybe what feels safe is that you never finish my sentences",
)


@dataclass
class Scene:
    """A conversation brought to one moment, and every view and notice on the way there."""

    name: str
    conversation: Conversation
    shown: list[View | Notice] = field(default_factory=list)
    heard: int = 0

    def happens(self, *events: Event) -> "Scene":
        """Tell the conversation."""
        for event in events:
            self.conversation.handle(event)
            self.shown.append(self.conversation.view())
        return self

    def spoken(self) -> "Scene":
        """The program finishes speaking and listens."""
        self.happens(SpeechFinished(self._turn_id))
        if self.conversation.now.listening:
            self.happens(ListeningStarted(self._turn_id))
        return self

    def says(self, text: str) -> "Scene":
        """The person says a passage, and it is sealed."""
        self.heard += 1
        start = 10.0 * self.heard
        words = tuple(Word(word, start, start + 1, 1.0) for word in text.split())
        segment = Segment(f"s{self.heard}", words, start, start + 8)
        turn_id = self._turn_id
        self.happens(SpeechStarted(turn_id), SegmentHeard(turn_id, segment, math.inf, 1.5))
        return self.happens(SegmentSealed(segment.segment_id))

    def chooses(self, action: Action) -> "Scene":
        """The person presses a button."""
        return self.happens(ActionChosen(action, Means.PAGE))

    def notices(self, *notices: Notice) -> "Scene":
        """What is heard right now."""
        self.shown += notices
        return self

    def _stopped(self) -> "Scene":
        return self.happens(ListeningStopped(self._turn_id))

    @property
    def _turn_id(self) -> int:
        return self.conversation.now.turn_id


def _plan(ask_to_keep: bool, keep_sound: bool) -> Plan:
    settings = Settings(ask_to_keep=ask_to_keep, keep_sound=keep_sound)
    return plan_of(find_guide("trust-and-power"), settings)


def _begin(name: str, ask_to_keep: bool = False, keep_sound: bool = False) -> Scene:
    scene = Scene(name, Conversation(_plan(ask_to_keep, keep_sound), Manner()))
    scene.conversation.start()
    scene.shown.append(scene.conversation.view())
    return scene


def _asked(name: str, ask_to_keep: bool = False) -> Scene:
    return _begin(name, ask_to_keep).spoken().chooses(Action.BEGIN)


def _third(name: str, ask_to_keep: bool = False) -> Scene:
    """Listening to the third question."""
    scene = _asked(name, ask_to_keep).spoken()
    for _ in range(2):
        scene.chooses(Action.NEXT).spoken()
    return scene


def _answering(name: str, ask_to_keep: bool = False) -> Scene:
    scene = _third(name, ask_to_keep)
    for text in ANSWER[:2]:
        scene.says(text)
    return scene


def _heard(scene: Scene) -> Scene:
    turn_id = scene.conversation.now.turn_id
    caption = CaptionHeard(turn_id, "maybe what feels safe is that you never")
    return scene.notices(LevelMeasured(-17.0, True), caption)


def _typing(scene: Scene) -> Scene:
    scene.chooses(Action.TYPE).spoken()
    typed = "What feels safe is that she doesn't mind silence"
    return scene.happens(Drafted(scene.conversation.now.typing_turn_id, typed))


def _draining() -> Scene:
    scene = _answering("draining").chooses(Action.STOP).spoken().chooses(Action.STOP)
    return scene.happens(SpeechFinished(scene.conversation.now.turn_id))


_SCENES: Sequence[Callable[[], Scene]] = (
    lambda: _begin("welcoming"),
    lambda: _begin("ready").spoken().notices(LevelMeasured(-52.0, False)),
    lambda: _asked("asking"),
    lambda: _third("listening").notices(LevelMeasured(-50.0, False)),
    lambda: _heard(_answering("answering")),
    lambda: _answering("telling-help").chooses(Action.HELP),
    lambda: _answering("telling-crisis").chooses(Action.CRISIS),
    lambda: _answering("crisis").chooses(Action.CRISIS).spoken(),
    lambda: _answering("undo").chooses(Action.SCRATCH).spoken(),
    lambda: _answering("paused").chooses(Action.PAUSE).spoken(),
    lambda: _answering("confirming").chooses(Action.START_OVER).spoken(),
    lambda: _answering("choosing").chooses(Action.CHOOSE).spoken(),
    lambda: _begin("agreeing", keep_sound=True).spoken().chooses(Action.BEGIN).spoken(),
    lambda: _answering("reviewing", ask_to_keep=True).chooses(Action.NEXT).spoken(),
    lambda: _typing(_answering("typing")),
    lambda: _answering("stopping").chooses(Action.STOP).spoken(),
    lambda: _answering("closing").chooses(Action.STOP).spoken().chooses(Action.STOP),
    lambda: _draining(),
    lambda: _answering("trouble").happens(SealingFailed("s3", Trouble(TroubleName.DISK_FULL))),
)


def scenes() -> list[Scene]:
    """Every scene, in the order of a session."""
    return [make() for make in _SCENES]
