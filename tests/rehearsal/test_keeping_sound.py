"""Keeping the sound, in the simulated room: what is heard again says the words that were sealed."""

import base64
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from tests.cli.terminal import REFLECT
from tests.rehearsal.test_rehearsal import NOTHING, SAID, held, turns
from voice.app.reading import ToHear, ToRead, passages_to_hear, rehearse_reading
from voice.export.document import Choice
from voice.export.formats import Format, rendered, taken_along
from voice.hearing.vosk_recognizer import VoskRecognizer, open_model
from voice.models.choosing import REHEARSAL_MODEL, choose_model, models_folder
from voice.rehearsal.acoustics import RoomKind
from voice.rehearsal.room import Room, Signal
from voice.settings import Settings
from voice.sound import flac
from voice.sound.flac import decode
from voice.stage.ports import FRAME_SAMPLES, Pcm
from voice.values.errors import SettingsError, VaultError
from voice.vault.age import Opener
from voice.vault.opening import open_record
from voice.vault.reading import Reading
from voice.vault.records import SoundKept
from voice.vault.vault import Vault

TWO_ANSWERS = turns(
    '"i\'m ready"',
    '"yes"',
    '"i trust people when they listen to me", { pause_seconds = 3 }, "i feel safe", '
    '{ pause_seconds = 1.2 }, "next question"',
    '"i do not believe every word", { pause_seconds = 3 }, { press = "q" }',
)
WORDS = ["i trust people when they listen to me", "i feel safe", "i do not believe every word"]


def transcribed(samples: Pcm) -> str:
    """What the rehearsal model makes of a sound."""
    model = choose_model(REHEARSAL_MODEL, "en", models_folder())
    recognizer = VoskRecognizer(open_model(model))
    recognizer.begin()
    padded = np.concatenate([samples, np.zeros(-len(samples) % FRAME_SAMPLES, np.int16)])
    for frame in padded.reshape(-1, FRAME_SAMPLES):
        recognizer.accept(frame)
    heard = " ".join(word.text for word in recognizer.finish().words)
    recognizer.close()
    return heard


def read(vault: Path) -> Reading:
    opened = Vault.open(vault)
    return opened.read(opened.identity())


def samples_of(reading: Reading) -> list[Pcm]:
    """The sound of every passage, in order."""
    found = [
        reading.sounds.of(session.session_id, segment.segment_id)
        for session in reading.sessions
        for answer in session.answers
        for segment in answer.segments
    ]
    assert None not in found
    return [np.frombuffer(sound.samples, "<i2") for sound in found if sound is not None]


def to_hear(vault: Path, question_id: str | None = None, first: int = 1) -> ToRead:
    opened, reading = Vault.open(vault), read(vault)
    return ToRead(
        opened,
        opened.identity(),
        reading.sessions,
        question_id,
        to_hear=ToHear(reading.sounds, first),
    )


def played(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, wanted: ToRead, *says: str
) -> tuple[list[Signal], list[str]]:
    """What the loudspeaker gives, sound by sound, and what stands beside it."""
    sounds: list[Signal] = []
    play = Room.play

    def noted(self: Room, samples: Signal) -> None:
        sounds.append(samples)
        play(self, samples)

    monkeypatch.setattr(Room, "play", noted)
    views: list = []
    watching = type(NOTHING)(views.append, lambda _notice: None, lambda _text: None)
    script = tmp_path / "hearing.toml"
    script.write_text(turns(*(says or ("{ pause_seconds = 60 }",))))
    rehearse_reading(Settings(), wanted, script, RoomKind.QUIET, watching)
    assert views[-1].state == "ended"
    shown = [view.saying for view in views if view.saying]
    lines = [line for n, saying in enumerate(shown) if saying != shown[n - 1] for line in saying]
    return sounds, lines


def of_passages(sounds: list[Signal], kept: list[Pcm]) -> list[int]:
    """Which passages' sound was played, in order, by its length and its shape."""
    found: list[int] = []
    for sound in sounds:
        for number, samples in enumerate(kept):
            if len(sound) == len(samples):
                a, b = sound.astype(np.float64), samples.astype(np.float64)
                if np.dot(a, b) / (np.linalg.norm(a) * np.linalg.norm(b) + 1e-9) > 0.99:
                    found.append(number)
    return found


