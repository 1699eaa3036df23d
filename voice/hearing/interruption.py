"""Does a person speak over the program? What is played, its echo taken out, and two ears for it.

Time is counted in frames of 320 samples at 16 kHz. `PlayedSound` is filled by the loudspeaker's
thread, everything else belongs to the thread that hears. Nothing heard here is recognised or
outlives the program's own speech: it only stops the loudspeaker.
"""

from collections import deque
from collections.abc import Sequence

import numpy as np
import soxr  # pyright: ignore[reportMissingTypeStubs]

from voice.hearing.activity import level_dbfs
from voice.hearing.ear_over_echo import (
    DUCKED,
    INTERRUPT_WITHIN_SECONDS,
    WHOLE,
    EarOverEcho,
)
from voice.hearing.likeness import echo_likeness, wave_likeness
from voice.hearing.linear_canceller import LinearCanceller
from voice.hearing.played_tape import PlayedTape
from voice.stage.ports import FRAME_SAMPLES, SAMPLE_RATE_HZ, EchoCanceller, Pcm, frames_in

ECHO_LASTS_SECONDS = 0.6
"""What was played up to so long ago may still arrive: output and input latency, way, and room."""

ECHO_LIKENESS = 0.47
"""From here on what WebRTC's canceller left is taken for the program's own voice. Measured with a
device that stumbles, as in the panel: 99 of 100 echoes that got through were over it, and one of
ten people, who is noticed a little later."""

ECHO_WAVE_LIKENESS = 15.0
"""The same wave, of what the linear canceller left. Of 568 half seconds of people over it (forty
espeak-ng voices of the model's training in each of four rooms) 98 % were under 13.1, and of 131
echoes that a stumbling device let through none was under 15: the least was 15.9, 99 % over 23. One
comparison takes 3 to 6 ms, at most every 60 ms and only while a voice is over the echo."""

STILL_ECHO_WAVE_LIKENESS = 10.0
"""The same for a second and a half after such an echo: more of it will come, and half of people are
under 8.2."""

STUMBLING_ECHO_WAVE_LIKENESS = 8.0
"""The same for a second and a half after the device said that it ran out of sound, and so played
holes: with half a processor taken away, eight false stops in a dozen sessions were at 9.4 to 14.5,
of sound whose holes are not in what was played. Half of people are still noticed within half a
second."""

STUMBLING_SECONDS = 1.5

ECHO_EARLIER_SECONDS, ECHO_LATER_SECONDS = 0.4, 0.8
"""An echo may come so much before or after its place: samples that a device lost, or waited for."""

LONGEST_BACKLOG_SECONDS = 2.0
"""More waiting than a device ever takes ahead: sound that a stopped device never played."""


_COMPARED_FRAMES = frames_in(INTERRUPT_WITHIN_SECONDS + ECHO_LATER_SECONDS)


class PlayedSound:
    """What the loudspeaker was given, in 16 kHz frames at the pace at which they are taken.

    A device takes its blocks in bursts and plays them later. Taken one frame for each frame of
    the microphone, a sample is never later than its own echo, whatever the devices' latencies.
    """

    def __init__(self, held_seconds: float = 0.0) -> None:
        """`held_seconds`: so much is waited for before a sound begins, so that it has no holes.

        Whoever takes it lets the microphone's frames wait for `held_frames` as well.
        """
        self._tape: PlayedTape | None = None
        self.held_frames = frames_in(held_seconds)
        self.stumbles = 0
        """How often the device said that it had run out of sound."""
        self._flows = False
        self._blocks: deque[tuple[bytes, int, bool]] = deque()
        self._rate_hz = SAMPLE_RATE_HZ
        self._resampler: soxr.ResampleStream | None = None
        self._ready = np.zeros(0, np.int16)
        self._taken: deque[Pcm] = deque(
            [np.zeros(FRAME_SAMPLES, np.int16)] * _COMPARED_FRAMES, _COMPARED_FRAMES
        )

    def put(self, block: bytes, rate_hz: int, stumbled: bool = False, begins: bool = False) -> None:
        """The device takes these int16 mono samples now; any thread, copies nothing else.

        `stumbled`: it had none for a while, and played a hole before them. `begins`: they are the
        first of another sound.
        """
        self.stumbles += stumbled
        self._blocks.append((block, rate_hz, begins))

    def lay_down(self, frames: int) -> PlayedTape:
        """From now on the latest frames are also kept as they were given."""
        self._tape = PlayedTape(frames)
        return self._tape

    def take(self) -> Pcm:
        """The frame that belongs to the microphone's next one; silence where nothing plays."""
        while self._blocks:
            block, rate_hz, begins = self._blocks.popleft()
            samples = self._resampled(block, rate_hz)
            self._ready = np.concatenate([self._ready, samples])
            if self._tape is not None:
                self._tape.put(samples, begins)
        backlog = round(LONGEST_BACKLOG_SECONDS * SAMPLE_RATE_HZ)
        self._ready = self._ready[-backlog:] if len(self._ready) > backlog else self._ready
        frame = np.zeros(FRAME_SAMPLES, np.int16)
        self._flows = self._flows or len(self._ready) >= self.held_frames * FRAME_SAMPLES
        if self._flows:
            taken = self._ready[:FRAME_SAMPLES]
            frame[: len(taken)] = taken
            self._ready = self._ready[FRAME_SAMPLES:]
            self._flows = len(taken) == FRAME_SAMPLES
        self._taken.append(frame)
        if self._tape is not None:
            self._tape.pass_frame()
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


