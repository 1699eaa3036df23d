"""Reading aloud: the person leads, nothing said while waiting is kept, every change is sealed."""

import math
from collections import Counter
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.scenes.reflection.playbook import WORDING, segment
from tests.values.troubles import DISK_FULL, LOUDSPEAKER_GONE, MICROPHONE_GONE
from voice.floor.actions import RULE_OF, Action, Means
from voice.floor.commands import (
    Command,
    EraseCorrection,
    EraseSegments,
    FlagSegment,
    Hush,
    Leave,
    Listen,
    Manner,
    Prepare,
    RememberManner,
    Rest,
    SealCorrection,
    SealSegment,
    SetTimer,
    Speak,
    UnflagSegment,
)
from voice.floor.crisis import CrisisCard
from voice.floor.events import (
    ActionChosen,
    DeviceFailed,
    Event,
    Interrupted,
    ListeningStarted,
    ListeningStopped,
    SealingFailed,
    SegmentHeard,
    SegmentSealed,
    SoundLost,
    SpeechFinished,
    SpeechStarted,
    TimerFired,
    WritingRecovered,
)
from voice.floor.step import SILENCE_TIMER
from voice.floor.table import IllegalEvent
from voice.floor.turn import AWAY_TIMER, Patience, patience_named
from voice.scenes.reading.pieces import Piece, pieces_of_question, pieces_of_sessions
from voice.scenes.reading.reader import Reader
from voice.scenes.reading.states import FLOOR_TAKEN, STEPS, Reading
from voice.scenes.reading.step import LetGo, Plan, answer_key
from voice.screen.keys import action_for_key
from voice.values.transcript import Answer, AnswerState, Correction, Segment, Session


def session(session_id: str, *passages: str) -> Session:
    """Passages ten seconds apart, each a paragraph of its own, to the first of two questions."""
    said = tuple(segment(text, n) for n, text in enumerate(passages))
    answers = (
        Answer("safe", "What is safe?", AnswerState.ANSWERED, said),
        Answer("ask", "Do you ask?", AnswerState.PASSED),
    )
    return Session(session_id, "guide", "2026-11-24T09:00:00+01:00", answers, "A Guide")


SESSION = session("s1", "i feel save", "my sister too")


def day(_moment: str) -> str:
    return "24 November 2026"


@dataclass
class Told:
    """A reading, every command, and those of the last event."""

    reader: Reader
    commands: list[Command] = field(default_factory=list)
    last: list[Command] = field(default_factory=list)
    heard: int = 100

    def __post_init__(self) -> None:
        self.last = self.reader.start()
        self.commands += self.last

    @property
    def state(self) -> Reading:
        return self.reader.now.state

    @property
    def turn_id(self) -> int:
        return self.reader.now.turn_id

    def happens(self, event: Event) -> "Told":
        self.last = self.reader.handle(event)
        self.commands += self.last
        return self

    def spoken(self) -> "Told":
        self.happens(SpeechFinished(self.turn_id))
        if self.reader.now.listening:
            opened = self.last
            self.happens(ListeningStarted(self.turn_id))
            self.last = opened + self.last
        return self

    def says(self, text: str, confidence: float = 1.0, turn_id: int | None = None) -> "Told":
        self.heard += 1
        turn_id = self.turn_id if turn_id is None else turn_id
        self.happens(SpeechStarted(turn_id))
        heard = segment(text, self.heard, confidence)
        return self.happens(SegmentHeard(turn_id, heard, math.inf, 1.5))

    def chooses(self, action: Action, means: Means = Means.KEY) -> "Told":
        return self.happens(ActionChosen(action, means))

    def said(self) -> str:
        return " ".join(line.text for c in self.last if isinstance(c, Speak) for line in c.lines)

    def all(self, kind: type) -> list:
        return [command for command in self.commands if isinstance(command, kind)]

    def silences(self) -> list[SetTimer]:
        """The timers after which something would follow from silence."""
        return [each for each in self.all(SetTimer) if each.name == SILENCE_TIMER]

    def left_alone(self) -> "Told":
        """Nobody has given a sign for as long as words stay uncovered."""
        return self.happens(TimerFired(AWAY_TIMER, self.turn_id))


def reading(*sessions: Session, patience: Patience | None = None) -> Told:
    pieces = pieces_of_sessions(sessions or (SESSION,), WORDING, day)
    book = Plan("A Guide", tuple(pieces), WORDING, patience or Patience(), CrisisCard("The card."))
    return Told(Reader(book, Manner()))


