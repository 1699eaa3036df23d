"""Many sessions, as many at a time as there are cores, each in a process forked for it."""

import importlib.util
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any

from speaker_panel.figures import Figures
from speaker_panel.interruptions import CONDITIONS, Condition, Interrupting, measure
from speaker_panel.people import Kind
from speaker_panel.session import PROGRAM_WPM, Case, run
from voice.floor.commands import Manner
from voice.floor.turn import MOVING_ON_SECONDS
from voice.guides.loading import find_guide
from voice.hearing.vosk_recognizer import VoskRecognizer, open_model
from voice.installing.voices import fixed_lines
from voice.language.loading import load_language
from voice.machine.places import voices_folder
from voice.models.choosing import rehearsal_model
from voice.models.natural_voices import installed_voice
from voice.models.trial import check_model
from voice.rehearsal.acoustics import RoomKind
from voice.rehearsal.rehearse import babble
from voice.settings import Settings
from voice.speaking import natural_synthesizer, pyttsx3_synthesizer
from voice.speaking.natural_synthesizer import NaturalSynthesizer
from voice.speaking.program_voice import ProgramVoice
from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer

QUICK_KINDS = (Kind.REFLECTIVE, Kind.HESITANT, Kind.STUTTERING, Kind.PLAIN)
"""The speakers whom silence would cut off first, and one whom nothing should trouble."""


PATIENCES = tuple(str(name) for name in MOVING_ON_SECONDS)

LOADED_MACHINE_SECONDS = 300.0
"""A machine that does much else starts a synthesiser slowly; simulated time does not pass."""


class Bench:
    """What every session starts from: the model, and the program's fixed lines ready to sound.

    Each session runs in a process forked from here. espeak-ng keeps state from one utterance to
    the next, so only a session that starts from the same state gives the same samples.
    """

    def __init__(self, voice: str | None = None) -> None:
        """`voice` is a natural one that is installed; None: espeak-ng."""
        pyttsx3_synthesizer.ANSWER_SECONDS = LOADED_MACHINE_SECONDS
        natural_synthesizer.ANSWER_SECONDS = LOADED_MACHINE_SECONDS
        natural_synthesizer.LOADING_SECONDS = LOADED_MACHINE_SECONDS
        check_model(rehearsal_model())
        self._model: Any = open_model(rehearsal_model())
        self._synthesizer = (
            Pyttsx3Synthesizer(None)
            if voice is None
            else NaturalSynthesizer(installed_voice(voice, voices_folder()))
        )
        self._voice = ProgramVoice(self._synthesizer)
        guide = find_guide(Settings().guide)
        fixed = fixed_lines(load_language(guide.language).wording)
        asked = [question.text for question in guide.questions]
        for text in (*fixed, *(theme.introduction for theme in guide.themes), *asked):
            self._voice.prepare(text, Manner(PROGRAM_WPM))
        self._synthesizer.close()  # its waiting child cannot be shared; a session starts its own
        babble()

    def hold(self, case: Case) -> Figures:
        """One session; call it in a process forked for it."""
        try:
            return run(case, self._voice, VoskRecognizer(self._model))
        finally:
            self._synthesizer.close()

    def interruptions(self, condition: Condition, seed: int, times: int) -> Interrupting:
        """One condition of speech that interrupts; call it in a process forked for it."""
        guide = find_guide(Settings().guide)
        introductions = [theme.introduction for theme in guide.themes]
        asked = [question.text for question in guide.questions]
        try:
            return measure(condition, self._voice, (*introductions, *asked), seed, times)
        finally:
            self._synthesizer.close()


_bench: list[Bench] = []


def cases(
    seed: int,
    sessions: int,
    kinds: tuple[Kind, ...] = tuple(Kind),
    rooms: tuple[RoomKind, ...] = tuple(RoomKind),
    with_patience: tuple[str, ...] = PATIENCES,
) -> list[Case]:
    """These patiences with these kinds of speakers in these rooms, over and over, up to so many.

    A part has the seeds, and so the sessions, that it has in the whole.
    """
    whole = list(enumerate(product(RoomKind, Kind, PATIENCES)))
    part = [
        (place, (room, kind, patience))
        for place, (room, kind, patience) in whole
        if room in rooms and kind in kinds and patience in with_patience
    ]
    return [
        Case(patience, kind, room, seed + round_ * len(whole) + place)
        for round_ in range(-(-sessions // len(part)))
        for place, (room, kind, patience) in part
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


def hold_all(
    planned: list[Case], progress: Callable[[int], None], voice: str | None = None
) -> list[tuple[Case, Figures]]:
    """Hold every session; the figures do not depend on the number of processes.

    With a natural voice they differ a little each time: it never speaks a line twice alike.
    """
    _make_ready(voice)
    done: list[tuple[Case, Figures]] = []
    for number, result in enumerate(_results(planned), start=1):
        done.append(result)
        progress(number)
    order = {case: place for place, case in enumerate(planned)}
    return sorted(done, key=lambda pair: order[pair[0]])


def interrupt_all(
    seed: int,
    times: int,
    conditions: Sequence[Condition] = CONDITIONS,
    voice: str | None = None,
) -> list[tuple[Condition, Interrupting]]:
    """Speech that interrupts, in these conditions; those with a canceller need livekit."""
    _make_ready(voice)
    canceller = importlib.util.find_spec("livekit") is not None
    tried = [c for c in conditions if canceller or not c.canceller]
    with _pool() as pool:
        return list(pool.imap(_interrupt, [(condition, seed, times) for condition in tried]))


def _interrupt(asked: tuple[Condition, int, int]) -> tuple[Condition, Interrupting]:
    return asked[0], _bench[0].interruptions(*asked)


def _make_ready(voice: str | None) -> None:
    if not _bench:
        _bench.append(Bench(voice))


def _pool() -> Any:
    return multiprocessing.get_context("fork").Pool(os.cpu_count(), maxtasksperchild=1)


def _results(planned: list[Case]) -> Iterator[tuple[Case, Figures]]:
    with _pool() as pool:
        yield from pool.imap_unordered(_hold, planned)


def _hold(case: Case) -> tuple[Case, Figures]:
    return case, _bench[0].hold(case)
