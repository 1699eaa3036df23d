"""Does a person speak over the program? Energy over the echo that is to be expected, and voice.

Time is counted in frames of 320 samples at 16 kHz. `PlayedSound` is filled by the loudspeaker's
thread, everything else belongs to the thread that hears. Nothing heard here is recognised or
outlives the program's own speech: it only stops the loudspeaker.
"""

import math
from collections import deque
from dataclasses import dataclass, field
from statistics import median

import numpy as np
import soxr  # pyright: ignore[reportMissingTypeStubs]

from voice.hearing.activity import ActivityDetector, level_dbfs
from voice.hearing.likeness import echo_likeness
from voice.ports import FRAME_SAMPLES, FRAME_SECONDS, SAMPLE_RATE_HZ, EchoCanceller, Pcm

INTERRUPT_SECONDS = 0.5
"""A cough or a chair is shorter; a word or two is as long."""

INTERRUPT_WITHIN_SECONDS = 1.5
"""Half a second of voice in so much time: a canceller ducks parts of what is said into the echo,
and words have gaps."""

OVER_ECHO_DB = 8.0
"""A voice must stand so far above the echo to be told from it: the audio facts' figure."""

NEVER_ECHO_DB = 20.0
"""Without a canceller, whose echo may come back whole, none is so far over what was learned."""

ECHO_LASTS_SECONDS = 0.6
"""What was played up to so long ago may still arrive: output and input latency, way, and room."""

COUPLING_SECONDS = 10.0
"""How much of the program's own speech the coupling is learned from."""

COUPLING_LEARNED_SECONDS = 0.5
"""With less than this of its speech heard, the program cannot know its echo and goes on."""

COUPLING_QUANTILE = 0.5
"""Of the echo's level relative to what was played: the median, which a person who speaks for a
second or two in ten does not move. Measured with `scripts/panel.py`: 0 false stops; with 0.9
four interruptions of six went unnoticed at an echo of -30 dB."""

PLAYS_DBFS = -50.0
"""A loudspeaker fed less than this is silent between two words."""

ECHO_LIKENESS = 0.47
"""From here on what is heard is taken for the program's own voice. Measured with a canceller and a
device that stumbles, as in the panel: 99 of 100 echoes that got through were over it, and one of
ten people, who is noticed with the next half second of voice."""

ECHO_EARLIER_SECONDS, ECHO_LATER_SECONDS = 0.4, 0.8
"""An echo may come so much before or after its place: samples that a device lost, or waited for."""

LONGEST_BACKLOG_SECONDS = 2.0
"""More waiting than a device ever takes ahead: sound that a stopped device never played."""


def _frames(seconds: float) -> int:
    return round(seconds / FRAME_SECONDS)


_COMPARED_FRAMES = _frames(INTERRUPT_WITHIN_SECONDS + ECHO_LATER_SECONDS)


class PlayedSound:
    """What the loudspeaker was given, in 16 kHz frames at the pace at which they are taken.

    A device takes its blocks in bursts and plays them later. Taken one frame for each frame of
    the microphone, a sample is never later than its own echo, whatever the devices' latencies.
    """

    def __init__(self) -> None:
        self._blocks: deque[tuple[bytes, int]] = deque()
        self._rate_hz = SAMPLE_RATE_HZ
        self._resampler: soxr.ResampleStream | None = None
        self._ready = np.zeros(0, np.int16)
        self._taken: deque[Pcm] = deque(
            [np.zeros(FRAME_SAMPLES, np.int16)] * _COMPARED_FRAMES, _COMPARED_FRAMES
        )

    def put(self, block: bytes, rate_hz: int) -> None:
        """The device takes these int16 mono samples now; any thread, copies nothing else."""
        self._blocks.append((block, rate_hz))

    def take(self) -> Pcm:
        """The frame that belongs to the microphone's next one; silence where nothing plays."""
        while self._blocks:
            block, rate_hz = self._blocks.popleft()
            self._ready = np.concatenate([self._ready, self._resampled(block, rate_hz)])
        backlog = round(LONGEST_BACKLOG_SECONDS * SAMPLE_RATE_HZ)
        self._ready = self._ready[-backlog:] if len(self._ready) > backlog else self._ready
        frame = np.zeros(FRAME_SAMPLES, np.int16)
        taken = self._ready[:FRAME_SAMPLES]
        frame[: len(taken)] = taken
        self._ready = self._ready[FRAME_SAMPLES:]
        self._taken.append(frame)
        return frame

    def around(self) -> Pcm:
        """What was taken lately, and what comes next: what an echo heard now may be of."""
        coming = self._ready[: round(ECHO_EARLIER_SECONDS * SAMPLE_RATE_HZ)]
        return np.concatenate([*self._taken, coming])

    def _resampled(self, block: bytes, rate_hz: int) -> Pcm:
        samples = np.frombuffer(block, np.int16)
        if rate_hz == SAMPLE_RATE_HZ:
            return samples
        if self._resampler is None or rate_hz != self._rate_hz:
            self._rate_hz = rate_hz
            self._resampler = soxr.ResampleStream(rate_hz, SAMPLE_RATE_HZ, 1, dtype="int16")
        return self._resampler.resample_chunk(samples)


