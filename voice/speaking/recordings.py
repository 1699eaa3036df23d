"""What a person said, as it is played back to them.

Values only: where a recording is kept is not known here.
"""

import numpy as np

from voice.stage.ports import SAMPLE_RATE_HZ, Sound
from voice.values.transcript import PassageSound

LOUDEST_PEAK = 0.7
"""3 dB under full scale: as loud as the program's own voice."""

MOST_GAIN = 10.0
"""20 dB: a soft voice far from the microphone becomes clear; more would be a room's noise."""


def played_back(sound: PassageSound) -> Sound:
    """A passage, as loud as the program's own voice where it was soft; never softer than it was."""
    samples = np.frombuffer(sound.samples, np.dtype("<i2"))
    peak = float(np.max(np.abs(samples.astype(np.int32)), initial=1)) / 32768
    gain = min(MOST_GAIN, max(1.0, LOUDEST_PEAK / peak))
    return Sound((samples * np.float32(gain)).astype(np.int16), SAMPLE_RATE_HZ)
