"""One ear over the program's own voice: is what a canceller left somebody's voice, for so long?

Pure state over frames of 320 samples at 16 kHz: levels over the echo that is to be expected, voice,
and how long. How an echo that got through is told from a person is given by whoever owns the ear.
"""

import math
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from voice.hearing.activity import ActivityDetector
from voice.stage.ports import Pcm, frames_in

INTERRUPT_SECONDS = 0.5
"""A cough or a chair is shorter; a word or two is as long."""

INTERRUPT_WITHIN_SECONDS = 1.5
"""Half a second of voice in so much time: words have gaps, and cancellers duck parts of them."""

COUPLING_SECONDS = 10.0
"""How much of the program's own speech the coupling is learned from."""

COUPLING_LEARNED_SECONDS = 0.5
"""With less than this of its speech heard, the program cannot know its echo and goes on."""

PLAYS_DBFS = -50.0
"""A loudspeaker fed less than this is silent between two words."""

AGAIN_SECONDS = 0.06
"""What was judged is judged again so much later: a person's part grows, and so does an echo's."""

JUDGED_IN_A_ROW = 2
"""So often it has to be a person and no echo: of the echoes that a stumbling device let through one
in some hundred looked like a person once, and none twice."""


@dataclass(frozen=True, slots=True)
class Rule:
    """When what is left is a voice.

    `scripts/panel.py` says on whom it holds; it was tuned on other espeak-ng voices (the rehearsal
    model's training variants, 40 people in each condition) and on seven people's recordings.
    """

    over_echo_db: float
    gap_seconds: float
    """So short a silence within what is said counts as being said."""

    voiced_seconds: float
    """Of the half second, so much has to be voice indeed."""


WHOLE = Rule(over_echo_db=4.0, gap_seconds=0.32, voiced_seconds=0.3)
"""After a canceller that leaves a voice as it is. At 8 dB and 0.24 s half as many were noticed
within 0.7 s beside a fan, and no echo more was let through."""

DUCKED = Rule(over_echo_db=8.0, gap_seconds=0.0, voiced_seconds=INTERRUPT_SECONDS)
"""After one that ducks: the audio facts' 8 dB, and every frame a voice."""

IsEcho = Callable[[Pcm, Sequence[bool]], bool]
"""Of whole frames, from the first that is a voice on, and of which each is one."""


class EarOverEcho:
    """Half a second of a voice over the echo; owned by the hearing thread."""

    def __init__(self, rule: Rule, is_echo: IsEcho) -> None:
        """`is_echo` tells an echo that got through from a person."""
        self._rule = rule
        self._is_echo = is_echo
        self._activity = ActivityDetector()
        self._coupling_db: deque[float] = deque(maxlen=frames_in(COUPLING_SECONDS))
        self._heard: deque[tuple[Pcm, bool]] = deque(maxlen=frames_in(INTERRUPT_WITHIN_SECONDS))
        self._since_judged = 0
        self._in_a_row = 0

    def forget(self) -> None:
        """What was heard is over; what is known of the echo is kept."""
        self._heard.clear()
        self._since_judged = frames_in(AGAIN_SECONDS)
        self._in_a_row = 0

    def notices(self, frame: Pcm, played_dbfs: float) -> bool:
        """Whether, with this frame, somebody has spoken for half a second.

        `played_dbfs` is the loudest that may be in it as an echo.
        """
        judged = self._activity.judge(frame)
        voiced = judged.strict and self._is_over_echo(judged.level_dbfs, played_dbfs)
        self._heard.append((frame, voiced))
        if played_dbfs >= PLAYS_DBFS:
            self._coupling_db.append(judged.level_dbfs - played_dbfs)
        self._since_judged += 1
        if self._since_judged < frames_in(AGAIN_SECONDS):
            return False
        if not self._said_for(INTERRUPT_SECONDS - AGAIN_SECONDS):
            self._in_a_row = 0
            return False
        if not (voiced or self._in_a_row):
            return False
        self._since_judged = 0
        first = next(place for place, (_, counts) in enumerate(self._heard) if counts)
        said = list(self._heard)[first:]
        frames = np.concatenate([frame for frame, _ in said])
        is_echo = self._is_echo(frames, [counts for _, counts in said])
        self._in_a_row = 0 if is_echo else self._in_a_row + 1
        return self._in_a_row >= JUDGED_IN_A_ROW and self._said_for(INTERRUPT_SECONDS)

    def _is_over_echo(self, level_dbfs: float, played_dbfs: float) -> bool:
        if played_dbfs < PLAYS_DBFS:
            return True
        if len(self._coupling_db) < frames_in(COUPLING_LEARNED_SECONDS):
            return False
        # the median: a person who speaks for a second or two in ten does not move it
        coupling_db = float(np.median(self._coupling_db))
        return level_dbfs > played_dbfs + coupling_db + self._rule.over_echo_db

    def _said_for(self, seconds: float) -> bool:
        """Whether so long was said; of which the same share has to be voice."""
        gap_frames = frames_in(self._rule.gap_seconds)
        said_frames, voiced_frames, silent_frames = 0, 0, math.inf
        for _, voiced in self._heard:
            if voiced:
                said_frames += 1 + (int(silent_frames) if silent_frames <= gap_frames else 0)
                voiced_frames += 1
                silent_frames = 0
            else:
                silent_frames += 1
        least_voiced_seconds = self._rule.voiced_seconds * seconds / INTERRUPT_SECONDS
        return said_frames >= frames_in(seconds) and voiced_frames >= frames_in(
            least_voiced_seconds
        )
