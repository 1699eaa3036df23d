#!/usr/bin/env python3
"""The edge of a question: what becomes of a command that begins before the microphone is open.

In the simulated room a question is asked and a command begins from a second before its last word
is over to a second after it, through an open loudspeaker, with a headset, and with the echo
canceller; every second voice was kept aside while this was tuned. Exit code 1: a goal is missed.
"""

import argparse
import importlib.util
import json
import random
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from rehearsal_model.speech import HELD_OUT_VARIANTS

from voice.conversation.actions import Action
from voice.conversation.commands import Line, Manner, Speak
from voice.conversation.events import Event, Interrupted, SegmentHeard
from voice.conversation.states import TRANSITIONS, State
from voice.conversation.step import spoken_forms
from voice.conversation.understanding import half_understood, understand
from voice.guide import find_guide
from voice.hearing.echo import LivekitEchoCanceller
from voice.hearing.edge import Edge
from voice.hearing.interruption import InterruptionDetector, PlayedSound
from voice.hearing.listener import GUARD_SECONDS, Listener
from voice.hearing.vosk_recognizer import VoskRecognizer, open_model
from voice.language import load_language
from voice.models import rehearsal_model
from voice.ports import FRAME_SECONDS, SAMPLE_RATE_HZ, Notice
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.room import ACOUSTICS, VOICE_DBFS, Room, RoomKind, Signal, at_level
from voice.settings import Settings
from voice.speaking.program_voice import ProgramVoice
from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer

OFFSETS_SECONDS = tuple(round(tenth / 10, 1) for tenth in range(-10, 11))
VOICES = 20

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


@dataclass(frozen=True, slots=True)
class Mode:
    """How the loudspeaker reaches the microphone, and what the program was told about it."""

    name: str
    echo_db: float | None
    interrupts: bool = False
    canceller: bool = False


MODES = (
    Mode("open loudspeaker", -12.0),
    Mode("headset", None, interrupts=True),
    Mode("echo canceller", -12.0, interrupts=True, canceller=True),
)


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


def main() -> int:
    """Parse the command line, say everything, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--voices", type=int, default=VOICES, help=f"default {VOICES}")
    parser.add_argument("--aside", action="store_true", help="only voices nothing was tuned on")
    parser.add_argument("--mode", choices=[mode.name for mode in MODES], help="only this one")
    parser.add_argument("--offsets", type=float, nargs="+", default=OFFSETS_SECONDS)
    options = parser.parse_args()
    modes = [mode for mode in MODES if options.mode in {None, mode.name}]
    if importlib.util.find_spec("livekit") is None:
        modes = [mode for mode in modes if not mode.canceller]
    numbers = [n for n in range(options.voices) if not options.aside or n % 2]
    bench = Bench()
    found = {
        mode.name: bench.measure(mode, options.offsets, numbers, options.seed) for mode in modes
    }
    own = {mode.name: bench.own_voice(mode, options.seed) for mode in modes}
    goals = goals_of(found, own)
    if options.json:
        print(json.dumps(as_json(found, own, goals), indent=2))
    else:
        print(table(found))
        for name, value, least, most in goals:
            verdict = "" if least <= value <= most else "  MISSED"
            print(f"{name}: {value:.3g}{verdict}")
    return 0 if all(least <= value <= most for _, value, least, most in goals) else 1


Found = dict[str, dict[float, Counts]]


class Bench:
    """The recogniser, the program's voice, and the rooms."""

    def __init__(self) -> None:
        self._recognizer = VoskRecognizer(open_model(rehearsal_model()))
        voice = ProgramVoice(Pyttsx3Synthesizer(None))
        guide = find_guide(Settings().guide)
        asked = [question.text for theme in guide.themes for question in theme.questions]
        self._lines = [_said(voice, text, cue=True) for text in asked]
        self._warming = _said(voice, WARMING_LINE, cue=False)
        voice.close()

    def measure(
        self, mode: Mode, offsets: Sequence[float], numbers: Sequence[int], seed: int
    ) -> dict[float, Counts]:
        """A command of every voice at every offset."""
        found: dict[float, Counts] = {}
        for offset in offsets:
            counts = found[offset] = Counts()
            for number in numbers:
                action, command = _command(number, seed)
                line, ends_seconds = self._lines[number % len(self._lines)]
                heard = self._try(mode, line, command, ends_seconds + offset, number)
                _count(counts, action, heard)
            if sys.stderr.isatty():
                print(f"\r\033[K{mode.name} {offset:+.1f} s", end="", file=sys.stderr)
        return found

    def own_voice(self, mode: Mode, seed: int) -> int:
        """Passages where nobody but the program had spoken."""
        return sum(
            len(self._try(mode, line, None, 0.0, seed * 1_000 + number))
            for number, (line, _) in enumerate(self._lines * 3)
        )

    def _try(
        self, mode: Mode, line: Signal, command: Signal | None, at_seconds: float, seed: int
    ) -> list[SegmentHeard]:
        trial = _Trial(mode, self._recognizer, seed)
        trial.says(self._warming[0])
        trial.passes(2.5)
        trial.heard.clear()
        trial.says(line, command, at_seconds)
        trial.passes(AFTER_SECONDS)
        return trial.heard


