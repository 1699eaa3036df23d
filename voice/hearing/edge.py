"""What somebody says into the program's last words, or right after them: where does it begin?

While the program speaks, and in the guard after it, the latest frames are kept in memory, without
the program's own echo as far as that can be taken out, and with what of them is somebody else's
voice. When the microphone opens, decoding begins there. Time is counted in frames; owned by the
hearing thread. What stops the loudspeaker is `interruption`'s; nothing here is ever kept longer
than until the next turn.
"""

import math
import threading
from bisect import bisect_left, insort
from collections import deque
from dataclasses import replace

import numpy as np

from voice.hearing.activity import NOISY_FLOOR_DBFS, Activity, ActivityDetector, level_dbfs
from voice.hearing.begun import COVERS_DB, GOING_ON_SECONDS, Begun, HeardFrame, begun_in
from voice.hearing.ear_over_echo import PLAYS_DBFS
from voice.hearing.echo_delay import delay_frames, echo_dbfs
from voice.hearing.hindsight import HEAD_FRAMES, OVER_LEFT_DB, look_back
from voice.hearing.interruption import ECHO_LASTS_SECONDS, PlayedSound
from voice.hearing.linear_canceller import LinearCanceller
from voice.stage.ports import Pcm, frames_in

KEPT_SECONDS = 4.0
"""The slowest action said into the last second, with the silence before it."""

OVER_ECHO_DB, LEFT_QUANTILE = 4.0, 0.8
"""How far a voice must be over what the canceller leaves of the echo at its loudest: a loudspeaker
that distorts leaves much, and in peaks."""

OVER_WHOLE_ECHO_DB, WHOLE_QUANTILE = 10.0, 0.95
"""The same where it leaves all of it: over the program's words hardly anybody is so loud, over its
tone everybody. With 0.8, 2 of 12 lines passed for somebody where clocks were 200 ppm apart."""

HELD_SECONDS = 0.06
"""Devices take and give sound in bursts. Taken as it came, every second frame of what was played
had a hole in PulseAudio's virtual room on a busy machine; with this, one in twenty."""

RESAMPLED_SECONDS = 0.02
"""What is heard waits for what is played, and as much longer as a resampler holds back (7 ms from
22,050 Hz, 22 from 48,000): no echo comes before its sound, however quick the devices are."""

COMPARED_SECONDS, LONGEST_DELAY_SECONDS, TOLD_EVERY_SECONDS = 1.5, 0.6, 0.5
"""What the echo's delay is told from, and how often."""

LEARNED_SECONDS, LEARNED_FROM_SECONDS = 0.5, 10.0
"""With less than this of its own speech heard, the program cannot know its echo."""

QUIET_SECONDS = 0.1
"""A room that has been quiet for so long after the program's last sound rings no more."""

AUDIBLE_OVER_FLOOR_DB = 6.0
LEAST_TAKEN_DB = 6.0
"""What a canceller that works takes out at least: 20 dB and more in a simulated room, 0 to 3 in
PulseAudio's, whose loop is resampled at a rate that wanders."""


class Playing:
    """What the loudspeaker is given, for each who takes it at the microphone's own pace."""

    def __init__(self, interrupts: bool) -> None:
        """`interrupts`: whether somebody also listens for speech that interrupts."""
        self.at_edge = PlayedSound(HELD_SECONDS)
        self.over = PlayedSound() if interrupts else None
        self.began = threading.Event()
        """The first sample was taken."""

    def put(self, block: bytes, rate_hz: int, stumbled: bool = False, begins: bool = False) -> None:
        """The device takes these int16 mono samples now; any thread.

        `stumbled`: after a hole. `begins`: the first of another sound.
        """
        self.began.set()
        self.at_edge.put(block, rate_hz, begins=begins)
        if self.over is not None:
            self.over.put(block, rate_hz, stumbled)


