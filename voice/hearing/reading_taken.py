"""A text that somebody has read into the microphone: when it is over, and what is made of it.

Trimmed to the voice, brought to one level, and what is wrong with it. Frames in, samples out, and
no word is recognised; nothing here opens a device or a file.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from voice.hearing.activity import ActivityDetector, level_dbfs
from voice.scenes.recording.takes import Fault
from voice.stage.ports import SAMPLE_RATE_HZ, Pcm, frames_in

LEVEL_DBFS = -20.0
"""Of the voice alone: about as loud as the program's own. It leaves room for a shout's peaks."""

MOST_GAIN_DB = 24.0
"""A voice across a room; what would need more is told to come nearer."""

BENT_FROM, HIGHEST_PEAK = 0.8, 0.97
"""Of full scale: what is made louder is bent between them, and never cut off."""
BENT_SHARE = 0.0005
"""So few samples, such as a lip's click, may be bent; otherwise the whole stays softer."""

BEFORE_SECONDS = 0.25
AFTER_SECONDS = 0.4
"""What is left around the voice: a breath before it, and its last soft consonant."""

FADE_SECONDS = 0.01
"""The room's noise neither begins nor ends with a click."""

OVER_AFTER_SECONDS = 3.0
"""So long a silence after the voice ends a reading by itself: longer than between two sentences of
somebody who reads slowly; the enter key is quicker."""

SHORTEST_VOICE_SECONDS = 0.3
"""A word; a knock on the table is shorter."""

CUT_OFF_PEAK = 0.99
"""Of full scale: from here on a recording is cut off."""
CUT_OFF_SHARE = 0.001
"""A single click is nobody's voice."""

NOISY_UNDER_DB = 15.0
"""From the voice down to what sounds in its pauses. Of 16 people's 24 readings (LibriSpeech's and
Picovoice's, each at a microphone of their own) none is under 18; somebody beside a fan has 12.
Chosen on these, none kept aside: it leads to a hint, and to nothing else."""
PAUSES_SHARE = 0.1
"""The softest tenth of a reading is its pauses."""


@dataclass(frozen=True, slots=True)
class Made:
    """Samples at 16 kHz, and what is wrong with them; none where nobody can be heard."""

    samples: Pcm = field(repr=False)
    faults: tuple[Fault, ...]

    @property
    def seconds(self) -> float:
        """How long it sounds."""
        return len(self.samples) / SAMPLE_RATE_HZ


class ReadingEnd:
    """Tells whether somebody has read and been silent since; owned by whoever takes the frames."""

    def __init__(self) -> None:
        self._detector = ActivityDetector()
        self._voiced_frames = 0
        self._silent_frames = 0

    def take(self, frame: Pcm) -> bool:
        """One more frame; whether it is over."""
        judged = self._detector.judge(frame)
        self._voiced_frames += judged.strict
        self._silent_frames = 0 if judged.generous else self._silent_frames + 1
        has_read = self._voiced_frames >= frames_in(SHORTEST_VOICE_SECONDS)
        return has_read and self._silent_frames >= frames_in(OVER_AFTER_SECONDS)


def is_cut_off(samples: Pcm) -> bool:
    """Whether it was too loud for the microphone."""
    peaks = np.abs(samples.astype(np.int32)) >= CUT_OFF_PEAK * 32767
    return float(np.mean(peaks)) > CUT_OFF_SHARE


def made_of(frames: Sequence[Pcm]) -> Made:
    """The voice in these frames, trimmed and levelled."""
    detector = ActivityDetector()
    voiced = [number for number, f in enumerate(frames) if detector.judge(f).strict]
    if len(voiced) < frames_in(SHORTEST_VOICE_SECONDS):
        return Made(np.zeros(0, np.int16), (Fault.NOTHING,))
    levels = np.array([level_dbfs(frame) for frame in frames])
    begins = max(0, voiced[0] - frames_in(BEFORE_SECONDS))
    ends = min(len(frames), voiced[-1] + 1 + frames_in(AFTER_SECONDS))
    samples = np.concatenate(frames[begins:ends]).astype(np.float32)
    voice_dbfs = _together_dbfs(levels[voiced])
    faults: list[Fault] = []
    if is_cut_off(np.concatenate([frames[number] for number in voiced])):
        faults.append(Fault.CUT_OFF)
    if voice_dbfs - float(np.quantile(levels[begins:ends], PAUSES_SHARE)) < NOISY_UNDER_DB:
        faults.append(Fault.NOISY)
    gain_db = LEVEL_DBFS - voice_dbfs
    if gain_db > MOST_GAIN_DB:
        faults.append(Fault.VERY_SOFT)
    return Made(levelled(samples, gain_db), tuple(faults))


def levelled(samples: npt.NDArray[np.float32], gain_db: float) -> Pcm:
    """A take made so much louder, as far as it may be, beginning and ending without a click."""
    samples = samples / np.float32(32768)
    peak = float(np.quantile(np.abs(samples), 1 - BENT_SHARE))
    gain = min(10 ** (min(gain_db, MOST_GAIN_DB) / 20), max(1.0, BENT_FROM / max(peak, 1e-4)))
    return _faded(_bent(samples * np.float32(gain)))


def _together_dbfs(levels: npt.NDArray[np.float64]) -> float:
    """The level of frames taken together, from each one's."""
    return float(10 * np.log10(np.mean(10 ** (levels / 10))))


def _bent(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Whatever is over `BENT_FROM` brought under `HIGHEST_PEAK`, with no corner in the wave."""
    over = np.maximum(np.abs(samples) - BENT_FROM, 0.0)
    room = HIGHEST_PEAK - BENT_FROM
    bent = np.sign(samples) * (BENT_FROM + room * np.tanh(over / room))
    return np.where(over > 0, bent, samples)


def _faded(samples: npt.NDArray[np.float32]) -> Pcm:
    ramp = np.linspace(0, 1, round(FADE_SECONDS * SAMPLE_RATE_HZ), dtype=np.float32)
    samples[: len(ramp)] *= ramp
    samples[-len(ramp) :] *= ramp[::-1]
    return np.rint(samples * 32767).astype(np.int16)
