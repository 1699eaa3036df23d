"""A recorded voice slower or faster at the same pitch, by the Sonic library: samples in and out.

Sonic (Bill Cox, Apache-2.0, made for speech) is in the espeak-ng that the program carries
(`espeakng-loader`), which speeds its own speech up by it. What it gives against other libraries is
measured by `scripts/paces.py`. Where that espeak-ng hides it, as on Windows, the voice keeps its
own pace. Nothing of espeak-ng itself is called here.
"""

import contextlib
import ctypes
from functools import cache
from typing import Any

import numpy as np

from voice.stage.ports import Pcm

_ONE_CHANNEL = 1
_LONGER_THAN_ASKED = 1.1
"""Room for what it gives: it is at most a few periods of the voice off."""


@cache
def _library() -> Any | None:
    """The functions that are used, declared; None where they are not to be had."""
    import espeakng_loader  # pyright: ignore[reportMissingTypeStubs]

    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(espeakng_loader.get_library_path())
        stream, samples, count = ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int
        library.sonicCreateStream.argtypes = (ctypes.c_int, ctypes.c_int)
        library.sonicCreateStream.restype = stream
        library.sonicSetSpeed.argtypes = (stream, ctypes.c_float)
        library.sonicWriteShortToStream.argtypes = (stream, samples, count)
        library.sonicReadShortFromStream.argtypes = (stream, samples, count)
        library.sonicFlushStream.argtypes = (stream,)
        library.sonicDestroyStream.argtypes = (stream,)
        return library
    return None


def at_speed(samples: Pcm, rate_hz: int, speed: float) -> Pcm:
    """Mono int16 samples so many times as fast, at the same pitch; any thread."""
    library = _library()
    stream = None if library is None else library.sonicCreateStream(rate_hz, _ONE_CHANNEL)
    if library is None or not stream:
        return samples
    given = np.ascontiguousarray(samples, np.int16)
    out = np.zeros(round(len(given) / speed * _LONGER_THAN_ASKED) + rate_hz, np.int16)
    try:
        library.sonicSetSpeed(stream, speed)
        library.sonicWriteShortToStream(stream, given.ctypes.data, len(given))
        library.sonicFlushStream(stream)
        count = library.sonicReadShortFromStream(stream, out.ctypes.data, len(out))
    finally:
        library.sonicDestroyStream(stream)
    return out[:count].copy() if count > 0 else samples
