"""Installing a natural voice: verified download or files from a stick, tried, measured, renamed.

How a folder is written is `models`' to say. A voice appears under its name only when
all of it is there, is what it should be, and has spoken.
"""

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tomli_w

from voice.floor.commands import Manner
from voice.floor.wording import Say, Wording
from voice.guides.loading import bundled_guides, find_guide
from voice.installing.download import Progress, Wanted, download
from voice.installing.models import partial_folder, writing
from voice.language.loading import load_language
from voice.models.files import sha256_of
from voice.models.natural_voices import (
    CARD,
    NAME_PATTERN,
    Card,
    CatalogueVoice,
    InstalledVoice,
    Pace,
    VoiceCatalogue,
    language_of,
)
from voice.speaking.fixed_sounds import keep
from voice.speaking.natural_synthesizer import NaturalSynthesizer
from voice.speaking.piper_voice import TARGET_DBFS, level_dbfs
from voice.speaking.text import sentences
from voice.stage.ports import Sound
from voice.values.errors import SpeechError
from voice.values.phrase import Phrase

MOST_MODEL_BYTES, MOST_CONFIG_BYTES = 200 << 20, 64 << 10
"""The largest of Piper's voices has 114 MB, and none a longer list of phonemes than 6 kB."""

MEASURED_EVERY = 3
"""The pace is measured on every third of the lines that are the same in each session: questions
are spoken a fifth faster than lines that name commands, each after a colon, with any voice."""

MEASURED_SCALES = (0.9, 1.2, 1.6)
"""From about 200 words a minute to about 120."""

FURTHEST_FROM_TARGET_DB = 3.0
"""Speech that is further off than this, made as loud as it may be, is mostly noise or peaks."""

_TRIAL = Pace(pause_seconds_a_word=0.0, seconds_a_word=0.3)
"""With it a rate of 200 / scale is that scale, whatever the voice."""


@dataclass(frozen=True, slots=True)
class _Measured:
    pace: Pace
    level_dbfs: float


def install_voice(
    entry: CatalogueVoice, folder: Path, addresses: Sequence[str], progress: Progress, again: bool
) -> InstalledVoice:
    """Download one voice of the catalogue and install it under `folder`.

    Raises:
        VoiceError: no source gives it, it does not load, or it is there and not wanted `again`.
    """
    _refuse_installed(entry.name, folder, again)
    files = {
        f"{entry.name}.onnx.json": (entry.config_bytes, entry.config_sha256),
        f"{entry.name}.onnx": (entry.bytes, entry.sha256),
    }
    parts = {name: folder / f".{name}.part" for name in files}
    with writing(folder, Phrase("the voice"), SpeechError):
        try:
            for name, (size, sha256) in files.items():
                stick = "bring both files on a stick: `reflect voice install --from FILE.onnx`"
                urls = [url_of(address, entry.name, name) for address in addresses]
                download(Wanted(name, size, sha256, stick), parts[name], urls, progress)
        except KeyboardInterrupt:
            progress.said("stopped; what came is kept: give the same command again to go on")
            raise
        installed = _install(parts, entry.name, folder, progress, _known(entry))
        for part in parts.values():
            part.unlink()
    return installed


def install_voice_from(
    model: Path, folder: Path, catalogue: VoiceCatalogue, progress: Progress, again: bool
) -> InstalledVoice:
    """Install a voice from its two files, `model` and its `.json`: the catalogue's, or another.

    Raises:
        SpeechError: not these files, other checksums, does not load, or is there already.
    """
    config, name = Path(f"{model}.json"), model.name.removesuffix(".onnx")
    for path, most in ((model, MOST_MODEL_BYTES), (config, MOST_CONFIG_BYTES)):
        if not path.is_file() or path.stat().st_size > most:
            raise SpeechError(
                "there is no voice's file {path}, or it is too large",
                "give the path of NAME.onnx, with NAME.onnx.json beside it",
                path=path,
            )
    if not re.fullmatch(NAME_PATTERN, name):
        raise SpeechError(
            "{file} is not named as Piper's voices are",
            "such as en_US-kristin-medium.onnx: name it as its makers do",
            file=model.name,
        )
    _refuse_installed(name, folder, again)
    progress.said("checking it")
    entry = next((entry for entry in catalogue.voice if entry.name == name), None)
    found = sha256_of(model)
    if entry is None:
        progress.said(f"not in the catalogue, so compare its SHA-256 yourself: {found}")
    elif (found, sha256_of(config)) != (entry.sha256, entry.config_sha256):
        raise SpeechError(
            "{file} is not {name}: a checksum differs", "fetch it again", file=model.name, name=name
        )
    with writing(folder, Phrase("the voice"), SpeechError):
        known = None if entry is None else _known(entry)
        return _install({model.name: model, config.name: config}, name, folder, progress, known)


def url_of(address: str, name: str, file: str) -> str:
    """Where a file of this voice is, at one of the catalogue's addresses."""
    region, speaker, quality = name.split("-")
    return address.format(
        language=language_of(name), region=region, speaker=speaker, quality=quality, file=file
    )


