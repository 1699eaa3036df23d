"""How the program speaks, and how much slower or louder one step of it is."""

from dataclasses import replace

from voice.floor.commands import Manner

RATE_STEP = 0.8
"""Slower is four fifths of the rate, faster its inverse: a clear but not a comic difference."""

SLOWEST_WPM, FASTEST_WPM = 80, 400
"""espeak-ng takes nothing under 80; nobody has asked for more than 400."""

VOLUME_STEP = 0.15
LOWEST_VOLUME = 0.15
"""Softer never becomes silence: a person could not tell it from a fault."""


def quicker(manner: Manner, steps: int) -> Manner:
    """The manner so many steps faster, or slower where they are negative."""
    if not steps:
        return manner
    rate_wpm = manner.rate_wpm * RATE_STEP**-steps
    return replace(manner, rate_wpm=round(min(FASTEST_WPM, max(SLOWEST_WPM, rate_wpm))))


def louder(manner: Manner, steps: int, loudest: float = 1.0) -> Manner:
    """The manner so many steps louder, up to `loudest`, or softer where they are negative."""
    if not steps:
        return manner
    volume = manner.volume + VOLUME_STEP * steps
    return replace(manner, volume=round(min(loudest, max(LOWEST_VOLUME, volume)), 2))
