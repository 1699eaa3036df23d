"""A natural voice that speaks: its child, what it leaves behind, its pace and level."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from tests.natural_voice.conftest import NAME
from voice.confinement.offline import Enforcement
from voice.floor.commands import Manner
from voice.guides.loading import find_guide
from voice.installing.voices import MEASURED_EVERY, fixed_lines
from voice.language.loading import load_language
from voice.models.natural_voices import InstalledVoice
from voice.speaking import natural_synthesizer
from voice.speaking.chosen_voice import ChosenVoice
from voice.speaking.natural_synthesizer import NaturalSynthesizer
from voice.speaking.piper_voice import PAUSE_SECONDS, TARGET_DBFS, level_dbfs
from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer
from voice.speaking.text import sentences
from voice.stage.ports import GivenUp
from voice.values.errors import SpeechError
from voice.values.troubles import TroubleName

MOST_RESIDENT_MB = 250
MOST_OFF_PACE = 0.10

QUESTIONS = [
    question.text for theme in find_guide("trust-and-power").themes for question in theme.questions
]

SPEAKS_ONCE = """
import sys
from pathlib import Path
from voice.floor.commands import Manner
from voice.models.natural_voices import installed_voice
from voice.speaking.natural_synthesizer import NaturalSynthesizer
synthesizer = NaturalSynthesizer(installed_voice(sys.argv[1], Path(sys.argv[2])))
assert synthesizer.synthesize("my periwinkle opinion", Manner()).seconds > 0.5
synthesizer.close()
"""


def child_pid(synthesizer: NaturalSynthesizer) -> int:
    assert synthesizer._child is not None
    return synthesizer._child.process.pid


def levels_of(samples: np.ndarray, rate_hz: int) -> float:
    return level_dbfs((samples / 32768).astype(np.float32), rate_hz)


def test_nothing_is_written_into_an_empty_home_although_this_is_no_ci(
    joe: InstalledVoice, tmp_path: Path
) -> None:
    """onnxruntime keeps its events from a CI by itself, so there a test would see nothing."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"CI", "ORT_DISABLE_TELEMETRY"} and not name.startswith(("XDG_", "GITHUB_"))
    }
    environment |= {"HOME": str(tmp_path), "TMPDIR": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    root = Path(__file__).parents[2]
    subprocess.run(
        [sys.executable, "-c", SPEAKS_ONCE, joe.name, joe.folder.parent],
        env=environment,
        cwd=root,
        check=True,
    )
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="the child's memory and environment are nobody's")
def test_the_runtime_is_told_to_send_nothing_before_the_child_begins(
    synthesizer: NaturalSynthesizer,
) -> None:
    synthesizer.wait_until_loaded()
    environment = Path(f"/proc/{child_pid(synthesizer)}/environ").read_bytes()
    assert b"ORT_DISABLE_TELEMETRY=1" in environment.split(b"\0")


def test_the_childs_network_is_closed_by_the_kernel(synthesizer: NaturalSynthesizer) -> None:
    """Although this process, which started it, has its own."""
    pytest.importorskip("pyseccomp", reason=Enforcement.ADVISORY.value, exc_type=Exception)
    synthesizer.wait_until_loaded()
    status = Path(f"/proc/{child_pid(synthesizer)}/status").read_text()
    assert "Seccomp:\t2" in status


def test_one_child_speaks_piece_after_piece(synthesizer: NaturalSynthesizer) -> None:
    synthesizer.wait_until_loaded()
    pid = child_pid(synthesizer)
    assert synthesizer.synthesize("One.", Manner()).rate_hz == 22_050
    with pytest.raises(SpeechError) as raised:
        synthesizer.synthesize("", Manner())
    assert raised.value.trouble.name is TroubleName.SYNTHESISER_SILENT
    assert synthesizer.synthesize("And another one.", Manner()).rate_hz == 22_050
    assert child_pid(synthesizer) == pid


def test_its_level_is_the_programs_and_nothing_clips(synthesizer: NaturalSynthesizer) -> None:
    levels = list[float]()
    for text in QUESTIONS:
        sound = synthesizer.synthesize(text, Manner())
        levels.append(levels_of(sound.samples, sound.rate_hz))
        assert np.abs(sound.samples).max() < 32_767 * 0.85
        assert levels[-1] == pytest.approx(TARGET_DBFS, abs=4)
    assert np.mean(levels) == pytest.approx(TARGET_DBFS, abs=1.5)


@pytest.mark.parametrize("rate_wpm", [100, 150, 200])
def test_the_rate_is_true(synthesizer: NaturalSynthesizer, rate_wpm: int) -> None:
    """On the guide's questions, and on all lines that the pace was not measured on."""
    known = fixed_lines(load_language("en").wording)
    lines = [line for number, line in enumerate(known) if number % MEASURED_EVERY]
    pieces = [piece for text in (*QUESTIONS, *lines) for piece in sentences(text)]
    seconds = sum(synthesizer.synthesize(piece, Manner(rate_wpm)).seconds for piece in pieces)
    words = sum(len(piece.split()) for piece in pieces)
    assert 60 * words / seconds == pytest.approx(rate_wpm, rel=MOST_OFF_PACE)


