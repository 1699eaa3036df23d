"""One view of every kind that the page can show, each made by a real conversation.

Used by `screens.py`, the benchmark of the page and its tests; nothing here draws or serves.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from page_texts import TEXTS, guide_in

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
from voice.scenes.reflection.conversation import Conversation
from voice.scenes.reflection.step import Plan
from voice.settings import Settings
from voice.stage.ports import CaptionHeard, LevelMeasured, Notice
from voice.values.transcript import Segment, Word
from voice.values.troubles import Trouble, TroubleName

ANSWER = TEXTS["en"].answer


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


def _plan(code: str, ask_to_keep: bool, keep_sound: bool) -> Plan:
    return plan_of(guide_in(code), Settings(ask_to_keep=ask_to_keep, keep_sound=keep_sound))


def _begin(name: str, code: str, ask_to_keep: bool = False, keep_sound: bool = False) -> Scene:
    scene = Scene(name, Conversation(_plan(code, ask_to_keep, keep_sound), Manner()))
    scene.conversation.start()
    scene.shown.append(scene.conversation.view())
    return scene


def _asked(name: str, code: str, ask_to_keep: bool = False) -> Scene:
    return _begin(name, code, ask_to_keep).spoken().chooses(Action.BEGIN)


def _third(name: str, code: str, ask_to_keep: bool = False) -> Scene:
    """Listening to the third question."""
    scene = _asked(name, code, ask_to_keep).spoken()
    for _ in range(2):
        scene.chooses(Action.NEXT).spoken()
    return scene


def _answering(name: str, code: str, ask_to_keep: bool = False) -> Scene:
    scene = _third(name, code, ask_to_keep)
    for text in TEXTS[code].answer[:2]:
        scene.says(text)
    return scene


def _heard(scene: Scene, code: str) -> Scene:
    begun = " ".join(TEXTS[code].answer[2].split()[:8])
    caption = CaptionHeard(scene.conversation.now.turn_id, begun)
    return scene.notices(LevelMeasured(-17.0, True), caption)


def _typing(scene: Scene, code: str) -> Scene:
    scene.chooses(Action.TYPE).spoken()
    return scene.happens(Drafted(scene.conversation.now.typing_turn_id, TEXTS[code].typed))


def _troubled(code: str) -> Scene:
    full = SealingFailed("s3", Trouble(TroubleName.DISK_FULL))
    return _answering("trouble", code).happens(full)


def _draining(code: str) -> Scene:
    scene = _answering("draining", code).chooses(Action.STOP).spoken().chooses(Action.STOP)
    return scene.happens(SpeechFinished(scene.conversation.now.turn_id))


_SCENES: Sequence[Callable[[str], Scene]] = (
    lambda code: _begin("welcoming", code),
    lambda code: _begin("ready", code).spoken().notices(LevelMeasured(-52.0, False)),
    lambda code: _asked("asking", code),
    lambda code: _third("listening", code).notices(LevelMeasured(-50.0, False)),
    lambda code: _heard(_answering("answering", code), code),
    lambda code: _answering("telling-help", code).chooses(Action.HELP),
    lambda code: _answering("telling-crisis", code).chooses(Action.CRISIS),
    lambda code: _answering("crisis", code).chooses(Action.CRISIS).spoken(),
    lambda code: _answering("undo", code).chooses(Action.SCRATCH).spoken(),
    lambda code: _answering("paused", code).chooses(Action.PAUSE).spoken(),
    lambda code: _answering("confirming", code).chooses(Action.START_OVER).spoken(),
    lambda code: _answering("choosing", code).chooses(Action.CHOOSE).spoken(),
    lambda code: _begin("agreeing", code, keep_sound=True).spoken().chooses(Action.BEGIN).spoken(),
    lambda code: _answering("reviewing", code, ask_to_keep=True).chooses(Action.NEXT).spoken(),
    lambda code: _typing(_answering("typing", code), code),
    lambda code: _answering("stopping", code).chooses(Action.STOP).spoken(),
    lambda code: _answering("closing", code).chooses(Action.STOP).spoken().chooses(Action.STOP),
    _draining,
    _troubled,
)


def scenes(code: str = "en") -> list[Scene]:
    """Every scene, in the order of a session, in this language."""
    return [make(code) for make in _SCENES]
