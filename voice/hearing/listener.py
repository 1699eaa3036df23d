"""Frames become passages: `Listener.hear(frame)`, synchronous, time counted in frames.

It owns activity, pre-roll, passage ends and the recogniser; it knows no device, thread or
clock, and nothing of what words mean. Microphone and simulated room feed the same object.
"""

from collections import deque

from voice.floor.events import (
    ListeningStarted,
    ListeningStopped,
    SpeechStarted,
)
from voice.hearing.activity import Activity, ActivityDetector
from voice.hearing.before_turn import BeforeTurn
from voice.hearing.edge import Edge
from voice.hearing.interruption import InterruptionDetector
from voice.hearing.nearness import Nearness
from voice.hearing.passage import (
    ALONE_SECONDS,
    LONGEST_ALONE_SECONDS,
    SEGMENT_SILENCE_SECONDS,
    Passage,
    Run,
    runs_of,
)
from voice.hearing.telling import Telling
from voice.stage.ports import (
    FRAME_SECONDS,
    LONGEST_CHIME_SECONDS,
    CaptionHeard,
    LevelMeasured,
    OwnSoundsHeard,
    Pcm,
    Post,
    Recognizer,
    frames_in,
)
from voice.values.transcript import UNKNOWN_WORD

GUARD_SECONDS = 0.5
"""The microphone after the loudspeaker: what still rings in the room is not the person."""

PREROLL_SECONDS = 1.0
"""A first short word is lost without leading sound; it never reaches back into the guard."""

FED_SILENCE_SECONDS = 1.0
"""After this much without a trace of voice nothing more is decoded: half of reflective speech is
silence. What is withheld is fed after all when the passage goes on, or begins the next one."""

CAPTION_LAG_SECONDS = 0.2
"""A new word in the caption sounded at least so long ago: Vosk looks 0.17 s ahead and is fed in
chunks. Counting its silence from the caption's coming made every fourth answer 0.2 s later."""

ALREADY_SPEAKING_SECONDS = 0.1
"""Voice this soon after opening began before it: what is heard is the rest of something."""

LEVEL_EVERY_FRAMES = 5


