"""The questions of a guide as somebody has read them: recordings by name, at whatever pace.

Slower and faster within `commands.RECORDED_PACES`, at the same pitch, and as they were at pace 1.
Whose they are and where they lie is elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from voice.guides.read_guide import LONGEST_RECORDING_SECONDS, ReadGuide, damaged
from voice.sound.flac import DamagedSound
from voice.sound.flac_apart import decode_apart
from voice.speaking.sonic import at_speed
from voice.stage.ports import SAMPLE_RATE_HZ, Sound


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
    """The same sound, so many times as fast, at the same pitch; the very same at 1."""
    if pace == 1.0 or not len(sound.samples):
        return sound
    return Sound(at_speed(sound.samples, sound.rate_hz, pace), sound.rate_hz)
