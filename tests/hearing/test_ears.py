"""The ears' thread: orders, a lost device, lost samples, silence of a muted one."""

import queue
import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from tests.hearing.test_listener import CountingRecognizer
from tests.values.troubles import MICROPHONE_GONE, microphone_gone
from voice.floor.events import (
    DeviceFailed,
    DeviceRecovered,
    Event,
    ListeningStarted,
    ListeningStopped,
    SegmentHeard,
    SoundLost,
)
from voice.hearing import source
from voice.hearing.ears import ZEROS_SECONDS, ListeningEars
from voice.hearing.listener import Listener
from voice.hearing.source import Sources, SourceWatch
from voice.stage.ports import FRAME_SAMPLES, FRAME_SECONDS, LevelMeasured, Notice, Pcm
from voice.values.errors import DeviceError
from voice.values.troubles import Trouble, TroubleName

WAIT_SECONDS = 10.0


class ScriptedMicrophone:
    """Gives frames as the test asks for them; then ends as the test says."""

    def __init__(self, name: str = "box") -> None:
        self.name = name
        self.lost_samples = 0
        self.let_go = threading.Event()
        """Until this is set, giving the device back hangs; it is set from the start."""
        self.let_go.set()
        self._frames: queue.SimpleQueue[Pcm | DeviceError | None] = queue.SimpleQueue()

    def give(self, seconds: float, make: Callable[[int], Pcm]) -> None:
        for _ in range(round(seconds / FRAME_SECONDS)):
            self._frames.put(make(FRAME_SAMPLES))

    def fail(self) -> None:
        self._frames.put(microphone_gone())

    def frames(self) -> Iterator[Pcm]:
        while (frame := self._frames.get(timeout=WAIT_SECONDS)) is not None:
            if isinstance(frame, DeviceError):
                raise frame
            yield frame

    def end(self) -> None:
        self._frames.put(None)

    def close(self) -> None:
        self.end()
        self.let_go.wait(WAIT_SECONDS)


RNG = np.random.default_rng(1)


def quiet(count: int) -> Pcm:
    return (RNG.standard_normal(count) * 20).astype(np.int16)


def silence(count: int) -> Pcm:
    return np.zeros(count, np.int16)


class Heard:
    """Ears over scripted microphones, and what they post."""

    def __init__(self, *microphones: ScriptedMicrophone) -> None:
        self.events: queue.SimpleQueue[Event | Notice] = queue.SimpleQueue()
        self._microphones = iter(microphones)
        self.looked_again = 0
        self.opened = threading.Event()
        """Whether a microphone was opened: ears that are closed before open none."""

        def make() -> Listener:
            return Listener(CountingRecognizer(), self.events.put)

        def open_next() -> ScriptedMicrophone:
            microphone = next(self._microphones)
            self.opened.set()
            return microphone

        def look_again() -> None:
            self.looked_again += 1

        self.sources: Sources | None = None
        """What a sound server says of the microphones; None: there is none."""
        self.ears = ListeningEars(
            make,
            open_next,
            look_again,
            self.events.put,
            lambda: SourceWatch(lambda: self.sources),
        )

    def next(self, kind: type) -> Event | Notice:
        while not isinstance(event := self.events.get(timeout=WAIT_SECONDS), kind):
            assert isinstance(event, LevelMeasured | kind) or kind is not type(event)
        return event


def test_a_lost_microphone_is_told_and_the_next_one_listens_on(monkeypatch) -> None:
    monkeypatch.setattr("voice.hearing.ears.RETRY_SECONDS", 0.0)
    first, second = ScriptedMicrophone(), ScriptedMicrophone()
    heard = Heard(first, second)
    heard.ears.listen(1)
    first.give(1, quiet)
    heard.next(ListeningStarted)
    first.fail()
    assert heard.next(DeviceFailed) == DeviceFailed("microphone", MICROPHONE_GONE)
    heard.next(DeviceRecovered)
    heard.ears.rest(1)
    second.give(0.1, quiet)
    heard.next(ListeningStopped)
    assert heard.looked_again == 1
    heard.ears.close()


def test_a_microphone_lost_in_mid_sentence_gives_what_was_heard_before_it_is_told() -> None:
    microphone = ScriptedMicrophone()
    heard = Heard(microphone)
    heard.ears.listen(1)
    microphone.give(2, quiet)
    microphone.give(1, lambda count: (RNG.standard_normal(count) * 6_000).astype(np.int16))
    microphone.fail()
    told = [type(heard.events.get(timeout=WAIT_SECONDS))]
    while told[-1] is not DeviceFailed:
        told.append(type(heard.events.get(timeout=WAIT_SECONDS)))
    assert SegmentHeard in told
    heard.ears.close()


