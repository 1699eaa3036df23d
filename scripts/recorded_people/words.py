"""How many words a model gets wrong, by the words that the folder's list has for a recording."""

import re

from recorded_people.oracle import Tape
from recorded_people.recordings import Recording
from voice.floor.events import Event, SegmentHeard
from voice.hearing.listener import Listener
from voice.stage.ports import Notice, Recognizer


def words_wrong(recording: Recording, tape: Tape, recognizer: Recognizer) -> tuple[int, int]:
    """Words inserted, left out or exchanged, of how many that were said."""
    events: list[Event | Notice] = []
    listener = Listener(recognizer, events.append, guard_seconds=0.0, captions=False)
    listener.open(1)
    for frame in tape.frames:
        listener.hear(frame)
    listener.close_turn(1)
    heard = [
        word.text
        for event in events
        if isinstance(event, SegmentHeard)
        for word in event.segment.words
    ]
    said = [spelled(word.text) for word in recording.words]
    return distance(said, [spelled(word) for word in heard]), len(said)


def spelled(word: str) -> str:
    """Small letters, digits and apostrophes only."""
    return re.sub(r"[^\w']", "", word.lower())


def distance(said: list[str], heard: list[str]) -> int:
    """The fewest insertions, omissions and exchanges between the two."""
    row = list(range(len(heard) + 1))
    for number, word in enumerate(said, 1):
        before, row[0] = row[0], number
        for place, other in enumerate(heard, 1):
            exchanged = before + (word != other)
            before = row[place]
            row[place] = min(before + 1, row[place - 1] + 1, exchanged)
    return row[-1]
