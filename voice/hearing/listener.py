"""Frames become passages: `Listener.hear(frame)`, synchronous, time counted in frames.

It owns activity, pre-roll, passage ends and the recogniser; it knows no device, thread or
clock, and nothing of what words mean. Microphone and simulated room feed the same object.
"""

import math
import secrets
from collections import deque
from dataclasses import replace

from voice.conversation.events import (
    Interrupted,
    ListeningStarted,
    ListeningStopped,
    SegmentHeard,
    SpeechStarted,
)
from voice.hearing.activity import Activity, ActivityDetector
from voice.hearing.begun import WORD_GAP_SECONDS
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
from voice.hearing.second_opinion import is_lone, sound_of
from voice.ports import (
    CUE_SECONDS,
    FRAME_SECONDS,
    CaptionHeard,
    LevelMeasured,
    Pcm,
    Post,
    Recognizer,
)
from voice.transcript import UNKNOWN_WORD, Segment, Word

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

LULL_AFTER_SECONDS, LULL_SECONDS = 40.0, 0.4
"""Unbroken speech is cut at the first short lull after forty seconds, so that a power cut costs
no more than that."""

LONGEST_SEGMENT_SECONDS = 60.0
"""Where there is not even a lull; the next passage goes on with the very next frame."""

ALREADY_SPEAKING_SECONDS = 0.1
"""Voice this soon after opening began before it: what is heard is the rest of something."""

AROUND_OPENING_SECONDS = 0.3
"""Of a voice that was already there, so much tells whose it is."""

LEVEL_EVERY_FRAMES = 5


