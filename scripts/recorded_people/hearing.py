"""One scene through the real `Listener`, and what became of each word of it.

Gate and nearness are judged with the oracle, so that no figure here is a model's.
"""

from dataclasses import dataclass, fields

from recorded_people.oracle import REACHED_SHARE, Oracle
from recorded_people.scenes import Scene
from voice.floor.events import Event, SegmentHeard
from voice.hearing.listener import Listener
from voice.stage.ports import Notice


@dataclass(slots=True)
class Heard:
    """Counts of words; of a bystander's only those that reached the recogniser."""

    own: int = 0
    own_lost: int = 0
    """Fewer than half of its sounding frames reached the recogniser."""
    own_background: int = 0
    bystander: int = 0
    bystander_taken: int = 0
    """For the person's."""
    bystander_as_loud: int = 0
    bystander_as_loud_taken: int = 0
    """Of both: words of the bystander's that are themselves as loud as the person."""

    def __add__(self, other: "Heard") -> "Heard":
        return Heard(
            *(getattr(self, each.name) + getattr(other, each.name) for each in fields(self))
        )


def hear(scene: Scene) -> Heard:
    """Play the scene, and count."""
    events: list[Event | Notice] = []
    oracle = Oracle(scene.tape)
    listener = Listener(oracle, events.append, guard_seconds=0.0, captions=False)
    listener.open(1)
    for frame in scene.tape.frames:
        listener.hear(frame)
    listener.close_turn(1)
    background = {
        int(word.text): event.segment.background
        for event in events
        if isinstance(event, SegmentHeard)
        for word in event.segment.words
    }
    counts = Heard()
    for word in scene.tape.words:
        is_background = background.get(word.number)
        if word.bystander:
            counts.bystander += is_background is not None
            counts.bystander_taken += is_background is False
            counts.bystander_as_loud += word.as_loud and is_background is not None
            counts.bystander_as_loud_taken += word.as_loud and is_background is False
            continue
        counts.own += 1
        counts.own_background += is_background is True
        if is_background is None:
            places = range(word.first_frame, word.last_frame + 1)
            reached = sum(place in oracle.reached for place in places)
            counts.own_lost += reached < REACHED_SHARE * len(places)
    return counts
