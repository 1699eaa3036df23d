"""The synthetic client's voice: espeak-ng in this process, from its wheel, into memory.

Only the client speaks through here; the program's own voice is `voice.speaking`. The library
keeps global state, so one thread only may use it.
"""

import ctypes
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import espeakng_loader  # pyright: ignore[reportMissingTypeStubs]
import numpy as np

from voice.errors import SpeechError
from voice.ports import Sound

_SYNCHRONOUS = 2
_RATE, _VOLUME, _PITCH, _RANGE = 1, 2, 3, 4
_CHARS_UTF8 = 1
_SYNTH_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)
_LIST_ENDS, _WORD_BEGINS = 0, 1
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
        self._library: Any = ctypes.CDLL(espeakng_loader.get_library_path())
        data = (data_path or espeakng_loader.get_data_path()).encode()
        self.rate_hz = int(self._library.espeak_Initialize(_SYNCHRONOUS, 0, data, 0))
        if self.rate_hz <= 0:
            raise SpeechError("espeak-ng did not start", "install the project again")
        self._blocks: list[np.ndarray[Any, np.dtype[np.int16]]] = []
        self._word_seconds: list[float] = []
        self._callback = _SYNTH_CALLBACK(self._receive)
        self._library.espeak_SetSynthCallback(self._callback)

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
        self._choose(voice)
        self._library.espeak_SetParameter(_RATE, rate_wpm, 0)
        self._library.espeak_SetParameter(_PITCH, pitch, 0)
        self._library.espeak_SetParameter(_RANGE, pitch_range, 0)
        self._library.espeak_SetParameter(_VOLUME, 100, 0)
        self._blocks.clear()
        self._word_seconds.clear()
        spoken = text.encode()
        self._library.espeak_Synth(spoken, len(spoken) + 1, 0, 0, 0, _CHARS_UTF8, None, None)
        self._library.espeak_Synchronize()
        samples = np.concatenate(self._blocks) if self._blocks else np.zeros(0, np.int16)
        self._blocks.clear()
        return Spoken(Sound(samples, self.rate_hz), tuple(self._word_seconds))

    def _choose(self, voice: str) -> None:
        names = (voice, _FOLDER_OF_ACCENT + voice, voice.replace("en-gb", _FOLDER_OF_ACCENT + "en"))
        if not any(self._library.espeak_SetVoiceByName(name.encode()) == 0 for name in names):
            raise SpeechError(
                f'espeak-ng has no voice "{voice}"', 'use one such as "en-us+f2" or "en-gb"'
            )

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


@cache
def espeak() -> Espeak:
    """The one espeak-ng of this process: its library can be initialised once only."""
    return Espeak()
