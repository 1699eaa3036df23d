"""What hearing costs: CPU of our whole path over that of bare Vosk, on the same sound, in turn."""

import io
import json
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
from model_evaluation import sayings
from recorded_people.oracle import Deaf
from rehearsal_model.acoustics import noise

from benchmarks.figure import Figure
from voice.floor.actions import Action
from voice.hearing.edge import KEPT_SECONDS
from voice.hearing.hindsight import HEAD_FRAMES, look_back
from voice.hearing.listener import Listener
from voice.hearing.own_sounds.ear import OwnSoundsEar
from voice.hearing.own_sounds.features import features_of
from voice.hearing.own_sounds.taught import (
    MOST_ACTIONS,
    MOST_EXAMPLES,
    MOST_OTHERS,
    Taught,
    example_of,
)
from voice.hearing.passage import LONGEST_ALONE_SECONDS
from voice.hearing.vosk_recognizer import VoskRecognizer, open_model
from voice.models.choosing import rehearsal_model
from voice.stage.ports import FRAME_SAMPLES, SAMPLE_RATE_HZ, Pcm, frames_in

BARE_CHUNK_BYTES = 8_000
"""A quarter of a second: what Vosk's own examples feed."""

ROOM_DBFS = -62.0
SHORTEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 20.0
"""Silences of 3 s and more are ordinary in reflective talk, and half a minute is no rarity."""

TRANSCRIBER_RATE_HZ = 16_000.0
ECHO_DB, ECHO_DELAY_SECONDS = -12.0, 0.1

Ways = dict[str, Callable[[], object]]


def measure(rounds: int, progress: Callable[[str], None]) -> list[Figure]:
    """Ratios of the best round of each way."""
    model = open_model(rehearsal_model())
    spoken = spoken_sentences()
    unbroken, reflective = np.concatenate(spoken), with_pauses(spoken)
    played, heard = a_question_heard(unbroken)
    question = np.concatenate(played[HEAD_FRAMES:])
    lone, ear = a_lone_passage(unbroken), full_ear(unbroken)
    lone_frames = list(lone.reshape(-1, FRAME_SAMPLES))
    ways: Ways = {
        "bare": lambda: bare(model, unbroken),
        "path": lambda: listen(VoskRecognizer(model), unbroken),
        "own": lambda: listen(Deaf(), unbroken),
        "transcriber": lambda: transcriber(model, unbroken),
        "bare reflective": lambda: bare(model, reflective),
        "path reflective": lambda: listen(VoskRecognizer(model), reflective),
        "bare question": lambda: bare(model, question),
        "look back": lambda: look_back(heard, played),
        "bare lone": lambda: bare(model, lone),
        "own sounds": lambda: ear.hear(lone_frames),
    }
    best = best_of(rounds, "hearing", ways, progress)
    seconds = len(unbroken) / SAMPLE_RATE_HZ
    return [
        Figure("bare Vosk, ms of CPU per second of speech", 1000 * best["bare"] / seconds, "ms"),
        Figure(
            "hearing over bare Vosk, unbroken speech",
            best["path"] / best["bare"],
            "times",
            1.25,
        ),
        Figure(
            "hearing over vosk-transcriber's own loop, unbroken speech",
            best["path"] / best["transcriber"],
            "times",
            1.0,
        ),
        Figure("our own part, ms of CPU per second", 1000 * best["own"] / seconds, "ms", 2.0),
        Figure(
            "hearing over bare Vosk, reflective speech (half of it silence)",
            best["path reflective"] / best["bare reflective"],
            "times",
            0.8,
        ),
        Figure(
            "looking back over a question's last four seconds, over bare Vosk on them",
            best["look back"] / best["bare question"],
            "times",
            6.0,
        ),
        Figure(
            "own sounds, ms of CPU for a lone passage of 4 s, twelve taught eight times",
            1000 * best["own sounds"],
            "ms",
            20.0,
        ),
        Figure(
            "own sounds over bare Vosk, the same passage",
            best["own sounds"] / best["bare lone"],
            "times",
            0.2,
        ),
    ]


def a_lone_passage(spoken: Pcm) -> Pcm:
    """As long as any that is compared, in whole frames."""
    return spoken[: frames_in(LONGEST_ALONE_SECONDS) * FRAME_SAMPLES]


def full_ear(spoken: Pcm) -> OwnSoundsEar:
    """As much taught and answered no to as can be: every half second of speech an example."""
    pieces = (spoken[start : start + SAMPLE_RATE_HZ] for start in range(0, len(spoken), 8_000))
    found = [features_of(np.pad(piece, 4_000)) for piece in pieces]
    examples = [example_of(features) for features in found if features is not None]
    taught = Taught()
    for number, action in enumerate(list(Action)[:MOST_ACTIONS]):
        of_it = examples[number * MOST_EXAMPLES : (number + 1) * MOST_EXAMPLES]
        taught = taught.with_sound(action, of_it)
    return OwnSoundsEar(Taught(taught.sounds, tuple(examples[-MOST_OTHERS:])), lambda _: None)


