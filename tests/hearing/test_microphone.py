"""The microphone's queue: what the device has given is heard, whoever ends it and whenever."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

from voice.hearing.microphone import SounddeviceMicrophone
from voice.sound.portaudio import Device, Portaudio
from voice.stage.ports import FRAME_SAMPLES

BLOCK = bytes(2 * FRAME_SAMPLES)


class Library:
    """PortAudio with one microphone, which gives a block when the test says so."""

    def __init__(self) -> None:
        self.give: Callable[..., None] = lambda *_: None

    def find(self, _wanted: object, _kind: str) -> Device:
        return Device(0, "box", "ALSA", 1, 0, 48_000)

    def open(self, _kind: str, _device: Device, *, callback: Any, **_options: object) -> Any:
        self.give = callback
        return SimpleNamespace(start=None)

    def call(self, _step: object) -> bool:
        return True


def test_what_was_taken_before_the_end_is_given_and_nothing_after_it() -> None:
    library = Library()
    microphone = SounddeviceMicrophone(cast(Portaudio, library))
    for _ in range(30):
        library.give(BLOCK, FRAME_SAMPLES, None, None)
    microphone.end()
    library.give(BLOCK, FRAME_SAMPLES, None, None)
    assert len(list(microphone.frames())) == 30