def test_what_was_kept_says_the_words_that_were_sealed(tmp_path: Path) -> None:
    outcome, session = held(tmp_path, TWO_ANSWERS, keep_sound=True)
    segments = [segment for answer in session.answers for segment in answer.segments]
    assert [segment.verbatim for segment in segments] == WORDS
    kept = samples_of(read(outcome.vault))
    assert [transcribed(samples) for samples in kept] == WORDS


def test_all_six_answers_are_kept_by_the_default_script_too(tmp_path: Path) -> None:
    outcome, session = held(tmp_path, None, keep_sound=True)
    assert outcome.figures.script_finished
    kept = samples_of(read(outcome.vault))
    assert len(kept) == sum(len(answer.segments) for answer in session.answers)
    said = " ".join(transcribed(samples) for samples in kept).split()
    wanted = " ".join(SAID).split()
    assert sum(word in wanted for word in said) / len(said) > 0.9


@pytest.mark.parametrize("answer", ['"no"', "{ pause_seconds = 25 }"])
def test_without_a_yes_no_sound_is_in_the_vault(tmp_path: Path, answer: str) -> None:
    script = turns('"i\'m ready"', answer, '"i feel safe", { pause_seconds = 3 }, { press = "q" }')
    outcome, session = held(tmp_path, script, keep_sound=True)
    assert session.answers[0].verbatim == "i feel safe"
    assert read(outcome.vault).sounds.places == {}


def test_what_is_scratched_or_let_go_is_not_heard_again(tmp_path: Path) -> None:
    script = turns(
        '"i\'m ready"',
        '"yes"',
        '"i feel safe", { pause_seconds = 3 }, "i was wrong about that", { pause_seconds = 3 }, '
        '"scratch that"',
        '{ pause_seconds = 12 }, "next question"',
        '"keep it"',
        '"i feel calm", { pause_seconds = 3 }, "next question"',
        '"let it go"',
        '{ press = "q" }',
    )
    outcome, session = held(tmp_path, script, keep_sound=True, ask_to_keep=True)
    assert [answer.verbatim for answer in session.answers[:2]] == ["i feel safe", ""]
    assert [transcribed(samples) for samples in samples_of(read(outcome.vault))] == ["i feel safe"]
    vault = Vault.open(outcome.vault)
    opener = Opener(vault.identity())
    records = [open_record(path, opener) for path in vault.records_folder.glob("*/*.age")]
    bodies = [record.envelope.body for record in records if not isinstance(record, str)]
    assert sum(isinstance(body, SoundKept) for body in bodies) == 1


def test_passages_are_played_in_order_with_their_words_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome, _ = held(tmp_path, TWO_ANSWERS, keep_sound=True)
    kept = samples_of(read(outcome.vault))
    sounds, lines = played(monkeypatch, tmp_path, to_hear(outcome.vault))
    assert of_passages(sounds, kept) == [0, 1, 2]
    own = ["I trust people when they listen to me.", "I feel safe.", "I do not believe every word."]
    assert [line for line in lines if line in own] == own
    loudest = max(np.abs(sound).max() for sound in sounds if len(sound) == len(kept[0]))
    assert 0.5 < loudest <= 1.0  # as loud as the program's own voice
    heard = next(sound for sound in sounds if len(sound) == len(kept[0]))
    assert transcribed((heard * 32767).astype(np.int16)) == WORDS[0]


def test_it_is_led_by_keys_and_by_voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome, _ = held(tmp_path, TWO_ANSWERS, keep_sound=True)
    kept = samples_of(read(outcome.vault))
    wanted = to_hear(outcome.vault)
    says = ('{ press = "r" }', '"again"', '{ press = "g" }', '{ press = "q" }')
    sounds, _ = played(monkeypatch, tmp_path, wanted, *says)
    # "again" is said after the same passage: the first is heard three times
    assert of_passages(sounds, kept)[:3] == [0, 0, 0]
    assert 2 not in of_passages(sounds, kept)


def test_it_begins_at_any_passage_and_with_any_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome, session = held(tmp_path, TWO_ANSWERS, keep_sound=True)
    kept = samples_of(read(outcome.vault))
    sounds, lines = played(monkeypatch, tmp_path, to_hear(outcome.vault, first=2))
    assert of_passages(sounds, kept) == [1, 2]
    assert any(session.answers[0].question in line for line in lines)
    second = session.answers[1]
    sounds, lines = played(monkeypatch, tmp_path, to_hear(outcome.vault, second.question_id))
    assert of_passages(sounds, kept) == [2]
    assert f"Question 2. {second.question}" in lines


