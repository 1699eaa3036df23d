"""Many sessions, on as many processes as there are cores; each process loads the model once."""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

from speaker_panel.figures import Figures
from speaker_panel.people import Kind
from speaker_panel.session import Case, run
from voice.conversation.turn import MOVING_ON_SECONDS
from voice.hearing.vosk_recognizer import VoskRecognizer, check_model, open_model
from voice.models import rehearsal_model
from voice.rehearsal.room import RoomKind
from voice.speaking.program_voice import ProgramVoice
from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer

QUICK_KINDS = (Kind.REFLECTIVE, Kind.HESITANT, Kind.STUTTERING, Kind.PLAIN)
"""The speakers whom silence would cut off first, and one whom nothing should trouble."""


class _Bench:
    """What one process needs for all its sessions."""

    def __init__(self) -> None:
        self.model: Any = open_model(rehearsal_model())
        self.voice = ProgramVoice(Pyttsx3Synthesizer(None))

    def hold(self, case: Case) -> Figures:
        """One session."""
        return run(case, self.voice, VoskRecognizer(self.model))


_bench: list[_Bench] = []


def cases(seed: int, sessions: int) -> list[Case]:
    """Every patience with every kind of speaker in every room, over and over, up to so many."""
    patiences = [str(name) for name in MOVING_ON_SECONDS]
    every = list(product(RoomKind, Kind, patiences))
    return [
        Case(patience, kind, room, seed + round_ * len(every) + place)
        for round_ in range(-(-sessions // len(every)))
        for place, (room, kind, patience) in enumerate(every)
    ][:sessions]


def quick_cases(seed: int) -> list[Case]:
    """A fixed part for every change: `unhurried` in every room, and one of each other patience."""
    unhurried = [
        Case("unhurried", kind, room, seed + place)
        for place, (room, kind) in enumerate(product(RoomKind, QUICK_KINDS))
    ]
    others = [
        Case(str(name), Kind.PLAIN, RoomKind.QUIET, seed)
        for name in MOVING_ON_SECONDS
        if name != "unhurried"
    ]
    return unhurried + others


def hold_all(planned: list[Case], progress: Callable[[int], None]) -> list[tuple[Case, Figures]]:
    """Hold every session; the figures do not depend on the number of processes."""
    check_model(rehearsal_model())
    done: list[tuple[Case, Figures]] = []
    for number, result in enumerate(_results(planned), start=1):
        done.append(result)
        progress(number)
    order = {case: place for place, case in enumerate(planned)}
    return sorted(done, key=lambda pair: order[pair[0]])


def _results(planned: list[Case]) -> Iterator[tuple[Case, Figures]]:
    with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as pool:
        yield from pool.imap_unordered(_hold, planned)


def _hold(case: Case) -> tuple[Case, Figures]:
    if not _bench:
        _bench.append(_Bench())
    return case, _bench[0].hold(case)
