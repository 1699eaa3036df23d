"""The sound library while it starts afresh, or does not answer: a fact, never a stray error."""

import threading
from types import SimpleNamespace

import pytest

from voice import portaudio
from voice.errors import DeviceError
from voice.portaudio import Portaudio, find_device

LONG_ENOUGH_SECONDS = 0.2


class PortAudioError(Exception):
    """As sounddevice raises it."""


class Library:
    """PortAudio with one loudspeaker: not to be asked anything between its end and its start."""

    PortAudioError = PortAudioError
    default = SimpleNamespace(device=(-1, 0))

    def __init__(self) -> None:
        self.started = True
        self.while_it_starts = lambda: None

    def query_hostapis(self) -> list[dict[str, object]]:
        if not self.started:
            raise PortAudioError("PortAudio not initialized [PaErrorCode -10000]", -10000)
        return [{"name": "ALSA"}]

    def query_devices(self) -> list[dict[str, object]]:
        channels = {"max_input_channels": 0, "max_output_channels": 1}
        return [{"index": 0, "name": "box", "hostapi": 0, "default_samplerate": 1.0, **channels}]

    def _terminate(self) -> None:
        self.started = False

    def _initialize(self) -> None:
        self.while_it_starts()
        self.started = True


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Library:
    made = Library()
    monkeypatch.setattr(portaudio, "sounddevice_module", lambda: made)
    return made


def test_a_sound_system_that_does_not_answer_is_told_as_a_fact(library: Library) -> None:
    library.started = False
    with pytest.raises(DeviceError, match="does not answer: portaudio not initialized"):
        find_device(None, "output")


def test_nobody_looks_for_a_device_while_the_library_starts_afresh(library: Library) -> None:
    shared, found = Portaudio(), []

    def look() -> None:
        found.append(shared.find(None, "output").name)

    looking = threading.Thread(target=look)

    def look_too_early() -> None:
        looking.start()
        looking.join(LONG_ENOUGH_SECONDS)

    library.while_it_starts = look_too_early
    shared.restart()
    looking.join()
    assert found == ["box"]
