"""What is put together for a session on devices, as far as no device is opened."""

import queue
from typing import Any

import pytest

from voice.app import devices
from voice.app.devices_in_use import DevicesInUse
from voice.app.lacking import known_before
from voice.app.session import plan_of
from voice.floor.commands import Manner, Speak
from voice.floor.events import DeviceFailed
from voice.floor.troubles import LOUDSPEAKER, RECOGNISER, VOICE
from voice.guides.loading import find_guide
from voice.hearing.edge import Playing
from voice.hearing.read_aloud import ReadAloud
from voice.scenes.reflection.conversation import Conversation
from voice.settings import Settings
from voice.values.errors import SpeechError
from voice.values.troubles import Trouble, TroubleName


def test_where_nobody_can_be_heard_the_first_line_already_names_what_can_be_chosen() -> None:
    lacking = (
        DeviceFailed(LOUDSPEAKER, Trouble(TroubleName.LOUDSPEAKER_ABSENT)),
        DeviceFailed(RECOGNISER, Trouble(TroubleName.MODEL_MISSING)),
    )
    session = Conversation(plan_of(find_guide("trust-and-power"), Settings()), Manner())
    session.know(known_before(lacking))
    (first,) = (command for command in session.start() if isinstance(command, Speak))
    told = " ".join(line.text for line in first.lines)
    assert "choose: begin" in told
    assert "say: begin" not in told


def test_the_scenes_are_told_where_the_chosen_voice_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class NoDevice:
        def __init__(self, *_given: Any) -> None: ...

    monkeypatch.setattr(devices, "SounddeviceLoudspeaker", NoDevice)
    monkeypatch.setattr(devices, "SpeakingMouth", NoDevice)
    inbox: queue.SimpleQueue[Any] = queue.SimpleQueue()
    in_use = DevicesInUse()
    made = devices.Devices(devices.Portaudio(), NoDevice(), None, in_use, 0.2)  # type: ignore[arg-type]
    devices._mouth_of(made, Playing(False), inbox.put, ReadAloud(inbox.put))
    error = SpeechError.named(TroubleName.NATURAL_VOICE_NOT_LOADED, voice="en_US-kristin-medium")
    in_use.voice_lost(error)
    assert inbox.get_nowait() == DeviceFailed(VOICE, error.trouble)