class Listener:
    """Hears one turn at a time; every method on the thread that owns it."""

    def __init__(
        self,
        recognizer: Recognizer,
        post: Post,
        guard_seconds: float = GUARD_SECONDS,
        interruption: InterruptionDetector | None = None,
        captions: bool = True,
        edge: Edge | None = None,
        own_sounds: OwnSoundsHeard | None = None,
    ) -> None:
        """`edge`: what keeps the end of the program's speech, where somebody may have begun.

        `interruption`: what notices a person who speaks over the program; None: nothing.

        `captions`: whether somebody sees them.

        `own_sounds`: the person's own, for what stands alone; None: nobody has taught any.
        """
        self._recognizer = recognizer
        self._post = post
        self._guard_frames = frames_in(guard_seconds)
        self._captions = captions
        self._activity = ActivityDetector()
        self._nearness = Nearness()
        self._before = BeforeTurn(post, self._nearness, interruption, edge)
        self._telling = Telling(post, self._nearness, recognizer, own_sounds)
        self._far_frames = 0
        self._frame_count = 0
        self._turn_id: int | None = None
        self._keeps_sound = False
        self._guard_left = 0
        self._cue_left = 0
        self._open_frames = 0
        self._preroll: deque[Pcm] = deque(maxlen=frames_in(PREROLL_SECONDS))
        self._passage: Passage | None = None

    def watch(self, turn_id: int) -> None:
        """The program speaks this turn: half a second of voice interrupts it."""
        self._before.watch(turn_id)

    def open(self, turn_id: int, sound: bool = False, forms: tuple[str, ...] = ()) -> None:
        """Listen for this turn once the guard is over; with `sound`, passages come with theirs.

        `forms`: what a lone passage is heard as once more, where it is none of them.
        """
        self._before.end_watch()
        self._telling.begin(forms)
        self._turn_id = turn_id
        self._keeps_sound = sound
        self._guard_left = self._guard_frames
        self._cue_left = 0
        self._open_frames = 0
        self._preroll.clear()
        self._activity.forget()
        if self._guard_left == 0:
            self._open_now(turn_id)

    def cue(self) -> None:
        """A tone of the program's sounds now: until it has died away no passage begins.

        Somebody who speaks into it is still heard from their first sound on.
        """
        self._cue_left = frames_in(LONGEST_CHIME_SECONDS) + self._guard_frames

    def close_turn(self, turn_id: int) -> None:
        """Stop listening; what has been heard so far is given first."""
        if self._turn_id == turn_id:
            if self._passage is not None:
                self._finish_passage()
            self._telling.give_held(self._now_seconds)
            self._turn_id = None
        self._post(ListeningStopped(turn_id))

    def break_off(self) -> None:
        """The sound stops here for a while: give what has been heard, and stay in the turn."""
        self._telling.give_held(self._now_seconds)
        if self._passage is not None:
            self._finish_passage(cut=True)

    def finish(self) -> None:
        """No more sound will come: give what has been heard of the turn that is open."""
        if self._turn_id is not None:
            self.close_turn(self._turn_id)

    def end(self) -> None:
        """Finish, and let the recogniser go."""
        self.finish()
        self._recognizer.close()

    def hear(self, frame: Pcm) -> None:
        """Take the next frame: 320 samples at 16 kHz."""
        self._frame_count += 1
        if self._turn_id is None:
            self._before.hear(frame)
            return
        if self._guard_left > 0:
            self._guard_left -= 1
            is_silent = self._before.hear_in_guard(frame)
            self._activity.judge(frame)  # the floor goes on being tracked
            if self._guard_left == 0 or is_silent:
                self._guard_left = 0
                self._activity.forget()
                self._open_now(self._turn_id)
            return
        self._before.skip()
        self._open_frames += 1
        judged = self._activity.judge(frame)
        self._nearness.note(judged.level_dbfs, judged.floor_dbfs)
        sound = judged.level_dbfs, judged.floor_dbfs
        near = judged.strict and self._nearness.may_be_person(*sound)
        loud = judged.strict and self._nearness.stands_out(*sound)
        self._far_frames = 0 if loud else self._far_frames + 1
        if self._frame_count % LEVEL_EVERY_FRAMES == 0:
            self._post(LevelMeasured(judged.level_dbfs, judged.strict))
        just_opened = self._open_frames <= frames_in(ALREADY_SPEAKING_SECONDS)
        if loud and just_opened and not self._before.is_kept:
            self._telling.was_speaking(self._now_seconds)
        may_be_a_rest = (just_opened and self._before.ended_in_doubt) or (
            self._before.is_kept and self._telling.may_be_a_rest(self._now_seconds)
        )
        self._telling.note(judged.sounds, self._now_seconds)
        cue_sounds = self._cue_left > 0
        self._cue_left = max(0, self._cue_left - 1)
        if self._passage is None:
            self._await_onset(frame, judged, cue_sounds, near)
            if self._passage is not None and may_be_a_rest:
                self._passage.begun_early = self._passage.beginning_unheard = True
        else:
            self._continue(self._passage, frame, judged, near)

    @property
    def _now_seconds(self) -> float:
        return self._frame_count * FRAME_SECONDS

    def _open_now(self, turn_id: int) -> None:
        """The guard is over: go on with what somebody has begun to say."""
        self._post(ListeningStarted(turn_id))
        begun = self._before.take()
        left_out_frames = self._before.left_out_frames
        if left_out_frames is not None:
            self._telling.was_speaking(self._now_seconds - left_out_frames * FRAME_SECONDS)
        if begun is None:
            return
        passage = self._begin(begun.frames, begun.latest, near=True, early=True)
        passage.beginning_unheard = not begun.whole
        if not begun.alone_before:
            self._telling.goes_on_from(passage.started_seconds)

    def _await_onset(self, frame: Pcm, judged: Activity, cue_sounds: bool, near: bool) -> None:
        self._preroll.append(frame)
        if cue_sounds:
            if self._cue_left == 0 and not judged.strict:
                self._preroll.clear()  # the tone and nobody's voice
            return
        if not judged.generous:
            return
        preroll = list(self._preroll)
        self._preroll.clear()
        self._begin(preroll, judged, near)

    def _begin(
        self, frames: list[Pcm], judged: Activity, near: bool, early: bool = False
    ) -> Passage:
        """A passage begins with these frames; `judged` is the last of them.

        `early`: somebody has begun to speak already before the microphone opened.
        """
        assert self._turn_id is not None
        self._telling.give_held(self._now_seconds)
        started_seconds = self._now_seconds - len(frames) * FRAME_SECONDS
        self._recognizer.begin()
        passage = self._passage = Passage(self._turn_id, started_seconds, self._keeps_sound)
        if early:
            passage.voiced = passage.begun = passage.told = passage.begun_early = True
            self._post(SpeechStarted(passage.turn_id))
        passage.latest.extend(frames[:-1])
        for before in frames[:-1]:
            self._recognizer.accept(before)
            passage.heard(before)
        self._continue(passage, frames[-1], judged, near)
        return passage

    def _continue(self, passage: Passage, frame: Pcm, judged: Activity, near: bool) -> None:
        passage.take(frame, judged.strict, judged.generous)
        caption = None
        # a new word may show that somebody still speaks, softer than any detector hears
        self._recognizer.captions = self._captions or passage.lull_frames > 0
        if passage.traceless_frames <= frames_in(FED_SILENCE_SECONDS):
            caption = self._feed(passage)
        if caption and not judged.strict:
            passage.quiet_frames = min(passage.quiet_frames, frames_in(CAPTION_LAG_SECONDS) + 1)
        if near and not passage.begun:
            passage.begun = passage.told = True
            self._post(SpeechStarted(passage.turn_id))
        elif judged.sounds and not passage.told:
            passage.told = True
            self._post(SpeechStarted(passage.turn_id, near=False))
        silent = passage.quiet_frames >= frames_in(SEGMENT_SILENCE_SECONDS) or self._said_alone
        if silent:
            self._preroll.extend(passage.withheld)
            passage.withheld.clear()
        if silent or passage.is_to_be_cut:
            self._finish_passage(cut=not silent)

    @property
    def _said_alone(self) -> bool:
        """Whether a short run of near sounds ended just long enough ago, whoever else talks."""
        if self._far_frames != frames_in(SEGMENT_SILENCE_SECONDS):
            return False
        return 0 < self._nearness.last_near_run_seconds(ALONE_SECONDS) <= LONGEST_ALONE_SECONDS

    def _feed(self, passage: Passage) -> str | None:
        """Give the recogniser what was withheld; the newest caption where it changed."""
        caption = None
        for frame in passage.withheld:
            caption = self._recognizer.accept(frame) or caption
            passage.heard(frame)
        passage.withheld.clear()
        if caption is not None:
            self._post(CaptionHeard(passage.turn_id, caption))
        return caption

    def _finish_passage(self, cut: bool = False) -> None:
        passage, self._passage = self._passage, None
        assert passage is not None
        self._feed(passage)
        words = passage.timed(self._recognizer.finish().words)
        if not passage.voiced and all(word.text == UNKNOWN_WORD for word in words):
            if self._telling.tell_own_sound(passage, self._now_seconds, cut):
                return
            if passage.told:
                self._telling.tell(passage, Run((), False, None, None), self._now_seconds)
            return  # a fan, a chair: no voice and no word
        now_seconds = self._now_seconds
        for run in runs_of(passage, words, self._nearness, self._recognizer, now_seconds, cut):
            self._telling.tell(passage, run, now_seconds)
