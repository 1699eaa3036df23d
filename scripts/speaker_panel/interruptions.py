"""Speech that interrupts: how often a person is noticed over the program, and how soon.

The program's real voice, the simulated room's echo, voices that neither the model nor the detector
was ever trained or tuned on, and the product's own detector. Nothing is recognised here.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

import numpy as np
from rehearsal_model.speech import HELD_OUT_VARIANTS

from speaker_panel.figures import Goal
from speaker_panel.recordings import people_over
from voice.floor.commands import (
    Line,
    Manner,
    Speak,
)
from voice.hearing.echo import LivekitEchoCanceller
from voice.hearing.interruption import InterruptionDetector, PlayedSound
from voice.rehearsal.acoustics import ACOUSTICS, Acoustics, RoomKind
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.room import VOICE_DBFS, Room, Signal, at_level
from voice.speaking.program_voice import ProgramVoice
from voice.stage.ports import FRAME_SECONDS, SAMPLE_RATE_HZ

WORDS_OVER = (
    "wait a moment please i want to say something",
    "please stop talking now i have heard enough",
    "no that is not what i meant at all",
    "hold on i need to think about that again",
)
WARMING_LINE = "Welcome. These are questions to reflect on. When you are ready, say: begin."
"""Every session begins with this much of the program's own voice."""

STUMBLE_SECONDS = (0.04, 0.3)
"""What a device on a busy machine falls silent for before it has its next samples."""

LAST_SECONDS = 2.0
"""Nobody begins to speak over the last two seconds of a line: it would be over too soon."""

NOTICED_WITHIN_SECONDS = 0.7
"""From the first sample of a voice to silence; half a second of it is asked for."""

ALONE_EVERY = 4
"""Each fourth line is said alone as well; the others are heard alone until somebody speaks."""


@dataclass(frozen=True, slots=True)
class Condition:
    """How the loudspeaker reaches the microphone, and what tells a person from it."""

    name: str
    echo_db: float | None
    canceller: bool
    room: RoomKind = RoomKind.ECHO
    as_it_should_be: bool = True
    """Whether this is a way in which the program is meant to be used."""

    stumbles: bool = False
    """Whether the loudspeaker's device falls silent within a line and then goes on, later."""

    people: Path | None = None
    """Where people's recordings are; without, espeak-ng's held-out voices speak."""

    most_missed: float | None = None
    """The share of people that may be noticed later than within 0.7 s; None: no goal."""


HEADSET_MISSED, ECHO_MISSED = 0.02, 0.05

CONDITIONS = (
    Condition("`--headset`, no echo", None, False, most_missed=HEADSET_MISSED),
    Condition("`--headset`, echo at -40 dB", -40.0, False, most_missed=HEADSET_MISSED),
    Condition("`--headset`, echo at -30 dB", -30.0, False, most_missed=HEADSET_MISSED),
    Condition(
        "`--headset` before an open loudspeaker (a mistake), echo at -12 dB",
        -12.0,
        canceller=False,
        as_it_should_be=False,
    ),
    Condition("`--echo`, echo at -20 dB", -20.0, True, most_missed=ECHO_MISSED),
    Condition("`--echo`, echo at -12 dB", -12.0, True, most_missed=ECHO_MISSED),
    Condition("`--echo`, echo at -6 dB", -6.0, True, most_missed=ECHO_MISSED),
    Condition("`--echo`, echo at -12 dB, fan", -12.0, True, RoomKind.NOISY),
    Condition("`--echo`, echo at -12 dB, stumbling device", -12.0, True, stumbles=True),
)
QUICK_CONDITIONS = (CONDITIONS[2], CONDITIONS[5], CONDITIONS[8])
OF_PEOPLE = (CONDITIONS[0], CONDITIONS[5])


def of_people(source: Path) -> list[Condition]:
    """The same with people's recordings from this folder."""
    return [
        replace(condition, name=f"{condition.name}; people", people=source, most_missed=None)
        for condition in OF_PEOPLE
    ]


@dataclass(slots=True)
class Interrupting:
    """What came of one condition."""

    prompts: int = 0
    false_stops: int = 0
    interruptions: int = 0
    seconds: list[float] = field(default_factory=list)
    """From the first sample of a voice to silence, of those that were noticed."""

    @property
    def noticed(self) -> int:
        """How many were noticed soon enough."""
        return sum(each <= NOTICED_WITHIN_SECONDS + 1e-9 for each in self.seconds)

    @property
    def missed_share(self) -> float:
        """How many were not, 0 to 1."""
        return 1.0 - self.noticed / self.interruptions if self.interruptions else 1.0

    def row(self, name: str) -> str:
        """One line of Markdown's table."""
        median_seconds = f"{median(self.seconds):.2f}" if self.seconds else "none"
        longest = f"{max(self.seconds):.2f}" if self.seconds else "none"
        return (
            f"| {name} | {self.false_stops} of {self.prompts} "
            f"| {self.noticed} of {self.interruptions} | {median_seconds} | {longest} "
            f"| {self.interruptions - len(self.seconds)} |"
        )