def a_question_heard(spoken: Pcm) -> tuple[list[Pcm], list[Pcm]]:
    """What was played and its echo, 12 dB softer and 0.1 s later, in frames as they are kept."""
    kept = frames_in(KEPT_SECONDS)
    played = list(spoken[: (HEAD_FRAMES + kept) * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES))
    softer = (spoken[: len(played) * FRAME_SAMPLES] * 10 ** (ECHO_DB / 20)).astype(np.int16)
    late = np.roll(softer, round(ECHO_DELAY_SECONDS * SAMPLE_RATE_HZ)).reshape(-1, FRAME_SAMPLES)
    return played, list(late[HEAD_FRAMES:])


def with_pauses(spoken: list[Pcm]) -> Pcm:
    """These sentences with as much silence of a quiet room, in thinking pauses of 1 to 20 s.

    As many pauses as make up half of the whole, spread evenly between the sentences, their
    lengths evenly spread on a logarithmic scale.
    """
    rng = np.random.default_rng(1)
    left = sum(len(pcm) for pcm in spoken)
    pauses: list[int] = []
    while left > 0:
        seconds = np.exp(rng.uniform(np.log(SHORTEST_PAUSE_SECONDS), np.log(LONGEST_PAUSE_SECONDS)))
        pauses.append(min(left, round(seconds * SAMPLE_RATE_HZ)))
        left -= pauses[-1]
    after = np.linspace(0, len(spoken) - 1, len(pauses)).astype(int)
    parts: list[Pcm] = []
    for index, pcm in enumerate(spoken):
        parts.append(pcm)
        for pause in (pauses[n] for n in range(len(pauses)) if after[n] == index):
            room = noise("pink", pause, rng) * np.float32(10 ** (ROOM_DBFS / 20) * 32767)
            parts.append(room.astype(np.int16))
    return np.concatenate(parts)


def best_of(
    rounds: int, label: str, ways: Ways, progress: Callable[[str], None]
) -> dict[str, float]:
    """The best of several interleaved rounds each, in CPU seconds of this process."""
    best: dict[str, float] = {}
    for number in range(rounds):
        for name, way in ways.items():
            progress(f"{label}, round {number + 1} of {rounds}, {name}")
            began = time.process_time()
            way()
            taken = time.process_time() - began
            best[name] = min(taken, best.get(name, taken))
    return best


def spoken_sentences() -> list[Pcm]:
    """About two minutes of English sentences in several of espeak-ng's voices."""
    made = sayings.say(sayings.lines("sentences.txt")[:36], "espeak-ng", sayings.Condition.CLEAN)
    return [without_edges(saying.pcm) for saying in made]


def without_edges(pcm: Pcm) -> Pcm:
    """The sound from its first loud sample to its last."""
    loud = np.flatnonzero(np.abs(pcm) > 300)
    return pcm[loud[0] : loud[-1]]


def bare(model: Any, pcm: Pcm) -> None:
    """Vosk's own loop and nothing else."""
    import vosk

    recognizer = vosk.KaldiRecognizer(model, SAMPLE_RATE_HZ)
    recognizer.SetWords(True)
    data = pcm.tobytes()
    for start in range(0, len(data), BARE_CHUNK_BYTES):
        if recognizer.AcceptWaveform(data[start : start + BARE_CHUNK_BYTES]):
            json.loads(recognizer.Result())
    json.loads(recognizer.FinalResult())


def transcriber(model: Any, pcm: Pcm) -> None:
    """The loop of the wheel's `vosk-transcriber`, without its ffmpeg and its start."""
    import vosk
    from vosk.transcriber.transcriber import Transcriber

    recognizer = vosk.KaldiRecognizer(model, TRANSCRIBER_RATE_HZ)
    recognizer.SetWords(True)
    program = Transcriber.__new__(Transcriber)
    program.recognize_stream(recognizer, SimpleNamespace(stdout=io.BytesIO(pcm.tobytes())))


def listen(recognizer: Any, pcm: Pcm, captions: bool = True) -> None:
    """Our whole path from a 20 ms frame to a passage's words."""
    listener = Listener(recognizer, lambda _event: None, guard_seconds=0.0, captions=captions)
    listener.open(1)
    for start in range(0, len(pcm) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        listener.hear(pcm[start : start + FRAME_SAMPLES])
    listener.finish()
