"""What PortAudio says and lacks, as a fact and a next step; no device is needed."""

import ctypes.util
import sys

import pytest

from voice.errors import DeviceError
from voice.portaudio import RateRefused, device_error, sounddevice_module


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
        ("Unanticipated host error [PaErrorCode -9999]", -9999, "unanticipated host error"),
    ],
)
def test_what_portaudio_says_is_a_fact_and_a_next_step(said: str, code: int, fact: str) -> None:
    error = device_error(Exception(said, code), "Headset", "input")
    assert fact in error.fact
    assert "Headset" in error.fact
    assert error.hint
    assert isinstance(error, RateRefused) == (code == -9997)
