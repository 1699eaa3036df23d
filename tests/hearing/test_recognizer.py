"""Vosk over the rehearsal model, and what is said of models that are wrong."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from voice.hearing.activity import ActivityDetector
from voice.hearing.listener import Listener
from voice.hearing.vosk_recognizer import VoskRecognizer, open_model, plain_word
from voice.models.choosing import rehearsal_model
from voice.models.files import CHECKSUM_FILE, write_checksums
from voice.models.trial import check_model
from voice.rehearsal.acoustics import ACOUSTICS, RoomKind
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.room import Room, at_level
from voice.stage.ports import FRAME_SAMPLES, Pcm
from voice.values.errors import ModelError


@pytest.fixture(scope="module")
def model() -> object:
    return open_model(rehearsal_model())


def sound(text: str, voice: str = "en-us+f2", level_dbfs: float = -26.0) -> Pcm:
    signal = at_level(to_room(espeak().say(text, voice, 150)), level_dbfs)
    return (np.concatenate([np.zeros(8_000), signal, np.zeros(12_000)]) * 32767).astype(np.int16)


def recognised(recognizer: VoskRecognizer, pcm: Pcm) -> tuple[str, list[str]]:
    recognizer.begin()
    captions = []
    for start in range(0, len(pcm) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        caption = recognizer.accept(pcm[start : start + FRAME_SAMPLES])
        captions += [caption] if caption else []
    return " ".join(word.text for word in recognizer.finish().words), captions


def test_words_come_with_times_from_the_passages_begin_every_time(model: object) -> None:
    recognizer = VoskRecognizer(model)
    for _ in range(3):
        text, captions = recognised(recognizer, sound("next question"))
        assert text == "next question"
        assert captions[-1] == "next question"
    recognizer.begin()
    for start in range(0, len(pcm := sound("next question")), FRAME_SAMPLES):
        recognizer.accept(pcm[start : start + FRAME_SAMPLES])
    first = recognizer.finish().words[0]
    assert 0.45 < first.start_seconds < 0.65
    assert 0.0 < first.confidence <= 1.0


@pytest.mark.parametrize(
    ("token", "kept"),
    [
        ("begin", "begin"),
        ("i'm", "i'm"),
        *((token, "[unk]") for token in ("[unk]", "<UNK>", "<unk>", "<SPOKEN_NOISE>")),
        *((token, "[unk]") for token in ("[1]", "[62]")),
        *((token, None) for token in ("[noise]", "<NOISE>", "!SIL", "[laughter]", "<eps>", "</s>")),
    ],
)
def test_tokens_never_become_words_and_what_was_not_understood_stays_marked(
    token: str, kept: str | None
) -> None:
    assert plain_word(token) == kept


class ScriptedVosk:
    """Says what a `KaldiRecognizer` would."""

    def __init__(self, *words: str) -> None:
        self._words = words

    def Reset(self) -> None:
        pass

    def AcceptWaveform(self, _data: bytes) -> bool:
        return False

    def PartialResult(self) -> str:
        return json.dumps({"partial": " ".join(self._words)})

    def FinalResult(self) -> str:
        return json.dumps(
            {"result": [{"word": w, "start": 0.0, "end": 0.1, "conf": 1.0} for w in self._words]}
        )


def test_neither_words_nor_captions_hold_a_noise(model: object, monkeypatch) -> None:
    recognizer = VoskRecognizer(model)
    scripted = ScriptedVosk("i", "[noise]", "<UNK>", "!SIL", "trust")
    monkeypatch.setattr(recognizer, "_recognizer", scripted)
    text, captions = recognised(recognizer, sound("i trust"))
    assert text == "i [unk] trust"
    assert captions == ["i [unk] trust"]


def test_without_captions_none_is_worked_out_and_the_words_are_the_same(
    model: object, monkeypatch
) -> None:
    recognizer = VoskRecognizer(model)
    recognizer.captions = False
    text, _ = recognised(recognizer, sound("next question"))
    assert text == "next question"
    monkeypatch.setattr(recognizer, "_recognizer", ScriptedVosk("next"))
    assert recognised(recognizer, sound("next question")) == ("next", [])


def test_the_last_word_is_not_lost_without_silence_after_it(model: object) -> None:
    pcm = sound("i trust people when they listen to me")[:-12_000]
    text, _ = recognised(VoskRecognizer(model), pcm)
    assert text.endswith("to me")


def test_the_generous_gate_withholds_no_word_that_bare_vosk_would_hear(model: object) -> None:
    sentence = "i feel safe when i can say what i think"
    for kind, level_dbfs in ((RoomKind.NOISY, -26.0), (RoomKind.QUIET, -48.0)):
        room = Room(ACOUSTICS[kind], seed=3)
        heard: list[str] = []
        listener = Listener(
            VoskRecognizer(model),
            lambda event, heard=heard: (
                heard.append(event.segment.verbatim) if hasattr(event, "segment") else None
            ),
        )
        listener.open(1)
        for frame in range(500):
            if frame == 150:
                room.speak(at_level(to_room(espeak().say(sentence, "en-us+f2", 150)), level_dbfs))
            listener.hear(room.next_frame().microphone)
        listener.close_turn(1)
        assert " ".join(filter(None, heard)) == sentence, (kind, heard)


def test_noise_alone_is_no_strict_activity_once_its_floor_is_known() -> None:
    detector = ActivityDetector()
    room = Room(ACOUSTICS[RoomKind.NOISY], seed=5)
    judged = [detector.judge(room.next_frame().microphone) for _ in range(1_500)]
    assert sum(activity.strict for activity in judged[500:]) == 0


def copy_of_model(tmp_path: Path) -> Path:
    return Path(shutil.copytree(rehearsal_model(), tmp_path / "model"))


@pytest.mark.parametrize("name", ["am/final.mdl", "graph/Gr.fst", "conf/mfcc.conf"])
def test_a_model_with_a_missing_or_changed_file_is_refused(tmp_path: Path, name: str) -> None:
    path = copy_of_model(tmp_path)
    data = bytearray((path / name).read_bytes())
    data[len(data) // 2] ^= 0xFF
    (path / name).write_bytes(bytes(data))
    with pytest.raises(ModelError) as raised:
        check_model(path)
    assert "reflect model" in raised.value.hint
    (path / name).unlink()
    with pytest.raises(ModelError):
        check_model(path)


def test_a_damaged_model_without_checksums_is_tried_in_a_child_and_refused(tmp_path: Path) -> None:
    path = copy_of_model(tmp_path)
    (path / CHECKSUM_FILE).unlink()
    check_model(path)
    (path / "am" / "final.mdl").write_bytes((path / "am" / "final.mdl").read_bytes()[:5_000])
    with pytest.raises(ModelError) as raised:
        check_model(path)
    assert "does not load" in raised.value.fact


def test_a_model_for_another_rate_is_refused_before_it_ends_the_process(tmp_path: Path) -> None:
    path = copy_of_model(tmp_path)
    with (path / "conf" / "mfcc.conf").open("a") as conf:
        conf.write("--sample-frequency=8000\n")
    write_checksums(path)
    with pytest.raises(ModelError) as raised:
        check_model(path)
    assert "8000 Hz" in raised.value.fact


def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(ModelError):
            check_model(path)