def waiting(*sessions: Session, **options: Patience) -> Told:
    return reading(*sessions, **options).spoken()


def test_it_begins_with_how_to_lead_the_date_the_question_and_the_first_part():
    told = reading()
    assert "say it again" in told.said()
    assert "Your session on 24 November 2026." in told.said()
    assert "Question 1. What is safe?" in told.said()
    assert told.said().endswith("I feel save.")
    assert not told.all(Listen)


def test_what_the_person_said_is_private_and_never_kept_ready():
    told = waiting().says("next")
    (spoken,) = [c for c in told.last if isinstance(c, Speak)]
    assert [line.private for line in spoken.lines] == [True]
    prepared = [line.text for c in told.all(Prepare) for line in c.lines]
    assert "My sister too." not in prepared


def test_after_a_part_it_waits_as_long_as_it_takes():
    told = waiting()
    assert told.state is Reading.WAITING
    assert told.silences() == []


def test_silence_moves_on_only_where_the_person_chose_that():
    told = waiting(patience=patience_named("steady"))
    (timer,) = told.silences()
    assert timer.seconds == 8.0
    told.happens(TimerFired("silence", told.turn_id))
    assert told.said() == "My sister too."


def test_give_me_a_minute_stops_even_that():
    told = waiting(patience=patience_named("steady")).says("give me a minute").spoken()
    assert [c.name for c in told.last if isinstance(c, SetTimer)] == [AWAY_TIMER]
    assert told.says("next").said() == "My sister too."


def test_next_again_back_and_skip_lead_through_the_parts():
    told = waiting().says("next")
    assert told.said() == "My sister too."
    assert told.spoken().says("again").said() == "My sister too."
    assert "I feel save." in told.spoken().says("go back").said()
    assert told.spoken().says("skip").said() == ("Question 2. Do you ask? You chose not to answer.")
    assert "first part" in waiting().says("go back").said()


def test_after_the_last_part_it_says_goodbye_and_ends():
    told = waiting().says("skip").spoken().says("next")
    assert told.state is Reading.CLOSING
    told.spoken()
    assert told.state is Reading.DRAINING
    told.happens(ListeningStopped(told.reader.now.open_turn_id or 0))
    assert told.last == [Leave("finished")]


def test_bring_this_to_my_session_marks_the_passages_of_this_part_once():
    told = waiting().says("bring this to my session").spoken().says("bring that to my session")
    assert told.all(FlagSegment) == [FlagSegment("s1 safe", "segment-0")]
    assert "Noted" in told.said()


def test_help_names_what_is_done_to_a_part_and_not_to_a_question():
    told = waiting().says("help").said()
    assert "for the next part" in told
    assert "when you are done" not in told
    adding = waiting().says("add to this").spoken().says("help").said()
    assert "when you are done adding" in adding


def test_a_note_just_made_is_undone_and_the_one_before_stays():
    told = waiting().says("bring this to my session").spoken().says("undo")
    assert told.all(UnflagSegment) == [UnflagSegment("s1 safe", "segment-0")]
    assert "no longer noted" in told.said()
    assert not told.reader.now.piece.marked
    assert not told.spoken().reader.accepts(Action.UNDO)


def test_a_note_of_another_day_is_taken_off_and_only_where_there_is_one():
    assert not waiting().reader.accepts(Action.UNMARK)
    said, passed = SESSION.answers
    noted = replace(said, flagged=frozenset({"segment-0", "segment-1"}))
    told = waiting(replace(SESSION, answers=(noted, passed))).says("take the note off")
    assert told.all(UnflagSegment) == [UnflagSegment("s1 safe", "segment-0")]
    assert not told.spoken().reader.accepts(Action.UNMARK)


def test_undo_after_a_note_does_not_undo_the_correction_before_it():
    told = waiting().says("change save to safe").spoken().says("bring this to my session").spoken()
    told.says("undo")
    assert not told.all(EraseCorrection)
    assert told.all(UnflagSegment)


def test_nothing_said_while_waiting_is_kept():
    told = waiting().says("i wonder about that")
    assert told.state is Reading.WAITING
    assert told.all(SealSegment) == []