class InterruptionDetector:
    """Half a second of somebody's voice over the program's own; owned by the hearing thread.

    One ear hears what our own linear canceller leaves, and a person is whole in it. Where the
    loudspeaker is open, another hears what WebRTC's leaves: the better one in noise and beside a
    loudspeaker that distorts, but it ducks whoever speaks into the echo.
    """

    def __init__(self, played: PlayedSound, canceller: EchoCanceller | None = None) -> None:
        """`canceller`: for an open loudspeaker; without it, for a headset."""
        self._played = played
        self._linear = LinearCanceller()
        self._canceller = canceller
        self._played_dbfs: deque[float] = deque(maxlen=frames_in(ECHO_LASTS_SECONDS))
        self._ear = EarOverEcho(WHOLE, self._same_wave)
        self._second_ear = EarOverEcho(DUCKED, self._same_levels_or_wave)
        self._echo_frames = 0
        """For so many more frames an echo that got through may still be heard."""
        self._stumbles = 0
        self._stumbling_frames = 0

    def begin(self) -> None:
        """The program begins to speak."""
        self._linear.begin()
        self._forget()

    def skip(self) -> None:
        """A frame in which the person has the floor: only the pace is kept."""
        self._forget()
        self._played_dbfs.append(level_dbfs(self._played.take()))

    def interrupts(self, frame: Pcm) -> bool:
        """Whether, with this frame, somebody has spoken over the program for half a second."""
        played = self._played.take()
        self._played_dbfs.append(level_dbfs(played))
        played_dbfs = max(self._played_dbfs)
        self._echo_frames = max(0, self._echo_frames - 1)
        self._stumbling_frames = max(0, self._stumbling_frames - 1)
        if self._stumbles != (stumbles := self._played.stumbles):
            self._stumbles, self._stumbling_frames = stumbles, frames_in(STUMBLING_SECONDS)
        noticed = self._ear.notices(self._linear.clean(frame, played), played_dbfs)
        if self._canceller is not None:
            ducked = self._canceller.clean(frame, played)
            noticed = self._second_ear.notices(ducked, played_dbfs) or noticed
        if noticed:
            self._forget()
        return noticed

    def _forget(self) -> None:
        self._ear.forget()
        self._second_ear.forget()

    def _same_wave(self, frames: Pcm, voiced: Sequence[bool]) -> bool:
        likeness = wave_likeness(frames, self._played.around())
        if likeness >= ECHO_WAVE_LIKENESS:
            self._echo_frames = frames_in(INTERRUPT_WITHIN_SECONDS)
        if self._stumbling_frames:
            return likeness >= STUMBLING_ECHO_WAVE_LIKENESS
        return likeness >= (STILL_ECHO_WAVE_LIKENESS if self._echo_frames else ECHO_WAVE_LIKENESS)

    def _same_levels_or_wave(self, frames: Pcm, voiced: Sequence[bool]) -> bool:
        alike = echo_likeness(frames, voiced, self._played.around()) >= ECHO_LIKENESS
        return alike or self._same_wave(frames, voiced)
