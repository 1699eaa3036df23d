"""Text, voice, cues and mouth; the synthesiser is the real one."""

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.values.troubles import (
    LOUDSPEAKER_GONE,
    SYNTHESISER_STOPPED,
    loudspeaker_gone,
    synthesiser_stopped,
)
from voice.floor.commands import (
    Line,
    Manner,
    Speak,
)
from voice.floor.events import (
    DeviceFailed,
    DeviceRecovered,
    Event,
    SpeechFinished,
)
from voice.sound.portaudio import Device, Portaudio
from voice.speaking import pyttsx3_synthesizer
from voice.speaking.cues import CHIMES, LISTENING_CUE
from voice.speaking.loudspeaker import SounddeviceLoudspeaker
from voice.speaking.mouth import SpeakingMouth
from voice.speaking.program_voice import ProgramVoice, at_volume, pieces
from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer
from voice.speaking.text import LONGEST_PIECE, sentences, speakable
from voice.stage.ports import LONGEST_CHIME_SECONDS, GivenUp, Notice, Sound
from voice.values.errors import DeviceError, SpeechError


@given(st.text())
def test_no_control_character_or_bracket_reaches_the_synthesiser(text: str) -> None:
    for piece in sentences(text):
        assert len(piece) <= LONGEST_PIECE
        assert not set(piece) & set("<>[]{}\\")
        assert all(ord(char) >= 32 and ord(char) != 127 for char in piece)


def test_long_text_is_spoken_sentence_by_sentence_and_no_word_is_lost() -> None:
    text = "Here is one sentence. " + "word " * 200 + "end. Last!"
    pieces = sentences(text)
    assert pieces[0] == "Here is one sentence."
    assert " ".join(pieces).split() == speakable(text).split()


def test_markup_is_stripped() -> None:
    assert speakable("<speak>Hello</speak> [[slnc 5000]]") == "speak Hello /speak slnc 5000"


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("*So* **very** ~~old~~ ==new== _and_ __then__", "So very old new and then"),
        ("* a point\n=====\n* another", "a point another"),
        ("the\u200brapist, soft\u00adly, caf\u200d\u00e9\ufeff", "therapist, softly, caf\u00e9"),
        ("\ufb01rst di\ufb03cult \ufb02ow", "first difficult flow"),
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
        ("2 = 2, a~b, snake_case", "2 = 2, a~b, snake_case"),
    ],
)
def test_what_is_only_written_is_not_spoken(written: str, spoken: str) -> None:
    assert speakable(written) == spoken


@pytest.mark.parametrize(
    "whole",
    [
        "Ask Dr. Brown about it.",
        "Think of someone, e.g. Anna, or your aunt.",
        "It is trust vs. power here.",
        "I read what J. Smith wrote.",
        "Rest, walk, etc. and come back.",
        "Fragen Sie z.B. Frau Dr. Weber danach.",
    ],
)
def test_an_abbreviation_is_not_cut_off(whole: str) -> None:
    assert sentences(f"{whole} And then it goes on.") == [whole, "And then it goes on."]


def test_a_word_or_two_are_said_with_what_follows_and_never_cut_off() -> None:
    assert sentences("Paused. Nothing is written. Say: resume.") == [
        "Paused. Nothing is written.",
        "Say: resume.",
    ]
    assert sentences("I do. Not you. It was late.") == ["I do. Not you.", "It was late."]
    assert sentences("Kept.") == ["Kept."]


def test_a_persons_own_words_begin_with_a_clause_and_fixed_lines_with_a_sentence() -> None:
    text = "I remember that it was late, and that I waited at the door for you a very long time."
    own, fixed = Line(text, private=True), Line(text)
    assert [piece.text for piece in pieces(Speak(1, (fixed,), Manner()))] == [text]
    first, *rest = [piece.text for piece in pieces(Speak(1, (own,), Manner()))]
    assert first == "I remember that it was late"
    assert " ".join([first + ",", *rest]) == text


@pytest.fixture(scope="module")
def synthesizer() -> Iterator[Pyttsx3Synthesizer]:
    made = Pyttsx3Synthesizer()
    yield made
    made.close()


LONG = (
    "These are questions to reflect on, from an article about trust and power in the therapeutic "
    "relationship, which was written in May, and they are asked one after the other, slowly."
)


