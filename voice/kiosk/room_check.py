"""What a few seconds of a room's sound say about it: quiet, noisy, or voices near.

Pure functions over levels; no sound is kept or passed on.
"""

from collections.abc import Sequence
from enum import StrEnum
from statistics import median

MEASUREMENTS = 30
"""Three seconds at the listener's ten levels a second: longer than the pauses between words."""

NOISY_DBFS = -45.0
"""A client's voice at arm's length is about -26 dBFS and the recogniser wants 15 dB over the
noise (the rehearsal's noisy room, -41 dBFS, is at that edge)."""

VOICES_SHARE = 0.2
"""Three seconds of nearby talk were voiced for a third to two thirds; a cough is under a tenth."""


class RoomSound(StrEnum):
    """How the room is; the value is shown."""

    QUIET = "quiet"
    NOISY = "noisy"
    VOICES = "voices near"
    UNHEARD = "not heard"


def judge_room(levels_dbfs: Sequence[float], voiced: Sequence[bool]) -> RoomSound:
    """The room's kind: voices first, since they are people who may hear."""
    if not levels_dbfs:
        return RoomSound.UNHEARD
    if sum(voiced) / len(voiced) >= VOICES_SHARE:
        return RoomSound.VOICES
    return RoomSound.NOISY if median(levels_dbfs) > NOISY_DBFS else RoomSound.QUIET
