"""What somebody says into the program's last words, or right after them: where does it begin?

While the program speaks, and in the guard after it, the latest frames are kept in memory, without
the program's own echo as far as that can be taken out, and with what of them is somebody else's
voice. When the microphone opens, decoding begins there. Time is counted in frames; owned by the
hearing thread. What stops the loudspeaker is `interruption`'s; nothing here is ever kept longer
than until the next turn.
"""

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from voice.hearing.activity import NOISY_FLOOR_DBFS, Activity, ActivityDetector, level_dbfs
from voice.hearing.ear_over_echo import PLAYS_DBFS
from voice.hearing.interruption import ECHO_LASTS_SECONDS, PlayedSound
from voice.hearing.linear_canceller import LinearCanceller
from voice.hearing.passage import ALONE_SECONDS
from voice.ports import FRAME_SAMPLES, FRAME_SECONDS, Pcm

KEPT_SECONDS = 4.0
"""The slowest action said into the last second, with the silence before it."""

AROUND_SECONDS = 0.16
"""What is given around each stretch of a voice: its softest sounds are no voice to a detector."""

SHORTEST_SECONDS = 0.16
"""So much voice is somebody; a shorter one only where it is still going on as the turn opens."""

ENDED_WITHIN_SECONDS = 2.0
"""What was over earlier before the microphone opens was said into the middle of a line, and is
nobody's: it is forgotten with the line."""

OVER_ECHO_DB = 4.0
LEFT_QUANTILE = 0.9
"""How far a voice must be over what the canceller leaves of the echo at its loudest: a loudspeaker
that distorts leaves much, and in peaks."""

LEARNED_SECONDS, LEARNED_FROM_SECONDS = 0.5, 10.0
"""With less than this of its own speech heard, the program cannot know its echo."""

QUIET_SECONDS = 0.1
"""A room that has been quiet for so long after the program's last sound rings no more."""

AUDIBLE_OVER_FLOOR_DB = 6.0
COVERS_DB = 10.0
"""An echo that stands out of the room, and is no softer than this under somebody's first sounds,
may have covered some of them."""

ONSET_SECONDS = 0.2
"""How long somebody's first sounds are."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What somebody has begun to say before the microphone opened."""

    frames: list[Pcm] = field(repr=False)
    """From a little before their first sound on until now; silence where only we were heard."""
    whole: bool
    """Whether nothing of ours was to be heard over its beginning, and it is all here."""
    alone_before: bool
    """Whether there was a second without them before."""
    latest: Activity
    """The judgement of the last of these frames."""


@dataclass(frozen=True, slots=True)
class _Heard:
    frame: Pcm = field(repr=False)
    judged: Activity
    voiced: bool
    ours: bool
    """Whether our own echo may have been loud in it, before it was taken out."""
    covered: bool
    """Whether what was taken out was nearly as loud as what is left."""
    whole_dbfs: float
    """How loud it was with it."""


class Playing:
    """What the loudspeaker is given, for each who takes it at the microphone's own pace."""

    def __init__(self, interrupts: bool) -> None:
        """`interrupts`: whether somebody also listens for speech that interrupts."""
        self.at_edge = PlayedSound()
        self.over = PlayedSound() if interrupts else None

    def put(self, block: bytes, rate_hz: int) -> None:
        """The device takes these int16 mono samples now; any thread."""
        self.at_edge.put(block, rate_hz)
        if self.over is not None:
            self.over.put(block, rate_hz)