def test_long_sentences_are_whole_every_time(synthesizer: Pyttsx3Synthesizer) -> None:
    lengths = {len(synthesizer.synthesize(LONG, Manner()).samples) for _ in range(5)}
    assert len(lengths) == 1
    assert lengths.pop() / 22_050 > 8


def test_the_rate_is_taken_every_time(synthesizer: Pyttsx3Synthesizer) -> None:
    fast = {len(synthesizer.synthesize("Hello there.", Manner(300)).samples) for _ in range(5)}
    slow = {len(synthesizer.synthesize("Hello there.", Manner(100)).samples) for _ in range(5)}
    assert len(fast) == len(slow) == 1
    assert min(slow) > 1.8 * max(fast)


SLOW_TO_WAKE = """
import os
from voice.speaking import synthesis_child

synthesis_child.prepare_espeak()
engine = synthesis_child.start_engine()
one_core = {min(os.sched_getaffinity(0))}
for thread in map(int, os.listdir("/proc/self/task")):
    os.sched_setaffinity(thread, one_core)
    if thread != os.getpid():
        os.sched_setscheduler(thread, os.SCHED_IDLE, os.sched_param(0))
request = {"text": "Hello there.", "voice": None, "language": None, "rate_wpm": 100}
samples, _ = synthesis_child.synthesize(engine, request)
print(len(samples) // 2)
os._exit(0)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="espeak-ng's thread is Linux's")
def test_the_rate_is_taken_although_espeaks_thread_is_slow_to_wake(
    synthesizer: Pyttsx3Synthesizer,
) -> None:
    """It runs only when the thread that sets the rate has nothing to do, on the same core."""
    slow = len(synthesizer.synthesize("Hello there.", Manner(100)).samples)
    for _ in range(5):
        child = subprocess.run(
            [sys.executable, "-uc", SLOW_TO_WAKE], capture_output=True, text=True, check=True
        )
        assert int(child.stdout.split()[-1]) == slow


def test_an_unknown_voice_is_an_error_that_names_the_command() -> None:
    made = Pyttsx3Synthesizer("no-such-voice")
    with pytest.raises(SpeechError) as raised:
        made.synthesize("Hello.", Manner())
    assert "reflect voices" in raised.value.hint
    made.close()


def test_the_voices_are_listed_and_one_of_them_speaks(synthesizer: Pyttsx3Synthesizer) -> None:
    voices = synthesizer.voices()
    assert len(voices) > 10
    assert any("German" in voice.name and "de" in voice.languages for voice in voices)
    other = Pyttsx3Synthesizer(next(voice.id for voice in voices if "en-us" in voice.id.lower()))
    assert other.synthesize("Hello.", Manner()).seconds > 0.3
    other.close()


def test_a_synthesiser_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyttsx3_synthesizer, "ANSWER_SECONDS", 0.1)
    stopped = Pyttsx3Synthesizer()
    os.kill(stopped._warm.process.pid, 19)  # SIGSTOP
    with pytest.raises(SpeechError) as raised:
        stopped.synthesize("Hello.", Manner())
    assert "did not answer" in raised.value.fact
    stopped.close()


def test_without_espeak_the_error_names_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The wheel's library is broken and the system has none."""
    (tmp_path / "espeakng_loader.py").write_text(
        "def get_data_path(): return '/nowhere'\ndef get_library_path(): return '/nowhere/lib.so'\n"
    )
    (tmp_path / "sitecustomize.py").write_text(
        "import ctypes\n"
        "class Hidden(ctypes.CDLL):\n"
        "    def __init__(self, name, *rest, **more):\n"
        "        if 'espeak' in str(name): raise OSError\n"
        "        super().__init__(name, *rest, **more)\n"
        "ctypes.CDLL, ctypes.cdll = Hidden, ctypes.LibraryLoader(Hidden)\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    without = Pyttsx3Synthesizer()
    with pytest.raises(SpeechError) as raised:
        without.synthesize("Hello.", Manner())
    assert "no speech synthesiser" in raised.value.fact
    assert "apt install espeak-ng" in raised.value.hint
    without.close()


def test_a_synthesiser_that_dies_is_an_error_and_the_next_sentence_sounds() -> None:
    made = Pyttsx3Synthesizer()
    made._warm.process.kill()
    made._warm.process.wait()
    with pytest.raises(SpeechError):
        made.synthesize("Hello.", Manner())
    assert made.synthesize("Hello.", Manner()).seconds > 0.3
    made.close()


@pytest.mark.skipif(sys.platform != "linux", reason="files in memory are Linux's")
def test_no_spoken_text_reaches_a_disk_or_a_process_list(tmp_path: Path) -> None:
    code = (
        "from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer\n"
        "from voice.floor.commands import Manner\n"
        "s = Pyttsx3Synthesizer(); s.synthesize('my periwinkle opinion', Manner()); s.close()\n"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path), "HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], env=environment, cwd=tmp_path, check=True)
    assert list(tmp_path.rglob("*.wav")) == []
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert b"periwinkle" not in path.read_bytes()


class CountingSynthesizer:
    def __init__(self) -> None:
        self.asked: list[str] = []

    def synthesize(self, text: str, manner: Manner) -> Sound:
        self.asked.append(text)
        if "fail" in text:
            raise synthesiser_stopped()
        return Sound(np.full(2_205, 1_000, np.int16), 22_050)

    def give_up(self) -> None:
        pass

    def close(self) -> None:
        pass


def test_fixed_lines_are_kept_ready_and_private_ones_never() -> None:
    synthesizer = CountingSynthesizer()
    voice = ProgramVoice(synthesizer)
    voice.prepare("Next question.", Manner())
    lines = (Line("Next question."), Line("My own words.", private=True))
    for _ in range(2):
        list(voice.sounds(Speak(1, lines, Manner())))
    assert synthesizer.asked.count("Next question.") == 1
    assert synthesizer.asked.count("My own words.") == 2


class PatientSynthesizer:
    """Ends a prepared piece only when it is given up, as one that takes for ever."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.begun = threading.Event()
        self._given_up = threading.Event()
        self._patience = 1

    def synthesize(self, text: str, manner: Manner) -> Sound:
        if text == "It is prepared." and self._patience:
            self._patience -= 1
            self.begun.set()
            assert self._given_up.wait(10)
            raise GivenUp
        self.done.append(text)
        return Sound(np.full(2_205, 1_000, np.int16), 22_050)

    def give_up(self) -> None:
        self._given_up.set()

    def close(self) -> None:
        pass


def test_what_is_to_be_heard_now_ends_what_is_prepared_and_that_is_begun_again() -> None:
    synthesizer = PatientSynthesizer()
    voice = ProgramVoice(synthesizer)
    preparing = threading.Thread(target=voice.prepare, args=("It is prepared.", Manner()))
    preparing.start()
    assert synthesizer.begun.wait(10)
    voice.sound("It is urgent.", Manner())
    preparing.join(10)
    assert synthesizer.done == ["It is urgent.", "It is prepared."]
    voice.sound("It is prepared.", Manner())
    assert len(synthesizer.done) == 2


def test_what_is_being_prepared_is_waited_for_where_it_is_what_is_wanted() -> None:
    class Slow(CountingSynthesizer):
        begun, go_on, given_up = threading.Event(), threading.Event(), threading.Event()

        def synthesize(self, text: str, manner: Manner) -> Sound:
            self.begun.set()
            assert self.go_on.wait(10)
            return super().synthesize(text, manner)

        def give_up(self) -> None:
            self.given_up.set()

    synthesizer = Slow()
    voice = ProgramVoice(synthesizer)
    threads = [
        threading.Thread(target=call, args=("Both want this.", Manner()))
        for call in (voice.prepare, voice.sound)
    ]
    threads[0].start()
    assert synthesizer.begun.wait(10)
    threads[1].start()
    synthesizer.go_on.set()
    for thread in threads:
        thread.join(10)
    assert synthesizer.asked == ["Both want this."]
    assert not synthesizer.given_up.is_set()


def test_a_voice_that_closes_prepares_nothing_more() -> None:
    synthesizer = PatientSynthesizer()
    voice = ProgramVoice(synthesizer)
    preparing = threading.Thread(
        target=voice.prepare, args=("It is prepared. And this is, too.", Manner())
    )
    preparing.start()
    assert synthesizer.begun.wait(10)
    voice.close()
    preparing.join(10)
    assert not preparing.is_alive()
    assert synthesizer.done == []


def test_another_voice_says_all_from_then_on_and_the_one_before_is_let_go() -> None:
    class Closed(CountingSynthesizer):
        closed = 0

        def close(self) -> None:
            self.closed += 1

    before, after = Closed(), Closed()
    voice = ProgramVoice(before)
    voice.prepare("Next question.", Manner())
    voice.change(after)
    for text in ("Next question.", "Another."):
        voice.sound(text, Manner())
    assert before.asked == ["Next question."]
    assert after.asked == ["Next question.", "Another."], "nothing is left of the one before"
    assert (before.closed, after.closed) == (1, 0)


def test_another_voice_waits_for_nothing_that_is_only_prepared() -> None:
    before, after = PatientSynthesizer(), CountingSynthesizer()
    voice = ProgramVoice(before)
    preparing = threading.Thread(target=voice.prepare, args=("It is prepared.", Manner()))
    preparing.start()
    assert before.begun.wait(10)
    voice.change(after)
    preparing.join(10)
    assert not preparing.is_alive()
    assert before.done == []
    assert after.asked == ["It is prepared."], "it is prepared in the voice that says it"


def test_what_was_to_be_prepared_before_makes_way() -> None:
    """What is likely next changes with every turn."""
    loudspeaker = FakeLoudspeaker()
    synthesizer = PatientSynthesizer()
    mouth = SpeakingMouth(ProgramVoice(synthesizer), loudspeaker, lambda _event: None)
    mouth.prepare(("It is prepared.", "It was likely before."), Manner())
    assert synthesizer.begun.wait(10)
    mouth.prepare(("It is likely now.",), Manner())
    synthesizer.give_up()
    mouth._preparing[-1].result(10)
    mouth.close()
    assert synthesizer.done == ["It is prepared.", "It is likely now."]


def test_the_volume_scales_and_never_clips() -> None:
    loud = Sound(np.full(10, 32_767, np.int16), 16_000)
    assert at_volume(loud, 1.0).samples.max() == 32_767
    assert at_volume(loud, 0.5).samples.max() == 16_383


def test_cues_are_soft_short_and_without_clicks() -> None:
    for cue in (LISTENING_CUE, *CHIMES.values()):
        assert cue.seconds <= LONGEST_CHIME_SECONDS
        assert np.abs(cue.samples).max() < 0.2 * 32_767
        assert abs(int(cue.samples[0])) < 50
        assert abs(int(cue.samples[-1])) < 50


class FakeLoudspeaker:
    """Plays nothing; each sound ends when the test lets it, or when it is stopped."""

    def __init__(self, at_once: bool = True) -> None:
        self.played: list[Sound] = []
        self.at_once = at_once
        self.broken = False
        self.playing = threading.Event()
        self._stopped = threading.Event()

    def play(self, sound: Sound, cancelled: Callable[[], bool]) -> bool:
        if self.broken:
            raise loudspeaker_gone()
        self._stopped.clear()
        if cancelled():
            return False
        self.played.append(sound)
        self.playing.set()
        return True if self.at_once else not self._stopped.wait(10)

    def stop(self) -> None:
        self._stopped.set()

    def close(self) -> None:
        pass


class HangingLibrary:
    """PortAudio with a stream whose start does not come back until the test lets it."""

    def __init__(self) -> None:
        self.asked, self.answer = threading.Event(), threading.Event()

    def find(self, _wanted: object, _kind: str) -> Device:
        return Device(0, "box", "ALSA", 0, 1, 48_000)

    def open(self, _kind: str, _device: Device, **_options: object) -> SimpleNamespace:
        return SimpleNamespace(start=None, abort=None)

    def call(self, _step: object) -> bool:
        self.asked.set()
        return self.answer.wait(10)

    def close(self, _stream: object) -> None:
        pass


def test_nobody_who_wants_silence_waits_for_a_library_that_hangs() -> None:
    library = HangingLibrary()
    loudspeaker = SounddeviceLoudspeaker(cast(Portaudio, library))
    played: list[bool] = []
    sound = Sound(np.zeros(10, np.int16), 16_000)
    playing = threading.Thread(
        target=lambda: played.append(loudspeaker.play(sound, lambda: False)), daemon=True
    )
    playing.start()
    assert library.asked.wait(10)
    loudspeaker.stop()
    assert not library.answer.is_set()
    library.answer.set()
    playing.join()
    assert played == [False]


def test_a_hole_that_the_device_played_is_told_with_the_block_after_it() -> None:
    told: list[tuple[bytes, int, bool, bool]] = []
    library = cast(Portaudio, HangingLibrary())
    loudspeaker = SounddeviceLoudspeaker(library, played=lambda *block: told.append(block))
    loudspeaker._samples, loudspeaker._rate_hz = np.arange(4, dtype=np.int16), 16_000
    for underflow in (False, True):
        loudspeaker._fill(bytearray(4), 2, None, SimpleNamespace(output_underflow=underflow))
    assert [(len(block), stumbled, begins) for block, _, stumbled, begins in told] == [
        (4, False, True),
        (4, True, False),
    ]


class LateDevice:
    """The end of a sound, whose device takes one more sample each time it was waited for."""

    def __init__(self, loudspeaker: SounddeviceLoudspeaker, takes: int) -> None:
        self._loudspeaker = loudspeaker
        self._takes = takes

    def clear(self) -> None:
        pass

    def set(self) -> None:
        pass

    def wait(self, _seconds: float) -> bool:
        if self._takes:
            self._takes -= 1
            self._loudspeaker._fill(bytearray(2), 1, None, SimpleNamespace())
        return self._loudspeaker._position == SAMPLES


SAMPLES = 10


@pytest.mark.parametrize("takes", [SAMPLES, 5])
def test_a_device_that_takes_its_samples_late_is_no_trouble_and_one_that_stops_is(
    takes: int,
) -> None:
    library = HangingLibrary()
    library.answer.set()
    loudspeaker = SounddeviceLoudspeaker(cast(Portaudio, library))
    loudspeaker._finished = cast(threading.Event, LateDevice(loudspeaker, takes))
    library.open = lambda *_, **__: SimpleNamespace(start=None, abort=None, stop=None)
    sound = Sound(np.zeros(SAMPLES, np.int16), 16_000)
    if takes == SAMPLES:
        assert loudspeaker.play(sound, lambda: False)
    else:
        with pytest.raises(DeviceError):
            loudspeaker.play(sound, lambda: False)


class Mouthed:
    def __init__(self, loudspeaker: FakeLoudspeaker) -> None:
        self.events: queue.SimpleQueue[Event | Notice] = queue.SimpleQueue()
        self.loudspeaker = loudspeaker
        voice = ProgramVoice(CountingSynthesizer())
        self.mouth = SpeakingMouth(voice, loudspeaker, self.events.put)

    def next(self) -> Event | Notice:
        return self.events.get(timeout=10)


def speak(turn_id: int, *texts: str) -> Speak:
    return Speak(turn_id, tuple(Line(text) for text in texts), Manner(), cue=True)


def test_every_speak_is_answered_once_after_its_cue() -> None:
    mouthed = Mouthed(FakeLoudspeaker())
    mouthed.mouth.speak(speak(1, "This is one. This is two.", "Three."))
    assert mouthed.next() == SpeechFinished(1)
    assert len(mouthed.loudspeaker.played) == 4
    mouthed.mouth.close()
    assert mouthed.events.empty()


def test_nothing_begins_to_sound_once_the_mouth_is_closing() -> None:
    mouthed = Mouthed(FakeLoudspeaker())
    mouthed.loudspeaker.stop = lambda: mouthed.mouth.speak(speak(2, "Two."))  # in between
    mouthed.mouth.close()
    assert mouthed.loudspeaker.played == []


def test_what_is_prepared_while_the_mouth_closes_is_no_error() -> None:
    mouthed = Mouthed(FakeLoudspeaker())
    mouthed.mouth.close()
    mouthed.mouth.prepare(("One.",), Manner())
    mouthed.mouth.speak(speak(1, "One."))
    assert mouthed.loudspeaker.played == []


def test_a_mouth_that_closes_synthesises_nothing_more() -> None:
    synthesizer = CountingSynthesizer()
    loudspeaker = FakeLoudspeaker(at_once=False)
    mouth = SpeakingMouth(ProgramVoice(synthesizer), loudspeaker, lambda _event: None)
    mouth.speak(speak(1, *(f"Line {number}." for number in range(9))))
    assert loudspeaker.playing.wait(10)
    mouth.close()
    assert len(synthesizer.asked) <= 2  # the one that sounded, and the next


def test_hush_stops_at_once_and_what_waits_is_not_spoken() -> None:
    mouthed = Mouthed(FakeLoudspeaker(at_once=False))
    mouthed.mouth.speak(speak(1, "One."))
    mouthed.mouth.speak(speak(2, "Two."))
    assert mouthed.loudspeaker.playing.wait(10)
    mouthed.mouth.hush()
    assert mouthed.next() == SpeechFinished(1, spoken=False)
    assert mouthed.next() == SpeechFinished(2, spoken=False)
    assert len(mouthed.loudspeaker.played) == 1
    mouthed.mouth.close()


def test_a_lost_loudspeaker_is_told_once_and_its_return_too() -> None:
    mouthed = Mouthed(FakeLoudspeaker())
    mouthed.loudspeaker.broken = True
    mouthed.mouth.speak(speak(1, "One."))
    assert mouthed.next() == DeviceFailed("loudspeaker", LOUDSPEAKER_GONE)
    assert mouthed.next() == SpeechFinished(1, spoken=False)
    mouthed.mouth.speak(speak(2, "Two."))
    assert mouthed.next() == SpeechFinished(2, spoken=False)
    mouthed.loudspeaker.broken = False
    mouthed.mouth.speak(speak(3, "Three."))
    assert mouthed.next() == DeviceRecovered("loudspeaker")
    assert mouthed.next() == SpeechFinished(3)
    mouthed.mouth.close()


def test_a_loudspeaker_works_again_with_its_first_sound_and_not_only_when_all_is_said() -> None:
    mouthed = Mouthed(FakeLoudspeaker())
    mouthed.loudspeaker.broken = True
    mouthed.mouth.speak(speak(1, "One."))
    assert mouthed.next() == DeviceFailed("loudspeaker", LOUDSPEAKER_GONE)
    mouthed.next()
    mouthed.loudspeaker.broken = False
    mouthed.mouth.speak(speak(2, "Two.", "This will fail."))
    assert mouthed.next() == DeviceRecovered("loudspeaker")
    mouthed.mouth.close()


def test_a_synthesiser_works_again_only_when_all_could_be_said() -> None:
    mouthed = Mouthed(FakeLoudspeaker())
    for turn_id in (1, 2):
        mouthed.mouth.speak(speak(turn_id, "One.", "This will fail."))
    mouthed.mouth.speak(speak(3, "One."))
    told = [mouthed.next() for _ in range(5)]
    assert told[0] == DeviceFailed("loudspeaker", SYNTHESISER_STOPPED)
    assert told[3:] == [DeviceRecovered("loudspeaker"), SpeechFinished(3)]
    mouthed.mouth.close()


def test_a_sentence_that_cannot_be_synthesised_does_not_stop_the_session() -> None:
    mouthed = Mouthed(FakeLoudspeaker())
    mouthed.mouth.speak(speak(1, "One.", "This will fail."))
    assert mouthed.next() == DeviceFailed("loudspeaker", SYNTHESISER_STOPPED)
    assert mouthed.next() == SpeechFinished(1, spoken=False)
    mouthed.mouth.close()


BEFORE_THE_ENGINE = """
import os, sys
from voice.speaking import synthesis_child as child
def engine():
    sys.stderr.write(open("/proc/self/status").read().partition("Seccomp:")[2].split()[0])
    raise OSError
child.prepare_espeak, child.start_engine = lambda: None, engine
sys.argv = ["child", str(os.open(os.devnull, os.O_WRONLY))]
child.main()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no kernel closes it")
def test_the_childs_network_is_closed_although_whoever_started_it_has_one() -> None:
    """What speaks begins before the program has closed its own."""
    pytest.importorskip("pyseccomp")
    done = subprocess.run(
        [sys.executable, "-c", BEFORE_THE_ENGINE],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert done.stderr == "2"
