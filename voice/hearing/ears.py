"""The ears: one named thread that owns the microphone, the listener and the recogniser.

Orders reach it through a queue and are taken between two frames. When the device is lost, what
was heard is given first, the person is told, and the microphone is looked for again.
"""

import queue
import threading
from collections.abc import Callable
from enum import StrEnum
from typing import assert_never

from voice.floor.events import (
    DeviceFailed,
    DeviceRecovered,
    ListeningStarted,
    ListeningStopped,
    SoundLost,
)
from voice.hearing.listener import Listener
from voice.hearing.source import SourceWatch
from voice.stage.ports import FRAME_SECONDS, SAMPLE_RATE_HZ, Microphone, Pcm, Post
from voice.values.errors import DeviceError
from voice.values.troubles import Trouble, TroubleName

RETRY_SECONDS = 2.0
ZEROS_SECONDS = 2.0
"""Nothing but exact zeros from a device's start on: it is muted, or the permission is missing
(macOS). Where it has once given sound, zeros are a noise gate's, which opens with the first word,
unless its source is gone (`source`)."""

GIVING_SECONDS = 3.0
"""Recognising the end of what was being said takes under one, on a busy machine too. A session that
ends by itself has waited before for what was said while the model was loading."""

LETTING_GO_SECONDS = 1.0
"""Closing a stream takes 10 to 50 ms."""

LOST_EVERY_FRAMES = 50
"""Loss is told at most once a second, with what was lost since."""


class _Order(StrEnum):
    LISTEN = "listen"
    LISTEN_WITH_SOUND = "listen with sound"
    REST = "rest"
    WATCH = "watch"
    CUE = "cue"


