"""The questions of a guide as somebody has read them: recordings by name, at whatever pace.

Slower and faster within `commands.RECORDED_PACES`, at the same pitch, and as they were at pace 1.
Whose they are and where they lie is elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from voice.guides.read_guide import LONGEST_RECORDING_SECONDS, ReadGuide, damaged
from voice.sound.flac import DamagedSound
from voice.sound.flac_apart import decode_apart
from voice.stage.ports import SAMPLE_RATE_HZ, Sound

WINDOW_SECONDS = 0.04
"""Two to eight periods of a voice."""

SEARCH_SECONDS = 0.01
"""A period of the deepest voice: somewhere within it the wave goes on as it was."""


@dataclass(frozen=True, slots=True)
class ReadQuestions:
    """Who reads, and what is there of it; nothing where the program reads everything itself."""

    reader: str = ""
    sounds: Mapping[str, Sound] = field(default_factory=dict[str, Sound], repr=False)

    def recording(self, name: str) -> Sound | None:
        """One of them; any thread."""
        return self.sounds.get(name)


NOBODY_READ = ReadQuestions()


def decoded(read: ReadGuide) -> ReadQuestions:
    """Every recording of a file, decoded in a process of its own; raises `GuideError`.

    Also `SettingsError`, where the library that decodes is missing.
    """
    names = list(read.recordings)
    try:
        found = decode_apart(list(read.recordings.values()), LONGEST_RECORDING_SECONDS)
    except DamagedSound:
        raise damaged() from None
    sounds = {
        name: Sound(samples, SAMPLE_RATE_HZ, paced=True)
        for name, samples in zip(names, found, strict=True)
        if samples is not None
    }
    if len(sounds) != len(names):
        raise damaged()
    return ReadQuestions(read.reader, sounds)


def at_pace(sound: Sound, pace: float) -> Sound:
    """The same sound, so many times as fast, at the same pitch; the very same at 1.

    Waveform-similarity overlap-add (Verhelst and Roelands, 1993).
    """
    if pace == 1.0 or not len(sound.samples):
        return sound
    half = round(WINDOW_SECONDS * sound.rate_hz / 2)
    search = round(SEARCH_SECONDS * sound.rate_hz)
    whole = 2 * half
    length = round(len(sound.samples) / pace)
    samples = np.pad(sound.samples.astype(np.float32), (half + search, 3 * half + 2 * search))
    energy = np.concatenate(([0.0], np.cumsum(samples.astype(np.float64) ** 2)))
    window = np.hanning(whole + 1)[:whole].astype(np.float32)
    out = np.zeros(length + 3 * half, np.float32)
    follows = search  # where what sounds now would go on
    for begins in range(0, length + half, half):
        wanted = min(round(begins * pace), len(samples) - whole - 2 * search)
        near = samples[wanted : wanted + whole + 2 * search]
        likeness = np.correlate(near, samples[follows : follows + whole], "valid")
        loudness = energy[wanted + whole : wanted + whole + len(likeness)]
        loudness = loudness - energy[wanted : wanted + len(likeness)]
        at = wanted + int(np.argmax(likeness / np.sqrt(loudness + 1.0)))
        out[begins : begins + whole] += window * samples[at : at + whole]
        follows = min(at + half, len(samples) - whole)
    stretched = np.clip(out[half : half + length], -32768, 32767)
    return Sound(np.rint(stretched).astype(np.int16), sound.rate_hz)
