"""A folder of recordings with word times: found, checked, and read as the listener takes sound.

Nothing is played or judged here. A folder's `people.json` is a list of objects with at least
`file`, and mostly `kind` and `words`, each with `word`, `start_seconds` and `end_seconds`.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soxr
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from voice.rehearsal.room import Signal
from voice.stage.ports import FRAME_SAMPLES, SAMPLE_RATE_HZ
from voice.values.errors import VoiceError

LIST = "people.json"

LONGEST_SECONDS = 600.0
"""A recording is held in memory, and played in dozens of rooms."""

SOUNDS_DB = -30.0
"""A word sounds in the frames within so much of its recording's loudest 20 ms: the times that a
recogniser gives are 0.2 s off and take in silence."""


class _ListedWord(BaseModel):
    model_config = ConfigDict(extra="ignore", allow_inf_nan=False)
    word: str = Field(max_length=200)
    start_seconds: float = Field(ge=0, le=LONGEST_SECONDS)
    end_seconds: float = Field(ge=0, le=LONGEST_SECONDS)


class _Listed(BaseModel):
    model_config = ConfigDict(extra="ignore", allow_inf_nan=False)
    file: str = Field(min_length=1, max_length=400)
    kind: str = Field(default="recording", max_length=400)
    speaker: str = Field(default="", max_length=200)
    words: list[_ListedWord] | None = Field(default=None, max_length=20_000)


_LISTING = TypeAdapter(list[_Listed])


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """One word and, in frames of 20 ms from the recording's first, where it sounds."""

    text: str = field(repr=False)
    first_frame: int
    last_frame: int


@dataclass(frozen=True, slots=True)
class Recording:
    """One person's recording: 16 kHz mono at its own level, whole frames."""

    name: str
    kind: str
    speaker: str
    signal: Signal = field(repr=False)
    words: tuple[SpokenWord, ...] = field(repr=False)
    has_word_times: bool

    @property
    def seconds(self) -> float:
        """How long it sounds."""
        return len(self.signal) / SAMPLE_RATE_HZ


def read_folder(folder: Path) -> list[Recording]:
    """Every recording that the folder's list names, in its order; raises `VoiceError`."""
    listing = folder / LIST
    if not folder.is_dir():
        raise VoiceError(
            "{folder} is no folder",
            "name one that holds recordings and {list}",
            folder=folder,
            list=LIST,
        )
    if not listing.is_file():
        raise VoiceError(
            "{folder} holds no {list}",
            "write one: scripts/people.py --help shows its form",
            folder=folder,
            list=LIST,
        )
    try:
        listed = _LISTING.validate_python(json.loads(listing.read_text("utf-8")))
    except (ValueError, ValidationError) as error:
        first = str(error).splitlines()
        raise VoiceError(
            "{listing} cannot be read: {reason}",
            "put it right: scripts/people.py --help shows its form",
            listing=listing,
            reason=" ".join(line.strip() for line in first[:3]),
        ) from None
    if not listed:
        raise VoiceError("{listing} names no recording", "add one to the list", listing=listing)
    missing = [each.file for each in listed if not (folder / each.file).is_file()]
    if missing:
        raise VoiceError(
            "{listing} names what is not there: {missing}",
            "put it into the folder, or take it out of the list",
            listing=listing,
            missing=", ".join(missing),
        )
    return [_recording(folder / each.file, each) for each in listed]


def _recording(path: Path, listed: _Listed) -> Recording:
    signal = read_sound(path)
    speaker = listed.speaker or Path(listed.file).stem.rsplit("-", 1)[0]
    sounding = _sounding(signal)
    words = tuple(
        _spoken(word, sounding)
        for word in listed.words or ()
        if _frame(word.start_seconds) < len(sounding)
    )
    everywhere = np.flatnonzero(sounding)
    whole = SpokenWord("sound", int(everywhere[0]), int(everywhere[-1]))
    return Recording(listed.file, listed.kind, speaker, signal, words or (whole,), bool(words))


def read_sound(path: Path) -> Signal:
    """A sound file as 16 kHz mono float32, whole frames, full scale 1; raises `VoiceError`."""
    try:
        import soundfile
    except ImportError:
        raise VoiceError(
            "{name} cannot be read: soundfile is not installed",
            "install it: pip install 'reflect-aloud[sound]'",
            name=path.name,
        ) from None
    try:
        samples, rate_hz = soundfile.read(str(path), dtype="float32", always_2d=True)
    except (soundfile.SoundFileError, OSError) as error:
        raise VoiceError(
            "{path} is no sound that can be read: {reason}",
            "give it as WAV or FLAC, or take it out of the list",
            path=path,
            reason=error,
        ) from None
    mono = np.nan_to_num(samples.mean(axis=1)).astype(np.float32)
    if rate_hz != SAMPLE_RATE_HZ and len(mono):
        mono = soxr.resample(mono, rate_hz, SAMPLE_RATE_HZ).astype(np.float32)
    if len(mono) < FRAME_SAMPLES or not np.abs(mono).max() > 0:
        raise VoiceError(
            "{path} holds no sound", "record it anew, or take it out of the list", path=path
        )
    if len(mono) > LONGEST_SECONDS * SAMPLE_RATE_HZ:
        raise VoiceError(
            "{path} lasts over {seconds:.0f} seconds",
            "cut it into shorter recordings",
            path=path,
            seconds=LONGEST_SECONDS,
        )
    return np.pad(mono, (0, -len(mono) % FRAME_SAMPLES))


def _frame(seconds: float) -> int:
    return int(seconds * SAMPLE_RATE_HZ) // FRAME_SAMPLES


def _sounding(signal: Signal) -> np.ndarray:
    """Of each frame, whether it sounds."""
    power = np.mean(np.square(signal.reshape(-1, FRAME_SAMPLES)), axis=1)
    return power > power.max() * 10 ** (SOUNDS_DB / 10)


def _spoken(word: _ListedWord, sounding: np.ndarray) -> SpokenWord:
    """A word from its first sounding frame to its last; as listed where none of it sounds."""
    first = _frame(word.start_seconds)
    last = min(len(sounding) - 1, max(first, _frame(word.end_seconds - 0.001)))
    sounds = np.flatnonzero(sounding[first : last + 1])
    if len(sounds):
        first, last = first + int(sounds[0]), first + int(sounds[-1])
    return SpokenWord(word.word, first, last)