def test_lost_samples_are_told_in_seconds() -> None:
    microphone = ScriptedMicrophone()
    microphone.lost_samples = 24_000
    heard = Heard(microphone)
    microphone.give(1.1, quiet)
    assert heard.next(SoundLost) == SoundLost(1.5)
    heard.ears.close()


MUTE = DeviceFailed("microphone", Trouble(TroubleName.MICROPHONE_MUTE))
TROUBLES = DeviceFailed | DeviceRecovered


def troubles_of(heard: Heard) -> list[Event | Notice]:
    """All of them, once the ears have taken every frame."""
    assert heard.opened.wait(WAIT_SECONDS)
    heard.ears.close()
    posted = [heard.events.get() for _ in range(heard.events.qsize())]
    return [event for event in posted if isinstance(event, TROUBLES)]


def test_a_microphone_that_never_gave_sound_is_told_once_and_its_first_sound_too() -> None:
    microphone = ScriptedMicrophone()
    heard = Heard(microphone)
    microphone.give(3 * ZEROS_SECONDS, silence)
    microphone.give(0.1, quiet)
    assert troubles_of(heard) == [MUTE, DeviceRecovered("microphone")]


def test_a_microphone_that_has_given_sound_and_gives_zeros_is_a_gate_and_no_trouble() -> None:
    microphone = ScriptedMicrophone()
    heard = Heard(microphone)
    microphone.give(0.02, quiet)
    for _ in range(3):
        microphone.give(3 * ZEROS_SECONDS, silence)
        microphone.give(0.1, quiet)
    assert troubles_of(heard) == []


def test_a_microphone_that_the_server_says_is_gone_is_told_once_and_what_was_begun_is_given() -> (
    None
):
    microphone = ScriptedMicrophone()
    heard = Heard(microphone)
    heard.sources = Sources(frozenset({"headset"}), "headset")
    heard.ears.listen(1)
    microphone.give(2, quiet)
    heard.next(ListeningStarted)
    heard.sources = Sources(frozenset(), "speaker.monitor")
    microphone.give(3 * source.ZEROS_SECONDS, silence)
    gone = Trouble(TroubleName.MICROPHONE_STOPPED, {"device": "box"})
    assert heard.next(DeviceFailed) == DeviceFailed("microphone", gone)
    heard.sources = Sources(frozenset({"headset"}), "headset")
    microphone.give(2 * source.LOOK_BACK_SECONDS, quiet)
    heard.next(DeviceRecovered)
    assert troubles_of(heard) == []


def test_a_gate_stays_one_when_its_device_was_lost_and_another_device_is_tried_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("voice.hearing.ears.RETRY_SECONDS", 0.0)
    gate, again, other = ScriptedMicrophone(), ScriptedMicrophone(), ScriptedMicrophone("other")
    heard = Heard(gate, again, other)
    gate.give(0.1, quiet)
    gate.fail()
    again.give(2 * ZEROS_SECONDS, silence)
    again.fail()
    other.give(2 * ZEROS_SECONDS, silence)
    for _ in range(2):
        heard.next(DeviceRecovered)
    assert troubles_of(heard) == [MUTE]


def test_what_was_heard_is_given_when_the_ears_are_closed_in_mid_sentence() -> None:
    microphone = ScriptedMicrophone()
    heard = Heard(microphone)
    heard.ears.listen(1)
    microphone.give(2, quiet)
    microphone.give(1, lambda count: (RNG.standard_normal(count) * 6_000).astype(np.int16))
    heard.next(ListeningStarted)
    heard.ears.close()
    assert heard.next(SegmentHeard)


def test_a_library_that_hangs_keeps_nothing_that_was_said(monkeypatch) -> None:
    monkeypatch.setattr("voice.hearing.ears.LETTING_GO_SECONDS", 0.0)
    microphone = ScriptedMicrophone()
    microphone.let_go.clear()
    heard = Heard(microphone)
    heard.ears.listen(1)
    microphone.give(2, quiet)
    microphone.give(1, lambda count: (RNG.standard_normal(count) * 6_000).astype(np.int16))
    heard.next(ListeningStarted)
    heard.ears.close()
    assert heard.next(SegmentHeard)
    assert not heard.ears.closed
    microphone.let_go.set()


def test_a_microphone_that_is_opened_while_the_ears_close_keeps_nobody_waiting() -> None:
    opening, go_on = threading.Event(), threading.Event()
    microphone = ScriptedMicrophone()
    microphone.give(0.1, quiet)

    def open_slowly() -> ScriptedMicrophone:
        opening.set()
        go_on.wait(WAIT_SECONDS)
        return microphone

    def make() -> Listener:
        return Listener(CountingRecognizer(), lambda _event: None)

    ears = ListeningEars(make, open_slowly, lambda: None, lambda _event: None)
    opening.wait(WAIT_SECONDS)
    closing = threading.Thread(target=ears.close)
    closing.start()
    go_on.set()
    closing.join()
    assert ears.closed
