"""What people's voices have and a synthesiser's lack: unevenness, drift, bursts, blocks, company.

Measured on people's own recordings (docs/people.md); drawn by seed. Levels and sounds only: what
is said and when is the client's.
"""

import itertools
import random
from collections.abc import Sequence

import numpy as np

from speaker_panel.people import Speaker, Trait
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.room import VOICE_DBFS, Signal, at_level
from voice.stage.ports import FRAME_SAMPLES, SAMPLE_RATE_HZ

SPREAD_MEDIAN_DB, SPREAD_95_DB, SPREAD_MOST_DB = 5.0, 18.0, 30.0
"""How far words lie under the loudest: of 1,178 people's words, median 5.3, 95th percentile
18.5."""

DRIFT_DB = (6.0, 10.0)
"""Softer from an answer's second sentence on."""

BURST_SECONDS, BURST_DB = (0.1, 0.3), (10.0, 20.0)
BURST_CHANCE = 0.4
"""Of an utterance, to have one over it: a cough, a laugh, a knock."""

BLOCK_CHANCE = 0.5
BLOCK_SECONDS, COMMAND_BLOCK_SECONDS = (1.0, 3.0), (0.3, 0.6)
BLOCK_DB = -25.0
"""A soft block before a word: its first sound held, softer than any detector calls a voice."""

COMPANION_DB = (-20.0, -10.0)
COMPANION_VOICES = ("en-us+m7", "en-us+f3", "en-gb+m3")
EDGE_SECONDS = 0.02


class Body:
    """One client's voice over a session."""

    def __init__(self, speaker: Speaker) -> None:
        self._traits = speaker.traits
        self._rng = random.Random(f"{speaker}")  # of its own: nothing else is drawn otherwise
        self._sentences = 0
        self._drift_db = self._rng.uniform(*DRIFT_DB)
        self._companion = self._rng.choice(COMPANION_VOICES)

    def new_answer(self) -> None:
        """Whoever had become softer begins anew."""
        self._sentences = 0

    def blocks(self, chunks: list[tuple[str, float]], command: bool) -> list[tuple[str, float]]:
        """The pieces with a block before one of their words, for whoever has those."""
        if Trait.BLOCKS not in self._traits or self._rng.random() > BLOCK_CHANCE:
            return chunks
        place = self._rng.randrange(len(chunks))
        words = chunks[place][0].split()
        if len(words) < 2:
            return chunks
        before = self._rng.randrange(1, len(words))
        seconds = self._rng.uniform(*(COMMAND_BLOCK_SECONDS if command else BLOCK_SECONDS))
        first = (" ".join(words[:before]), seconds)
        second = (" ".join(words[before:]), chunks[place][1])
        return [*chunks[:place], first, second, *chunks[place + 1 :]]

    def sounding(
        self,
        signal: Signal,
        words: Sequence[tuple[int, int]],
        pieces: Sequence[tuple[int, int]],
        voice_dbfs: float,
        command: bool,
    ) -> Signal:
        """The utterance as this body says it; spans are frames of its words and of its pieces."""
        if Trait.SPREAD in self._traits:
            signal = self._spread(signal, words)
        if Trait.BLOCKS in self._traits:
            signal = _held(signal, pieces)
        if Trait.DRIFT in self._traits:
            self._sentences += not command
            if self._sentences > 1:
                signal = (signal * 10 ** (-self._drift_db / 20)).astype(np.float32)
        if Trait.BURSTS in self._traits and self._rng.random() < BURST_CHANCE:
            signal = self._burst(signal, voice_dbfs)
        return signal

    def companion(self, text: str) -> Signal | None:
        """Somebody beside the client says this, softer; None: nobody is there."""
        if Trait.COMPANION not in self._traits:
            return None
        level_dbfs = VOICE_DBFS + self._rng.uniform(*COMPANION_DB)
        return at_level(to_room(espeak().say(text, self._companion, 160)), level_dbfs)

    def _spread(self, signal: Signal, words: Sequence[tuple[int, int]]) -> Signal:
        sigma = np.log(SPREAD_95_DB / SPREAD_MEDIAN_DB) / 1.645
        gains = np.zeros(len(signal))
        for first, last in words:
            under_db = SPREAD_MEDIAN_DB * np.exp(self._rng.gauss(0.0, sigma))
            gains[first * FRAME_SAMPLES : (last + 1) * FRAME_SAMPLES] = -min(
                under_db, SPREAD_MOST_DB
            )
        width = round(EDGE_SECONDS * SAMPLE_RATE_HZ)
        smooth = np.convolve(np.pad(gains, width, "edge"), np.ones(width) / width, "same")
        return (signal * 10 ** (smooth[width:-width] / 20)).astype(np.float32)

    def _burst(self, signal: Signal, voice_dbfs: float) -> Signal:
        length = round(self._rng.uniform(*BURST_SECONDS) * SAMPLE_RATE_HZ)
        if length >= len(signal):
            return signal
        start = self._rng.randrange(len(signal) - length)
        noise = np.random.default_rng(self._rng.getrandbits(32)).standard_normal(length)
        noise *= np.hanning(length)
        level = 10 ** ((voice_dbfs + self._rng.uniform(*BURST_DB)) / 20)
        struck = signal.copy()
        struck[start : start + length] += (level * noise / np.sqrt(np.mean(noise**2))).astype(
            np.float32
        )
        return np.clip(struck, -1.0, 1.0)


def _held(signal: Signal, pieces: Sequence[tuple[int, int]]) -> Signal:
    """The first sound of each later piece, held through the silence before it."""
    held = signal.copy()
    for (_, ends), (begins, _) in itertools.pairwise(pieces):
        silence = slice((ends + 1) * FRAME_SAMPLES, begins * FRAME_SAMPLES)
        sound = signal[begins * FRAME_SAMPLES : (begins + 3) * FRAME_SAMPLES]
        count = silence.stop - silence.start
        if count > 0 and len(sound):
            held[silence] += np.resize(sound, count) * np.float32(10 ** (BLOCK_DB / 20))
    return held
