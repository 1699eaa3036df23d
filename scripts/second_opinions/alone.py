"""Something said alone in a simulated room, and the passages that the product's own listener makes.

Sound is float32 at 16 kHz. Nothing is judged here.
"""

from collections.abc import Iterable, Iterator

from question_edges.tries import WORDING

from voice.floor.events import SegmentHeard
from voice.hearing.listener import Listener
from voice.hearing.own_sounds.ear import OwnSoundsEar
from voice.rehearsal.room import Room, Signal
from voice.scenes.reflection.states import State
from voice.scenes.reflection.step import spoken_forms
from voice.stage.ports import FRAME_SECONDS, SAMPLE_RATE_HZ, Pcm, Recognizer

AFTER_SECONDS = 2.2
"""Longer than the silence that ends a passage."""


def said_in(
    room: Room, signal: Signal, before_seconds: float, after_seconds: float = AFTER_SECONDS
) -> Iterator[Pcm]:
    """The microphone's frames around it."""
    seconds = before_seconds + len(signal) / SAMPLE_RATE_HZ + after_seconds
    for frame in range(round(seconds / FRAME_SECONDS)):
        if frame == round(before_seconds / FRAME_SECONDS):
            room.speak(signal)
        yield room.next_frame().microphone


def heard_alone(
    recognizer: Recognizer, frames: Iterable[Pcm], own_sounds: OwnSoundsEar | None = None
) -> list[SegmentHeard]:
    """The passages of these frames, heard while an answer is open."""
    heard: list[SegmentHeard] = []
    listener = Listener(
        recognizer,
        lambda event: heard.append(event) if isinstance(event, SegmentHeard) else None,
        guard_seconds=0.0,
        captions=False,
        own_sounds=own_sounds,
    )
    listener.open(1, forms=spoken_forms(State.LISTENING, WORDING))
    for frame in frames:
        listener.hear(frame)
    listener.close_turn(1)
    return heard
