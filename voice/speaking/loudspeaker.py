"""The loudspeaker: a sounddevice stream that plays one sound at a time and stops at once.

PortAudio's own thread runs the callback, which copies samples and leaves. Nothing is decided
here.
"""

import threading
from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np
import soxr  # pyright: ignore[reportMissingTypeStubs]

from voice.errors import DeviceError
from voice.portaudio import Device, Portaudio, RateRefused, find_device, sounddevice_module
from voice.ports import Pcm, Sound

SLACK_SECONDS = 3.0
"""A sound that has not ended this long after it should have: the device hangs."""


class SounddeviceLoudspeaker:
    """Plays through one output device, as `ports.Loudspeaker` has it."""

    def __init__(self, portaudio: Portaudio, wanted: str | int | None = None) -> None:
        """Raises `DeviceError` when there is no such device."""
        self._portaudio = portaudio
        self._wanted = wanted
        self.device: Device = find_device(wanted, "output")
        self._stream: Any = None
        self._rate_hz = 0
        self._samples: Pcm = np.zeros(0, np.int16)
        self._position = 0
        self._stopped = False
        self._finished = threading.Event()
        self._lock = threading.Lock()

    def play(self, sound: Sound, cancelled: Callable[[], bool]) -> bool:
        """Play and wait for the last sample; False when stopped before; raises `DeviceError`."""
        stream = self._stream_for(sound.rate_hz)
        samples = sound.samples
        if self._rate_hz != sound.rate_hz:
            samples = soxr.resample(samples, sound.rate_hz, self._rate_hz)
        with self._lock:
            if cancelled():
                return False
            self._samples, self._position, self._stopped = samples, 0, False
            self._finished.clear()
            self._do(stream.start)
        ended = self._finished.wait(sound.seconds + SLACK_SECONDS)
        if self._stopped:
            return False
        if not ended or self._position < len(samples):
            self._lose()
        self._do(stream.stop)
        return True

    def stop(self) -> None:
        """Silence now; any thread."""
        with self._lock:
            self._stopped = True
            if self._stream is not None:
                self._stream.abort(ignore_errors=True)
        self._finished.set()

    def close(self) -> None:
        """Stop and give the device back."""
        self.stop()
        with self._lock:
            stream, self._stream = self._stream, None
        if stream is not None:
            self._portaudio.close(stream)

    def _stream_for(self, rate_hz: int) -> Any:
        if self._stream is not None and not self._stream.closed:
            return self._stream
        self.device = find_device(self._wanted, "output")
        try:
            stream = self._open(rate_hz)
        except RateRefused:
            stream = self._open(self.device.default_rate_hz)
        with self._lock:
            self._stream = stream
        return stream

    def _open(self, rate_hz: int) -> Any:
        self._rate_hz = rate_hz
        return self._portaudio.open(
            "output",
            self.device,
            samplerate=rate_hz,
            callback=self._fill,
            finished_callback=self._finished.set,
        )

    def _fill(self, out: Any, frame_count: int, _time: Any, _status: Any) -> None:
        block = self._samples[self._position : self._position + frame_count]
        self._position += len(block)
        data = block.tobytes()
        out[: len(data)] = data
        out[len(data) :] = bytes(len(out) - len(data))
        if len(block) < frame_count:
            raise sounddevice_module().CallbackStop

    def _do(self, step: Callable[[], None]) -> None:
        try:
            step()
        except sounddevice_module().PortAudioError:
            self._lose()

    def _lose(self) -> NoReturn:
        stream, self._stream = self._stream, None
        if stream is not None:
            self._portaudio.close(stream)
        raise DeviceError(f"the loudspeaker {self.device.name} stopped working", "connect it again")
