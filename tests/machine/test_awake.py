"""Time in which the process stood still is nobody's silence and nobody's deadline."""

import math
import queue
from collections.abc import Callable

import pytest

from voice.hearing.microphone import SounddeviceMicrophone
from voice.machine import awake
from voice.machine.awake import AwakeClock, wait_awake
from voice.sound.portaudio import Device
from voice.values.errors import DeviceError


class Machine:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def now(self) -> float:
        return self.seconds


class Inbox(queue.SimpleQueue):
    """Waits on the machine's clock: `sleeps` is how long the process stands still in a wait."""

    def __init__(self, machine: Machine, sleeps: list[float], after: list[object]) -> None:
        self._machine = machine
        self._sleeps = sleeps
        self._after = after
        self.waited: list[float | None] = []

    def get(self, block: bool = True, timeout: float | None = None) -> object:
        self.waited.append(timeout)
        self._machine.seconds += (timeout or 0.0) + (self._sleeps.pop(0) if self._sleeps else 0.0)
        event = self._after.pop(0) if self._after else None
        if event is None:
            raise queue.Empty
        return event


def test_a_wait_for_a_timer_counts_every_second_that_passes() -> None:
    machine = Machine()
    clock, began = AwakeClock(machine.now), 1000.0
    inbox = Inbox(machine, [], [])
    while (left := began + 30 - clock.now_seconds()) > 0:
        assert clock.next_of(inbox, left) is None
    assert clock.now_seconds() == pytest.approx(1030.0)
    assert machine.seconds == pytest.approx(1030.0)


@pytest.mark.parametrize("asleep_seconds", [20.0, 60.0, 86_400.0])
def test_a_process_that_stood_still_has_missed_that_time(asleep_seconds: float) -> None:
    machine = Machine()
    clock = AwakeClock(machine.now)
    clock.next_of(Inbox(machine, [asleep_seconds], []), 25.0)
    assert clock.now_seconds() - 1000.0 <= awake.LOOK_SECONDS


def test_an_event_that_wakes_it_afterwards_changes_nothing_about_that() -> None:
    machine = Machine()
    clock = AwakeClock(machine.now)
    assert clock.next_of(Inbox(machine, [60.0], ["heard"]), 25.0) == "heard"
    assert clock.now_seconds() - 1000.0 <= awake.LOOK_SECONDS


def test_a_machine_that_is_merely_busy_misses_nothing() -> None:
    machine = Machine()
    clock = AwakeClock(machine.now)
    for _ in range(10):
        clock.next_of(Inbox(machine, [awake.STOOD_STILL_SECONDS], []), 1.0)
    assert clock.now_seconds() == machine.seconds


def test_without_a_timer_nothing_wakes_the_loop() -> None:
    machine = Machine()
    inbox = Inbox(machine, [500.0], ["heard"])
    clock = AwakeClock(machine.now)
    assert clock.next_of(inbox, None) == "heard"
    assert inbox.waited == [None]
    assert clock.now_seconds() == machine.seconds


def test_a_deadline_is_waited_for_in_pieces_and_ends_all_the_same() -> None:
    pieces: list[float] = []

    def waits(came_after: float) -> Callable[[float], bool]:
        return lambda seconds: pieces.append(seconds) or len(pieces) >= came_after

    assert not wait_awake(waits(math.inf), 5.0)
    assert sum(pieces) == 5.0
    pieces.clear()
    assert wait_awake(waits(3), 5.0)
    assert len(pieces) == 3


class Library:
    """PortAudio with one device, whose stream gives what the test queues."""

    def find(self, _wanted: object, _kind: str) -> Device:
        return Device(0, "box", "ALSA", 1, 0, 16_000)

    def open(self, _kind: str, _device: Device, **_options: object) -> "Library":
        return self

    def start(self) -> None: ...

    def call(self, _step: object) -> bool:
        return True

    def close(self, _stream: object) -> None: ...


class AfterSleep(queue.Queue):
    """Its first waits end with nothing, as when the process stood still in them."""

    def __init__(self, empty_waits: int) -> None:
        super().__init__()
        self._empty_waits = empty_waits

    def get(self, block: bool = True, timeout: float | None = None) -> object:
        if self._empty_waits > 0:
            self._empty_waits -= 1
            raise queue.Empty
        return super().get(block, timeout)


def microphone(empty_waits: int) -> SounddeviceMicrophone:
    made = SounddeviceMicrophone(Library())  # pyright: ignore[reportArgumentType]
    made._blocks = AfterSleep(empty_waits)
    made._blocks.put(bytes(640))
    return made


def test_a_wait_that_a_sleep_made_long_is_no_lost_microphone() -> None:
    for sleeps in (1, 2):
        assert len(next(microphone(sleeps).frames())) == 320


def test_a_microphone_that_gives_nothing_while_the_process_runs_is_lost() -> None:
    with pytest.raises(DeviceError):
        next(microphone(1000).frames())
