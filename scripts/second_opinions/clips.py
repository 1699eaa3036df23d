"""Lone passages: commands and other words by held-out voices, and pieces of people's recordings.

Sound is float32 at 16 kHz. Nothing is judged here.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile
import soxr
from model_evaluation.sayings import lines
from rehearsal_model.speech import HELD_OUT_VARIANTS

from voice.floor.actions import Action
from voice.floor.wording import Wording
from voice.hearing.passage import LONGEST_ALONE_SECONDS
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.room import Signal
from voice.stage.ports import FRAME_SAMPLES, FRAME_SECONDS, SAMPLE_RATE_HZ

ACCENTS = ("en-us", "en-gb")

SOUNDS_DB = -30.0
"""A piece sounds where it is within so much of its recording's loudest 20 ms."""

GAP_SECONDS = 0.06
"""So much silence parts two pieces of a recording: between phrases and many words, so that single
words stand alone too, which are likelier taken for one."""

SHORTEST_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Clip:
    """Something said alone; `action` is None where it is no command."""

    kind: str
    signal: Signal = field(repr=False)
    action: Action | None = None
    aside: bool = False
    """Whether it belongs to the part that nothing was tuned on."""


def commands(wording: Wording, actions: Iterable[Action], seed: int) -> Iterator[Clip]:
    """Every form of these actions, each by another voice; every second voice is kept aside."""
    forms = [(form, action) for action in actions for form in wording.actions[action].spoken]
    for place, (form, action) in enumerate(forms):
        yield Clip("command", *_said(form, place, seed, action))


def others(seed: int) -> Iterator[Clip]:
    """The evaluation's utterances that are no commands, many of them near ones."""
    for place, text in enumerate(lines("others.txt")):
        yield Clip("other words", *_said(text, place, seed, None))


def _said(
    text: str, place: int, seed: int, action: Action | None
) -> tuple[Signal, Action | None, bool]:
    rng = random.Random(f"{seed}/{place}")
    variant = place % len(HELD_OUT_VARIANTS)
    voice = f"{rng.choice(ACCENTS)}+{HELD_OUT_VARIANTS[variant]}"
    sound = to_room(espeak().say(text, voice, rng.randint(110, 190)))
    return trimmed(sound), action, variant % 2 == 1


def pieces(folder: Path) -> Iterator[Clip]:
    """Every recording below a folder, cut at its silences into what may stand alone."""
    for number, path in enumerate(sorted((*folder.rglob("*.flac"), *folder.rglob("*.wav")))):
        samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
        mono = samples.mean(axis=1)
        if rate_hz != SAMPLE_RATE_HZ:
            mono = soxr.resample(mono, rate_hz, SAMPLE_RATE_HZ)
        kind = f"people: {path.parent.name if path.parent != folder else path.name.split('-')[0]}"
        for signal in _cut(mono):
            yield Clip(kind, signal, aside=number % 2 == 1)


def _cut(signal: Signal) -> Iterator[Signal]:
    """Parted at every silence; a piece too long for an action at its quietest place."""
    frames = signal[: len(signal) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    power = np.mean(np.square(frames), axis=1)
    sounding = np.flatnonzero(power > power.max() * 10 ** (SOUNDS_DB / 10))
    gaps = np.flatnonzero(np.diff(sounding) > GAP_SECONDS / FRAME_SECONDS) + 1
    for group in np.split(sounding, gaps):
        yield from _short(frames, power, int(group[0]), int(group[-1]) + 1)


def _short(frames: Signal, power: Signal, first: int, last: int) -> Iterator[Signal]:
    seconds = (last - first) * FRAME_SECONDS
    if seconds > LONGEST_ALONE_SECONDS:
        margin = (last - first) // 4
        middle = first + margin + int(np.argmin(power[first + margin : last - margin]))
        yield from _short(frames, power, first, middle)
        yield from _short(frames, power, middle, last)
    elif seconds >= SHORTEST_SECONDS:
        yield frames[first:last].reshape(-1)


def trimmed(signal: Signal) -> Signal:
    """Without the silence before and after."""
    loud = np.flatnonzero(np.abs(signal) > 0.02 * np.abs(signal).max())
    return signal[loud[0] : loud[-1] + 1]