def test_a_passage_without_sound_is_read_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome, session = held(tmp_path, TWO_ANSWERS, keep_sound=True)
    kept = samples_of(read(outcome.vault))
    wanted = to_hear(outcome.vault)
    first = session.answers[0].segments[0].segment_id
    assert wanted.to_hear is not None
    for piece in wanted.to_hear.sounds.places[session.session_id, first].values():
        piece.path.unlink()
    sounds, lines = played(monkeypatch, tmp_path, to_hear(outcome.vault))
    assert of_passages(sounds, kept) == [1, 2]
    assert "I trust people when they listen to me." in lines


def test_a_session_without_sound_says_so_before_anything_is_said(tmp_path: Path) -> None:
    script = turns('"i\'m ready"', '"i feel safe", { pause_seconds = 3 }, { press = "q" }')
    outcome, _ = held(tmp_path, script)
    with pytest.raises(VaultError) as raised:
        passages_to_hear(to_hear(outcome.vault))
    assert "no sound" in raised.value.fact
    assert "--keep-sound" in raised.value.hint


def test_without_the_library_no_session_begins_that_would_keep_sound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "soundfile", None)
    with pytest.raises(SettingsError) as raised:
        held(tmp_path, TWO_ANSWERS, keep_sound=True)
    assert "scripts/extras sound" in raised.value.hint
    assert not (tmp_path / "vault").exists()
    held(tmp_path, TWO_ANSWERS)  # without sound nothing needs it


def test_what_is_taken_along_says_the_same_words_and_its_captions_fit(tmp_path: Path) -> None:
    outcome, _ = held(tmp_path, TWO_ANSWERS, keep_sound=True)
    reading = read(outcome.vault)
    kept, document = taken_along(reading.sessions, Choice())
    assert document is not None
    data = rendered(kept, document, Format.SOUND, reading.sounds.of)
    with zipfile.ZipFile(io.BytesIO(data)) as files:
        sound, captions_file, *_ = sorted(set(files.namelist()) - {"words.html"})
        assert (Path(sound).suffix, Path(captions_file).suffix) == (".flac", ".vtt")
        samples = decode(files.read(sound), 600)
        captions = files.read(captions_file).decode()
        assert "I do not believe every word" in files.read("words.html").decode()
    assert transcribed(samples) == f"{WORDS[0]} {WORDS[1]}"
    assert np.array_equal(samples, np.concatenate(samples_of(reading)[:2]))
    assert captions.count("-->") == 2


# Nothing unsealed ---------------------------------------------------------------------------


def unsealed_sound_in(folder: Path, kept: list[Pcm]) -> list[Path]:
    """Files in which sound lies open: as samples, as FLAC, or as either in base64."""
    needles = [b"fLaC"]
    for samples in kept:
        loud = int(np.argmax(np.abs(samples.astype(np.int32)))) // 24 * 24
        window = samples[loud : loud + 48].tobytes()
        encoded = flac.encode(samples.tobytes())
        middle = len(encoded) // 6 * 3
        needles += [window, encoded[middle : middle + 48]]
        needles += [base64.b64encode(window)[:48], base64.b64encode(encoded)[1_200:1_264]]
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and any(needle in path.read_bytes() for needle in needles)
    ]


def test_no_unsealed_sound_is_in_any_file_of_a_whole_session(tmp_path: Path) -> None:
    home, script = tmp_path / "home", tmp_path / "script.toml"
    home.mkdir()
    script.write_text(TWO_ANSWERS)
    done = subprocess.run(
        [*REFLECT, "rehearse", "--keep-sound", "--script", script, "--vault", home / "vault"],
        env={**os.environ, "HOME": str(home), "TMPDIR": str(home)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    kept = samples_of(read(home / "vault"))
    assert len(kept) == 3
    assert unsealed_sound_in(home, kept) == []
    for leak in (kept[1].tobytes(), flac.encode(kept[2].tobytes())):
        (home / "leak").write_bytes(b"something before it" + leak)
        assert unsealed_sound_in(home, kept) == [home / "leak"]
    (home / "leak").write_bytes(base64.b64encode(flac.encode(kept[0].tobytes())))
    assert unsealed_sound_in(home, kept) == [home / "leak"]
