"""The one writer: what it owes it keeps, in order, until the disk takes it."""

import queue

from tests.scenes.reflection.playbook import plan, segment
from tests.values.troubles import disk_full
from voice.floor.actions import Action, Means
from voice.floor.commands import (
    Line,
    Manner,
    Prepare,
    Speak,
    Tone,
)
from voice.floor.events import (
    ActionChosen,
    ListeningStarted,
    SegmentHeard,
    SpeechFinished,
    SpeechStarted,
)
from voice.floor.view import View
from voice.machine.awake import AwakeClock
from voice.scenes.reflection.conversation import Conversation
from voice.scenes.reflection.states import State
from voice.stage.loop import run, seal_what_is_left
from voice.stage.ports import Edges
from voice.stage.records import MOST_OWED_SOUND_BYTES
from voice.stage.stage import RETRY_SECONDS, Stage
from voice.values.errors import SettingsError, VoiceError
from voice.values.transcript import AnswerState, Correction, PassageSound, Segment


class FakeMouth:
    def __init__(self) -> None:
        self.spoken: list[Speak] = []

    def speak(self, speak: Speak) -> None:
        self.spoken.append(speak)

    def prepare(self, texts: tuple[str, ...], manner: Manner) -> None:
        self.prepared = texts

    def chime(self, manner: Manner, tone: Tone) -> None:
        pass

    def hush(self) -> None:
        pass

    def close(self) -> None:
        pass


class FakeEars:
    def __init__(self) -> None:
        self.turn_id = 0
        self.cues = 0

    def listen(self, turn_id: int, sound: bool = False, forms: tuple[str, ...] = ()) -> None:
        self.turn_id = turn_id
        self.sound = sound

    def rest(self, turn_id: int) -> None:
        pass

    def watch(self, turn_id: int) -> None:
        pass

    def cue(self) -> None:
        self.cues += 1

    def close(self) -> None:
        pass


class FakeJournal:
    """Keeps what it is given, or refuses while `full`."""

    def __init__(self) -> None:
        self.full = False
        self.sound_full = False
        self.sound_error: VoiceError = disk_full()
        self.kept: list[str] = []
        self.tries: list[str] = []

    def _keep(self, what: str) -> None:
        self.tries.append(what)
        if self.full:
            raise disk_full()
        self.kept.append(what)

    def seal_segment(self, question_id: str, segment: Segment) -> None:
        self._keep(f"segment {segment.verbatim}")

    def seal_sound(self, question_id: str, segment_id: str, sound: PassageSound) -> None:
        if self.sound_full:
            raise self.sound_error
        self._keep(f"sound {segment_id}")

    def erase_segments(self, question_id: str, segment_ids: tuple[str, ...]) -> None:
        self._keep(f"erase {len(segment_ids)}")

    def seal_correction(self, question_id: str, correction: Correction) -> None:
        self._keep(f"correct to {' '.join(correction.meant)}")

    def erase_correction(self, question_id: str, correction_id: str) -> None:
        self._keep("uncorrect")

    def mark_answer(self, question_id: str, state: AnswerState) -> None:
        self._keep(f"mark {question_id} {state}")

    def flag_segment(self, question_id: str, segment_id: str) -> None:
        self._keep("flag")

    def unflag_segment(self, question_id: str, segment_id: str) -> None:
        self._keep("unflag")

    def end(self, reason: str) -> None:
        self._keep(f"end {reason}")

    def close(self) -> None:
        self.kept.append("closed")


class Clock:
    seconds = 0.0

    def now_seconds(self) -> float:
        return self.seconds


class Session:
    """A stage over fakes, brought to the first question."""

    def __init__(self, keep_sound: bool = False) -> None:
        self.mouth, self.ears = FakeMouth(), FakeEars()
        self.journal, self.clock = FakeJournal(), Clock()
        self.opened = 0
        self.views: list[View] = []
        self.number = 0
        self.sound_bytes = 64_000

        def open_journal() -> FakeJournal:
            self.opened += 1
            return self.journal

        edges = Edges(
            self.mouth,
            self.ears,
            lambda _keeping: open_journal,
            self.views.append,
            lambda _notice: None,
            lambda _manner: None,
        )
        self.conversation = Conversation(plan(keep_sound=keep_sound), Manner())
        self.stage = Stage(self.conversation, edges, self.clock)
        self.stage.start()

    def spoken(self) -> "Session":
        self.stage.take(SpeechFinished(self.mouth.spoken[-1].turn_id))
        return self

    def begun(self) -> "Session":
        return self.spoken().chooses(Action.BEGIN).spoken()

    def chooses(self, action: Action) -> "Session":
        self.stage.take(ActionChosen(action, Means.KEY))
        return self

    def says(self, text: str) -> "Session":
        self.number += 1
        turn_id = self.ears.turn_id
        self.stage.take(ListeningStarted(turn_id))
        self.stage.take(SpeechStarted(turn_id))
        sound = PassageSound(0.0, bytes(self.sound_bytes)) if self.ears.sound else None
        self.stage.take(SegmentHeard(turn_id, segment(text, self.number), 5.0, 1.5, sound))
        return self

    def after(self, seconds: float) -> "Session":
        self.clock.seconds += seconds
        self.stage.tick()
        return self


def test_nothing_is_opened_before_there_is_something_to_keep() -> None:
    session = Session().begun()
    assert session.opened == 0
    session.says("i feel safe")
    assert session.opened == 1
    assert session.journal.kept == ["segment i feel safe"]
    assert session.views[-1].kept_passages == 1


