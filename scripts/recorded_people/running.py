"""Every scene and sitting of a folder, as many at a time as there are cores.

Each recording is measured in a process forked for it; the figures do not depend on how many.
"""

import multiprocessing
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from recorded_people import rooms, scenes
from recorded_people.figures import Figures, total
from recorded_people.hearing import Heard, hear
from recorded_people.oracle import Deaf, Oracle
from recorded_people.recordings import Recording
from recorded_people.rooms import Noises, Place
from recorded_people.scenes import Manner, Scene, Where
from recorded_people.sitting import Sat, sit
from recorded_people.words import words_wrong
from voice.floor.turn import MOVING_ON_SECONDS
from voice.hearing.vosk_recognizer import VoskRecognizer

QUICK_SECONDS = 75.0
"""Of recordings, for every change; each kind of them is in it."""

ECHO_RECORDINGS, QUICK_ECHO_RECORDINGS = 6, 2
BYSTANDERS = 2
"""For each person, in each distance."""

QUICK_MANNERS = (Manner.AS_RECORDED, Manner.SOFTER_10, Manner.SPREAD, Manner.BURSTS)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be measured."""

    recordings: tuple[Recording, ...]
    noises: Noises
    quick: bool
    judges_model: bool
    """Whether the words wrong are wanted too."""


@dataclass(slots=True)
class _Part:
    """Of one recording."""

    scenes: list[tuple[Place, Manner | None, int, Where | None, Heard]] = field(
        default_factory=list
    )
    patience: dict[str, Sat] = field(default_factory=dict)
    talk: Sat = field(default_factory=Sat)
    wrong: dict[str, tuple[int, int]] = field(default_factory=dict)


_shared: list[tuple[Wanted, Any]] = []


def quick_part(recordings: Sequence[Recording]) -> tuple[Recording, ...]:
    """The longest of each speaker in turn, until there are enough seconds."""
    longest = sorted(recordings, key=lambda r: -r.seconds)
    first = {r.speaker: r for r in reversed(longest)}
    chosen: list[Recording] = []
    for recording in sorted(first.values(), key=lambda r: -len(r.words)):
        if sum(r.seconds for r in chosen) + recording.seconds <= QUICK_SECONDS or not chosen:
            chosen.append(recording)
    return tuple(r for r in recordings if r in chosen)


def measure(wanted: Wanted, model: Any, progress: Callable[[int], None]) -> Figures:
    """All figures but those of the program's own voice; `model` is an open Vosk model."""
    _shared[:] = [(wanted, model)]
    figures = Figures()
    context = multiprocessing.get_context("fork")
    with context.Pool(os.cpu_count(), maxtasksperchild=1) as pool:
        for number, part in enumerate(pool.imap(_measured, range(len(wanted.recordings))), 1):
            for place, manner, db, where, heard in part.scenes:
                figures.add(place, manner, db, where, heard)
            for name, sat in part.patience.items():
                figures.patience[name] = total((figures.patience.get(name, Sat()), sat))
            figures.talk += part.talk
            for room, (wrong, of) in part.wrong.items():
                before = figures.words_wrong.get(room, (0, 0))
                figures.words_wrong[room] = before[0] + wrong, before[1] + of
            progress(number)
    return figures


def _measured(number: int) -> _Part:
    wanted, model = _shared[0]
    recording = wanted.recordings[number]
    part = _Part()
    for scene in _scenes(wanted, recording):
        heard = hear(scene)
        place, where = scene.place, scene.where
        part.scenes.append((place, scene.manner, scene.bystander_db, where, heard))
    plain = scenes.alone(recording, rooms.QUIET, Manner.AS_RECORDED, wanted.noises)
    drifting = scenes.alone(recording, rooms.FLOORS[-1], Manner.SOFTER_10, wanted.noises)
    for patience in map(str, MOVING_ON_SECONDS):
        for scene in (plain, drifting):
            for name, recognizer in (("oracle", Oracle(scene.tape)), ("deaf", Deaf())):
                key = f"{patience}, {name}"
                sat = sit(scene.tape, recognizer, patience)
                part.patience[key] = part.patience.get(key, Sat()) + sat
    # only in a loud room is anything told by how far it stands out
    loud = scenes.alone(recording, rooms.FLOORS[-1], Manner.BURSTS, wanted.noises)
    for scene in (plain, loud):
        part.talk += sit(scene.tape, VoskRecognizer(model), "unhurried")
    if wanted.judges_model and recording.has_word_times:
        for place in (rooms.QUIET, rooms.FAN):
            tape = scenes.once(recording, place, wanted.noises)
            part.wrong[place.name] = words_wrong(recording, tape, VoskRecognizer(model))
    return part


def _scenes(wanted: Wanted, recording: Recording) -> list[Scene]:
    places: tuple[Place, ...] = (
        rooms.QUIET,
        rooms.SOFT,
        *rooms.FLOORS,
        rooms.FAN,
        *rooms.KITCHENS,
    )
    manners: tuple[Manner, ...] = tuple(Manner)
    if wanted.quick:
        places = (rooms.QUIET, rooms.FLOORS[-1], rooms.FAN, rooms.KITCHENS[0])
        manners = QUICK_MANNERS
    found = [
        scenes.alone(recording, place, manner, wanted.noises)
        for place in places
        for manner in manners
    ]
    if not recording.has_word_times:
        return found  # a word alone is nobody's talk with pauses in it
    for nth in range(BYSTANDERS):
        other = scenes.bystander_of(recording, list(wanted.recordings), nth)
        if other is not None:
            found += [
                scenes.beside(recording, other, db, where, wanted.noises)
                for db in (20, 15, 10)
                for where in Where
            ]
    return found
