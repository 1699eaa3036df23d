"""The program's tones: synthesised, soft, and over before the microphone opens."""

from collections.abc import Mapping

import numpy as np

from voice.floor.commands import Tone
from voice.stage.ports import CUE_SECONDS, Sound

RATE_HZ = 22_050
"""What espeak-ng gives, so that a cue needs no stream of its own."""

PEAK = 0.12
"""About 18 dB under full scale: under the voice, so that nobody starts at it."""

LISTENING_HZ = (523.25, 659.25)
"""C5 and E5: rising says "your turn"; both survive small hearing losses and small speakers."""

CHIME_HZ = (523.25,)

STANDING_BY_HZ = (659.25, 523.25, 659.25)
"""E5, C5, E5: there and back, and no other tone has three; at rest, and at nobody's turn."""


def _tones(frequencies_hz: tuple[float, ...]) -> Sound:
    time_seconds = np.arange(round(CUE_SECONDS * RATE_HZ)) / RATE_HZ
    envelope = np.sin(np.pi * time_seconds / CUE_SECONDS) ** 2  # no click at either end
    tones = [np.sin(2 * np.pi * hz * time_seconds) * envelope for hz in frequencies_hz]
    return Sound((np.concatenate(tones) * PEAK * 32767).astype(np.int16), RATE_HZ)


LISTENING_CUE = _tones(LISTENING_HZ)
"""Two rising tones: "I am listening"."""

CHIME = _tones(CHIME_HZ)
"""One tone: "I am still here"; at most one inside an answer."""

STANDING_BY = _tones(STANDING_BY_HZ)
"""Three: "I stand by, and listen for a word"."""

CHIMES: Mapping[Tone, Sound] = {Tone.STILL_HERE: CHIME, Tone.STANDING_BY: STANDING_BY}
"""What each says, as it sounds."""