def test_a_piece_ends_in_a_pause(synthesizer: NaturalSynthesizer) -> None:
    sound = synthesizer.synthesize("Hello.", Manner())
    assert not sound.samples[-round(PAUSE_SECONDS * sound.rate_hz) :].any()


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_the_longest_pieces_leave_the_child_small(synthesizer: NaturalSynthesizer) -> None:
    longest = ("and then I said that it would be better to wait a little " * 5)[:240]
    for _ in range(3):
        synthesizer.synthesize(longest, Manner())
    status = Path(f"/proc/{child_pid(synthesizer)}/status").read_text()
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    assert int(resident.split()[1]) / 1024 < MOST_RESIDENT_MB


def test_no_spoken_text_is_in_a_process_list_or_on_a_disk(
    synthesizer: NaturalSynthesizer,
) -> None:
    synthesizer.synthesize("my periwinkle opinion", Manner())
    proc = Path(f"/proc/{child_pid(synthesizer)}")
    assert b"periwinkle" not in (proc / "cmdline").read_bytes()
    if os.geteuid() == 0:  # for anybody else they are not to be read at all
        opened = [os.readlink(fd) for fd in (proc / "fd").iterdir()]
        assert [name for name in opened if not name.startswith(("pipe:", "/dev/null"))] == []


def test_a_child_that_hangs_is_given_up_and_the_same_voice_speaks_on(
    joe: InstalledVoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = NaturalSynthesizer(joe)
    made.wait_until_loaded()
    with monkeypatch.context() as patched:
        patched.setattr(natural_synthesizer, "ANSWER_SECONDS", 0.1)
        os.kill(child_pid(made), signal.SIGSTOP)
        with pytest.raises(SpeechError) as raised:
            made.synthesize("Hello.", Manner())
    assert raised.value.trouble.name is TroubleName.SYNTHESISER_UNANSWERING
    assert made.synthesize("Hello.", Manner()).rate_hz == 22_050
    made.close()


def test_a_child_that_dies_is_an_error_and_the_next_piece_sounds(joe: InstalledVoice) -> None:
    made = NaturalSynthesizer(joe)
    made.wait_until_loaded()
    os.kill(child_pid(made), signal.SIGKILL)
    with pytest.raises(SpeechError):
        made.synthesize("Hello.", Manner())
    assert made.synthesize("Hello.", Manner()).seconds > 0.3
    made.close()


def test_a_piece_that_is_given_up_ends_and_the_next_one_sounds(
    synthesizer: NaturalSynthesizer,
) -> None:
    longest = ("and then I said that it would be better to wait a little " * 5)[:240]
    ended: list[object] = []

    def speak() -> None:
        try:
            ended.append(synthesizer.synthesize(longest, Manner()))
        except GivenUp as given_up:
            ended.append(given_up)

    synthesizer.wait_until_loaded()
    speaking = threading.Thread(target=speak)
    speaking.start()
    while speaking.is_alive():
        synthesizer.give_up()
        speaking.join(0.01)
    assert isinstance(ended[0], GivenUp)
    assert synthesizer.synthesize("Hello.", Manner()).seconds > 0.3


def test_a_child_ends_with_the_process_that_started_it(joe: InstalledVoice) -> None:
    made = NaturalSynthesizer(joe)
    made.wait_until_loaded()
    assert made._child is not None
    assert made._child.process.stdin is not None
    made._child.process.stdin.close()
    assert made._child.process.wait(10) == 0
    made.close()


def test_the_voice_that_was_chosen_speaks_and_nothing_is_told(installed: str) -> None:
    chosen = ChosenVoice(installed, "en").settled(pytest.fail)
    assert isinstance(chosen, NaturalSynthesizer)
    chosen.close()


@pytest.mark.parametrize("file", [f"{NAME}.onnx", f"{NAME}.onnx.json"])
def test_a_voice_that_was_altered_by_a_byte_is_refused_and_the_systems_speaks(
    joe: InstalledVoice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    folder = tmp_path / "reflect-aloud" / "voices" / NAME
    shutil.copytree(joe.folder, folder)
    with (folder / file).open("r+b") as altered:
        altered.seek(1_000)
        byte = altered.read(1)
        altered.seek(1_000)
        altered.write(bytes([byte[0] ^ 1]))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    told: list[SpeechError] = []
    chosen = ChosenVoice(NAME, "en").settled(told.append)
    assert isinstance(chosen, Pyttsx3Synthesizer)
    assert chosen.synthesize("Hello.", Manner()).seconds > 0.3
    chosen.close()
    assert [error.trouble.name for error in told] == [TroubleName.NATURAL_VOICE_ALTERED]
    assert f"`reflect voice install {NAME} --again`" in told[0].hint


def test_what_is_no_voice_is_told_and_the_systems_speaks(
    joe: InstalledVoice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where it needs a newer onnxruntime: the files are those that were installed."""
    folder = tmp_path / "reflect-aloud" / "voices" / NAME
    shutil.copytree(joe.folder, folder, ignore=shutil.ignore_patterns("*.onnx"))
    (folder / f"{NAME}.onnx").write_bytes(b"no network")
    card = (folder / "voice.toml").read_text()
    digest = "f" * 64
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    for text, name in (
        (card.replace(joe.card.sha256, digest), TroubleName.NATURAL_VOICE_ALTERED),
        (
            card.replace(joe.card.sha256, sha256(b"no network")),
            TroubleName.NATURAL_VOICE_NOT_LOADED,
        ),
    ):
        (folder / "voice.toml").write_text(text)
        told: list[SpeechError] = []
        ChosenVoice(NAME, "en").settled(told.append).close()
        assert [error.trouble.name for error in told] == [name]


def sha256(data: bytes) -> str:

    return hashlib.sha256(data).hexdigest()