def _frames(seconds: float) -> int:
    return round(seconds / FRAME_SECONDS)


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
    ) -> None:
        """`edge`: what keeps the end of the program's speech, where somebody may have begun.

        `interruption`: what notices a person who speaks over the program; None: nothing.

        `captions`: whether somebody sees them.
        """
        self._recognizer = recognizer
        self._post = post
        self._guard_frames = _frames(guard_seconds)
        self._interruption = interruption
        self._captions = captions
        self._edge = edge
        self._activity = ActivityDetector()
        self._nearness = Nearness()
        self._far_frames = 0
        self._unheard_frames = 0
        """Since anything at all sounded, or the turn opened."""
        self._frame_count = 0
        self._turn_id: int | None = None
        self._keeps_sound = False
        self._forms: tuple[str, ...] = ()
        self._guard_left = 0
        self._cue_left = 0
        self._open_frames = 0
        self._already_speaking: float | None = None
        """The second of a voice that did not begin in this turn, whosever it is."""
        self._watched_turn_id: int | None = None
        self._preroll: deque[Pcm] = deque(maxlen=_frames(PREROLL_SECONDS))
        self._heard_from_seconds = self._heard_until_seconds = -math.inf
        self._anybody_until_seconds: float = -math.inf
        self._passage: Passage | None = None
        self._held: SegmentHeard | None = None
        """It stands alone, if nobody speaks before a second has passed since its last word."""

    def watch(self, turn_id: int) -> None:
        """The program speaks this turn: half a second of voice interrupts it."""
        self._watched_turn_id = turn_id
        if self._edge is not None:
            self._edge.begin()
        if self._interruption is not None:
            self._interruption.begin()

    def open(self, turn_id: int, sound: bool = False, forms: tuple[str, ...] = ()) -> None:
        """Listen for this turn once the guard is over; with `sound`, passages come with theirs.

        `forms`: what a lone passage is heard as once more, where it is none of them.
        """
        self._watched_turn_id = None
        self._turn_id = turn_id
        self._keeps_sound = sound
        self._forms = forms
        self._guard_left = self._guard_frames
        self._cue_left = 0
        self._open_frames = 0
        self._preroll.clear()
        self._activity.forget()
        self._heard_from_seconds = -math.inf
        self._heard_until_seconds = self._anybody_until_seconds = -math.inf
        self._unheard_frames = 0
        self._already_speaking = None
        if self._guard_left == 0:
            self._open_now(turn_id)

    def cue(self) -> None:
        """A tone of the program's sounds now: until it has died away no passage begins.

        Somebody who speaks into it is still heard from their first sound on.
        """
        self._cue_left = _frames(CUE_SECONDS) + self._guard_frames

    def close_turn(self, turn_id: int) -> None:
        """Stop listening; what has been heard so far is given first."""
        if self._turn_id == turn_id:
            if self._passage is not None:
                self._finish_passage()
            self._give_held()
            self._turn_id = None
        self._post(ListeningStopped(turn_id))

    def break_off(self) -> None:
        """The sound stops here for a while: give what has been heard, and stay in the turn."""
        self._give_held()
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
            self._hear_edge(frame)
            self._overhear(frame)
            return
        if self._interruption is not None:
            self._interruption.skip()
        if self._guard_left > 0:
            self._guard_left -= 1
            self._hear_edge(frame)
            self._activity.judge(frame)  # the floor goes on being tracked
            if self._guard_left == 0 or (self._edge is not None and self._edge.is_silent):
                self._guard_left = 0
                self._activity.forget()
                self._open_now(self._turn_id)
            return
        if self._edge is not None:
            self._edge.skip()
        self._open_frames += 1
        judged = self._activity.judge(frame)
        self._nearness.note(judged.level_dbfs, judged.floor_dbfs)
        sound = judged.level_dbfs, judged.floor_dbfs
        near = judged.strict and self._nearness.may_be_person(*sound)
        loud = judged.strict and self._nearness.stands_out(*sound)
        self._far_frames = 0 if loud else self._far_frames + 1
        self._unheard_frames = 0 if judged.sounds else self._unheard_frames + 1
        if self._frame_count % LEVEL_EVERY_FRAMES == 0:
            self._post(LevelMeasured(judged.level_dbfs, judged.strict))
        just_opened = self._open_frames <= _frames(ALREADY_SPEAKING_SECONDS)
        if loud and just_opened and self._edge is None:
            self._already_speaking = self._now_seconds
        in_doubt = self._edge is not None and (
            (just_opened and self._edge.ended_in_doubt) or self._may_be_a_rest
        )
        held = self._held
        if held is not None and self._now_seconds - held.segment.end_seconds >= ALONE_SECONDS:
            self._give_held()
        cue_sounds = self._cue_left > 0
        self._cue_left = max(0, self._cue_left - 1)
        if self._passage is None:
            self._await_onset(frame, judged, cue_sounds, near)
            if self._passage is not None and in_doubt:
                self._passage.begun_early = self._passage.beginning_unheard = True
        else:
            self._continue(self._passage, frame, judged, near)

    @property
    def _now_seconds(self) -> float:
        return self._frame_count * FRAME_SECONDS

    def _overhear(self, frame: Pcm) -> None:
        """While the program speaks: nothing is kept, nothing is recognised."""
        if self._interruption is None:
            return
        interrupts = self._interruption.interrupts(frame)
        if interrupts and self._watched_turn_id is not None:
            self._post(Interrupted(self._watched_turn_id))
            self._watched_turn_id = None

    def _hear_edge(self, frame: Pcm) -> None:
        """While the program speaks, and in the guard: only somebody else's voice is noted."""
        heard = self._edge.hear(frame) if self._edge is not None else None
        if heard is not None:
            judged, voiced = heard
            if voiced:
                self._nearness.note(judged.level_dbfs, judged.floor_dbfs)
                return
        self._nearness.skip()

    def _open_now(self, turn_id: int) -> None:
        """The guard is over: go on with what somebody has begun to say."""
        self._post(ListeningStarted(turn_id))
        begun = self._edge.take() if self._edge is not None else None
        left_out = self._edge.left_out_frames if self._edge is not None else None
        if left_out is not None:
            self._already_speaking = self._now_seconds - left_out * FRAME_SECONDS
        if begun is None:
            return
        passage = self._begin(begun.frames, begun.latest, near=True, early=True)
        passage.beginning_unheard = not begun.whole
        if not begun.alone_before:
            self._heard_from_seconds = -math.inf
            self._heard_until_seconds = passage.started_seconds

    @property
    def _may_be_a_rest(self) -> bool:
        """Whether what begins now goes on with what was said before, and not taken."""
        spoke_seconds = self._already_speaking
        return spoke_seconds is not None and self._now_seconds - spoke_seconds <= WORD_GAP_SECONDS

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
        self._give_held()
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
        passage.frames += 1
        passage.lull_frames = 0 if judged.strict else passage.lull_frames + 1
        passage.traceless_frames = 0 if judged.generous else passage.traceless_frames + 1
        passage.withheld.append(frame)
        passage.latest.append(frame)
        caption = None
        # a new word may show that somebody still speaks, softer than any detector hears
        self._recognizer.captions = self._captions or passage.lull_frames > 0
        if passage.traceless_frames <= _frames(FED_SILENCE_SECONDS):
            caption = self._feed(passage)
        if judged.strict:
            passage.quiet_frames = 0
        else:
            newest = _frames(CAPTION_LAG_SECONDS) if caption else passage.quiet_frames
            passage.quiet_frames = min(passage.quiet_frames, newest) + 1
        passage.voiced = passage.voiced or judged.strict
        if near and not passage.begun:
            passage.begun = passage.told = True
            self._post(SpeechStarted(passage.turn_id))
        elif judged.sounds and not passage.told:
            passage.told = True
            self._post(SpeechStarted(passage.turn_id, near=False))
        length_seconds = passage.frames * FRAME_SECONDS
        silent = passage.quiet_frames >= _frames(SEGMENT_SILENCE_SECONDS) or self._said_alone
        lull = passage.lull_frames >= _frames(LULL_SECONDS) and length_seconds > LULL_AFTER_SECONDS
        if silent:
            self._preroll.extend(passage.withheld)
            passage.withheld.clear()
        if silent or lull or length_seconds >= LONGEST_SEGMENT_SECONDS:
            self._finish_passage(cut=not silent)

    @property
    def _said_alone(self) -> bool:
        """Whether a short run of near sounds ended just long enough ago, whoever else talks."""
        if self._far_frames != _frames(SEGMENT_SILENCE_SECONDS):
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
            if passage.told:
                self._post_run(passage, Run((), False, None, None))
            return  # a fan, a chair: no voice and no word
        now_seconds = self._now_seconds
        for run in runs_of(passage, words, self._nearness, self._recognizer, now_seconds, cut):
            self._post_run(passage, run)

    @property
    def _heard_until(self) -> float:
        """When the person was last heard in this turn, or was speaking when it began."""
        seconds = self._already_speaking
        began, until = self._heard_from_seconds, self._heard_until_seconds
        sounded = began, until
        if until == -math.inf and seconds is not None:
            until, sounded = seconds, (seconds, seconds + AROUND_OPENING_SECONDS)
        elif began == -math.inf:
            return until
        # how loud the person is may have become known only now
        return until if self._nearness.stood_out(*sounded) else -math.inf

    def _post_run(self, passage: Passage, run: Run) -> None:
        """Give words with the silence around them.

        Of what others said no sound is given: nobody asked them.
        """
        words, near = run.words, run.near
        own = near and run.stands_out
        start = words[0].start_seconds if words else passage.started_seconds
        end = words[-1].end_seconds if words else self._now_seconds
        silence_before = start - (self._heard_until if own else self._anybody_until_seconds)
        until = run.quiet_until_seconds
        silence_after = until - end if until is not None else 0.0
        may_stand_alone = near and bool(words) and until == self._now_seconds
        waits = may_stand_alone and silence_after < ALONE_SECONDS
        opinion: tuple[Word, ...] = ()
        silent_seconds = ALONE_SECONDS if waits else silence_after
        if near and until is not None and is_lone(words, passage, silence_before, silent_seconds):
            sound = sound_of(words, passage, self._now_seconds, self._forms)
            if self._forms and sound:
                opinion = self._recognizer.second_opinion(sound, self._forms).words
        if words:
            self._anybody_until_seconds = end
            if own:
                self._heard_from_seconds, self._heard_until_seconds = start, end
        heard = SegmentHeard(
            passage.turn_id,
            Segment(secrets.token_hex(16), words, round(start, 3), round(end, 3), not near),
            round(max(0.0, silence_before), 3),
            round(max(0.0, silence_after), 3),
            run.sound if near else None,
            self._unheard_seconds,
            begun_early=passage.begun_early,
            beginning_unheard=passage.beginning_unheard,
            second_opinion=opinion,
        )
        passage.begun_early = passage.beginning_unheard = False  # of a later run all was heard
        if waits:
            self._held = heard
        else:
            self._post(heard)

    def _give_held(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            silence = round(max(0.0, self._now_seconds - held.segment.end_seconds), 3)
            unheard = self._unheard_seconds
            self._post(replace(held, silence_after_seconds=silence, unheard_seconds=unheard))

    @property
    def _unheard_seconds(self) -> float:
        return round(self._unheard_frames * FRAME_SECONDS, 3)
