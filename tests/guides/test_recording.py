"""Reading a guide aloud: what is chosen, what is made of a recording, what is kept of it."""

import os
import signal
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from tests.guides.reading_person import ReadingPerson, silence
from voice.app.guide_recording import WhatIsRead, check_place
from voice.floor.commands import Manner, Speak
from voice.floor.events import DeviceFailed, SpeechFinished
from voice.guides.guide_reading import GuideReading
from voice.guides.loading import bundled_text, find_guide
from voice.guides.read_guide import pack, texts_to_read, unpack
from voice.guides.recording import Chosen, OpenMicrophone, Show, Shown
from voice.hearing.activity import ActivityDetector, level_dbfs
from voice.hearing.reading_taken import LEVEL_DBFS, made_of
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.scenes.recording.errands import (
    DropReading,
    EndReading,
    MicrophoneOpen,
    NotTaken,
    ReadingOver,
    Taken,
    TakeReading,
)
from voice.scenes.recording.takes import Choice, Fault, Reading, State
from voice.sound.flac import decode
from voice.stage.ports import FRAME_SAMPLES, Pcm
from voice.values.errors import DeviceError, GuideError
from voice.values.troubles import TroubleName
from voice.vault.age import new_identity, recipient_of, unseal

GUIDE = find_guide("trust-and-power")
TEXTS = texts_to_read(GUIDE)
NAMES = list(TEXTS)
TWO = {name: TEXTS[name] for name in NAMES[:2]}


def reading(*faults: Fault) -> Reading:
    return Reading(b"fLaC", 2.0, faults)


class Book:
    """What was asked for, and the last of it."""

    def __init__(self, texts: Mapping[str, str] = TWO, read: Mapping[str, Reading] | None = None):
        self.core = GuideReading(texts, Manner(), read=read)
        self.last = self.core.start()

    def told(self, *events: object) -> "Book":
        for event in events:
            self.last = self.core.handle(event)  # type: ignore[arg-type]
        return self

    def chooses(self, choice: Choice | None = None) -> "Book":
        return self.told(Chosen(choice))

    def reads(self, *faults: Fault) -> "Book":
        """Waits for the tone and reads."""
        attempt = self.core.now.takes.attempt
        self.told(MicrophoneOpen(attempt), SpeechFinished(self.core.now.turn_id))
        return self.told(Taken(attempt, reading(*faults)))

    def of(self, kind: type) -> list[object]:
        return [command for command in self.last if isinstance(command, kind)]


# What is chosen ----------------------------------------------------------------------------------


def test_enter_alone_leads_through_all_of_it() -> None:
    book = Book()
    assert [line.text for line in book.of(Speak)[0].lines] == [TEXTS[NAMES[0]]]  # type: ignore[attr-defined]
    for name in TWO:
        assert book.core.name == name
        book.chooses()
        assert book.of(OpenMicrophone)
        book.reads()
        assert [line.recording for line in book.of(Speak)[0].lines] == [name]  # type: ignore[attr-defined]
        book.chooses()
    assert book.core.now.state is State.OVER
    assert list(book.core.now.read) == list(TWO)


def test_it_is_read_after_the_tone_and_not_before() -> None:
    book = Book().chooses()
    attempt = book.core.now.takes.attempt
    book.told(SpeechFinished(1), SpeechFinished(99))
    assert not book.of(TakeReading), "what was being said ends too"
    book.told(MicrophoneOpen(attempt))
    (speak,) = book.of(Speak)
    assert speak.cue  # type: ignore[attr-defined]
    assert not book.of(TakeReading)
    book.told(SpeechFinished(book.core.now.turn_id, spoken=False))
    assert book.of(TakeReading), "where no loudspeaker is, too"
    assert book.told(ReadingOver(attempt)).of(EndReading)
    assert book.chooses(Choice.DONE).of(EndReading)


def test_what_is_no_longer_wanted_changes_nothing() -> None:
    book = Book().chooses().chooses(Choice.AGAIN)
    first, second = 1, 2
    before = book.core.now
    late = (MicrophoneOpen(first), ReadingOver(first), Taken(first, reading()))
    book.told(*late, NotTaken(first, DeviceError("f", "h").trouble))
    assert book.core.now == before
    book.reads().told(Taken(second, reading()))
    assert book.last == []


