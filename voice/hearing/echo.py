"""The echo canceller: WebRTC's, by the optional `livekit` library, which is loaded only here.

It ducks whoever speaks into the echo, so what it leaves is good for stopping the loudspeaker and
not for recognition. Offline: nothing of the library but its audio processing is used.
"""

from typing import Any

import numpy as np

from voice.machine.extras import Extra, how_to_install
from voice.stage.ports import FRAME_SAMPLES, SAMPLE_RATE_HZ, Pcm
from voice.values.errors import SettingsError

_HALF = FRAME_SAMPLES // 2
"""The library takes exactly 10 ms at a time."""


class LivekitEchoCanceller:
    """Takes the program's own voice out of a frame, as `ports.EchoCanceller` has it."""

    def __init__(self) -> None:
        """Raises `SettingsError` where the library is missing."""
        try:
            from livekit import rtc as untyped_rtc  # pyright: ignore[reportMissingTypeStubs]
        except ImportError:
            raise SettingsError(
                "interrupting over an open loudspeaker needs the livekit library",
                "install it: {command}; or wear a headset and use --headset",
                command=how_to_install(Extra.ECHO),
            ) from None
        self._rtc: Any = untyped_rtc
        self._processing: Any = self._rtc.AudioProcessingModule(
            echo_cancellation=True, high_pass_filter=True
        )

    def clean(self, frame: Pcm, played: Pcm) -> Pcm:
        """320 samples of the microphone, and what the loudspeaker was given as they came."""
        halves: list[bytes] = []
        for start in (0, _HALF):
            self._processing.process_reverse_stream(self._audio(played[start : start + _HALF]))
            near = self._audio(frame[start : start + _HALF])
            self._processing.process_stream(near)
            halves.append(bytes(near.data.cast("b")))
        return np.frombuffer(b"".join(halves), np.int16)

    def _audio(self, samples: Pcm) -> Any:
        return self._rtc.AudioFrame(bytearray(samples.tobytes()), SAMPLE_RATE_HZ, 1, _HALF)