@dataclass(frozen=True, slots=True)
class _Heard:
    """One frame while the program speaks, without the echo as far as it could be cancelled."""

    frame: Pcm = field(repr=False)
    voiced: bool
    over_echo_db: float


class InterruptionDetector:
    """Half a second of somebody's voice over the program's own; owned by the hearing thread."""

    def __init__(self, played: PlayedSound, canceller: EchoCanceller | None = None) -> None:
        """`canceller`: for an open loudspeaker; without it, for a headset."""
        self._played = played
        self._canceller = canceller
        self._activity = ActivityDetector()
        self._played_dbfs: deque[float] = deque(maxlen=_frames(ECHO_LASTS_SECONDS))
        self._coupling_db: deque[float] = deque(maxlen=_frames(COUPLING_SECONDS))
        self._heard: deque[_Heard] = deque(maxlen=_frames(INTERRUPT_WITHIN_SECONDS))

    def begin(self) -> None:
        """The program begins to speak."""
        self._heard.clear()

    def skip(self) -> None:
        """A frame in which the person has the floor: only the pace is kept."""
        self._heard.clear()
        self._played_dbfs.append(level_dbfs(self._played.take()))

    def interrupts(self, frame: Pcm) -> bool:
        """Whether, with this frame, somebody has spoken over the program for half a second."""
        played = self._played.take()
        self._played_dbfs.append(level_dbfs(played))
        if self._canceller is not None:
            frame = self._canceller.clean(frame, played)
        judged = self._activity.judge(frame)
        over_echo_db = self._over_echo_db(judged.level_dbfs)
        voiced = judged.strict and over_echo_db > OVER_ECHO_DB
        self._heard.append(_Heard(frame, voiced, over_echo_db))
        self._learn(judged.level_dbfs)
        if sum(heard.voiced for heard in self._heard) < _frames(INTERRUPT_SECONDS):
            return False
        is_echo = self._is_echo()
        self._heard.clear()
        return not is_echo

    def _over_echo_db(self, level: float) -> float:
        """How far this is over the loudest echo that may be in this frame."""
        played_dbfs = max(self._played_dbfs)
        if played_dbfs < PLAYS_DBFS:
            return math.inf
        if len(self._coupling_db) < _frames(COUPLING_LEARNED_SECONDS):
            return -math.inf
        coupling_db = float(np.quantile(self._coupling_db, COUPLING_QUANTILE))
        return level - (played_dbfs + coupling_db)

    def _is_echo(self) -> bool:
        """Whether the voice rises and falls as what was played does: an echo got through."""
        over_db = median(heard.over_echo_db for heard in self._heard if heard.voiced)
        if self._canceller is None and over_db > NEVER_ECHO_DB:
            return False
        frames = np.concatenate([heard.frame for heard in self._heard])
        voiced = [heard.voiced for heard in self._heard]
        return echo_likeness(frames, voiced, self._played.around()) >= ECHO_LIKENESS

    def _learn(self, level: float) -> None:
        played_dbfs = max(self._played_dbfs)
        if played_dbfs >= PLAYS_DBFS:
            self._coupling_db.append(level - played_dbfs)
