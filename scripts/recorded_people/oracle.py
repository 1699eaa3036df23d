"""Recognisers that make no mistakes of a model's: one that hears exactly what reached it.

`Oracle` returns the words whose sound it was given, so that gate and nearness are judged alone;
`Tape` is what tells it where a frame comes from; `Deaf` understands nothing at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from voice.hearing.no_words import NoWords
from voice.rehearsal.room import Signal
from voice.stage.ports import FRAME_SAMPLES, FRAME_SECONDS, Pcm, Recognized
from voice.values.transcript import Word

REACHED_SHARE = 0.5
"""A word has reached the recogniser where at least so much of its frames did."""


@dataclass(frozen=True, slots=True)
class Sounded:
    """A word of the tape: who said it, and the frames in which it sounds."""

    number: int
    bystander: bool
    first_frame: int
    last_frame: int
    as_loud: bool = False
    """A bystander's word that is itself about as loud as the person: a cough, a laugh."""


class Tape:
    """What the microphone hears, frame by frame; each frame's samples tell its place."""

    def __init__(self, signal: Signal, words: Sequence[Sounded]) -> None:
        pcm = np.clip(signal * 32767.0, -32768, 32767).astype(np.int16)
        self.frames: list[Pcm] = [
            pcm[start : start + FRAME_SAMPLES]
            for start in range(0, len(pcm) - FRAME_SAMPLES + 1, FRAME_SAMPLES)
        ]
        self.place_of = {frame.tobytes(): place for place, frame in enumerate(self.frames)}
        self.words = tuple(sorted(words, key=lambda word: word.first_frame))

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.frames) * FRAME_SECONDS


class Oracle:
    """Returns exactly the words whose sound reached it, by their numbers on the tape."""

    captions = True

    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        self._given: list[int | None] = []
        self.reached: set[int] = set()
        """Frames of the tape that were given and drained."""

    def begin(self) -> None:
        """Forget the passage."""
        self._given = []

    def accept(self, frame: Pcm) -> str | None:
        """Note which of the tape's frames these are; no caption."""
        for start in range(0, len(frame), FRAME_SAMPLES):
            self._given.append(
                self._tape.place_of.get(frame[start : start + FRAME_SAMPLES].tobytes())
            )
        return None

    def finish(self) -> Recognized:
        """The words, timed by the frames that were given."""
        at = {place: given for given, place in enumerate(self._given) if place is not None}
        self.reached.update(at)
        found: list[Word] = []
        for word in self._tape.words:
            places = range(word.first_frame, word.last_frame + 1)
            given = [at[place] for place in places if place in at]
            if given and len(given) >= REACHED_SHARE * len(places):
                start, end = given[0] * FRAME_SECONDS, (given[-1] + 1) * FRAME_SECONDS
                found.append(Word(str(word.number), start, end, 1.0))
        self._given = []
        return Recognized(tuple(found))

    def second_opinion(self, frames: Sequence[Pcm], forms: tuple[str, ...]) -> Recognized:
        """None: what reached it is known already."""
        return Recognized(())

    def close(self) -> None:
        """Nothing to let go."""


class Deaf(NoWords):
    """A recogniser that understands nothing, where somebody speaks or not."""

    captions = True
