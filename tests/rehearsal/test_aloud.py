"""What sounds in the room, on a loudspeaker: complete, in order, at its pace, and gone at once."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from voice.app.aloud import Aloud
from voice.app.rehearsing import RehearsalOutcome, rehearse
from voice.rehearsal.acoustics import Acoustics, RoomKind
from voice.rehearsal.room import Heard, Room
from voice.rehearsal.watching import Watching
from voice.settings import Settings
from voice.sound.portaudio import Device, RateRefused
from voice.speaking.live_loudspeaker import AHEAD_BLOCKS, LiveLoudspeaker
from voice.stage.ports import FRAME_SAMPLES, SAMPLE_RATE_HZ
from voice.values.errors import DeviceError, VoiceError
from voice.values.troubles import TroubleName
from voice.vault.vault import Vault

BLOCK_SAMPLES = 441
"""What the device asks for at once: no multiple of a frame."""

SCRIPT = """
[[turn]]
say = ["i'm ready"]
[[turn]]
say = ["i feel safe when i can say what i think", { press = "q" }]
"""


class Stopped(Exception):
    """As sounddevice has it: the callback gives no more."""


class FakeDevice:
    """PortAudio with one loudspeaker, which takes a block whenever somebody waits for it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, only_rate_hz: int = SAMPLE_RATE_HZ) -> None:
        self.only_rate_hz = only_rate_hz
        self.latency = 0.02
        self.taken = b""
        self.hangs = self.is_closed = False
        module = SimpleNamespace(CallbackStop=Stopped, CallbackAbort=Stopped)
        live = "voice.speaking.live_loudspeaker"
        monkeypatch.setattr(f"{live}.sounddevice_module", lambda: module)
        monkeypatch.setattr(f"{live}.wait_awake", self.wait)
        monkeypatch.setattr("voice.app.aloud.Portaudio", lambda: self)

    def find(self, _wanted: object, _kind: str) -> Device:
        return Device(0, "box", "ALSA", 0, 1, self.only_rate_hz)

    def open(self, _kind: str, device: Device, **options: Any) -> "FakeDevice":
        if options["samplerate"] != self.only_rate_hz:
            raise RateRefused.named(TroubleName.DEVICE_RATE_REFUSED, device=device.name)
        self.fill, self.finished = options["callback"], options["finished_callback"]
        self.held_seconds = options["latency"]
        return self

    def start(self) -> None:
        """It takes what it is given only as it is waited for."""

    def call(self, step: Callable[[], object]) -> bool:
        step()
        return True

    def close(self, _stream: object) -> None:
        self.is_closed = True

    def wait(self, wait_for: Callable[[float], bool], _seconds: float) -> bool:
        while not wait_for(0):
            if self.hangs:
                return False
            self.take_block()
        return True

    def take_block(self) -> bytes:
        out = bytearray(2 * BLOCK_SAMPLES)
        try:
            self.fill(out, BLOCK_SAMPLES, None, None)
        except Stopped:
            self.finished()
        self.taken += out
        return bytes(out)


class Listened:
    """One rehearsal that is heard on the fake device, and what the room gave meanwhile."""

    def __init__(
        self,
        folder: Path,
        device: FakeDevice,
        after_frame: Callable[["Listened"], None] = lambda _listened: None,
    ) -> None:
        self.device, self.after_frame = device, after_frame
        self.room = b""
        self.said: list[str] = []
        self.told: list[VoiceError] = []
        self.silent_frames = self.most_ahead_samples = 0
        settings = Settings(vault=folder / "vault")
        self.aloud = Aloud(settings, self.told.append, self._silent_frame)
        (folder / "script.toml").write_text(SCRIPT)
        watching = Watching(lambda _view: None, lambda _notice: None, self.said.append)
        watching = replace(
            watching, heard=self._heard, left=self.aloud.left, signalled=self.aloud.signalled
        )
        self.outcome: RehearsalOutcome = rehearse(
            settings, folder / "script.toml", RoomKind.QUIET, 1, watching
        )

    def _silent_frame(self) -> None:
        self.silent_frames += 1

    def _heard(self, now: Heard) -> None:
        self.room += now.aloud.tobytes()
        self.aloud.heard(now)
        ahead = (len(self.room) - len(self.device.taken)) // 2
        self.most_ahead_samples = max(self.most_ahead_samples, ahead)
        self.after_frame(self)


def test_client_and_program_are_heard_without_the_rooms_noise() -> None:
    room = Room(Acoustics(noise_dbfs=-30.0, echo_db=-6.0), seed=1)
    room.play(np.full(FRAME_SAMPLES, 0.25, np.float32))
    room.speak(np.full(2 * FRAME_SAMPLES, 0.5, np.float32))
    frames = [room.next_frame().aloud for _ in range(3)]
    assert [set(frame.tolist()) for frame in frames] == [{24575}, {16383}, {0}]


