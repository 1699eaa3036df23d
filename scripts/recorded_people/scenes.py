"""What is played: a person alone in every room and manner, and a person with a bystander.

A scene is a tape with its words; what the listener makes of it is `hearing`'s to measure.
"""

import zlib
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from recorded_people import rooms
from recorded_people.oracle import Sounded, Tape
from recorded_people.recordings import Recording
from recorded_people.rooms import Noises, Place
from voice.rehearsal.room import Signal
from voice.stage.ports import FRAME_SAMPLES, FRAME_SECONDS, SAMPLE_RATE_HZ

ANSWER_SECONDS = 30.0
"""A recording is said again, with a pause, until the answer lasts so long: at least twice."""

LEAD_SECONDS = 3.0
BETWEEN_SECONDS = 2.0
TAIL_SECONDS = 3.0

BYSTANDER_TURNS = 3
BYSTANDER_GAP_SECONDS = 0.6
"""Between the person's turn and the bystander's, as people leave it."""

AS_LOUD_DB = 6.0
"""A bystander's word no softer than this under the person's voice is as loud as the person."""

BURST_EVERY_SECONDS = 8.0


class Manner(StrEnum):
    """What is done to a person's voice beside its level."""

    AS_RECORDED = "as recorded"
    SOFTER_6 = "6 dB softer from the second sentence on"
    SOFTER_10 = "10 dB softer from the second sentence on"
    DRIFT_10 = "softer and softer, to -10 dB"
    SPREAD = "words spread by another 5 to 18 dB"
    BURST = "one burst of 200 ms, 15 dB over the voice, at the start"
    BURSTS = "a burst every 8 s"


class Where(StrEnum):
    """When a bystander speaks."""

    PAUSES = "in the person's pauses"
    OVER = "over the person's speech"


@dataclass(frozen=True, slots=True)
class Scene:
    """One tape, and what it is of."""

    name: str
    recording: Recording
    place: Place
    manner: Manner | None
    bystander_db: int
    """How much softer the bystander is; 0: there is none."""
    where: Where | None
    tape: Tape


def alone(recording: Recording, place: Place, manner: Manner, noises: Noises) -> Scene:
    """The recording said again and again by one person alone."""
    rng = _rng(recording.name, place.name, manner)
    voice = rooms.said(recording, place.voice_dbfs)
    turns = max(2, round(ANSWER_SECONDS / (recording.seconds + BETWEEN_SECONDS)))
    answer = _Answer(LEAD_SECONDS, place.voice_dbfs)
    second_sentence = 0
    for number in range(turns):
        turn = voice
        if manner is Manner.SPREAD:
            turn = rooms.spread(voice, recording.words, rng)
        answer.add(turn, recording, bystander=False)
        answer.pause(BETWEEN_SECONDS)
        if number == 0:
            second_sentence = answer.frames
    signal = _in_manner(answer.signal(), manner, second_sentence, place.voice_dbfs, rng)
    tape = answer.tape(signal, place, noises, rng)
    return Scene(
        f"{recording.name}, {place.name}, {manner}", recording, place, manner, 0, None, tape
    )


def once(recording: Recording, place: Place, noises: Noises) -> Tape:
    """The recording said once in this place."""
    answer = _Answer(LEAD_SECONDS, place.voice_dbfs)
    answer.add(rooms.said(recording, place.voice_dbfs), recording, bystander=False)
    return answer.tape(answer.signal(), place, noises, _rng(recording.name, place.name))


def beside(
    recording: Recording,
    other: Recording,
    softer_db: int,
    where: Where,
    noises: Noises,
    place: Place = rooms.BYSTANDER_PLACE,
) -> Scene:
    """The person, and somebody else so much softer in their pauses or over their speech."""
    rng = _rng(recording.name, other.name, softer_db, where)
    voice = rooms.said(recording, place.voice_dbfs)
    # a bystander fills pauses, and says no more than whoever has the floor
    theirs = rooms.said(other, place.voice_dbfs - softer_db)[: len(voice)]
    answer = _Answer(LEAD_SECONDS, place.voice_dbfs)
    for _ in range(BYSTANDER_TURNS):
        began = answer.frames
        answer.add(voice, recording, bystander=False)
        if where is Where.PAUSES:
            answer.pause(BYSTANDER_GAP_SECONDS)
            answer.add(theirs, other, bystander=True)
            answer.pause(BYSTANDER_GAP_SECONDS)
        else:
            answer.over(theirs, other, began)
            answer.pause(BETWEEN_SECONDS)
    tape = answer.tape(answer.signal(), place, noises, rng)
    name = f"{recording.name}, {other.name} {softer_db} dB softer {where}"
    return Scene(name, recording, place, None, softer_db, where, tape)


