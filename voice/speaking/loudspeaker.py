"""The loudspeaker: a sounddevice stream that plays one sound at a time and stops at once.

PortAudio's own thread runs the callback, which copies samples and leaves. Nothing is decided
here.
"""

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import soxr  # pyright: ignore[reportMissingTypeStubs]

from voice.machine.awake import wait_awake
from voice.sound.portaudio import Device, Portaudio, RateRefused, sounddevice_module
from voice.stage.ports import Pcm, Sound
from voice.values.errors import DeviceError
from voice.values.troubles import TroubleName

SLACK_SECONDS = 3.0
"""A device that has taken no sample for this long hangs; one that only takes them late does not."""

Wanted = str | int | None | Callable[[], str | None]
"""Name, part of a name, or index; None: the system's own."""


class SounddeviceLoudspeaker:
    """Plays through one output device, as `ports.Loudspeaker` has it."""

    def __init__(
        self,
        portaudio: Portaudio,
        wanted: Wanted = None,
        played: Callable[[bytes, int, bool, bool], None] | None = None,
    ) -> None:
        """`wanted` is asked before each sound where it can be; `played` is given every block as the
        device takes it, its rate, whether the device played a hole before it, and whether it is a
        sound's first, on PortAudio's thread.

        Raises:
            DeviceError: there is no such device.
        """
        self._portaudio = portaudio
        self._wanted = wanted
        self._played = played
        self.device: Device = self._find()
        self._stopped = False
        self._samples: Pcm = np.zeros(0, np.int16)
        self._rate_hz = 0
        self._position = 0
        self._finished = threading.Event()
        self._lock = threading.Lock()

    def play(self, sound: Sound, cancelled: Callable[[], bool]) -> bool:
        """Play and wait for the last sample; False when stopped before; raises `DeviceError`."""
        stream, rate_hz = self._open(sound.rate_hz)
        samples = sound.samples
        if rate_hz != sound.rate_hz:
            samples = soxr.resample(samples, sound.rate_hz, rate_hz)
        try:
            with self._lock:
                self._stopped = False
                if cancelled():
                    return False
                self._samples, self._position = samples, 0
                self._rate_hz = rate_hz
                self._finished.clear()
            if not self._portaudio.call(stream.start):
                raise self._lost()
            ended = self._wait_for_the_end(sound.seconds)
            if self._stopped:
                self._portaudio.call(stream.abort)
                return False
            if not ended or self._position < len(samples) or not self._portaudio.call(stream.stop):
                raise self._lost()
        finally:
            self._portaudio.close(stream)
        return True

    def stop(self) -> None:
        """Silence now; any thread, and never waits for a library that hangs.

        The callback gives nothing more; what the device still holds is dropped by whoever plays.
        """
        with self._lock:
            self._stopped = True
            self._samples = np.zeros(0, np.int16)
        self._finished.set()

    def close(self) -> None:
        """Stop; the device is not held between two sounds."""
        self.stop()

    def _wait_for_the_end(self, seconds: float) -> bool:
        """Whether it came, however late, as long as the device goes on taking samples."""
        if self._finished.wait(seconds):
            return True
        taken = -1
        while taken < self._position:
            taken = self._position
            if wait_awake(self._finished.wait, SLACK_SECONDS):
                return True
        return False

    def _find(self) -> Device:
        wanted = self._wanted() if callable(self._wanted) else self._wanted
        return self._portaudio.find(wanted, "output")

    def _open(self, rate_hz: int) -> tuple[Any, int]:
        """A stream of its own for each sound: one that was open when its device was lost can
        hang for ever when it is started again."""
        self.device = self._find()
        try:
            return self._open_at(rate_hz), rate_hz
        except RateRefused:
            return self._open_at(self.device.default_rate_hz), self.device.default_rate_hz

    def _open_at(self, rate_hz: int) -> Any:
        return self._portaudio.open(
            "output",
            self.device,
            samplerate=rate_hz,
            callback=self._fill,
            finished_callback=self._finished.set,
        )

    def _fill(self, out: Any, frame_count: int, _time: Any, status: Any) -> None:
        block = self._samples[self._position : self._position + frame_count]
        begins = self._position == 0
        self._position += len(block)
        data = block.tobytes()
        out[: len(data)] = data
        out[len(data) :] = bytes(len(out) - len(data))
        if self._played is not None:
            self._played(data, self._rate_hz, bool(status.output_underflow), begins)
        if len(block) < frame_count:
            raise sounddevice_module().CallbackStop

    def _lost(self) -> DeviceError:
        return DeviceError.named(TroubleName.LOUDSPEAKER_STOPPED, device=self.device.name)