class Edge:
    """The latest seconds before the microphone opens."""

    def __init__(self, played: PlayedSound) -> None:
        """`played`: what the loudspeaker is given, for nobody else to take from."""
        self._played = played
        self._canceller = LinearCanceller()
        self._activity = ActivityDetector()
        self._heard: deque[_Heard] = deque(maxlen=_frames(KEPT_SECONDS))
        self._played_dbfs: deque[float] = deque(maxlen=_frames(ECHO_LASTS_SECONDS))
        self._left_db: deque[float] = deque(maxlen=_frames(LEARNED_FROM_SECONDS))
        self._whole_db: deque[float] = deque(maxlen=_frames(LEARNED_FROM_SECONDS))

    def begin(self) -> None:
        """The program begins to speak: what was said before is over."""
        self._heard.clear()
        self._canceller.begin()

    def skip(self) -> None:
        """A frame in which the person has the floor: only the pace is kept."""
        self._played_dbfs.append(level_dbfs(self._played.take()))

    def hear(self, frame: Pcm) -> tuple[Activity, bool]:
        """The next frame while nobody else may be heard; its judgement, and if a voice is in it."""
        played = self._played.take()
        self._played_dbfs.append(level_dbfs(played))
        played_dbfs = max(self._played_dbfs)
        whole_dbfs = level_dbfs(frame)
        left = self._canceller.clean(frame, played)
        judged = self._activity.judge(left)
        plays = played_dbfs >= PLAYS_DBFS
        voiced = judged.strict and not (plays and self._is_ours(judged.level_dbfs, played_dbfs))
        loud_room = judged.floor_dbfs > NOISY_FLOOR_DBFS
        ours = plays and (loud_room or self._is_audible(played_dbfs, judged.floor_dbfs))
        echo_dbfs = level_dbfs(frame.astype(np.float32) - left)
        audible_dbfs = max(judged.level_dbfs - COVERS_DB, judged.floor_dbfs + AUDIBLE_OVER_FLOOR_DB)
        covered = ours and echo_dbfs > audible_dbfs
        if plays:
            self._left_db.append(judged.level_dbfs - played_dbfs)
            self._whole_db.append(whole_dbfs - played_dbfs)
        self._heard.append(_Heard(left, judged, voiced, ours, covered, whole_dbfs))
        return judged, voiced

    def take(self) -> Begun | None:
        """What somebody has begun to say by now; it is forgotten with this."""
        heard = list(self._heard)
        self._heard.clear()
        if heard and heard[-1].judged.floor_dbfs > NOISY_FLOOR_DBFS:
            # where others may talk while we do, only what came after our own sound counts
            ours = [place for place, each in enumerate(heard) if each.ours]
            heard = heard[ours[-1] + 1 :] if ours else heard
        voiced = [place for place, each in enumerate(heard) if each.voiced]
        if not voiced or len(heard) - voiced[-1] > _frames(ENDED_WITHIN_SECONDS):
            return None
        going_on = len(heard) - voiced[-1] <= _frames(0.1)
        first = voiced[-1]
        for place in reversed(voiced):
            if first - place > _frames(ALONE_SECONDS):
                break
            first = place
        said = [place for place in voiced if place >= first]
        if len(said) < _frames(SHORTEST_SECONDS) and not going_on:
            return None
        around = _frames(AROUND_SECONDS)
        begins = max(0, first - around)
        silence = np.zeros(FRAME_SAMPLES, np.int16)
        near = [False] * len(heard)
        for place in said:
            near[max(0, place - around) : place + around + 1] = [True] * len(
                near[max(0, place - around) : place + around + 1]
            )
        frames = [
            each.frame if near[place] or not each.ours else silence
            for place, each in enumerate(heard)
        ]
        alone_before = begins > 0
        onset = heard[first : first + _frames(ONSET_SECONDS)]
        whole = alone_before and not any(each.covered for each in onset)
        return Begun(frames[begins:], whole, alone_before, heard[-1].judged)

    @property
    def is_silent(self) -> bool:
        """Whether nothing is to be heard of the program any more, as far as it can know."""
        latest = list(self._heard)[-_frames(QUIET_SECONDS) :]
        if not latest or not latest[-1].ours:
            return bool(latest)
        floor = latest[-1].judged.floor_dbfs
        quiet = (each.whole_dbfs < floor + AUDIBLE_OVER_FLOOR_DB for each in latest)
        return len(latest) == _frames(QUIET_SECONDS) and all(quiet)

    def _is_ours(self, level: float, played_dbfs: float) -> bool:
        """Whether a sound is no louder than what is usually left of our own."""
        if len(self._left_db) < _frames(LEARNED_SECONDS):
            return True
        usual_db = float(np.quantile(self._left_db, LEFT_QUANTILE))
        return level < played_dbfs + usual_db + OVER_ECHO_DB

    def _is_audible(self, played_dbfs: float, floor_dbfs: float) -> bool:
        """Whether our own sound may stand out of the room's as it is heard."""
        if len(self._whole_db) < _frames(LEARNED_SECONDS):
            return True
        usual_dbfs = played_dbfs + float(np.median(self._whole_db))
        return usual_dbfs > floor_dbfs + AUDIBLE_OVER_FLOOR_DB


def _frames(seconds: float) -> int:
    return round(seconds / FRAME_SECONDS)