class _Answer:
    """A tape being put together."""

    def __init__(self, lead_seconds: float, voice_dbfs: float) -> None:
        self._voice_dbfs = voice_dbfs
        self._parts: list[tuple[int, Signal]] = []
        self.frames = round(lead_seconds / FRAME_SECONDS)
        self._words: list[Sounded] = []

    def add(self, signal: Signal, recording: Recording, bystander: bool) -> None:
        """Somebody's turn, after what there is."""
        self._place(signal, recording, bystander, self.frames)
        self.frames += len(signal) // FRAME_SAMPLES

    def over(self, signal: Signal, recording: Recording, began: int) -> None:
        """A bystander's turn over what was said since this frame, and no longer than that."""
        room = (self.frames - began) * FRAME_SAMPLES
        self._place(signal[:room], recording, True, began)

    def pause(self, seconds: float) -> None:
        """Nobody speaks."""
        self.frames += round(seconds / FRAME_SECONDS)

    def signal(self) -> Signal:
        """All of it, without the room's own noise."""
        mixed = np.zeros((self.frames + round(TAIL_SECONDS / FRAME_SECONDS)) * FRAME_SAMPLES)
        for frame, part in self._parts:
            mixed[frame * FRAME_SAMPLES : frame * FRAME_SAMPLES + len(part)] += part
        return mixed.astype(np.float32)

    def tape(self, signal: Signal, place: Place, noises: Noises, rng: np.random.Generator) -> Tape:
        """It in its room."""
        return Tape(signal + noises.of(place, len(signal), rng), self._words)

    def _place(self, signal: Signal, recording: Recording, bystander: bool, frame: int) -> None:
        loud_dbfs = self._voice_dbfs - AS_LOUD_DB
        self._parts.append((frame, signal))
        last = len(signal) // FRAME_SAMPLES - 1
        for word in recording.words:
            if word.last_frame <= last:
                first, end = frame + word.first_frame, frame + word.last_frame
                as_loud = bystander and rooms.loudest_dbfs(signal, word) > loud_dbfs
                self._words.append(Sounded(len(self._words), bystander, first, end, as_loud))


def _in_manner(
    signal: Signal, manner: Manner, second_sentence: int, dbfs: float, rng: np.random.Generator
) -> Signal:
    lead = round(LEAD_SECONDS * SAMPLE_RATE_HZ)
    match manner:
        case Manner.AS_RECORDED | Manner.SPREAD:
            return signal
        case Manner.SOFTER_6:
            return rooms.softer(signal, second_sentence, 6.0)
        case Manner.SOFTER_10:
            return rooms.softer(signal, second_sentence, 10.0)
        case Manner.DRIFT_10:
            return rooms.drifting(signal, 10.0)
        case Manner.BURST | Manner.BURSTS:
            every = BURST_EVERY_SECONDS if manner is Manner.BURSTS else 1e9
            return np.concatenate(
                (signal[:lead], rooms.bursts(signal[lead:], every, dbfs, rng))
            ).astype(np.float32)


def bystander_of(
    recording: Recording, recordings: list[Recording], nth: int = 0
) -> Recording | None:
    """Another person's recording with word times, the nth of them; None: there is none."""
    others = [r for r in recordings if r.speaker != recording.speaker and r.has_word_times]
    others = others or [r for r in recordings if r is not recording]
    if not others:
        return None
    begins = zlib.crc32(recording.name.encode())
    return others[(begins + nth * 7919) % len(others)]


def _rng(*what: object) -> np.random.Generator:
    """Drawn from what is played, so that one scene alone is the same as among others."""
    return np.random.default_rng(zlib.crc32("/".join(map(str, what)).encode()))
