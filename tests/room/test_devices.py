"""Microphone and loudspeaker on devices that refuse, distort or are not there."""

import subprocess
import sys
import threading

import numpy as np
import pytest
from sound_server import SoundServer

from tests.room.conftest import needs_pulseaudio
from voice.sound.portaudio import Portaudio, find_device
from voice.speaking.cues import LISTENING_CUE
from voice.speaking.loudspeaker import SounddeviceLoudspeaker
from voice.stage.ports import Sound
from voice.values.errors import DeviceError

AT_48_KHZ = """
from voice.values.errors import DeviceError
from voice.hearing.microphone import SounddeviceMicrophone
from voice.sound.portaudio import Portaudio, RateRefused, find_device
from voice.speaking.cues import LISTENING_CUE
from voice.speaking.loudspeaker import SounddeviceLoudspeaker
portaudio = Portaudio()
try:
    portaudio.open("input", find_device(None, "input"), samplerate=16_000)
    print("not refused")
except RateRefused:
    print("refused")
microphone = SounddeviceMicrophone(portaudio)
frames = [frame for frame, _ in zip(microphone.frames(), range(10))]
microphone.close()
print(microphone.rate_hz, {len(frame) for frame in frames})
loudspeaker = SounddeviceLoudspeaker(portaudio)
print(loudspeaker.play(LISTENING_CUE, lambda: False))
"""


@pytest.mark.parametrize("network", ["open", "closed"])
def test_a_rate_that_the_device_refuses_is_met_by_its_own(
    jack_at_48_khz: dict[str, str], network: str
) -> None:
    closing = "from voice.confinement.offline import close_network; close_network()\n"
    code = (closing if network == "closed" else "") + AT_48_KHZ
    done = subprocess.run(
        [sys.executable, "-c", code], env=jack_at_48_khz, capture_output=True, text=True
    )
    assert done.stdout.splitlines() == ["refused", "48000 {320}", "True"], done.stderr


@needs_pulseaudio
def test_stopping_ends_a_sound_at_once_and_the_next_one_plays(sound_server: SoundServer) -> None:
    loudspeaker = SounddeviceLoudspeaker(Portaudio())
    long_sound = Sound(np.zeros(60 * 22_050, np.int16), 22_050)
    stopper_called: list[bool] = []

    def cancelled() -> bool:
        if not stopper_called:
            stopper_called.append(True)
            threading.Thread(target=loudspeaker.stop).start()
        return False

    assert not loudspeaker.play(long_sound, cancelled)
    assert loudspeaker.play(LISTENING_CUE, lambda: False)
    loudspeaker.close()


@needs_pulseaudio
def test_a_sound_that_was_cancelled_before_it_began_never_sounds(
    sound_server: SoundServer,
) -> None:
    loudspeaker = SounddeviceLoudspeaker(Portaudio())
    assert not loudspeaker.play(LISTENING_CUE, lambda: True)
    loudspeaker.close()


@needs_pulseaudio
def test_an_unknown_name_is_an_error_that_names_what_there_is(sound_server: SoundServer) -> None:
    with pytest.raises(DeviceError) as raised:
        find_device("blue yeti", "input")
    assert "default" in raised.value.hint