class Levels:
    """The latest levels in dB, kept in order of time and of size: several are asked each frame."""

    def __init__(self, most: int) -> None:
        self._db: deque[float] = deque(maxlen=most)
        self._sorted: list[float] = []

    def __len__(self) -> int:
        return len(self._db)

    def append(self, level_db: float) -> None:
        """The latest; the oldest goes where there are as many as are kept."""
        if len(self._db) == self._db.maxlen:
            del self._sorted[bisect_left(self._sorted, self._db[0])]
        self._db.append(level_db)
        insort(self._sorted, level_db)

    def quantile(self, share: float) -> float:
        """The level that this share of them is under, between its neighbours; there is one."""
        place = share * (len(self._sorted) - 1)
        under = int(place)
        low, high = self._sorted[under], self._sorted[min(under + 1, len(self._sorted) - 1)]
        return low + (high - low) * (place - under)

    def median(self) -> float:
        """The one in the middle."""
        return self.quantile(0.5)


class Edge:
    """The latest seconds before the microphone opens."""

    def __init__(self, played: PlayedSound) -> None:
        """`played`: what the loudspeaker is given, for nobody else to take from."""
        self._played = played
        self._waiting: deque[Pcm] = deque()
        """What was heard while what was played is held."""
        self._canceller = LinearCanceller()
        self._activity = ActivityDetector()
        self._heard: deque[HeardFrame] = deque(maxlen=frames_in(KEPT_SECONDS))
        self._whole: deque[Pcm] = deque(maxlen=frames_in(COMPARED_SECONDS))
        self._given: deque[Pcm] = deque(maxlen=frames_in(COMPARED_SECONDS + LONGEST_DELAY_SECONDS))
        self._raw: deque[Pcm] = deque(maxlen=frames_in(KEPT_SECONDS))
        """As it was heard, each of `_heard`."""
        self._past = played.lay_down(frames_in(KEPT_SECONDS) + HEAD_FRAMES)
        """What was played until now."""
        self._delay: int | None = None
        """After how many frames our sound comes back, once that was to be told."""
        self._until_told = 0
        self.ended_in_doubt = False
        """Whether the last sounds before the turn may have been anybody's."""
        self.left_out_frames: int | None = None
        """How long before the turn somebody was last heard who is not taken."""
        self._played_dbfs: deque[float] = deque(maxlen=frames_in(ECHO_LASTS_SECONDS))
        self._left_db = Levels(frames_in(LEARNED_FROM_SECONDS))
        self._whole_db = Levels(frames_in(LEARNED_FROM_SECONDS))

    def begin(self) -> None:
        """The program begins to speak: what was said before is over."""
        self._waiting.clear()
        self._heard.clear()
        self._raw.clear()
        self._whole.clear()
        self._canceller.begin()

    def skip(self) -> None:
        """A frame in which the person has the floor: only the pace is kept."""
        self._give(self._played.take())

    def hear(self, frame: Pcm) -> tuple[Activity, bool] | None:
        """The next frame while nobody else may be heard; how one is judged, and if it has a voice.

        Which is the one that was heard as long ago as what is played is held; None: none was.
        """
        self._waiting.append(frame)
        if len(self._waiting) <= self._played.held_frames + frames_in(RESAMPLED_SECONDS):
            return None
        return self._judge(self._waiting.popleft())

    def _judge(self, frame: Pcm) -> tuple[Activity, bool]:
        played = self._played.take()
        self._give(played)
        self._whole.append(frame)
        self._tell_delay()
        played_dbfs = echo_dbfs(self._played_dbfs, self._delay)
        whole_dbfs = level_dbfs(frame)
        left = self._canceller.clean(frame, played)
        judged = self._activity.judge(left)
        plays = max(self._played_dbfs) >= PLAYS_DBFS
        floor_dbfs = judged.floor_dbfs + AUDIBLE_OVER_FLOOR_DB
        loud_room = judged.floor_dbfs > NOISY_FLOOR_DBFS
        loudest_dbfs = self._usual_echo_dbfs(max(self._played_dbfs))
        ours = plays and (loud_room or loudest_dbfs > floor_dbfs)
        covers_dbfs = max(judged.level_dbfs - COVERS_DB, floor_dbfs)
        covered = ours and self._usual_echo_dbfs(played_dbfs) > covers_dbfs
        stands_out = loudest_dbfs > floor_dbfs and not self._cancels
        is_ours = plays and self._is_ours(judged.level_dbfs, played_dbfs, stands_out)
        voiced = judged.strict and not is_ours
        if played_dbfs >= PLAYS_DBFS:
            self._left_db.append(judged.level_dbfs - played_dbfs)
            self._whole_db.append(whole_dbfs - played_dbfs)
        self._raw.append(frame)
        self._heard.append(HeardFrame(left, judged, voiced, ours, covered, whole_dbfs))
        return judged, voiced

    def _give(self, played: Pcm) -> None:
        self._given.append(played)
        self._played_dbfs.append(level_dbfs(played))

    def _tell_delay(self) -> None:
        """Twice a second, while we speak: 5 ms of CPU."""
        self._until_told = max(0, self._until_told - 1)
        full = len(self._whole) == self._whole.maxlen and len(self._given) == self._given.maxlen
        if self._until_told or not full or max(self._played_dbfs) < PLAYS_DBFS:
            return
        self._until_told = frames_in(TOLD_EVERY_SECONDS)
        delay = delay_frames(np.concatenate(self._whole), np.concatenate(self._given))
        self._delay = self._delay if delay is None else delay

    def take(self) -> Begun | None:
        """What somebody has begun to say by now; it is forgotten with this."""
        while self._waiting:
            self._judge(self._waiting.popleft())
        heard = self._in_hindsight(list(self._heard))
        self._heard.clear()
        self._raw.clear()
        latest = heard[-frames_in(GOING_ON_SECONDS) :]
        self.ended_in_doubt = any(each.judged.strict and not each.voiced for each in latest)
        begun, self.left_out_frames = begun_in(heard)
        return begun

    def _in_hindsight(self, heard: list[HeardFrame]) -> list[HeardFrame]:
        """The same, judged anew where our echo could be taken out of it now."""
        if not any(each.ours for each in heard):
            return heard
        again = look_back(list(self._raw), self._past.latest(len(heard) + HEAD_FRAMES))
        activity = ActivityDetector(heard[0].judged.floor_dbfs)
        anew: list[HeardFrame] = []
        for was, now in zip(heard, again, strict=True):
            judged = activity.judge(was.frame if now is None else now.left)
            if now is None:
                anew.append(was)
                continue
            voiced = judged.strict and judged.level_dbfs > now.expected_dbfs + OVER_LEFT_DB
            anew.append(replace(was, frame=now.left, judged=judged, voiced=voiced))
        return anew

    @property
    def is_silent(self) -> bool:
        """Whether nothing is to be heard of the program any more, as far as it can know."""
        if not self._heard or not self._heard[-1].ours:
            return bool(self._heard)
        levels = [*(each.whole_dbfs for each in self._heard), *map(level_dbfs, self._waiting)]
        latest = levels[-frames_in(QUIET_SECONDS) :]
        floor = self._heard[-1].judged.floor_dbfs
        quiet = all(level < floor + AUDIBLE_OVER_FLOOR_DB for level in latest)
        return quiet and len(latest) == frames_in(QUIET_SECONDS)

    def _is_ours(self, level: float, played_dbfs: float, stands_out: bool) -> bool:
        """Whether a sound is no louder than what is usually left of our own.

        `stands_out`: whether that is all of it, and louder than the room.
        """
        if len(self._left_db) < frames_in(LEARNED_SECONDS):
            return True
        quantile = WHOLE_QUANTILE if stands_out else LEFT_QUANTILE
        over_db = OVER_WHOLE_ECHO_DB if stands_out else OVER_ECHO_DB
        return level < played_dbfs + self._left_db.quantile(quantile) + over_db

    @property
    def _cancels(self) -> bool:
        """Whether the canceller takes our sound out of this room at all.

        Between two devices whose clocks drift it cannot; then what may be ours is nobody else's.
        """
        if len(self._left_db) < frames_in(LEARNED_SECONDS):
            return False
        taken_db = self._whole_db.median() - self._left_db.median()
        return taken_db >= LEAST_TAKEN_DB

    def _usual_echo_dbfs(self, played_dbfs: float) -> float:
        """How loud our own sound is where it is this loud, before it is taken out."""
        if len(self._whole_db) < frames_in(LEARNED_SECONDS):
            return math.inf
        return played_dbfs + self._whole_db.median()