def test_again_reads_it_once_more_and_the_last_one_counts() -> None:
    book = Book().chooses().reads(Fault.NOISY).chooses(Choice.AGAIN).reads()
    assert book.core.now.read == {NAMES[0]: reading()}


def test_what_holds_no_voice_takes_nothing_away() -> None:
    book = Book().chooses().reads(Fault.NOTHING)
    assert book.core.now.read == {}
    assert book.core.now.state is State.UNREAD
    assert not book.of(Speak)
    book.chooses().reads().chooses(Choice.AGAIN).reads(Fault.NOTHING)
    assert book.core.now.read == {NAMES[0]: reading()}
    assert book.core.now.state is State.READ


def test_next_leaves_a_text_to_the_program_and_back_goes_to_the_one_before() -> None:
    book = Book()
    assert Choice.BACK not in book.core.offered
    book.chooses(Choice.NEXT)
    assert book.core.name == NAMES[1]
    book.chooses().reads().chooses(Choice.BACK)
    assert (book.core.name, book.core.now.state) == (NAMES[0], State.UNREAD)
    book.chooses(Choice.NEXT)
    assert book.core.now.state is State.READ, "what was read is still there"
    assert book.chooses(Choice.HEAR).of(Speak)
    assert list(book.chooses().core.now.read) == [NAMES[1]]


def test_stop_ends_it_in_every_state_and_nothing_goes_on() -> None:
    for before in (Book(), Book().chooses(), Book().chooses().reads()):
        before.chooses(Choice.STOP)
        assert before.of(DropReading)
        assert before.core.now.state is State.OVER
        assert before.chooses().last == []


def test_what_cannot_be_chosen_now_is_said() -> None:
    for choice in (Choice.BACK, Choice.AGAIN, Choice.DONE):
        assert Book().chooses(choice).last == [Show(Shown.NOT_HERE)]


def test_a_microphone_that_fails_is_told_and_can_be_tried_again() -> None:
    trouble = DeviceError.named(TroubleName.MICROPHONE_ABSENT).trouble
    book = Book().chooses().told(NotTaken(1, trouble))
    assert book.last == [Show(Shown.TROUBLE, trouble=trouble)]
    assert book.chooses().reads().core.now.read


def test_a_loudspeaker_that_fails_is_told_once() -> None:
    failed = DeviceFailed("loudspeaker", DeviceError("f", "h").trouble)
    assert Book().told(failed).of(Show)
    assert Book().told(failed, failed).last == []


def test_it_goes_on_where_something_is_missing() -> None:
    book = Book(TEXTS, {NAMES[0]: reading(), NAMES[2]: reading()})
    assert book.core.name == NAMES[1]


# What is made of a recording ---------------------------------------------------------------------


def frames_of(samples: Pcm) -> list[Pcm]:
    whole = len(samples) - len(samples) % FRAME_SAMPLES
    return list(samples[:whole].reshape(-1, FRAME_SAMPLES))


@pytest.fixture(scope="module")
def voice() -> Pcm:
    said = to_room(espeak().say("What can I safely talk about with this person?", "en-us+f3", 150))
    return (said * 32767).astype(np.int16)


def in_silence(voice: Pcm) -> Pcm:
    return np.concatenate([silence(1.5), voice, silence(3.0)])


def voiced_dbfs(samples: Pcm) -> float:
    detector = ActivityDetector()
    levels = [level_dbfs(f) for f in frames_of(samples) if detector.judge(f).strict]
    return float(10 * np.log10(np.mean(10 ** (np.array(levels) / 10))))


@pytest.mark.parametrize("gain_db", [-18, -9, 0])
def test_it_is_trimmed_and_brought_to_its_level_however_loud_it_was(
    voice: Pcm, gain_db: int
) -> None:
    given = (voice * 10 ** (gain_db / 20)).astype(np.int16)
    made = made_of(frames_of(in_silence(given)))
    assert made.faults == ()
    assert voiced_dbfs(made.samples) == pytest.approx(LEVEL_DBFS, abs=1.0)
    assert len(voice) / 16_000 - 0.3 < made.seconds < len(voice) / 16_000 + 0.8
    assert np.abs(made.samples.astype(int)).max() < 0.98 * 32767
    assert made.samples[0] == made.samples[-1] == 0


