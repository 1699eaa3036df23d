"""The microphone: a sounddevice stream, a bounded queue, frames of 320 samples at 16 kHz.

PortAudio's own thread runs the callback, which copies a block, queues it and leaves; resampling
happens where the frames are taken.
"""

import contextlib
import queue
from collections.abc import Iterator
from typing import Any

import numpy as np
import soxr  # pyright: ignore[reportMissingTypeStubs]

from voice.machine.awake import wait_awake
from voice.sound.portaudio import Device, Portaudio, RateRefused
from voice.stage.ports import FRAME_SAMPLES, FRAME_SECONDS, SAMPLE_RATE_HZ, Pcm
from voice.values.errors import DeviceError
from voice.values.troubles import TroubleName

QUEUE_BLOCKS = 3_000
"""A minute, 2 MB: a slow machine catches up in the next silence, and until then loses nothing."""

SILENT_DEVICE_SECONDS = 5.0
"""No block for this long at 20 ms a block: the device is gone, even if nothing says so. A lost one
says so at once; a machine that is busy, or has just slept, brings its blocks late and all."""


class SounddeviceMicrophone:
    """Listens on one input device, as `ports.Microphone` has it."""

    def __init__(self, portaudio: Portaudio, wanted: str | int | None = None) -> None:
        """Opens the device; raises `DeviceError`."""
        self._portaudio = portaudio
        self.device: Device = portaudio.find(wanted, "input")
        self._blocks: queue.Queue[bytes | None] = queue.Queue(QUEUE_BLOCKS)
        self._lost_blocks = 0
        self._ended = False
        self.rate_hz = SAMPLE_RATE_HZ
        try:
            self._stream = self._open()
        except RateRefused:
            self.rate_hz = self.device.default_rate_hz
            self._stream = self._open()
        if not self._portaudio.call(self._stream.start):
            self._portaudio.close(self._stream)
            raise DeviceError.named(TroubleName.DEVICE_NOT_STARTED, device=self.device.name)

    @property
    def name(self) -> str:
        """The device's, as the system has it."""
        return self.device.name

    @property
    def lost_samples(self) -> int:
        """Samples at 16 kHz that could not be queued since the start."""
        return self._lost_blocks * FRAME_SAMPLES

    def frames(self) -> Iterator[Pcm]:
        """Every frame in order until `end`; raises `DeviceError` when the device is lost."""
        if self.rate_hz == SAMPLE_RATE_HZ:
            for block in self._taken():
                yield np.frombuffer(block, np.int16)
            return
        resampler = soxr.ResampleStream(self.rate_hz, SAMPLE_RATE_HZ, 1, dtype="int16")
        left = np.zeros(0, np.int16)
        for block in self._taken():
            left = np.concatenate([left, resampler.resample_chunk(np.frombuffer(block, np.int16))])
            while len(left) >= FRAME_SAMPLES:
                yield left[:FRAME_SAMPLES]
                left = left[FRAME_SAMPLES:]

    def end(self) -> None:
        """Take no more sound; `frames` ends with what was taken before."""
        self._ended = True
        self._wake()

    def close(self) -> None:
        """Stop listening and give the device back."""
        self.end()
        self._portaudio.close(self._stream)

    def _taken(self) -> Iterator[bytes]:
        while True:
            block = self._next_block()
            if block is not None:
                yield block
            elif self._ended:
                return
            else:
                raise DeviceError.named(TroubleName.MICROPHONE_STOPPED, device=self.device.name)

    def _next_block(self) -> bytes | None:
        """None where the stream has ended, or nothing came for too long."""
        came: list[bytes | None] = []

        def wait_for(seconds: float) -> bool:
            with contextlib.suppress(queue.Empty):
                came.append(self._blocks.get(timeout=seconds))
            return bool(came)

        return came[0] if wait_awake(wait_for, SILENT_DEVICE_SECONDS) else None

    def _open(self) -> Any:
        return self._portaudio.open(
            "input",
            self.device,
            samplerate=self.rate_hz,
            blocksize=round(self.rate_hz * FRAME_SECONDS),
            callback=self._keep,
            finished_callback=self._wake,
        )

    def _keep(self, block: Any, _frame_count: int, _time: Any, _status: Any) -> None:
        if self._ended:
            return
        try:
            self._blocks.put_nowait(bytes(block))
        except queue.Full:
            self._lost_blocks += 1

    def _wake(self) -> None:
        try:
            self._blocks.put_nowait(None)
        except queue.Full:
            return  # whoever takes frames has blocks to wake up for
