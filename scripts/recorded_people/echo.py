"""A whole session beside a loudspeaker that the microphone hears, answered with recordings.

Rehearsal, room and watching are those of the panel; only the client's voice is a person's.
"""

from collections import deque
from collections.abc import Callable, Sequence
from itertools import cycle

import numpy as np
from speaker_panel.session import NOTHING, PROGRAM_WPM
from speaker_panel.watching import (
    MemoryJournal,
    WatchedConversation,
    WatchedRecognizer,
    WatchedRoom,
)

from recorded_people import rooms
from recorded_people.recordings import Recording
from voice.app.session import plan_of
from voice.floor.actions import RULE_OF, Action
from voice.floor.commands import Manner
from voice.floor.events import SegmentHeard
from voice.guides.loading import find_guide
from voice.guides.read_guide import texts_to_read
from voice.hearing.reading_taken import made_of
from voice.rehearsal.acoustics import ACOUSTICS, RoomKind
from voice.rehearsal.client import REACTION_SECONDS
from voice.rehearsal.rehearse import Rehearsal
from voice.rehearsal.room import VOICE_DBFS
from voice.settings import Settings
from voice.speaking.program_voice import ProgramVoice
from voice.speaking.read_questions import NOBODY_READ, ReadQuestions
from voice.stage.ports import (
    FRAME_SAMPLES,
    FRAME_SECONDS,
    SAMPLE_RATE_HZ,
    Recognizer,
    Sound,
    Synthesizer,
)

AFTER_ANSWER_SECONDS = 3.0
LONGEST_SECONDS = 900.0
SLACK_FRAMES = 15


class _Answerer:
    """Begins by key, answers each question with the next recording, goes on by key."""

    def __init__(
        self, recordings: Sequence[Recording], room: WatchedRoom, press: Callable[[str], None]
    ) -> None:
        self._left = deque(recordings)
        self._room = room
        self._press = press
        self._quiet_frames = 0
        self._turn_id: int | None = None
        self._begun = False
        self.spoke: list[tuple[int, int]] = []

    @property
    def busy(self) -> bool:
        """Whether there is something left to say."""
        return bool(self._left)

    @property
    def finished(self) -> bool:
        """Whether everything has been said."""
        return not self._left

    def live(self, loudspeaker_sounds: bool, listening_turn_id: int | None) -> None:
        """Let 20 ms pass."""
        still = self._room.client_done and not loudspeaker_sounds
        self._quiet_frames = self._quiet_frames + 1 if still else 0
        quiet_seconds = self._quiet_frames * FRAME_SECONDS
        if listening_turn_id is None or quiet_seconds < REACTION_SECONDS:
            return
        if not self._begun:
            self._begun = True
            self._press(RULE_OF[Action.BEGIN].key)
        elif self._turn_id != listening_turn_id and self._left:
            self._turn_id = listening_turn_id
            signal = rooms.said(self._left.popleft(), VOICE_DBFS)
            first = self._room.frame
            self.spoke.append((first, first + len(signal) // FRAME_SAMPLES))
            self._room.speak(signal)
        elif quiet_seconds >= AFTER_ANSWER_SECONDS:
            self._quiet_frames = 0
            self._press(RULE_OF[Action.NEXT if self._left else Action.STOP].key)


def questions_read_by(recordings: Sequence[Recording]) -> ReadQuestions:
    """The guide's texts, each in one of these voices in turn, as `reflect guide record` makes it.

    What is said is not the text: what is asked is whether a person's voice is taken for an answer.
    """
    texts = texts_to_read(find_guide(Settings().guide))
    sounds: dict[str, Sound] = {}
    for name, recording in zip(texts, cycle(recordings), strict=False):
        samples = np.clip(recording.signal * 32767, -32768, 32767).astype(np.int16)
        made = made_of(list(samples.reshape(-1, FRAME_SAMPLES)))
        if len(made.samples):
            sounds[name] = Sound(made.samples, SAMPLE_RATE_HZ, paced=True)
    return ReadQuestions("people", sounds)


def own_voice_segments(
    recordings: Sequence[Recording],
    synthesizer: Synthesizer,
    recognizer: Recognizer,
    read: ReadQuestions = NOBODY_READ,
) -> tuple[int, int]:
    """Passages with words where only the loudspeaker had sounded, and of how many passages.

    Where somebody has read the questions, that voice asks them.
    """
    settings = Settings()
    voice = ProgramVoice(synthesizer, read.recording)
    plan = plan_of(find_guide(settings.guide), settings, read=read)
    room = WatchedRoom(ACOUSTICS[RoomKind.ECHO], 14)
    conversation = WatchedConversation(plan, Manner(PROGRAM_WPM))
    conversation.watch(room)
    answerers: list[_Answerer] = []

    def enter(press: Callable[[str], None]) -> _Answerer:
        answerers.append(_Answerer(recordings, room, press))
        return answerers[-1]

    watched = WatchedRecognizer(recognizer, room)
    rehearsal = Rehearsal(
        conversation,
        enter,
        room,
        voice,
        watched,
        lambda _keeping: MemoryJournal,
        NOTHING,
        settings.guard_seconds,
    )
    rehearsal.stage.start()
    while not rehearsal.stage.ended and room.now_seconds() < LONGEST_SECONDS:
        rehearsal.step()
    rehearsal.stage.finish()
    passages = [
        entry
        for entry in conversation.log
        if isinstance(entry.event, SegmentHeard) and entry.event.segment.words
    ]
    alone = [
        entry
        for entry in passages
        if not any(
            entry.overlaps(first - SLACK_FRAMES, last + SLACK_FRAMES)
            for first, last in answerers[0].spoke
        )
    ]
    return len(alone), len(passages)
