"""The stage's loop on real devices: wait for an event or a timer, and give it to the stage."""

import queue
from collections.abc import Callable

from voice.floor.events import Event
from voice.machine.awake import AwakeClock
from voice.stage.ports import Notice
from voice.stage.stage import Stage


def run(
    stage: Stage,
    inbox: "queue.SimpleQueue[Event | Notice]",
    clock: AwakeClock,
    at_once: Callable[[], bool] = lambda: False,
    beat: Callable[[], None] = lambda: None,
    every_seconds: float | None = None,
) -> None:
    """The stage's loop on its own clock: until the first scene has ended, or is left `at_once`.

    Whoever asks for that wakes it with an event. `beat` is called at least every so many seconds.
    """
    stage.start()
    while not stage.ended and not at_once():
        waits = (stage.seconds_to_next_timer(), every_seconds)
        event = clock.next_of(inbox, min((w for w in waits if w is not None), default=None))
        if event is not None:
            stage.take(event)
        stage.tick()
        beat()


def seal_what_is_left(stage: Stage, inbox: "queue.SimpleQueue[Event | Notice]") -> None:
    """Give the stage what was heard until the ears closed, and have all of it written."""
    try:
        while not stage.ended and not inbox.empty():
            stage.take(inbox.get())
    finally:
        stage.finish()
