"""Sounds that somebody may make, never twice quite the same: made here, none of them a word."""

import numpy as np

from voice.stage.ports import FRAME_SAMPLES, SAMPLE_RATE_HZ, Pcm

HUM, HISS, CLICK, RISE, FALL = "hum", "hiss", "click", "rise", "fall"
"""One vowel with the mouth closed; air; the tongue; a vowel that opens, and one that closes."""

ROOM = 30.0


def made(
    kind: str, take: int, level: float = 4_000.0, around_seconds: float = 0.4, room: float = ROOM
) -> Pcm:
    """One of them in a quiet room; another `take` is a little longer, higher and rougher."""
    rng = np.random.default_rng([take, len(kind), ord(kind[0])])
    longer = float(rng.uniform(0.85, 1.2))
    count = round((0.06 if kind == CLICK else 0.5) * longer * SAMPLE_RATE_HZ)
    at = np.arange(count) / SAMPLE_RATE_HZ
    hz = 120.0 * float(rng.uniform(0.95, 1.05))
    if kind == HISS:
        sound = np.diff(rng.standard_normal(count + 1))
    elif kind == CLICK:
        sound = rng.standard_normal(count) * np.exp(-at * 120) + np.sin(
            2 * np.pi * 1_500 * at
        ) * np.exp(-at * 60)
    else:
        ends = {HUM: (300, 300), RISE: (350, 2_400), FALL: (2_400, 350)}[kind]
        middle = np.linspace(*ends, count) * float(rng.uniform(0.97, 1.03))
        sound = sum(
            np.exp(-(((n * hz - middle) / 250) ** 2)) * np.sin(2 * np.pi * n * hz * at)
            for n in range(1, 30)
        )
    sound = np.asarray(sound) / np.sqrt(np.mean(np.square(sound)))
    quiet = np.zeros(round(around_seconds * SAMPLE_RATE_HZ))
    whole = np.concatenate([quiet, sound * level, quiet])
    whole = np.append(whole, np.zeros(-len(whole) % FRAME_SAMPLES))
    whole = whole + rng.standard_normal(len(whole)) * room
    return np.clip(whole, -32_767, 32_767).astype(np.int16)


def frames_of(sound: Pcm) -> list[Pcm]:
    """As a passage has it."""
    return list(sound.reshape(-1, FRAME_SAMPLES))
