"""What PortAudio says and lacks, as a fact and a next step; no device is needed."""

import ctypes.util
import subprocess
import sys
import threading
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from voice.sound import portaudio
from voice.sound.portaudio import (
    Device,
    Portaudio,
    RateRefused,
    device_error,
    find_device,
    sounddevice_module,
)
from voice.values.errors import DeviceError

LONG_ENOUGH_SECONDS = 0.2


def test_without_the_library_the_error_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("sounddevice", "_sounddevice"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setattr(ctypes.util, "find_library", lambda _name: None)
    with pytest.raises(DeviceError) as raised:
        sounddevice_module()
    assert "PortAudio" in raised.value.fact
    assert "apt install libportaudio2" in raised.value.hint


@pytest.mark.parametrize(
    ("said", "code", "fact"),
    [
        ("Invalid sample rate", -9997, "refuses the sample rate"),
        ("Invalid number of channels", -9998, "no mono channel"),
        ("Device unavailable", -9985, "is busy"),
        ("Unanticipated host error [PaErrorCode -9999]", -9999, "PortAudio error -9999"),
    ],
)
def test_what_portaudio_says_is_a_fact_and_a_next_step(said: str, code: int, fact: str) -> None:
    error = device_error(Exception(said, code), "Headset")
    assert fact in error.fact
    assert "Headset" in error.fact
    assert error.hint
    assert isinstance(error, RateRefused) == (code == -9997)


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
    with pytest.raises(DeviceError, match="PortAudio error -10000"):
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


@pytest.mark.filterwarnings("error")  # what a thread of its own does not catch
def test_who_loads_ahead_is_told_nothing_and_whoever_asks_for_a_device_is(library: Library) -> None:
    library.started = False
    shared = Portaudio().load_ahead()
    ahead = [thread for thread in threading.enumerate() if thread.name == "portaudio ahead"]
    for thread in ahead:
        thread.join()
    with pytest.raises(DeviceError, match="PortAudio error -10000"):
        shared.find(None, "output")
    library.started = True
    assert shared.find(None, "output").name == "box"


@pytest.fixture
def stuck(library: Library, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Lets go of a call that never returned."""
    monkeypatch.setattr(portaudio, "LONGEST_CALL_SECONDS", 0.05)
    letting_go = threading.Event()
    yield letting_go
    letting_go.set()


def test_a_call_that_never_returns_is_told_and_holds_nobody_else_up(
    stuck: threading.Event,
) -> None:
    shared = Portaudio()
    assert not shared.call(stuck.wait)
    with pytest.raises(DeviceError, match="PortAudio error -9987"):
        shared.find(None, "output")
    assert not shared.call(lambda: None)
    shared.restart()
    shared.close(object())


def test_when_the_call_returns_after_all_the_library_is_used_again(stuck: threading.Event) -> None:
    shared = Portaudio()
    assert not shared.call(stuck.wait)
    stuck.set()
    for thread in threading.enumerate():
        if thread.name == "portaudio":
            thread.join()
    assert shared.call(lambda: None)
    assert shared.find(None, "output").name == "box"


def device(index: int, name: str, host_api: str = "ALSA", inputs: int = 1) -> Device:
    return Device(index, name, host_api, inputs, 0, 48_000)


def test_where_several_devices_could_be_meant_each_is_shown_with_its_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    devices = (
        device(0, "USB Headset"),
        device(2, "USB Camera"),
        device(5, "USB Headset", "JACK"),
        device(7, "USB Loudspeaker", inputs=0),
    )
    monkeypatch.setattr(portaudio, "list_devices", lambda: devices)
    with pytest.raises(DeviceError) as raised:
        find_device("usb", "input")
    told = "0 USB Headset (ALSA), 2 USB Camera, 5 USB Headset (JACK)"
    assert raised.value.hint.endswith(told)
    assert find_device("5", "input") == devices[2]
    assert find_device("camera", "input") == devices[1]


ALSA_TALKS = """
import ctypes
ctypes.CDLL("libasound.so.2").snd_pcm_open(ctypes.byref(ctypes.c_void_p()), b"nobody", 0, 0)
"""


@pytest.mark.skipif(not ctypes.util.find_library("asound"), reason="apt install libasound2")
def test_no_library_talks_on_the_terminal_of_whoever_speaks() -> None:
    def told(before: str) -> str:
        program = [sys.executable, "-c", before + ALSA_TALKS]
        return subprocess.run(program, capture_output=True, text=True, check=True).stderr

    assert "nobody" in told("")
    assert told("from voice.sound import portaudio; portaudio._hush_libraries()\n") == ""