class _Trial:
    """One room, one listener; a turn opens when the program has spoken or is interrupted."""

    def __init__(self, mode: Mode, recognizer: VoskRecognizer, seed: int) -> None:
        acoustics = replace(ACOUSTICS[RoomKind.ECHO], echo_db=mode.echo_db)
        self._room = Room(acoustics, seed)
        self._played, self._played_at_edge = PlayedSound(), PlayedSound()
        canceller = LivekitEchoCanceller() if mode.canceller else None
        interruption = InterruptionDetector(self._played, canceller) if mode.interrupts else None
        self._interrupted = False
        self.heard: list[SegmentHeard] = []
        self._listener = Listener(
            recognizer,
            self._take,
            GUARD_SECONDS,
            interruption,
            captions=False,
            edge=Edge(self._played_at_edge),
        )
        self._turn_id = 0

    def says(self, line: Signal, command: Signal | None = None, at_seconds: float = 0.0) -> None:
        """The program says a line, and listens."""
        self._listener.close_turn(self._turn_id)
        self._turn_id += 1
        self._interrupted = False
        self._listener.watch(self._turn_id)
        self._room.play(line)
        waits_frames = None if command is None else round(at_seconds / FRAME_SECONDS)
        opened = False
        frame = 0
        while not opened or (waits_frames is not None and frame <= waits_frames):
            if command is not None and frame == waits_frames:
                self._room.speak(command)
            self._step()
            frame += 1
            if not opened and (self._room.loudspeaker_done or self._interrupted):
                self._room.silence_loudspeaker()
                self._turn_id += 1
                self._listener.open(self._turn_id, forms=spoken_forms(State.LISTENING, WORDING))
                opened = True

    def passes(self, seconds: float) -> None:
        """Time passes, and the person goes on with what they say."""
        for _ in range(round(seconds / FRAME_SECONDS)):
            self._step()

    def _step(self) -> None:
        heard = self._room.next_frame()
        given = heard.loudspeaker.tobytes()
        self._played.put(given, SAMPLE_RATE_HZ)
        self._played_at_edge.put(given, SAMPLE_RATE_HZ)
        self._listener.hear(heard.microphone)

    def _take(self, event: Event | Notice) -> None:
        if isinstance(event, SegmentHeard):
            self.heard.append(event)
        self._interrupted = self._interrupted or isinstance(event, Interrupted)


def _said(voice: ProgramVoice, text: str, cue: bool) -> tuple[Signal, float]:
    """A line as it sounds, and the second at which its last word is over."""
    speak = Speak(1, (Line(text),), Manner(), cue)
    signal = np.concatenate([to_room(sound) for sound in voice.sounds(speak)])
    words = _said(voice, text, cue=False)[0] if cue else signal
    ends = np.flatnonzero(np.abs(words) > 0.02 * np.abs(words).max())[-1]
    return signal, float(ends) / SAMPLE_RATE_HZ


@cache
def _command(number: int, seed: int) -> tuple[Action, Signal]:
    rng = random.Random(f"{seed}/{number}")
    action = COMMANDS[number % len(COMMANDS)]
    form = rng.choice(WORDING.actions[action].spoken)
    voice = f"{rng.choice(('en-us', 'en-gb'))}+{HELD_OUT_VARIANTS[number % len(HELD_OUT_VARIANTS)]}"
    signal = at_level(to_room(espeak().say(form, voice, rng.randint(120, 180))), VOICE_DBFS)
    return action, signal[int(np.argmax(np.abs(signal) > 0.01)) :]


def _count(counts: Counts, action: Action, heard: list[SegmentHeard]) -> None:
    counts.said += 1
    done: set[Action] = set()
    asked: set[Action] = set()
    for passage in heard:
        understood = understand(passage, OFFERED, WORDING)
        half = half_understood(passage, OFFERED, WORDING)
        if understood is not None:
            (done if understood.sure else asked).add(understood.action)
        elif half is not None:
            asked.add(half)
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


Goals = list[tuple[str, float, float, float]]


def goals_of(found: Found, own: dict[str, int]) -> Goals:
    """Name, value, and between what it has to be."""
    goals: Goals = []
    for mode, by_offset in found.items():
        goals.append((f"{mode}: vanished", sum(c.vanished for c in by_offset.values()), 0, 0))
        goals.append((f"{mode}: passages of the program's own voice", own[mode], 0, 0))
        if mode != "open loudspeaker":
            worst = min(c.answered / c.said for c in by_offset.values())
            goals.append((f"{mode}: acted or asked, worst offset", worst, 0.9, 1))
            continue
        before = [counts for offset, counts in by_offset.items() if offset < 0]
        after = [counts for offset, counts in by_offset.items() if offset >= 0]
        for name, part, least in (("after", after, 0.95), ("before", before, 0.5)):
            said = sum(counts.said for counts in part)
            if not said:
                continue
            answered = sum(counts.answered for counts in part) / said
            goals.append((f"{mode}: acted or asked, {name} the last word", answered, least, 1))
            known = sum(counts.answered + counts.told for counts in part) / said
            goals.append((f"{mode}: or told, {name} the last word", known, 0.95, 1))
    return goals


def table(found: Found) -> str:
    """The figures for people, as Markdown."""
    rows = [
        "| how | begun, s after the last word | said | acted | asked | told | kept | for another "
        "| vanished |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for mode, by_offset in found.items():
        for offset, counts in by_offset.items():
            cells = (mode, f"{offset:+.1f}", *asdict(counts).values())
            rows.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(rows)


def as_json(found: Found, own: dict[str, int], goals: Goals) -> dict[str, Any]:
    """The same, and whether each goal is reached."""
    return {
        "goals": {
            name: {"value": value, "least": least, "most": most, "reached": least <= value <= most}
            for name, value, least, most in goals
        },
        "own voice": own,
        "counts": {
            mode: {f"{offset:+.1f}": asdict(counts) for offset, counts in by_offset.items()}
            for mode, by_offset in found.items()
        },
    }


if __name__ == "__main__":
    sys.exit(main())
