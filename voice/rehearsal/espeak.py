"""The synthetic client's voice: espeak-ng in this process, from its wheel, into memory.

Only the client speaks through here; the program's own voice is `voice.speaking`. The same words in
the same voice are the same samples every time, on every machine: espeak-ng keeps the phase of its
waves and of its flutter from one utterance to the next in static memory and seeds its breath by
the clock, so it is loaded afresh for each utterance and given a seed, and from a copy of its own:
the natural voice may hold the wheel's. One thread only may use it.
"""

import _ctypes
import ctypes
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

import espeakng_loader  # pyright: ignore[reportMissingTypeStubs]
import numpy as np

from voice.stage.ports import Sound
from voice.values.errors import SpeechError

_SYNCHRONOUS = 2
_RATE, _VOLUME, _PITCH, _RANGE = 1, 2, 3, 4
_CHARS_UTF8 = 1
_SYNTH_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)
_LIST_ENDS, _WORD_BEGINS = 0, 1
_BREATH_SEED = 1
_FOLDER_OF_ACCENT = "gmw/"
"""`espeak_SetVoiceByName` knows variants of British English only under their file's name."""


class _Event(ctypes.Structure):
    """`espeak_EVENT` of speak_lib.h."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("name", ctypes.c_char * 8),
    )


@dataclass(frozen=True, slots=True)
class Spoken:
    """Sound, and the second at which each of its words begins."""

    sound: Sound
    word_seconds: tuple[float, ...] = field(repr=False)


class Espeak:
    """espeak-ng as a function from text to sound, mono int16 at the library's own rate."""

    def __init__(self, data_path: str | None = None) -> None:
        """`data_path`: another data folder than the wheel's, with voices of its own."""
        self._data = (data_path or espeakng_loader.get_data_path()).encode()
        self._blocks: list[np.ndarray[Any, np.dtype[np.int16]]] = []
        self._word_seconds: list[float] = []
        self._callback = _SYNTH_CALLBACK(self._receive)
        self._copy = _own_copy(espeakng_loader.get_library_path())

    def say(
        self,
        text: str,
        voice: str = "en-us",
        rate_wpm: int = 160,
        pitch: int = 50,
        pitch_range: int = 50,
    ) -> Sound:
        """The text spoken by this voice ("en-us+f2"), pitch and its range from 0 to 99.

        Raises:
            SpeechError: there is no such voice.
        """
        return self.say_timed(text, voice, rate_wpm, pitch, pitch_range).sound

    def say_timed(
        self,
        text: str,
        voice: str = "en-us",
        rate_wpm: int = 160,
        pitch: int = 50,
        pitch_range: int = 50,
    ) -> Spoken:
        """The same, with where each word begins; raises `SpeechError`."""
        self._blocks.clear()
        self._word_seconds.clear()
        spoken = text.encode()
        with self._afresh() as (library, rate_hz):
            _choose(library, voice)
            library.espeak_SetParameter(_RATE, rate_wpm, 0)
            library.espeak_SetParameter(_PITCH, pitch, 0)
            library.espeak_SetParameter(_RANGE, pitch_range, 0)
            library.espeak_SetParameter(_VOLUME, 100, 0)
            library.espeak_Synth(spoken, len(spoken) + 1, 0, 0, 0, _CHARS_UTF8, None, None)
            library.espeak_Synchronize()
        samples = np.concatenate(self._blocks) if self._blocks else np.zeros(0, np.int16)
        self._blocks.clear()
        return Spoken(Sound(samples, rate_hz), tuple(self._word_seconds))

    @contextmanager
    def _afresh(self) -> Generator[tuple[Any, int]]:
        """The library as nobody has used it yet, and its rate: 3 ms more than one that stays."""
        library: Any = ctypes.CDLL(_path_of(self._copy))
        rate_hz = int(library.espeak_Initialize(_SYNCHRONOUS, 0, self._data, 0))
        if rate_hz <= 0:
            raise SpeechError("espeak-ng did not start", "install the project again")
        try:
            library.espeak_ng_SetRandSeed(ctypes.c_long(_BREATH_SEED))
            library.espeak_SetSynthCallback(self._callback)
            yield library, rate_hz
        finally:
            library.espeak_Terminate()
            _unload(library)

    def _receive(self, samples: Any, count: int, events: Any) -> int:
        self._note_words(events)
        if count > 0 and samples:
            self._blocks.append(np.ctypeslib.as_array(samples, shape=(count,)).copy())
        return 0

    def _note_words(self, address: int) -> None:
        size, number = ctypes.sizeof(_Event), 0
        while (event := _Event.from_address(address + number * size)).type != _LIST_ENDS:
            if event.type == _WORD_BEGINS:
                self._word_seconds.append(event.audio_position / 1000.0)
            number += 1


def _choose(library: Any, voice: str) -> None:
    names = (voice, _FOLDER_OF_ACCENT + voice, voice.replace("en-gb", _FOLDER_OF_ACCENT + "en"))
    if not any(library.espeak_SetVoiceByName(name.encode()) == 0 for name in names):
        raise SpeechError(
            'espeak-ng has no voice "{voice}"', 'use one such as "en-us+f2" or "en-gb"', voice=voice
        )


def _own_copy(path: str) -> BinaryIO | None:
    """The library in memory: to the loader another one, with static memory of its own.

    None where the system has no such files.
    """
    if sys.platform != "linux":
        return None
    copy = os.fdopen(os.memfd_create("espeak-ng"), "wb")
    copy.write(Path(path).read_bytes())
    copy.flush()
    return copy


def _path_of(copy: BinaryIO | None) -> str:
    return espeakng_loader.get_library_path() if copy is None else f"/proc/self/fd/{copy.fileno()}"


def _unload(library: Any) -> None:
    """Take the library and its static memory out of the process; `ctypes` has no public way."""
    if sys.platform == "win32":
        _ctypes.FreeLibrary(library._handle)
    else:
        _ctypes.dlclose(library._handle)


@cache
def espeak() -> Espeak:
    """The espeak-ng of this process, with the wheel's own voices."""
    return Espeak()