class ListeningEars:
    """Listens on one microphone, as `ports.Ears` has it."""

    def __init__(
        self,
        make_listener: Callable[[], Listener],
        open_microphone: Callable[[], Microphone],
        look_again: Callable[[], None],
        post: Post,
        watch_source: Callable[[], SourceWatch] = SourceWatch,
        frame_heard: Callable[[Pcm], None] = lambda _frame: None,
    ) -> None:
        """`make_listener` and `frame_heard` are called on the ears' thread."""
        self._frame_heard = frame_heard
        self._watch_source = watch_source
        self._make_listener = make_listener
        self._open_microphone = open_microphone
        self._look_again = look_again
        self._post = post
        self._orders: queue.SimpleQueue[tuple[_Order, int, tuple[str, ...]]] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._given = threading.Event()
        """Nothing more will be posted."""
        self._microphone: Microphone | None = None
        self._sounding: set[str] = set()
        """Devices that have given sound in this session."""
        self._told_mute = ""
        self._thread = threading.Thread(target=self._work, name="ears", daemon=True)
        self._thread.start()

    def listen(self, turn_id: int, sound: bool = False, forms: tuple[str, ...] = ()) -> None:
        """Open for this turn once the guard is over; with `sound`, passages come with theirs."""
        self._orders.put((_Order.LISTEN_WITH_SOUND if sound else _Order.LISTEN, turn_id, forms))

    def rest(self, turn_id: int) -> None:
        """Close this turn; what has been heard comes first."""
        self._orders.put((_Order.REST, turn_id, ()))

    def watch(self, turn_id: int) -> None:
        """Interrupt the program's speech where a person speaks over it."""
        self._orders.put((_Order.WATCH, turn_id, ()))

    def cue(self) -> None:
        """A tone of the program's sounds now, into the open microphone."""
        self._orders.put((_Order.CUE, 0, ()))

    def open_again(self) -> None:
        """Let go of the microphone and open the one that is wanted now."""
        microphone = self._microphone
        if microphone is not None:
            microphone.end()

    def close(self) -> None:
        """Give what has been heard, then the microphone back; a library that hangs is left."""
        self._closing.set()
        microphone = self._microphone
        if microphone is not None:
            microphone.end()
        self._given.wait(GIVING_SECONDS)
        self._thread.join(LETTING_GO_SECONDS)

    @property
    def closed(self) -> bool:
        """Whether the thread has ended."""
        return not self._thread.is_alive()

    def _work(self) -> None:
        try:
            self._listen_on()
        finally:
            self._given.set()
            if self._microphone is not None:
                self._microphone.close()

    def _listen_on(self) -> None:
        listener = self._make_listener()
        failing = False
        while not self._closing.is_set():
            try:
                microphone = self._open_microphone()
            except DeviceError as error:
                self._fail(error, failing)
                failing = True
                self._wait_for_device(listener)
                continue
            self._microphone = microphone
            if self._closing.is_set():
                microphone.end()  # it was opened while `close` looked for it
            if failing:
                self._post(DeviceRecovered("microphone"))
                failing = False
            try:
                self._hear_all(listener, microphone)
                if not self._closing.is_set():
                    microphone.close()
            except DeviceError as error:
                listener.break_off()
                self._fail(error, failing)
                failing = True
                microphone.close()
                self._wait_for_device(listener)

        self._obey(listener)
        listener.end()

    def _fail(self, error: DeviceError, already: bool) -> None:
        if not already:
            self._post(DeviceFailed("microphone", error.trouble))

    def _wait_for_device(self, listener: Listener) -> None:
        """Go on taking orders, so that nobody waits for a microphone that is not there."""
        self._obey(listener)
        if not self._closing.wait(RETRY_SECONDS):
            self._obey(listener)
            self._look_again()

    def _hear_all(self, listener: Listener, microphone: Microphone) -> None:
        sounding = microphone.name in self._sounding
        source = self._watch_source()
        told_samples = 0
        for count, frame in enumerate(microphone.frames()):
            self._obey(listener)
            listener.hear(frame)
            self._frame_heard(frame)
            sounding = sounding or self._sounds(microphone.name, frame, count)
            if sounding:
                self._note_source(source.hear(frame), listener, microphone.name)
            lost_samples = microphone.lost_samples
            if count % LOST_EVERY_FRAMES == 0 and lost_samples > told_samples:
                self._post(SoundLost((lost_samples - told_samples) / SAMPLE_RATE_HZ))
                told_samples = lost_samples
        self._obey(listener)

    def _sounds(self, name: str, frame: Pcm, count: int) -> bool:
        """Whether this device has given its first sound; for too long none is told once."""
        if frame.any():
            self._sounding.add(name)
            if name == self._told_mute:
                self._told_mute = ""
                self._post(DeviceRecovered("microphone"))
            return True
        if (count + 1) * FRAME_SECONDS >= ZEROS_SECONDS and name != self._told_mute:
            self._told_mute = name
            self._post(DeviceFailed("microphone", Trouble(TroubleName.MICROPHONE_MUTE)))
        return False

    def _note_source(self, gone: bool | None, listener: Listener, name: str) -> None:
        """The stream goes on, without a microphone or with one again; told once each."""
        if gone is None:
            return
        if gone:
            listener.break_off()
            trouble = Trouble(TroubleName.MICROPHONE_STOPPED, {"device": name})
            self._post(DeviceFailed("microphone", trouble))
        else:
            self._post(DeviceRecovered("microphone"))

    def _obey(self, listener: Listener) -> None:
        while True:
            try:
                order, turn_id, forms = self._orders.get_nowait()
            except queue.Empty:
                return
            match order:
                case _Order.LISTEN:
                    listener.open(turn_id, forms=forms)
                case _Order.LISTEN_WITH_SOUND:
                    listener.open(turn_id, sound=True, forms=forms)
                case _Order.REST:
                    listener.close_turn(turn_id)
                case _Order.WATCH:
                    listener.watch(turn_id)
                case _Order.CUE:
                    listener.cue()
                case _:
                    assert_never(order)


class NoEars:
    """No microphone or no model, and keys still count: opens and closes at once."""

    def __init__(self, post: Post) -> None:
        self._post = post

    def listen(self, turn_id: int, sound: bool = False, forms: tuple[str, ...] = ()) -> None:
        """The person's turn begins."""
        self._post(ListeningStarted(turn_id))

    def rest(self, turn_id: int) -> None:
        """There is nothing to give."""
        self._post(ListeningStopped(turn_id))

    def watch(self, turn_id: int) -> None:
        """Nobody is heard over the program."""

    def cue(self) -> None:
        """No microphone is open."""

    def close(self) -> None:
        """Nothing was opened."""
