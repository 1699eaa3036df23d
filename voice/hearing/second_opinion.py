"""When what was said alone is heard once more, as nothing but what can be said to the program.

Which sound that is, and of which passages; who hears it is the recogniser's, and what comes of it
the conversation's to say. Measured by `scripts/second_opinion.py`.
"""

from collections.abc import Iterable

from voice.hearing.passage import (
    ALONE_SECONDS,
    LONGEST_ALONE_SECONDS,
    SEGMENT_SILENCE_SECONDS,
    Passage,
)
from voice.stage.ports import FRAME_SECONDS, Pcm, frames_in
from voice.values.transcript import Word

BEFORE_SECONDS = 0.5
"""What is heard before the first word that was understood: one before it may not have been."""

SILENCE_LEFT_OUT_SECONDS = 1.0
"""Of the silence that ended the passage, which is half as long again."""


def is_lone(
    words: tuple[Word, ...],
    passage: Passage,
    silence_before_seconds: float,
    silence_after_seconds: float,
) -> bool:
    """Whether a passage is short and has silence on both sides, as an action has.

    Without words its silences are not known, and it is as long as it was listened to.
    """
    if not words:
        sounds_seconds = passage.frames * FRAME_SECONDS - SEGMENT_SILENCE_SECONDS
        return silence_before_seconds >= ALONE_SECONDS and sounds_seconds <= LONGEST_ALONE_SECONDS
    silent = min(silence_before_seconds, silence_after_seconds) >= ALONE_SECONDS
    return silent and words[-1].end_seconds - words[0].start_seconds <= LONGEST_ALONE_SECONDS


def sound_of(
    words: tuple[Word, ...], passage: Passage, now_seconds: float, forms: Iterable[str]
) -> list[Pcm]:
    """The latest frames of a lone passage; none where its words are a form already."""
    if " ".join(word.text for word in words) in forms:
        return []
    frames = list(passage.latest)
    kept_from = now_seconds - len(frames) * FRAME_SECONDS
    begins = kept_from if not words else words[0].start_seconds - BEFORE_SECONDS
    first = max(0, frames_in(begins - kept_from))
    return frames[first : len(frames) - frames_in(SILENCE_LEFT_OUT_SECONDS)]
