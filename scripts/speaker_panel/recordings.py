"""People's recordings beside the checkout, where they are: never in it, and none is ever added.

What is read here is measured with and nothing else; where the folder is missing, so are its rows.
"""

import json
import os
import random
from pathlib import Path

import numpy as np

from voice.rehearsal.room import VOICE_DBFS, Signal, at_level
from voice.stage.ports import SAMPLE_RATE_HZ

FOLDER = Path(__file__).parents[3] / "shared" / "people"
"""Beside the checkout; `PANEL_RECORDINGS` names another. `people.json` lists files and words."""

TUNED_ON = ("crowd-01", "crowd-02", "crowd-03", "crowd-04", "crowd-05", "crowd-06", "reader-1688")
"""With these the second ear was made; they are left out of every figure."""

ONE_WORD = ("short", "own")
"""A digit by itself is no half second of speech."""

SAID_SECONDS = 4.0
BEFORE_A_WORD_SECONDS = 0.15
"""The words' times are known to 0.2 s."""

SOUNDS = 0.01


def folder() -> Path | None:
    """Where people's recordings are, or None."""
    found = Path(os.environ.get("PANEL_RECORDINGS", FOLDER))
    return found if (found / "people.json").is_file() else None


def people_over(rng: random.Random, source: Path) -> Signal:
    """Some seconds of a person who was not tuned on, from the beginning of a word."""
    import soundfile

    listed = json.loads((source / "people.json").read_text("utf-8"))
    heard = [each for each in listed if not each["file"].startswith((*TUNED_ON, *ONE_WORD))]
    chosen = rng.choice(heard)
    samples, _ = soundfile.read(source / chosen["file"], dtype="float32")
    latest = chosen["seconds"] - SAID_SECONDS / 2
    starts = [w["start_seconds"] for w in chosen["words"] if w["start_seconds"] < latest]
    start = max(0.0, rng.choice(starts or [0.0]) - BEFORE_A_WORD_SECONDS)
    first = round(start * SAMPLE_RATE_HZ)
    part = at_level(samples, VOICE_DBFS)[first : first + round(SAID_SECONDS * SAMPLE_RATE_HZ)]
    return part[int(np.argmax(np.abs(part) > SOUNDS)) :]