def test_words_can_be_changed_by_voice_and_changed_back():
    told = waiting().says("change save to safe")
    (sealed,) = told.all(SealCorrection)
    assert (sealed.question_id, sealed.correction.meant) == ("s1 safe", ("safe",))
    assert "I feel safe." in told.spoken().says("again").said()
    told.spoken().says("undo")
    (erased,) = told.all(EraseCorrection)
    assert erased.correction_id == sealed.correction.correction_id
    assert "I feel save." in told.spoken().says("again").said()


def test_words_that_do_not_stand_here_are_told():
    told = waiting().says("change sofa to chair")
    assert "do not find" in told.said()
    assert told.all(SealCorrection) == []


def test_a_word_that_stands_here_twice_is_changed_where_it_was_heard_last():
    told = waiting(session("s1", "save is save")).says("change save to safe")
    assert told.all(SealCorrection)[0].correction.first_word == 2


def test_earlier_corrections_are_read():
    fixed = Correction("c", "segment-0", 2, ("save",), ("safe",))
    first = SESSION.answers[0]
    answer = Answer("safe", first.question, first.state, first.segments, corrections=(fixed,))
    told = reading(Session("s1", "guide", SESSION.started_at, (answer,)))
    assert told.said().endswith("I feel safe.")


def test_what_is_added_is_sealed_to_that_answer_and_read_after_it():
    told = waiting().says("add to this").spoken()
    assert told.state is Reading.ADDING
    told.says("and calm").says("and quiet")
    assert [(c.question_id, c.segment.verbatim) for c in told.all(SealSegment)] == [
        ("s1 safe", "and calm"),
        ("s1 safe", "and quiet"),
    ]
    assert told.reader.view().passages == ("And calm.", "And quiet.")
    assert told.says("next").said() == "My sister too."
    assert "And calm." in told.spoken().says("go back").said()


def test_a_sentence_that_begins_like_an_action_is_added_all_the_same():
    told = waiting().says("add to this").spoken().says("next time i will ask her")
    assert told.all(SealSegment)
    assert told.state is Reading.ADDING


def test_words_still_being_spoken_when_next_is_pressed_are_added():
    told = waiting().says("add to this").spoken()
    turn_id = told.turn_id
    told.chooses(Action.NEXT)
    told.happens(SegmentHeard(turn_id, segment("my last words", 7), 2.0, 0.0))
    assert [c.segment.verbatim for c in told.all(SealSegment)] == ["my last words"]
    assert told.reader.now.piece.text == "My sister too."


def test_next_after_a_silence_inside_one_passage_is_next_and_the_rest_is_added():
    told = waiting().says("add to this").spoken()
    words = (*segment("and calm", 0).words, *segment("next", 1).words)
    told.happens(SegmentHeard(told.turn_id, Segment("both", words, 0.0, 11.0), 9.0, 1.5))
    assert [c.segment.verbatim for c in told.all(SealSegment)] == ["and calm"]
    assert told.said() == "My sister too."


def test_an_unsure_action_while_adding_is_content():
    told = waiting().says("add to this").spoken().says("stop", confidence=0.2)
    assert told.state is Reading.ADDING
    assert len(told.all(SealSegment)) == 1


def test_an_added_passage_can_be_scratched_and_brought_back():
    told = waiting().says("add to this").spoken().says("and calm").says("and quiet")
    told.says("scratch that").spoken()
    assert told.all(EraseSegments) == []
    assert told.reader.now.piece.text == "And calm."
    told.says("undo").spoken()
    assert told.reader.now.piece.text.split() == ["And", "calm.", "And", "quiet."]
    told.says("scratch that").spoken().says("next")
    assert told.all(EraseSegments) == [EraseSegments("s1 safe", ("segment-103",))]


def test_what_was_scratched_is_erased_at_the_end():
    told = waiting().says("add to this").spoken().says("and calm").says("scratch that")
    told.spoken().says("stop")
    assert len(told.all(EraseSegments)) == 1


def test_the_manner_is_changed_and_the_part_read_again():
    told = waiting().says("slower")
    assert told.all(RememberManner)[-1].manner.rate_wpm == 128
    assert "I feel save." in told.said()


def test_looking_back_reads_every_answer_to_one_question_with_its_date():
    sessions = (session("s1", "i feel save"), session("s2", "much safer now"))
    pieces = pieces_of_question(sessions, "safe", WORDING, day)
    told = Told(Reader(Plan("A Guide", tuple(pieces), WORDING), Manner()))
    assert "What is safe? Here is what you said" in told.said()
    assert told.spoken().says("next").said() == "On 24 November 2026: Much safer now."
    assert pieces_of_question(sessions, "ask", WORDING, day) == []


