"""A session whose questions somebody has read: that voice is heard, and nothing of it is written.

Where people's recordings lie beside this checkout, people read; elsewhere espeak-ng, and the test's
name says which.
"""

from pathlib import Path

import jiwer
import numpy as np
import pytest

from voice.app import read_guides
from voice.app.rehearsing import rehearse
from voice.floor.commands import Line, Manner, Speak
from voice.guides.loading import bundled_text, find_guide
from voice.guides.read_guide import ReadGuide, pack, texts_to_read
from voice.rehearsal.acoustics import RoomKind
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.settings import Settings
from voice.sound.flac import decode, encode
from voice.speaking import program_voice, sonic
from voice.speaking.read_questions import at_pace
from voice.stage.ports import Sound
from voice.values.transcript import AnswerState
from voice.vault.vault import Vault

from .conftest import Overheard
from .test_rehearsal import SAID

PEOPLE = Path(__file__).parents[3] / "shared" / "people"
CLIPS = [f"crowd-{number:02}.flac" for number in range(1, 9)]
WHO = "people" if (PEOPLE / CLIPS[-1]).exists() else "espeak-ng, for people are absent"
GUIDE = find_guide("trust-and-power")
TEXTS = texts_to_read(GUIDE)
MISSING = list(TEXTS)[-1]


def readings() -> dict[str, np.ndarray]:
    """A voice for every text but the last."""
    found: dict[str, np.ndarray] = {}
    for (name, text), clip in zip(TEXTS.items(), CLIPS, strict=True):
        if WHO == "people":
            found[name] = decode((PEOPLE / clip).read_bytes(), 60.0)
        else:
            said = to_room(espeak().say(text, "en-us+f3", 150))
            found[name] = (said * 32767).astype(np.int16)
    del found[MISSING]
    return found


@pytest.fixture(scope="module")
def read() -> dict[str, np.ndarray]:
    return readings()


@pytest.fixture
def guide(read: dict[str, np.ndarray], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The guide, added by its name."""
    folder = tmp_path / "guides"
    for module in ("voice.app.read_guides", "voice.guides.loading"):
        monkeypatch.setattr(f"{module}.guides_folder", lambda: folder)
    recordings = {name: encode(samples.tobytes()) for name, samples in read.items()}
    made = ReadGuide(GUIDE, bundled_text("trust-and-power"), "Anna Weber", recordings)
    (tmp_path / "given.guide").write_bytes(pack(made))
    offered = read_guides.look_at(tmp_path / "given.guide", None)
    read_guides.keep(offered)
    return offered.name


class Mute:
    """A synthesiser that must not be asked."""

    def synthesize(self, text: str, manner: Manner) -> Sound:
        raise AssertionError("nothing is synthesised")

    def give_up(self) -> None: ...

    def close(self) -> None: ...


def test_what_the_loudspeaker_is_given_is_the_recording_at_full_volume_and_usual_pace(
    read: dict[str, np.ndarray],
) -> None:
    sounds = {name: Sound(samples, 16_000, paced=True) for name, samples in read.items()}
    voice = program_voice.ProgramVoice(Mute(), sounds.get)
    for name, samples in read.items():
        line = Line(TEXTS[name], recording=name)
        (given,) = voice.sounds(Speak(1, (line,), Manner(volume=1.0)))
        assert given.rate_hz == 16_000
        assert np.array_equal(given.samples, samples)
        (softer,) = voice.sounds(Speak(2, (line,), Manner(volume=0.5)))
        assert np.abs(softer.samples).max() == pytest.approx(np.abs(samples).max() / 2, abs=1)


@pytest.mark.model
@pytest.mark.parametrize("room", [RoomKind.QUIET, RoomKind.ECHO], ids=[f"quiet, {WHO}", "echo"])
def test_each_question_is_the_recording_to_the_sample_and_none_of_it_is_heard_as_an_answer(
    room: RoomKind,
    guide: str,
    read: dict[str, np.ndarray],
    tmp_path: Path,
    overheard: Overheard,
) -> None:
    settings = Settings(vault=tmp_path / "vault", guide=guide, volume=1.0)
    outcome = rehearse(settings, None, room, 1, overheard.watching)
    for name, samples in read.items():
        assert overheard.times(samples), name
        assert not any(TEXTS[name][:20] in text for text in overheard.synthesised), name
    said = " ".join(overheard.synthesised)
    assert "These questions are read by Anna Weber." in said
    assert TEXTS[MISSING] in said
    vault = Vault.open(outcome.vault)
    (session,) = vault.read(vault.identity()).sessions
    assert [a.state for a in session.answers] == [AnswerState.ANSWERED] * 6
    assert jiwer.wer(SAID, [answer.verbatim for answer in session.answers]) < 0.1


def test_slower_keeps_the_pitch_and_the_very_samples_are_played_at_the_usual_pace(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seconds = np.arange(48_000) / 16_000
    tone = Sound((8_000 * np.sin(2 * np.pi * 150 * seconds)).astype(np.int16), 16_000, paced=True)
    for pace in (0.8, 1.25):
        slower = at_pace(tone, pace)
        assert slower.seconds == pytest.approx(tone.seconds / pace, abs=0.01)
        spectrum = np.abs(np.fft.rfft(slower.samples * np.hanning(len(slower.samples))))
        assert np.argmax(spectrum) / slower.seconds == pytest.approx(150, abs=1)
    assert at_pace(tone, Manner().recorded_pace).samples is tone.samples
    monkeypatch.setattr(sonic, "_library", lambda: None)
    assert at_pace(tone, 0.8).samples is tone.samples, "where the library is not: its own pace"
    assert [Manner(rate).recorded_pace for rate in (80, 128, 160, 400)] == [0.8, 0.8, 1.0, 1.25]