def test_what_was_cut_off_at_the_microphone_is_told(voice: Pcm) -> None:
    loud = np.clip(voice.astype(np.int32) * 40, -32768, 32767).astype(np.int16)
    assert Fault.CUT_OFF in made_of(frames_of(in_silence(loud))).faults


def test_noise_behind_a_voice_is_told(voice: Pcm) -> None:
    level = 10 ** ((voiced_dbfs(voice) - 10) / 20) * 32768
    fan = np.random.default_rng(3).normal(0, level, len(in_silence(voice)))
    given = np.clip(in_silence(voice) + fan, -32768, 32767).astype(np.int16)
    assert Fault.NOISY in made_of(frames_of(given)).faults


def test_a_voice_too_far_away_is_told(voice: Pcm) -> None:
    far = (voice / 60).astype(np.int16)
    quiet = np.zeros(24_000, np.int16)
    made = made_of(frames_of(np.concatenate([quiet, far, quiet])))
    assert set(made.faults) & {Fault.VERY_SOFT, Fault.NOTHING}


@pytest.mark.parametrize("sound", [np.zeros(0, np.int16), silence(4.0)], ids=["nothing", "hiss"])
def test_where_nobody_spoke_there_is_nothing(sound: Pcm) -> None:
    made = made_of(frames_of(sound))
    assert made.faults == (Fault.NOTHING,)
    assert len(made.samples) == 0


# Read, in a room that is simulated ----------------------------------------------------------------


def test_each_text_is_read_and_nothing_is_on_a_disk_meanwhile(
    voice: Pcm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    person = ReadingPerson(lambda _name: voice)
    on_disk: list[Path] = []
    read = person.read(TWO, watch=lambda _show: on_disk.extend(tmp_path.rglob("*")))
    assert on_disk == []
    assert set(read) == set(TWO)
    for recorded in read.values():
        assert len(decode(recorded.flac, 60.0)) / 16_000 == pytest.approx(recorded.seconds)


def test_stopped_half_way_what_was_read_is_kept(voice: Pcm) -> None:
    person = ReadingPerson(lambda _name: voice)
    read = person.read(TEXTS, [Choice.READ, Choice.NEXT, Choice.STOP])
    assert list(read) == NAMES[:1]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_loses_nothing_that_was_read(voice: Pcm, number: signal.Signals) -> None:
    before = signal.getsignal(number)
    person = ReadingPerson(lambda _name: voice)
    read = person.read(TEXTS, [Choice.READ, Choice.NEXT, lambda: os.kill(os.getpid(), number)])
    assert list(read) == NAMES[:1]
    assert signal.getsignal(number) is before


def test_what_comes_of_it_is_a_guide_as_it_was_read_and_sealed_where_that_was_asked_for(
    voice: Pcm,
) -> None:
    read = ReadingPerson(lambda _name: voice).read(TWO)
    toml = bundled_text("trust-and-power")
    plain = WhatIsRead(GUIDE, toml, "Anna Weber").file(read)
    opened = unpack(plain)
    assert opened.reader == "Anna Weber"
    assert opened.recordings == {name: reading.flac for name, reading in read.items()}
    identity = new_identity()
    sealed = WhatIsRead(GUIDE, toml, "Anna Weber", [recipient_of(identity)]).file(read)
    assert b"fLaC" not in sealed
    assert pack(unpack(unseal(sealed, identity))) == plain


def test_a_place_that_cannot_be_written_is_told_before_anybody_reads(tmp_path: Path) -> None:
    check_place(tmp_path / "new.guide")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "there.guide").write_bytes(b"x")
    for path in (tmp_path / "there.guide", tmp_path / "none" / "x.guide"):
        with pytest.raises(GuideError):
            check_place(path)
    assert (tmp_path / "there.guide").read_bytes() == b"x"
