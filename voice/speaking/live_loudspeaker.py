"""A loudspeaker for what goes on: given sound as it comes, it plays that without a gap.

Whoever feeds it waits until the device has taken enough, so that it goes on in real time. Which
sound that is, and what happens where the device fails, the callers say. As in `loudspeaker`, the
callback on PortAudio's own thread copies and leaves.
"""

import math
import queue
import threading
from typing import Any

import numpy as np
import soxr  # pyright: ignore[reportMissingTypeStubs]

from voice.machine.awake import wait_awake
from voice.sound.portaudio import Portaudio, RateRefused, sounddevice_module
from voice.speaking.loudspeaker import SLACK_SECONDS
from voice.stage.ports import Pcm
from voice.values.errors import DeviceError
from voice.values.troubles import TroubleName

AHEAD_BLOCKS = 15
"""As many wait to be played: 0.3 s of frames, in which whoever feeds it may be busy."""

DEVICE_SECONDS = 0.2
"""So much the device is asked to hold: what is fed waits for nobody, and a machine that is busy for
as long plays no hole into it. With as little as a device can hold, a busy one played several into
each word."""


class LiveLoudspeaker:
    """One output device, open from the beginning to `finish` or `close`."""

    def __init__(self, portaudio: Portaudio, wanted: str | int | None, rate_hz: int) -> None:
        """`rate_hz` is that of what it will be fed.

        Raises:
            DeviceError: there is no such device, or it cannot be opened.
        """
        self._portaudio = portaudio
        self.device = portaudio.find(wanted, "output")
        self._waiting: queue.Queue[bytes | None] = queue.Queue(AHEAD_BLOCKS)
        self._block = b""
        self._is_last = False
        self._stopped = False
        self._ended = threading.Event()
        self._rate_hz, self._resampler = rate_hz, None
        try:
            self._stream = self._open()
        except RateRefused:
            self._rate_hz = self.device.default_rate_hz
            self._resampler = soxr.ResampleStream(rate_hz, self._rate_hz, 1, dtype="int16")
            self._stream = self._open()
        if not portaudio.call(self._stream.start):
            portaudio.close(self._stream)
            raise self._lost()

    def feed(self, samples: Pcm) -> None:
        """Play after what waits, and return once it may wait; raises `DeviceError`."""
        if self._resampler is not None:
            samples = self._resampler.resample_chunk(samples)
        self._put(samples.tobytes())

    def finish(self) -> None:
        """Return with the last sample; raises `DeviceError`."""
        rest = np.zeros(0, np.int16)
        if self._resampler is not None:
            rest = self._resampler.resample_chunk(rest, last=True)
        # what a device still holds when it is given no more is lost: let that be silence
        held = np.zeros(math.ceil(self._stream.latency * self._rate_hz), np.int16)
        self._put(rest.tobytes() + held.tobytes())
        self._put(None)
        if not self._stopped and not wait_awake(self._ended.wait, SLACK_SECONDS):
            raise self._lost()

    def stop(self) -> None:
        """Silence now, for good; any thread, a signal's handler too: it takes no lock."""
        self._stopped = True

    def close(self) -> None:
        """Give the device back."""
        self.stop()
        self._portaudio.close(self._stream)

    def _put(self, block: bytes | None) -> None:
        def may_wait(seconds: float) -> bool:
            try:
                if not self._stopped:
                    self._waiting.put(block, timeout=seconds)
            except queue.Full:
                return False
            return True

        if not self._stopped and (self._ended.is_set() or not wait_awake(may_wait, SLACK_SECONDS)):
            raise self._lost()

    def _open(self) -> Any:
        return self._portaudio.open(
            "output",
            self.device,
            latency=DEVICE_SECONDS,
            samplerate=self._rate_hz,
            callback=self._fill,
            finished_callback=self._ended.set,
        )

    def _fill(self, out: Any, _frame_count: int, _time: Any, _status: Any) -> None:
        if self._stopped:
            out[:] = bytes(len(out))
            raise sounddevice_module().CallbackAbort
        while len(self._block) < len(out) and not self._is_last:
            try:
                block = self._waiting.get_nowait()
            except queue.Empty:  # whoever feeds it is late: silence, and then what follows
                break
            self._is_last = block is None
            self._block += block or b""
        data, self._block = self._block[: len(out)], self._block[len(out) :]
        out[: len(data)] = data
        out[len(data) :] = bytes(len(out) - len(data))
        if self._is_last and not self._block:
            raise sounddevice_module().CallbackStop

    def _lost(self) -> DeviceError:
        return DeviceError.named(TroubleName.LOUDSPEAKER_STOPPED, device=self.device.name)
