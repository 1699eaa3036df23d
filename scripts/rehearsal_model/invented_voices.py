"""Voices that espeak-ng does not come with: variants of throat, breath and room, drawn by seed.

Files only: a copy of espeak-ng's data folder with invented variants in `voices/!v`. The keywords
are those of espeak-ng's `docs/voices.md`; the ranges are those that its own hundred variants
span. Without them the voices that were never trained on gave twice the word errors.
"""

import math
import random
import shutil
from collections.abc import Collection
from pathlib import Path

import espeakng_loader

COUNT = 200
"""espeak-ng knows 350 voices at most, so the languages that nobody speaks here are left out."""

FORMANTS = 9
SHORTEST_TRACT, LONGEST_TRACT = 1.5, 0.74
"""How much higher than usual formants lie: from a small child's mouth to a giant's."""


def names() -> list[str]:
    """The invented variants' names."""
    return [f"invented{number:03}" for number in range(COUNT)]


def write_data(folder: Path, languages: Collection[str], seed: int) -> Path:
    """Write a data folder of English, these languages and the invented variants; returns it."""
    data = folder / "espeak-ng-data"
    shutil.copytree(espeakng_loader.get_data_path(), data)
    for path in (data / "lang").rglob("*"):
        if path.is_file() and not path.name.startswith("en") and path.name not in languages:
            path.unlink()
    for name in names():
        rng = random.Random(f"{seed}/{name}")
        (data / "voices" / "!v" / name).write_text(variant(name, rng), "ascii")
    return data


def variant(name: str, rng: random.Random) -> str:
    """One variant file."""
    tract = math.exp(rng.uniform(math.log(LONGEST_TRACT), math.log(SHORTEST_TRACT)))
    pitch_hz = round(70 * tract**1.6 * rng.uniform(0.8, 1.6))
    lines = [
        "language variant",
        f"name {name}",
        f"pitch {pitch_hz} {pitch_hz + rng.randint(15, 130)}",
        f"voicing {rng.randint(35, 160)}",
        f"consonants {rng.randint(50, 120)} {rng.randint(20, 120)}",
        f"flutter {rng.randint(0, 12)}",
        f"roughness {rng.randint(0, 4)}",
        f"intonation {rng.randint(1, 4)}",
    ]
    for number in range(FORMANTS):
        frequency = round(100 * tract * rng.uniform(0.91, 1.11))
        height, width = rng.randint(65, 150), rng.randint(75, 165)
        lines.append(f"formant {number} {frequency} {height} {width}")
    if rng.random() < 0.3:
        lines.append(f"klatt {rng.randint(1, 6)}")
    if rng.random() < 0.4:
        lines.append(f"tone 600 255 1200 {rng.randint(100, 255)} 2000 {rng.randint(40, 255)}")
    if rng.random() < 0.3:
        heights = " ".join(str(rng.randint(0, 14)) for _ in range(8))
        lines += ["breathw 150 150 200 200 400 400 600 600", f"breath {heights}"]
    if rng.random() < 0.3:
        lines.append(f"echo {rng.randint(10, 120)} {rng.randint(10, 45)}")
    return "\n".join(lines) + "\n"