HEADING = (
    "| how | false stops | noticed within 0.7 s | from the first sound to silence, median s "
    "| longest s | never |\n|---|---|---|---|---|---|"
)

Found = list[tuple[Condition, Interrupting]]


def table(found: Found) -> str:
    """All conditions as Markdown."""
    return "\n".join([HEADING, *(figures.row(condition.name) for condition, figures in found)])


def interruption_goals(found: Found) -> list[Goal]:
    """No stop by the program's own echo, and people noticed."""
    stops = [figures.false_stops for condition, figures in found if condition.as_it_should_be]
    noticed = [
        Goal(f"not noticed within 0.7 s, {condition.name}", limit, figures.missed_share)
        for condition, figures in found
        if (limit := condition.most_missed) is not None
    ]
    return [Goal("the program stopped by its own echo", 0, sum(stops)), *noticed] if found else []


def measure(
    condition: Condition, voice: ProgramVoice, lines: tuple[str, ...], seed: int, times: int
) -> Interrupting:
    """So many lines that somebody speaks over, and some of them said alone as well."""
    rng = random.Random(f"{seed}/{condition.name}")
    found = Interrupting()
    for number in range(times):
        line = lines[number % len(lines)]
        rate_wpm = rng.choice((120, 160, 220))
        said = _said(voice, line, rate_wpm)
        for over in (False, True) if number % ALONE_EVERY == 0 else (True,):
            trial = _Trial(condition, rng.getrandbits(32), _said(voice, WARMING_LINE, rate_wpm))
            latest = max(0.5, len(said) / SAMPLE_RATE_HZ - LAST_SECONDS)
            start = rng.uniform(0.4, latest) if over else None
            person = _person(condition, rng) if over else None
            stopped = trial.run(said, person, start)
            found.prompts += 1
            if start is None or (stopped is not None and stopped < start):
                found.false_stops += stopped is not None
                continue
            found.interruptions += 1
            if stopped is not None:
                found.seconds.append(stopped - start)
    return found


def _said(voice: ProgramVoice, text: str, rate_wpm: int) -> Signal:
    speak = Speak(1, (Line(text),), Manner(rate_wpm), cue=False)
    return np.concatenate([to_room(sound) for sound in voice.sounds(speak)])


def _person(condition: Condition, rng: random.Random) -> Signal:
    if condition.people is not None:
        return people_over(rng, condition.people)
    variant = rng.choice(HELD_OUT_VARIANTS)
    sound = espeak().say(rng.choice(WORDS_OVER), f"en-us+{variant}", rng.randint(120, 180))
    signal = at_level(to_room(sound), VOICE_DBFS)
    return signal[int(np.argmax(np.abs(signal) > 0.01)) :]


def _stumbling(said: Signal, rng: random.Random) -> Signal:
    """The same with a silence somewhere in it."""
    cut = rng.randrange(len(said))
    silent = round(rng.uniform(*STUMBLE_SECONDS) * SAMPLE_RATE_HZ)
    return np.concatenate([said[:cut], np.zeros(silent, np.float32), said[cut:]])


class _Trial:
    """One room with one detector; the warming line is said before what is measured."""

    def __init__(self, condition: Condition, seed: int, warming: Signal) -> None:
        acoustics: Acoustics = replace(ACOUSTICS[condition.room], echo_db=condition.echo_db)
        self._room = Room(acoustics, seed)
        self._device = Room(replace(acoustics, echo_db=None), seed)
        """What the loudspeaker is given: without stumbling, and nobody hears it."""

        self._stumbles = random.Random(seed) if condition.stumbles else None
        self._played = PlayedSound()
        canceller = LivekitEchoCanceller() if condition.canceller else None
        self._detector = InterruptionDetector(self._played, canceller)
        self._device.play(warming)
        self._room.play(warming)
        self.stopped_in_warming = self._until_stopped(lambda: None) is not None

    def run(self, said: Signal, person: Signal | None, start_seconds: float | None) -> float | None:
        """Say it; the second from its start at which the loudspeaker was stopped, or None."""
        if self.stopped_in_warming:
            return 0.0
        began = self._room.now_seconds()
        self._detector.begin()
        self._device.play(said)
        self._room.play(said if self._stumbles is None else _stumbling(said, self._stumbles))
        waiting = [person] if person is not None and start_seconds is not None else []

        def speak() -> None:
            if waiting and self._room.now_seconds() - began >= (start_seconds or 0.0):
                self._room.speak(waiting.pop())

        stopped = self._until_stopped(speak)
        return None if stopped is None else stopped - began

    def _until_stopped(self, each_frame: Callable[[], None]) -> float | None:
        quiet_seconds = 0.0
        while quiet_seconds < 0.5:
            each_frame()
            heard = self._room.next_frame()
            given = self._device.next_frame().loudspeaker
            self._played.put(given.tobytes(), SAMPLE_RATE_HZ)
            quiet_seconds = 0.0 if heard.loudspeaker_sounds else quiet_seconds + FRAME_SECONDS
            if self._detector.interrupts(heard.microphone):
                self._room.silence_loudspeaker()
                return self._room.now_seconds()
        return None