def test_all_of_the_room_is_heard_in_order_and_at_the_devices_pace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = FakeDevice(monkeypatch)
    listened = Listened(tmp_path, device)
    assert listened.outcome.figures.script_finished
    listened.aloud.close()
    assert device.is_closed
    assert device.taken[: len(listened.room)] == listened.room
    assert not any(device.taken[len(listened.room) :])
    assert listened.most_ahead_samples <= (AHEAD_BLOCKS + 1) * FRAME_SAMPLES
    assert listened.told == []


@pytest.mark.parametrize("by_signal", [False, True])
def test_left_in_mid_sentence_it_is_silent_at_once_and_its_vault_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by_signal: bool
) -> None:
    device, frames, asks = FakeDevice(monkeypatch), [], []

    def ending(ask: Callable[[], None]) -> object:
        asks.append(ask)
        return nullcontext(SimpleNamespace(at_once=lambda: False))

    monkeypatch.setattr("voice.app.simulated.ending", ending)

    def leave(listened: Listened) -> None:
        if len(listened.said) < 2 or not any(listened.room[-2 * FRAME_SAMPLES :]):
            return
        frames.append(len(listened.room))
        if len(frames) == 50:
            assert any(device.take_block())
            if by_signal:
                asks[0]()
            else:
                listened.aloud.leave()

    listened = Listened(tmp_path, device, leave)
    assert len(frames) == 50
    assert not any(device.take_block())
    listened.aloud.close()
    assert listened.outcome.sealed
    assert not listened.outcome.figures.unwritten
    vault = Vault.open(listened.outcome.vault)
    reading = vault.read(vault.identity())
    assert reading.problems == ()
    assert reading.sessions[0].answers[0].verbatim.startswith("i feel")


def test_left_before_anybody_said_a_word_nothing_is_sealed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listened = Listened(tmp_path, FakeDevice(monkeypatch), lambda now: now.aloud.leave())
    assert not listened.outcome.sealed
    assert Vault.open(listened.outcome.vault).count() == (0, 0)
    assert len(listened.room) == 2 * FRAME_SAMPLES


def test_a_loudspeaker_that_hangs_is_told_of_once_and_the_rest_is_only_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = FakeDevice(monkeypatch)

    def hang(listened: Listened) -> None:
        device.hangs = len(device.taken) > SAMPLE_RATE_HZ

    listened = Listened(tmp_path, device, hang)
    listened.aloud.close()
    (error,) = listened.told
    assert error.trouble.name is TroubleName.LOUDSPEAKER_STOPPED
    assert listened.outcome.figures.script_finished
    frames = len(listened.room) // 2 // FRAME_SAMPLES
    assert frames - 100 < listened.silent_frames < frames


def test_what_it_is_said_first_and_silenced_by_leaving(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = FakeDevice(monkeypatch)
    aloud = Aloud(Settings(vault=tmp_path), pytest.fail, pytest.fail)
    aloud.announce("This is a rehearsal.", "en")
    assert any(device.taken)
    aloud.leave()
    before = len(device.taken)
    aloud.announce("To end it, press q.", "en")
    assert not any(device.taken[before:])
    assert not any(device.take_block())
    aloud.close()


def test_a_device_with_a_rate_of_its_own_is_given_as_much_as_lasts_as_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    device = FakeDevice(monkeypatch, only_rate_hz=48_000)
    loudspeaker = LiveLoudspeaker(device, None, SAMPLE_RATE_HZ)  # type: ignore[arg-type]
    for _ in range(50):
        loudspeaker.feed(np.full(FRAME_SAMPLES, 1_000, np.int16))
    loudspeaker.finish()
    sounds = np.frombuffer(device.taken, np.int16) > 500
    assert np.flatnonzero(sounds).tolist() == list(
        range(np.flatnonzero(sounds)[0], np.flatnonzero(sounds)[-1] + 1)
    )
    assert abs(int(sounds.sum()) - 48_000) < 100


def test_the_device_holds_enough_for_a_machine_that_is_busy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    device = FakeDevice(monkeypatch)
    LiveLoudspeaker(device, None, SAMPLE_RATE_HZ)  # type: ignore[arg-type]
    assert device.held_seconds >= 0.1


def test_a_device_that_ends_is_lost_and_not_fed(monkeypatch: pytest.MonkeyPatch) -> None:
    device = FakeDevice(monkeypatch)
    loudspeaker = LiveLoudspeaker(device, None, SAMPLE_RATE_HZ)  # type: ignore[arg-type]
    device.finished()
    with pytest.raises(DeviceError):
        loudspeaker.feed(np.zeros(FRAME_SAMPLES, np.int16))