def test_a_disk_that_fails_is_told_once_and_when_it_is_well_again():
    told = waiting().happens(SealingFailed("x", DISK_FULL))
    assert "I cannot save at the moment" in told.said()
    told.happens(SealingFailed("y", DISK_FULL))
    assert told.last == []
    told.happens(WritingRecovered()).spoken()
    assert told.reader.view().notice == ""
    assert "saved now" in told.said()


def in_state(state: Reading) -> Told:
    told = waiting()
    match state:
        case Reading.SPEAKING:
            return reading()
        case Reading.WAITING:
            return told.says("change save to safe").spoken()
        case Reading.TELLING:
            return told.says("where am i")
        case Reading.ADDING:
            return told.says("add to this").spoken().says("and calm")
        case Reading.CORRECTING:
            return told.says("change something").spoken()
        case Reading.COVERED:
            return told.left_alone().spoken()
        case Reading.CLOSING:
            return told.says("stop")
        case Reading.DRAINING:
            return told.says("stop").spoken()
        case Reading.ENDED:
            told.says("stop").spoken()
            return told.happens(ListeningStopped(told.reader.now.open_turn_id or 0))


LISTENING = (Reading.WAITING, Reading.ADDING, Reading.CORRECTING, Reading.COVERED)
OPEN_STATES = [state for state in Reading if state not in (Reading.ENDED, Reading.DRAINING)]


@pytest.mark.parametrize("state", Reading)
def test_every_state_can_be_reached(state: Reading):
    assert in_state(state).state is state


@pytest.mark.parametrize("state", Reading)
def test_what_is_not_offered_and_what_never_was_is_refused_and_changes_nothing(state: Reading):
    told = in_state(state)
    before, future = told.reader.now, told.turn_id + 1
    strange: list[Event] = [
        SpeechFinished(future),
        Interrupted(future),
        ListeningStarted(future),
        SegmentHeard(future, segment("hello", 1), 2.0, 2.0),
        ListeningStopped(future),
    ]
    strange += [ActionChosen(a, Means.KEY) for a in Action if not told.reader.accepts(a)]
    for event in strange:
        with pytest.raises(IllegalEvent):
            told.reader.handle(event)
    for stale in (SpeechFinished(0), Interrupted(0), ListeningStarted(0), TimerFired("silence", 0)):
        assert told.reader.handle(stale) == []
    assert told.reader.now == before


@pytest.mark.parametrize("state", LISTENING)
def test_every_offered_action_is_reached_by_voice_key_switch_and_page(state: Reading):
    for action in in_state(state).reader.offered():
        outcomes = [outcome(in_state(state).says(f)) for f in WORDING.actions[action].spoken]
        view = in_state(state).reader.view()
        key = RULE_OF[action].key
        if view.typing_turn_id and len(key) == 1:
            key = f"alt-{key}"  # a letter alone is typed
        assert action_for_key(view, key) == ActionChosen(action, Means.KEY)
        outcomes += [outcome(in_state(state).chooses(action, means)) for means in Means]
        assert len(set(outcomes)) == 1, action


def outcome(told: Told) -> tuple[object, ...]:
    return (told.state, told.reader.now.index, told.said(), told.reader.now.manner)


@pytest.mark.parametrize("state", OPEN_STATES)
def test_no_key_and_no_spoken_form_means_two_things(state: Reading):
    offered = in_state(state).reader.offered()
    keys = Counter(RULE_OF[action].key for action in offered)
    forms = Counter(form for action in offered for form in WORDING.actions[action].spoken)
    assert max([*keys.values(), *forms.values(), 0]) <= 1


@pytest.mark.parametrize("state", OPEN_STATES)
def test_a_key_interrupts_whatever_is_being_said(state: Reading):
    told = in_state(state)
    assert told.reader.accepts(Action.STOP)
    told.chooses(Action.STOP)
    assert told.state in {Reading.CLOSING, Reading.DRAINING}
    if state in FLOOR_TAKEN:
        assert Hush() in told.last
    else:
        assert [c for c in told.last if isinstance(c, Rest)]


def test_every_state_of_the_table_has_its_way_out():
    assert set(STEPS) == set(Reading)
    assert all(STEPS[state] for state in Reading if state is not Reading.ENDED)