def _known(entry: CatalogueVoice) -> _Measured | None:
    if entry.pace is None or entry.level_dbfs is None:
        return None
    return _Measured(entry.pace, entry.level_dbfs)


def _install(
    files: dict[str, Path], name: str, folder: Path, progress: Progress, known: _Measured | None
) -> InstalledVoice:
    with partial_folder(folder) as partial:
        made = partial / name
        made.mkdir()
        for file, path in files.items():
            shutil.copyfile(path, made / file)
        progress.said("trying it" if known else "trying and measuring it, about half a minute")
        card = Card(
            language=language_of(name),
            sha256=sha256_of(made / f"{name}.onnx"),
            config_sha256=sha256_of(made / f"{name}.onnx.json"),
            pace=_TRIAL,
            level_dbfs=TARGET_DBFS,
        )
        voice = InstalledVoice(name, made, card)
        measured = known if known and _speaks(voice) else _measured(voice, progress)
        card = card.model_copy(update={"pace": measured.pace, "level_dbfs": measured.level_dbfs})
        (made / CARD).write_text(tomli_w.dumps(card.model_dump()), "utf-8")
        os.sync()
        shutil.rmtree(folder / name, ignore_errors=True)
        made.rename(folder / name)
    return InstalledVoice(name, folder / name, card)


def _speaks(voice: InstalledVoice) -> bool:
    synthesizer = NaturalSynthesizer(voice)
    try:
        return synthesizer.synthesize("Hello.", Manner()).seconds > 0
    finally:
        synthesizer.close()


def _measured(voice: InstalledVoice, progress: Progress) -> _Measured:
    """Its pace and level, from what it says of the program's own lines.

    Raises:
        SpeechError: it does not load, or what it gives is no speech.
    """
    lines = fixed_lines(load_language(voice.card.language).wording)
    pieces = [piece for line in lines[::MEASURED_EVERY] for piece in sentences(line)]
    words = sum(len(piece.split()) for piece in pieces)
    seconds_a_word: list[float] = []
    levels: list[float] = []
    synthesizer = NaturalSynthesizer(voice)
    try:
        for number, scale in enumerate(MEASURED_SCALES):
            seconds = 0.0
            for piece in pieces:
                sound = synthesizer.synthesize(piece, Manner(rate_wpm=round(200 / scale)))
                seconds += sound.seconds
                samples = sound.samples.astype(np.float32) / np.float32(32768)
                levels.append(level_dbfs(samples, sound.rate_hz))
            seconds_a_word.append(seconds / words)
            progress.moved(number + 1, len(MEASURED_SCALES))
    finally:
        synthesizer.close()
    scales = [200 / round(200 / scale) for scale in MEASURED_SCALES]
    slope, start = np.polyfit(scales, seconds_a_word, 1)
    level = float(np.mean(levels))
    if not (0.02 < slope < 1.0 and abs(level - TARGET_DBFS) < FURTHEST_FROM_TARGET_DB):
        raise SpeechError(
            "{name} loads, but what it gives is no speech", "take another", name=voice.name
        )
    pace = Pace(pause_seconds_a_word=round(float(start), 4), seconds_a_word=round(float(slope), 4))
    return _Measured(pace, round(level, 1))


def fixed_lines(wording: Wording) -> list[str]:
    """The lines that are said as they stand, in the order of their keys."""
    lines = (wording.lines[say] for say in Say)
    return [line for line in lines if "{" not in line]


def lines_to_keep(language: str) -> list[str]:
    """What the program itself says as it stands, and the questions of its own guides."""
    guides = (find_guide(name) for name in bundled_guides())
    words = load_language(language)
    return [
        *fixed_lines(words.wording),
        *(line for line in words.home.lines.values() if "{" not in line),
        *(q.text for guide in guides if guide.language == language for q in guide.questions),
    ]


def speak_fixed_lines(
    voice: InstalledVoice, rate_wpm: int, progress: Progress, openings: Sequence[str] = ()
) -> None:
    """Keep beside the voice what the program says in every session, at this rate.

    `openings` are what it may begin with, whoever is there.

    Raises:
        SpeechError: it does not load, or the disk is full.
    """
    lines = [*openings, *lines_to_keep(voice.card.language)]
    pieces = list(dict.fromkeys(piece for line in lines for piece in sentences(line)))
    synthesizer = NaturalSynthesizer(voice)
    made: dict[str, Sound] = {}
    try:
        for piece in pieces:
            made[piece] = synthesizer.synthesize(piece, Manner(rate_wpm))
            progress.moved(len(made), len(pieces))
    finally:
        synthesizer.close()
    rate_hz = next(iter(made.values())).rate_hz
    with writing(voice.folder, Phrase("the voice"), SpeechError):
        keep(voice, rate_wpm, rate_hz, {text: sound.samples for text, sound in made.items()})


def _refuse_installed(name: str, folder: Path, again: bool) -> None:
    if (folder / name).exists() and not again:
        raise SpeechError(
            "{name} is installed already",
            "hear it: `reflect voice hear {name}`; or install it anew with --again",
            name=name,
        )
