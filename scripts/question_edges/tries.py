"""What is said at the edge of a question, and what became of it.

Commands by voices the rehearsal model was never trained on; nothing here knows a room or a device.
"""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
from rehearsal_model.speech import HELD_OUT_VARIANTS

from voice.floor.actions import Action
from voice.floor.commands import (
    Line,
    Manner,
    Speak,
)
from voice.floor.events import SegmentHeard
from voice.floor.understanding import half_understood, understand
from voice.guides.loading import find_guide
from voice.language.loading import load_language
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.room import VOICE_DBFS, Signal, at_level
from voice.scenes.reflection.states import TRANSITIONS, State
from voice.settings import Settings
from voice.speaking.program_voice import ProgramVoice
from voice.stage.ports import SAMPLE_RATE_HZ
from voice.values.transcript import Word

COMMANDS = (
    Action.PAUSE,
    Action.REPEAT,
    Action.NEXT,
    Action.SKIP,
    Action.STOP,
    Action.HELP,
    Action.LOUDER,
    Action.WHERE,
    Action.MINUTE,
    Action.BACK,
)
WARMING_LINE = "Welcome. These are questions to reflect on. When you are ready, say: begin."
AFTER_SECONDS = 4.0

WORDING = load_language("en").wording
OFFERED = tuple(action for action in TRANSITIONS[State.LISTENING] if isinstance(action, Action))


@dataclass(slots=True)
class Counts:
    """What became of commands begun at one offset."""

    said: int = 0
    acted: int = 0
    asked: int = 0
    told: int = 0
    """Kept or not, and the person hears that it was not caught whole."""
    kept: int = 0
    """Sealed as a part of the answer, and nobody told."""
    taken_for_another: int = 0
    vanished: int = 0

    @property
    def answered(self) -> int:
        """Acted on or asked about."""
        return self.acted + self.asked


def questions() -> list[str]:
    """What the program asks."""
    return [question.text for question in find_guide(Settings().guide).questions]


def said_by(voice: ProgramVoice, text: str, cue: bool) -> tuple[Signal, float]:
    """A line as it sounds, and the second at which its last word is over."""
    speak = Speak(1, (Line(text),), Manner(), cue)
    signal = np.concatenate([to_room(sound) for sound in voice.sounds(speak)])
    words = said_by(voice, text, cue=False)[0] if cue else signal
    ends = np.flatnonzero(np.abs(words) > 0.02 * np.abs(words).max())[-1]
    return signal, float(ends) / SAMPLE_RATE_HZ


@cache
def command_of(number: int, seed: int) -> tuple[Action, Signal]:
    rng = random.Random(f"{seed}/{number}")
    action = COMMANDS[number % len(COMMANDS)]
    form = rng.choice(WORDING.actions[action].spoken)
    voice = f"{rng.choice(('en-us', 'en-gb'))}+{HELD_OUT_VARIANTS[number % len(HELD_OUT_VARIANTS)]}"
    signal = at_level(to_room(espeak().say(form, voice, rng.randint(120, 180))), VOICE_DBFS)
    return action, signal[int(np.argmax(np.abs(signal) > 0.01)) :]


def taken(
    heard: Iterable[SegmentHeard],
    is_worth_asking: Callable[[Action, tuple[Word, ...]], bool] = lambda _action, _words: True,
) -> tuple[set[Action], set[Action]]:
    """What is done at once of what was heard, and what is asked about first."""
    done: set[Action] = set()
    asked: set[Action] = set()
    for passage in heard:
        understood = understand(passage, OFFERED, WORDING)
        half = half_understood(passage, OFFERED, WORDING)
        if understood is not None and understood.sure:
            done.add(understood.action)
        elif understood is not None:
            if is_worth_asking(understood.action, passage.segment.words):
                asked.add(understood.action)
        elif half is not None:
            asked.add(half.action)
    return done, asked


def count(counts: Counts, action: Action, heard: list[SegmentHeard]) -> None:
    counts.said += 1
    done, asked = taken(heard)
    if action in done:
        counts.acted += 1
    elif done:
        counts.taken_for_another += 1
    elif asked:
        counts.asked += 1
    elif any(passage.is_to_be_told for passage in heard):
        counts.told += 1
    elif any(passage.segment.words for passage in heard):
        counts.kept += 1
    else:
        counts.vanished += 1
