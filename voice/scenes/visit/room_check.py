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
noise; the rehearsal's noisy room measured -43 to -41, its quiet one -73."""

VOICES_SHARE = 0.2
"""Measured over three seconds: one voice nearby was voiced for 0.9 of them, at -44 dBFS for 0.6 to
0.8, at -50 dBFS for 0.2 to 0.4; a cough for 0.13, a fan for none."""


class RoomSound(StrEnum):
    """How the room is; the value is part of a key in `phrases/LANG.toml`."""

    QUIET = "quiet"
    NOISY = "noisy"
    VOICES = "voices"
    UNHEARD = "unheard"


def judge_room(levels_dbfs: Sequence[float], voiced: Sequence[bool]) -> RoomSound:
    """The room's kind: voices first, since they are people who may hear."""
    if not levels_dbfs:
        return RoomSound.UNHEARD
    if sum(voiced) / len(voiced) >= VOICES_SHARE:
        return RoomSound.VOICES
    return RoomSound.NOISY if median(levels_dbfs) > NOISY_DBFS else RoomSound.QUIET
