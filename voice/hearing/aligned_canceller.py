"""The linear canceller, given what was played at the moment at which its echo is heard.

A filter that has learned the room at one delay is of no use at another, and devices hold back each
stream by another amount: from line to line 28 to 105 ms on PulseAudio's devices, within a line a
sample a second more and, where a device stumbles, 3 to 25 ms at once. So what was played is moved
along with the delay that is heard, and the filter goes on from what it knows. On 46 such lines, of
the echo after a line's first second, it took out 2 dB where it was not moved, and 22 where it was.
Owned by the hearing thread; 2 ms of CPU five times a second, besides the filter's.
"""

import math

import numpy as np

from voice.hearing.ear_over_echo import PLAYS_DBFS
from voice.hearing.echo_delay import LONGEST_DELAY_SECONDS, Samples, echo_delay
from voice.hearing.linear_canceller import BLOCKS, LinearCanceller
from voice.stage.ports import FRAME_SAMPLES, Pcm, frames_in

COMPARED_SECONDS, TOLD_EVERY_SECONDS = 0.5, 0.2
"""What the delay is told from, and how often: after half a second of a line it is known."""

SURE_OVER_MEAN, VERY_SURE_OVER_MEAN = 20.0, 40.0
"""Two voices that are no echo of each other stood out by 16 at most in half a second of 190, an
echo in PulseAudio's room by 40 to 100, and one 6 dB under somebody's voice by 30 (95 % over 21).
What is only sure has to be told twice in a row before anything is moved far."""

CONFIRMED_SECONDS = 1.0
"""A delay that was not told again for so long, while we speak, is no more known."""

STEADY_SAMPLES = 4
"""So far clocks wander, and estimates err; what is more is another stream, or a stumble."""

FOLLOWS = 0.5
"""How much of such a small step is made at once."""

BEFORE_SAMPLES = 160
"""The filter's room for what comes before the loudest: 10 ms."""

HALF_WIDTH = 16
"""Of the sinc that finds what was played between two samples."""

_HISTORY_FRAMES = frames_in(LONGEST_DELAY_SECONDS + COMPARED_SECONDS) + BLOCKS + 3
_COMPARED_SAMPLES = frames_in(COMPARED_SECONDS) * FRAME_SAMPLES
_LONGEST_DELAY_SAMPLES = frames_in(LONGEST_DELAY_SECONDS) * FRAME_SAMPLES
_AUDIBLE = 10 ** (PLAYS_DBFS / 20) * 32768.0
_SETTLING_FRAMES = frames_in(0.3)


class AlignedCanceller:
    """Takes the program's own voice out of a frame, as `ports.EchoCanceller` has it."""

    def __init__(self) -> None:
        self._canceller = LinearCanceller()
        self._played = np.zeros(_HISTORY_FRAMES * FRAME_SAMPLES, np.float32)
        self._heard = np.zeros(_COMPARED_SAMPLES, np.float32)
        self._late_samples = float(HALF_WIDTH)
        """How much later what was played is given to the filter."""
        self._told_samples: float | None = None
        self._settling_frames = math.inf
        self._until_told_frames = 0
        self.delay_frames: int | None = None
        """After how many frames our sound comes back, once that was to be told."""
        self.as_heard: Pcm = np.zeros(FRAME_SAMPLES, np.int16)
        """What was played, of which the echo is in the latest frame."""
        self._confirmed_frames = 0
        """For how long we have sounded since the delay was last told."""
        self.doubtful_frames = 0
        """Of so many frames until now it was not known that our sound had another delay."""

    def begin(self) -> None:
        """The program begins to speak after it was silent: what it played before is over."""
        self._canceller.begin()
        self._played[:] = 0
        self._heard[:] = 0
        self._told_samples = None
        self._settling_frames = math.inf
        self._confirmed_frames = 0
        self._until_told_frames = frames_in(COMPARED_SECONDS)

    @property
    def is_settled(self) -> bool:
        """Whether the delay of what is heard now is known, and has been for long enough."""
        known = self._confirmed_frames <= frames_in(CONFIRMED_SECONDS)
        return known and self._settling_frames <= 0

    def clean(self, frame: Pcm, played: Pcm) -> Pcm:
        """320 samples of the microphone, and what the loudspeaker was given as they came."""
        _shift(self._played, played)
        _shift(self._heard, frame)
        self.doubtful_frames = 0
        self._settling_frames -= 1
        self._until_told_frames -= 1
        if self._until_told_frames <= 0:
            self.tell_delay()
        self.as_heard = self._late(FRAME_SAMPLES).astype(np.int16)
        self._grow_unsure()
        return self._canceller.clean(frame, self.as_heard)

    def tell_delay(self) -> None:
        """Compare what is heard with what was played now."""
        compared = self._played[-_COMPARED_SAMPLES - _LONGEST_DELAY_SAMPLES :]
        if _loudness(compared) < _AUDIBLE:
            return
        self._until_told_frames = frames_in(TOLD_EVERY_SECONDS)
        told = echo_delay(self._heard, compared)
        if told.over_mean < SURE_OVER_MEAN:
            return
        before, self._told_samples = self._told_samples, told.samples
        late_samples = max(told.samples - BEFORE_SAMPLES, float(HALF_WIDTH))
        step = late_samples - self._late_samples
        if abs(step) <= STEADY_SAMPLES:
            self._late_samples += FOLLOWS * step
            self._settling_frames = min(self._settling_frames, _SETTLING_FRAMES)
        elif told.over_mean > VERY_SURE_OVER_MEAN or (
            before is not None and abs(before - told.samples) <= STEADY_SAMPLES
        ):
            self._late_samples = late_samples
            self._settling_frames = _SETTLING_FRAMES
            self.doubtful_frames = frames_in(COMPARED_SECONDS + TOLD_EVERY_SECONDS)
            if self.delay_frames is None:
                self._canceller = LinearCanceller()
            self._canceller.recall(self._late((BLOCKS + 1) * FRAME_SAMPLES, FRAME_SAMPLES))
        else:
            return
        self._confirmed_frames = 0
        self.delay_frames = int(told.samples) // FRAME_SAMPLES

    def _grow_unsure(self) -> None:
        """With each frame in which we sound."""
        if _loudness(self.as_heard) < _AUDIBLE:
            return
        was_settled = self.is_settled
        self._confirmed_frames += 1
        if was_settled and not self.is_settled:
            self.doubtful_frames = frames_in(CONFIRMED_SECONDS + COMPARED_SECONDS)

    def _late(self, count: int, before_samples: int = 0) -> Samples:
        """The latest samples that belong to what is heard, up to so many before its end."""
        begins = len(self._played) - count - before_samples - self._late_samples
        whole = int(np.floor(begins))
        taps = np.arange(1 - HALF_WIDTH, HALF_WIDTH + 1) - (begins - whole)
        sinc = np.sinc(taps) * np.cos(np.pi * taps / (2 * HALF_WIDTH + 1)) ** 2
        around = self._played[whole + 1 - HALF_WIDTH : whole + count + HALF_WIDTH]
        moved = np.convolve(around, sinc[::-1].astype(np.float32), "valid")
        return np.clip(moved, -32768, 32767)


def _shift(samples: Samples, frame: Pcm) -> None:
    samples[:-FRAME_SAMPLES] = samples[FRAME_SAMPLES:]
    samples[-FRAME_SAMPLES:] = frame


def _loudness(samples: Samples | Pcm) -> float:
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float32))))