EVENTS = st.one_of(
    st.tuples(st.just("act"), st.sampled_from(list(Action))),
    st.tuples(
        st.just("say"),
        st.sampled_from(
            ["and calm", "", "next", "add to this", "change save to safe", "undo", "scratch that"]
        ),
    ),
    st.tuples(st.just("late"), st.integers(1, 30)),
    st.just(("spoken",)),
    st.just(("silence",)),
    st.just(("closed",)),
    st.tuples(st.just("trouble"), st.integers(0, 4)),
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(EVENTS, max_size=60), st.sampled_from(["unhurried", "brisk"]))
def test_no_order_of_events_loses_an_added_passage_or_locks_anybody_in(
    events: list[tuple], patience: str
):
    told = reading(SESSION, session("s2", "now safe"), patience=patience_named(patience))
    for event in events:
        if told.state is Reading.ENDED:
            return
        play(told, event)
        told.reader.view()
    sealed = {(c.question_id, c.segment.segment_id) for c in told.all(SealSegment)}
    gone = [(c.question_id, id_) for c in told.all(EraseSegments) for id_ in c.segment_ids]
    shown = {passage for piece in told.reader.now.pieces for passage in passages_of(piece)}
    undoable = told.reader.now.undoable
    held = passages_of(undoable.piece) if isinstance(undoable, LetGo) else set()
    assert len(set(gone)) == len(gone), "erased twice"
    assert sealed <= shown | set(gone) | held
    assert not set(gone) & shown


def passages_of(piece: Piece) -> set[tuple[str, str]]:
    """By answer and id: each session numbers its own."""
    return {(answer_key(piece), passage.segment_id) for passage in piece.passages}


def play(told: Told, event: tuple) -> None:
    now = told.reader.now
    match event:
        case ("act", action) if told.reader.accepts(action):
            told.chooses(action)
        case ("say", text) if now.listening:
            before = len(told.all(SealSegment))
            adding = told.state is Reading.ADDING
            told.says(text)
            if adding and text == "and calm":
                assert len(told.all(SealSegment)) == before + 1
        case ("late", turn_id) if turn_id < now.turn_id and turn_id == now.open_turn_id:
            told.happens(SegmentHeard(turn_id, segment("late", 500 + told.heard), 2.0, 0.0))
            told.heard += 1
        case ("spoken",) if now.speaking:
            told.spoken()
        case ("silence",) if now.silence:
            told.happens(TimerFired("silence", told.turn_id))
        case ("closed",) if now.open_turn_id is not None and not now.listening:
            told.happens(ListeningStopped(now.open_turn_id))
        case ("trouble", number):
            troubles = (
                SoundLost(1.0),
                DeviceFailed("microphone", MICROPHONE_GONE),
                DeviceFailed("loudspeaker", LOUDSPEAKER_GONE),
                SealingFailed("x", DISK_FULL),
                SegmentSealed("x"),
            )
            told.happens(troubles[number])
        case _:
            pass


@pytest.mark.parametrize("state", sorted(FLOOR_TAKEN))
def test_a_person_who_interrupts_while_a_trouble_waits_to_be_told_is_told_it_then(state: Reading):
    told = in_state(state).happens(DeviceFailed("microphone", MICROPHONE_GONE))
    told.happens(Interrupted(told.turn_id))
    assert told.last[0] == Hush()
    if state is Reading.CLOSING:
        assert told.state is Reading.DRAINING
    else:
        assert "Please check that your microphone is plugged in" in told.said()


def test_a_goodbye_that_was_silenced_may_still_say_that_it_has_finished():
    told = in_state(Reading.CLOSING).chooses(Action.STOP)
    for late in (Interrupted(told.turn_id), SpeechFinished(told.turn_id, spoken=False)):
        told.happens(late)
        assert told.last == []
        assert told.state is Reading.DRAINING


@pytest.mark.parametrize("adding", [False, True])
def test_the_crisis_card_lies_over_a_reading_and_what_is_added_meanwhile_is_kept(
    adding: bool,
) -> None:
    book = waiting()
    if adding:
        book.says("add to this").spoken()
    state = book.state
    book.says("crisis").spoken()
    view = book.reader.view()
    assert view.card is not None
    assert (view.question, view.answer) == ("", "")
    book.says("i am afraid")
    added = [command.segment.verbatim for command in book.all(SealSegment)]
    assert added == (["i am afraid"] if adding else [])
    assert book.state is state
    assert book.says("go on").reader.view().card is None
    assert book.spoken().state is state