def test_a_full_disk_keeps_the_order_and_loses_nothing() -> None:
    session = Session().begun()
    session.journal.full = True
    session.says("one")
    assert session.stage.unwritten == 1
    assert "the disk is full" in session.views[-1].notice
    session.spoken().says("two").chooses(Action.NEXT)
    assert session.journal.kept == []
    session.journal.full = False
    session.after(RETRY_SECONDS)
    assert session.journal.kept == ["segment one", "segment two", "mark safe answered"]
    assert session.stage.unwritten == 0
    assert session.views[-1].notice == ""


def test_what_cannot_be_written_is_counted_at_the_end_and_no_end_is_written() -> None:
    session = Session().begun()
    session.journal.full = True
    session.says("one")
    session.stage.finish()
    assert session.stage.unwritten == 1
    assert session.journal.kept == ["closed"]


def test_a_key_that_means_nothing_now_is_ignored() -> None:
    session = Session()
    session.chooses(Action.KEEP)
    assert session.conversation.now.state is State.WELCOMING


def test_the_loop_ends_with_the_session() -> None:
    inbox: queue.SimpleQueue = queue.SimpleQueue()
    conversation = Conversation(plan(), Manner())
    nothing = lambda _: None  # noqa: E731
    edges = Edges(FakeMouth(), FakeEars(), lambda _: FakeJournal, nothing, nothing, nothing)
    stage = Stage(conversation, edges, Clock())
    inbox.put(ActionChosen(Action.STOP, Means.SIGNAL))
    inbox.put(SpeechFinished(2))
    run(stage, inbox, AwakeClock())
    assert stage.ended
    assert conversation.now.reason == "stopped"


def test_words_that_are_still_queued_when_the_devices_close_are_kept() -> None:
    session = Session().begun()
    inbox: queue.SimpleQueue = queue.SimpleQueue()
    turn_id = session.ears.turn_id
    inbox.put(ListeningStarted(turn_id))
    inbox.put(SpeechStarted(turn_id))
    inbox.put(SegmentHeard(turn_id, segment("one more thing", 1), 5.0, 1.5))
    seal_what_is_left(session.stage, inbox)
    assert session.journal.kept == ["segment one more thing", "end interrupted", "closed"]


def test_what_a_person_said_is_never_synthesised_ahead() -> None:
    session = Session()
    lines = (Line("You said:"), Line("he shouted at me", private=True))
    session.stage._carry_out(0, [Prepare(lines, Manner())])
    assert session.mouth.prepared == ("You said:",)


def agreed() -> Session:
    """The first question is open, and the sound is kept."""
    session = Session(keep_sound=True).spoken()
    return session.chooses(Action.BEGIN).spoken().chooses(Action.YES).spoken()


def test_a_sound_is_written_after_the_words_and_after_the_program_has_begun_to_speak() -> None:
    session = agreed()
    session.says("one")
    assert session.journal.kept == ["segment one", "sound segment-1"]


def test_a_sound_that_cannot_be_written_holds_up_no_words_and_is_tried_again() -> None:
    session = agreed()
    session.journal.sound_full = True
    session.says("one")
    assert any("sound" in line for line in session.views[-1].saying)
    session.spoken().says("two")
    assert session.journal.kept == ["segment one", "segment two"]
    session.journal.sound_full = False
    session.after(RETRY_SECONDS)
    assert session.journal.kept[2:] == ["sound segment-1", "sound segment-2"]
    assert session.stage.lost_sounds == 0


def test_an_encoder_that_is_gone_in_mid_session_costs_no_words() -> None:
    session = agreed()
    session.journal.sound_full = True
    session.journal.sound_error = SettingsError("the library is gone", "install it")
    session.says("one")
    session.stage.finish()
    assert session.journal.kept[:1] == ["segment one"]
    assert (session.stage.unwritten, session.stage.lost_sounds) == (0, 1)


def test_the_trouble_with_the_sound_is_told_once_as_long_as_it_lasts() -> None:
    session = agreed()
    session.journal.sound_full = True
    spoken = len(session.mouth.spoken)
    session.says("one").spoken().says("two").after(RETRY_SECONDS).after(RETRY_SECONDS)
    assert len(session.mouth.spoken) == spoken + 1


def test_while_words_are_owed_no_sound_is_written_before_them() -> None:
    session = agreed()
    session.journal.full = True
    session.says("one")
    session.spoken().says("two")
    assert not any(tried.startswith("sound") for tried in session.journal.tries)
    session.journal.full = False
    session.after(RETRY_SECONDS)
    assert session.journal.kept[:2] == ["segment one", "segment two"]
    assert sorted(session.journal.kept[2:]) == ["sound segment-1", "sound segment-2"]


def test_the_sound_of_an_erased_passage_is_never_written() -> None:
    session = agreed()
    session.journal.sound_full = True
    session.says("one").spoken().says("scratch that").spoken()
    session.chooses(Action.STOP).spoken().chooses(Action.STOP)  # what was let go is erased now
    session.journal.sound_full = False
    session.stage.finish()
    assert "erase 1" in session.journal.kept
    assert not any(kept.startswith("sound") for kept in session.journal.kept)
    assert session.stage.lost_sounds == 0


def test_a_disk_that_stays_full_costs_sound_before_it_costs_memory() -> None:
    session = agreed()
    session.journal.sound_full = True
    session.sound_bytes = MOST_OWED_SOUND_BYTES // 4
    session.says("one").spoken()
    for text in ("two", "three", "four", "five", "six"):
        session.says(text)
    assert session.stage.lost_sounds == 6
    session.journal.sound_full = False
    session.stage.finish()
    assert sum(kept.startswith("sound") for kept in session.journal.kept) == 4
    assert session.stage.lost_sounds == 2
    assert session.stage.unwritten == 0
