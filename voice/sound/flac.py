"""Lossless sound in memory: FLAC by the optional `soundfile` library, which is loaded only here.

Samples are int16 little-endian mono at 16 kHz, as the recogniser is given them, and come back bit
for bit. Bytes in, bytes out: nothing here opens a file.
"""

import io
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from voice.machine.extras import Extra, how_to_install
from voice.stage.ports import SAMPLE_RATE_HZ, Pcm
from voice.values.errors import SettingsError, VaultError
from voice.values.troubles import TroubleName

_FORMAT = {"format": "FLAC", "subtype": "PCM_16"}


class DamagedSound(Exception):
    """Bytes that are no FLAC of this kind, or of more sound than they may hold."""


def check_flac() -> None:
    """Raises `SettingsError` where the library is missing."""
    _soundfile()


def has_flac() -> bool:
    """Whether the library is there."""
    try:
        check_flac()
    except SettingsError:
        return False
    return True


def encode(samples: bytes) -> bytes:
    """Samples as one FLAC file's bytes; a quarter of a millisecond for each second of them."""
    writer = FlacWriter()
    writer.write(samples)
    return writer.finish()


def decode(data: bytes, most_seconds: float) -> Pcm:
    """The samples of a FLAC file's bytes.

    Raises:
        DamagedSound: it is none, of another rate, or longer than it may be.
    """
    soundfile = _soundfile()
    most_samples = round(most_seconds * SAMPLE_RATE_HZ)
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            form = (file.format, file.samplerate, file.channels)
            if form != ("FLAC", SAMPLE_RATE_HZ, 1) or file.frames > most_samples:
                raise DamagedSound
            samples: Pcm = file.read(most_samples, dtype="int16")
    except soundfile.SoundFileError:
        raise DamagedSound from None
    return samples


class FlacWriter:
    """One FLAC file made in memory, as long as what is written; `finish` gives it.

    Each call raises `VaultError` where the library refuses.
    """

    def __init__(self) -> None:
        """Raises `SettingsError` where the library is missing."""
        soundfile = _soundfile()
        self._memory = io.BytesIO()
        with _in_words(soundfile):
            self._file: Any = soundfile.SoundFile(
                self._memory, "w", samplerate=SAMPLE_RATE_HZ, channels=1, **_FORMAT
            )

    def write(self, samples: bytes) -> None:
        """Add samples."""
        import numpy as np  # late, as soundfile is, which loads it

        with _in_words(_soundfile()):
            self._file.write(np.frombuffer(samples, np.dtype("<i2")))

    def finish(self) -> bytes:
        """The whole file; nothing can be added any more."""
        with _in_words(_soundfile()):
            self._file.close()
        return self._memory.getvalue()


@contextmanager
def _in_words(soundfile: Any) -> Generator[None]:
    try:
        yield
    except soundfile.SoundFileError:
        raise VaultError.named(TroubleName.SOUND_NOT_ENCODED) from None


def _soundfile() -> Any:
    try:
        import soundfile  # pyright: ignore[reportMissingTypeStubs]
    except (ImportError, OSError):  # OSError: without its own shared library
        raise SettingsError(
            "kept sound needs the soundfile library",
            "install it: {command}",
            command=how_to_install(Extra.SOUND),
        ) from None
    return soundfile
