"""The product's own parts with somebody looking on; nothing of what they do is changed.

Positions are frames of 20 ms, counted by the room from its first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from voice.floor.actions import Action
from voice.floor.commands import Command
from voice.floor.events import Event, SegmentHeard
from voice.floor.table import Happening, Trigger
from voice.floor.understanding import stands_alone
from voice.hearing.activity import level_dbfs
from voice.hearing.passage import LONGEST_ALONE_SECONDS
from voice.rehearsal.room import Heard, Room, Signal
from voice.scenes.reflection.conversation import Conversation
from voice.scenes.reflection.states import State
from voice.scenes.reflection.step import Step
from voice.stage.ports import FRAME_SAMPLES, FRAME_SECONDS, Pcm, Recognized, Recognizer
from voice.values.transcript import AnswerState, Segment

ECHO_AUDIBLE_DBFS = -66.0
"""The loudspeaker's sound in the microphone above this could be taken for somebody's voice."""


class WatchedRoom(Room):
    """Remembers when the loudspeaker sounded, and what of it reached the microphone."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self.loudspeaker_frames: list[bool] = []
        self.echo_frames: list[bool] = []
        self.position_of: dict[bytes, int] = {}
        """A frame's samples -> its newest position; noise makes every frame its own."""
        self._echo_dbfs = -96.0

    @property
    def frame(self) -> int:
        """The frame that comes next."""
        return len(self.loudspeaker_frames)

    def next_frame(self) -> Heard:
        """Let 20 ms pass."""
        self._echo_dbfs = -96.0
        heard = super().next_frame()
        self.position_of[heard.microphone.tobytes()] = self.frame
        self.loudspeaker_frames.append(heard.loudspeaker_sounds)
        self.echo_frames.append(self._echo_dbfs > ECHO_AUDIBLE_DBFS)
        return heard

    def _echo_of(self, loudspeaker: Signal | None) -> Signal:
        echo = super()._echo_of(loudspeaker)
        self._echo_dbfs = level_dbfs((np.clip(echo, -1, 1) * 32767).astype(np.int16))
        return echo


class WatchedRecognizer:
    """Remembers which of the room's frames were given to the recogniser and drained from it."""

    def __init__(self, recognizer: Recognizer, room: WatchedRoom) -> None:
        self._recognizer = recognizer
        self._room = room
        self._passage: list[int] = []
        self.reached: set[int] = set()

    def begin(self) -> None:
        """A passage begins: what was given before and never drained is lost."""
        self._passage.clear()
        self._recognizer.begin()

    def accept(self, frame: Pcm) -> str | None:
        """Note which frames these samples are."""
        for start in range(0, len(frame), FRAME_SAMPLES):
            position = self._room.position_of.get(frame[start : start + FRAME_SAMPLES].tobytes())
            if position is not None:
                self._passage.append(position)
        return self._recognizer.accept(frame)

    def finish(self) -> Recognized:
        """The passage is drained: it has reached the recogniser."""
        self.reached.update(self._passage)
        self._passage.clear()
        return self._recognizer.finish()

    def second_opinion(self, frames: Sequence[Pcm], forms: tuple[str, ...]) -> Recognized:
        """These frames have reached it already."""
        return self._recognizer.second_opinion(frames, forms)

    def close(self) -> None:
        """Let the recogniser go."""
        self._recognizer.close()


@dataclass(frozen=True, slots=True)
class Handled:
    """One event of the conversation and what it led to."""

    frame: int
    event: Event = field(repr=False)
    trigger: Trigger | None
    """What moved the state; None for a passage that moved nothing."""
    before: State
    after: State
    question_before: int
    question_after: int
    asked_action: Action | None = None
    """What "did you mean" was asked about this passage."""

    @property
    def spoken_action(self) -> Action | None:
        """The action that a passage was taken for."""
        by_voice = isinstance(self.event, SegmentHeard)
        return self.trigger if by_voice and isinstance(self.trigger, Action) else None

    @property
    def asked_whether_meant(self) -> bool:
        """Whether a passage was kept and asked about."""
        return self.trigger is Happening.UNSURE_ACTION_HEARD

    @property
    def is_lone(self) -> bool:
        """Whether it is a passage that may be a command by its silences and its length."""
        if not isinstance(self.event, SegmentHeard) or self.event.segment.background:
            return False
        words = self.event.segment.words
        seconds = words[-1].end_seconds - words[0].start_seconds if words else 0.0
        return bool(words) and stands_alone(self.event) and seconds <= LONGEST_ALONE_SECONDS

    def overlaps(self, first_frame: int, last_frame: int) -> bool:
        """Whether the passage lies over these frames; False for what is no passage."""
        if not isinstance(self.event, SegmentHeard):
            return False
        segment = self.event.segment
        start, end = segment.start_seconds / FRAME_SECONDS, segment.end_seconds / FRAME_SECONDS
        return start < last_frame and end > first_frame


class WatchedConversation(Conversation):
    """Remembers every event that moved the state, and every passage."""

    room: WatchedRoom

    def watch(self, room: WatchedRoom) -> None:
        """Count frames by this room."""
        self.room = room
        self.log: list[Handled] = []

    def handle(self, event: Event) -> list[Command]:
        """Take one event and return what is to be done."""
        before = self.now
        self._trigger: Trigger | None = None
        commands = super().handle(event)
        if self._trigger is not None or isinstance(event, SegmentHeard):
            self.log.append(
                Handled(
                    self.room.frame,
                    event,
                    self._trigger,
                    before.state,
                    self.now.state,
                    before.question_index,
                    self.now.question_index,
                    self._asked_action(),
                )
            )
        return commands

    def _asked_action(self) -> Action | None:
        asked = self._trigger is Happening.UNSURE_ACTION_HEARD
        return self.now.doubt.action if asked and self.now.doubt is not None else None

    def _check(self, step: Step) -> None:
        super()._check(step)
        self._trigger = step.trigger


class MemoryJournal:
    """Keeps in memory what would be sealed: what a panel measures is before the vault."""

    def __init__(self) -> None:
        self.kept: dict[str, Segment] = {}

    def seal_segment(self, question_id: str, segment: Segment) -> None:
        """Keep a passage."""
        self.kept[segment.segment_id] = segment

    def erase_segments(self, question_id: str, segment_ids: tuple[str, ...]) -> None:
        """Erasing is the conversation's to decide; what was ever kept stays counted here."""

    def mark_answer(self, question_id: str, state: AnswerState) -> None:
        """Not measured."""

    def flag_segment(self, question_id: str, segment_id: str) -> None:
        """Not measured."""

    def unflag_segment(self, question_id: str, segment_id: str) -> None:
        """Not measured."""

    def end(self, reason: str) -> None:
        """Nothing to end."""

    def close(self) -> None:
        """Nothing to close."""
