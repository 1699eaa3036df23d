"""Synthetic voices: espeak-ng from its wheel, flite and festival from Debian's packages.

Sound comes back as float32 at 16 kHz. Each process has its own espeak-ng, and one thread uses it.
"""

import random
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rehearsal_model import invented_voices
from voice.rehearsal.client import read_wav, to_room
from voice.rehearsal.espeak import Espeak, espeak

Signal = npt.NDArray[np.float32]

ACCENTS = (
    "en-us",
    "gmw/en",
    "en-gb-scotland",
    "en-gb-x-rp",
    "en-gb-x-gbclan",
    "en-gb-x-gbcwmd",
    "en-029",
    "en-us-nyc",
)

HELD_OUT_VARIANTS = ("f4", "m5", "linda", "david", "Alicia", "Reed", "steph2", "zac")
"""Never heard in training; half of them women's voices."""

VARIANTS = [
    "f1",
    "f2",
    "f3",
    "f5",
    "m1",
    "m2",
    "m3",
    "m4",
    "m6",
    "m7",
    "m8",
    "Alex",
    "Andrea",
    "Andy",
    "Annie",
    "Denis",
    "Diogo",
    "Gene",
    "Gene2",
    "Henrique",
    "Hugo",
    "Jacky",
    "Lee",
    "Marco",
    "Mario",
    "Michael",
    "Mike",
    "Nguyen",
    "Storm",
    "adam",
    "anika",
    "announcer",
    "antonio",
    "aunty",
    "belinda",
    "benjamin",
    "boris",
    "caleb",
    "ed",
    "edward",
    "edward2",
    "gustave",
    "ian",
    "iven",
    "iven2",
    "iven3",
    "iven4",
    "john",
    "kaukovalta",
    "marcelo",
    "max",
    "michel",
    "miguel",
    "mike2",
    "norbert",
    "pablo",
    "paul",
    "pedro",
    "quincy",
    "rob",
    "robert",
    "sandro",
    "shelby",
    "steph",
    "steph3",
    "travis",
    "victor",
]

FOREIGN = ("de", "fr", "es", "it", "pl", "ru", "nl", "sv", "pt", "tr", "fi", "hu")
"""They read English as noise to an English ear: what `[unk]` is for."""

FLITE_VOICES = ("awb", "slt", "kal16")
FESTIVAL_VOICES = ("voice_kal_diphone", "voice_ked_diphone", "voice_cmu_us_slt_arctic_hts")

HELD_OUT_FLITE = "rms"
"""The statistical voice that is never trained on."""


@dataclass(frozen=True, slots=True)
class EspeakVoice:
    """One way in which espeak-ng can speak."""

    name: str
    rate_wpm: int
    pitch: int
    pitch_range: int


def voice_at(index: int, rng: random.Random) -> EspeakVoice:
    """The index-th voice of an even spread over accents and variants; the rest is drawn.

    Every second variant is an invented one.
    """
    accent = ACCENTS[index % len(ACCENTS)]
    number = index // len(ACCENTS)
    variants = invented_voices.names() if number % 2 else VARIANTS
    variant = variants[number // 2 % len(variants)]
    rate_wpm = rng.randint(85, 125) if rng.random() < 0.3 else rng.randint(120, 225)
    return EspeakVoice(f"{accent}+{variant}", rate_wpm, rng.randint(15, 85), rng.randint(20, 80))


def speak_espeak(text: str, voice: EspeakVoice, library: Espeak | None = None) -> Signal:
    """The text in this voice, by this library or the product's."""
    engine = library or espeak()
    return to_room(engine.say(text, voice.name, voice.rate_wpm, voice.pitch, voice.pitch_range))


def speak_flite(texts: Sequence[str], voice: str) -> list[Signal]:
    """The texts in one of flite's voices."""
    sounds: list[Signal] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "flite.wav"
        for text in texts:
            subprocess.run(["flite", "-voice", voice, "-t", text, "-o", path], check=True)
            sounds.append(to_room(read_wav(path)))
    return sounds


def speak_festival(texts: Sequence[str], voice: str) -> list[Signal]:
    """The texts in one of festival's voices, by one process: its start is the slow part."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number}.wav" for number in range(len(texts))]
        scheme = f"({voice})\n" + "\n".join(
            f'(utt.save.wave (utt.synth (Utterance Text "{text}")) "{path}" (quote riff))'
            for text, path in zip(texts, paths, strict=True)
        )
        subprocess.run(
            ["festival", "--pipe"], input=scheme, text=True, check=True, capture_output=True
        )
        return [
            to_room(read_wav(path)) if path.exists() else np.zeros(0, np.float32) for path in paths
        ]
