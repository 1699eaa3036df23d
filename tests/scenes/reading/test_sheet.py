"""What was said, looked at: a page of parts, each chosen by its number and then acted on."""

import pytest

from tests.scenes.reading.test_reader import SESSION, Told, day, session, waiting
from tests.scenes.reflection.playbook import WORDING, segment
from voice.floor.actions import Action, Means
from voice.floor.commands import (
    EraseCorrection,
    EraseSegments,
    FlagSegment,
    Manner,
    SealCorrection,
    Speak,
)
from voice.floor.crisis import CrisisCard
from voice.floor.events import ChoiceOffered, Drafted, OptionChosen
from voice.floor.table import IllegalEvent
from voice.floor.view import Kind, Sheet, View
from voice.language.loading import load_language
from voice.scenes.reading.pieces import (
    MOST_PART_CHARACTERS,
    Piece,
    pieces_marked,
    pieces_of_question,
    pieces_of_sessions,
)
from voice.scenes.reading.reader import Reader
from voice.scenes.reading.sheet import MOST_ON_SHEET, Paper
from voice.scenes.reading.states import Reading
from voice.scenes.reading.step import Plan
from voice.screen.page.picture import Picture, as_json, picture_of
from voice.screen.page.screen import event_of
from voice.values.transcript import Answer, AnswerState, Segment, Session

WORDS = {**load_language("en").page, "language": "en"}


def told(pieces: list[Piece], paper: Paper | None = None) -> Told:
    plan = Plan("A Guide", tuple(pieces), WORDING, crisis=CrisisCard("The card."))
    plan = Plan("A Guide", plan.pieces, WORDING, paper=paper or Paper())
    return Told(Reader(plan, Manner())).spoken()


def sheet(reading: Told) -> Sheet:
    found = reading.reader.view().sheet
    assert found is not None
    return found


def picture(reading: Told) -> Picture:
    view = reading.reader.view()
    return picture_of(view, view.said, WORDS)


def takes(reading: Told, number: int) -> Told:
    return reading.happens(OptionChosen(number, Means.PAGE)).spoken()


def one(*segments: Segment, flagged: frozenset[str] = frozenset(), **more: object) -> Session:
    answer = Answer("safe", "What is safe?", AnswerState.ANSWERED, segments, flagged, **more)  # pyright: ignore
    return Session("s1", "guide", "2026-11-24T09:00:00+01:00", (answer,), "A Guide")


MANY = session("s1", *(f"part number {n}" for n in range(30)))


def test_a_page_holds_the_parts_around_the_one_that_was_read_and_no_other() -> None:
    reading = waiting(MANY)
    assert [part.number for part in sheet(reading).parts] == list(range(1, MOST_ON_SHEET + 1))
    takes(reading, 12)
    assert [part.number for part in sheet(reading).parts] == list(range(10, 19))
    assert [part.number for part in sheet(reading).parts if part.here] == [12]
    shown = as_json(picture(reading))
    assert "Part number 11." in shown
    assert "Part number 3." not in shown
    assert "Part number 20." not in shown


def test_its_question_stands_over_an_answer_and_again_on_every_page() -> None:
    reading = waiting(MANY)
    headings = [part.headings for part in sheet(reading).parts]
    assert headings == [("Question 1. What is safe?",), *[()] * 8]
    assert sheet(takes(reading, 10)).parts[0].headings == ("Question 1. What is safe?",)
    assert sheet(reading).heading == "Your session on 24 November 2026."


def test_what_is_read_stands_there_once() -> None:
    seen = picture(waiting())
    (told,) = seen.paragraphs
    assert told == "After each part I wait. Say: next, say it again, go back, or: stop."
    assert [part.text for part in seen.parts] == [
        "I feel save.",
        "My sister too.",
        "You chose not to answer.",
    ]


@pytest.mark.parametrize(
    "choose",
    [
        lambda r: r.happens(OptionChosen(2, Means.PAGE)),
        lambda r: r.says("two"),
        lambda r: r.says("number two"),
    ],
)
def test_a_part_is_chosen_by_its_number_and_read(choose) -> None:
    reading = choose(waiting())
    assert reading.said() == "My sister too."
    assert reading.state is Reading.SPEAKING
    assert [part.number for part in sheet(reading).parts if part.here] == [2]


def test_a_number_that_no_part_has_is_refused_and_changes_nothing() -> None:
    reading = waiting()
    for number in (0, 4):
        with pytest.raises(IllegalEvent):
            reading.happens(OptionChosen(number, Means.PAGE))
    assert reading.says("nine").state is Reading.WAITING


def test_every_part_is_a_button_that_means_its_number() -> None:
    reading = waiting()
    ids = [button.id for button in picture(reading).buttons if button.group == "parts"]
    assert ids == ["option 1", "option 2", "option 3"]
    view = reading.reader.view()
    assert [event_of(view, each) for each in ids] == [
        OptionChosen(number, Means.PAGE) for number in (1, 2, 3)
    ]


def test_the_scan_names_a_part_and_says_nothing_of_it() -> None:
    reading = waiting().happens(ChoiceOffered(2))
    assert reading.said() == "Part 2."


def test_what_was_not_heard_well_and_what_was_typed_is_set_apart() -> None:
    unsure = segment("i feel save", 0, 0.3)
    typed = Segment("t", segment("calm", 1).words, 30.0, 30.0, typed=True)
    reading = told(pieces_of_sessions([one(unsure, typed)], WORDING, day))
    kinds = [[(run.text, run.kind) for run in part.runs] for part in sheet(reading).parts]
    assert ("save", Kind.UNSURE) in kinds[0]
    assert kinds[1] == [("calm", Kind.SAID), (" [typed]", Kind.SIGN)]


def test_what_others_said_is_set_apart_where_they_said_it_and_no_word_of_it_is_shown() -> None:
    others = Segment("o", segment("what a day", 1).words, 10.0, 11.0, background=True)
    last = Segment("p", segment("quite a day", 3).words, 40.0, 41.0, background=True)
    own = (segment("i feel save", 0), others, segment("my sister too", 2), last)
    reading = told(pieces_of_sessions([one(*own)], WORDING, day))
    runs = [[(run.text, str(run.kind)) for run in part.runs] for part in sheet(reading).parts]
    assert runs == [
        [("I feel save.", "said")],
        [("[voices nearby]", "others"), ("My sister too.", "said"), ("[voices nearby]", "others")],
    ]
    assert "day" not in "".join(part.text for part in sheet(reading).parts)


def test_a_long_answer_without_a_pause_comes_in_parts_that_a_line_can_hold() -> None:
    words = " ".join(["word"] * 100)
    without = tuple(Segment(f"s{n}", tuple(segment(words, 0).words), 0.0, 0.0) for n in range(9))
    pieces = pieces_of_sessions([one(*without)], WORDING, day)
    assert len(pieces) > 1
    assert all(len(piece.text) <= MOST_PART_CHARACTERS for piece in pieces)
    assert [p for piece in pieces for p in piece.passages] == list(without)


# Corrections, by hand ------------------------------------------------------------------------


def correcting() -> Told:
    return waiting().chooses(Action.CORRECT, Means.PAGE).spoken()


def typed(reading: Told, text: str) -> Told:
    return reading.happens(Drafted(reading.reader.now.typing_turn_id, text))


def test_change_words_puts_the_part_into_a_line_and_shows_no_other() -> None:
    view = correcting().reader.view()
    assert view.draft == "I feel save."
    assert view.typing_turn_id
    assert view.sheet is None
    assert "sister" not in as_json(picture_of(view, view.said, WORDS))


def test_what_was_changed_in_the_line_is_sealed_and_can_be_taken_back() -> None:
    reading = typed(correcting(), "I feel safe.").chooses(Action.KEEP_TYPED)
    (sealed,) = reading.all(SealCorrection)
    assert (sealed.question_id, sealed.correction.meant) == ("s1 safe", ("safe",))
    reading.spoken()
    assert sheet(reading).parts[0].text == "I feel safe."
    reading.chooses(Action.UNDO).spoken()
    assert reading.all(EraseCorrection)[0].correction_id == sealed.correction.correction_id
    assert sheet(reading).parts[0].text == "I feel save."


@pytest.mark.parametrize("leave", [Action.KEEP_TYPED, Action.DROP_TYPED])
def test_nothing_is_changed_where_nothing_was_or_it_is_left_out(leave: Action) -> None:
    reading = correcting()
    if leave is Action.DROP_TYPED:
        typed(reading, "I feel nothing.")
    reading.chooses(leave)
    assert "as it is" in reading.said()
    assert reading.spoken().state is Reading.WAITING
    assert not reading.all(SealCorrection)
    assert not reading.reader.now.draft


def test_it_can_be_said_while_the_line_is_open() -> None:
    reading = correcting().says("change save to safe").spoken()
    assert reading.state is Reading.WAITING
    assert sheet(reading).parts[0].text == "I feel safe."


def test_whoever_types_is_not_spoken_over_and_counts_as_there() -> None:
    reading = waiting().chooses(Action.CORRECT)
    assert reading.reader.now.speaking
    typed(reading, "I feel s")
    assert not reading.reader.now.speaking
    assert reading.reader.now.draft == "I feel s"


def test_a_line_that_is_left_alone_is_covered_and_what_was_typed_is_there_again() -> None:
    reading = typed(correcting(), "I feel sa").left_alone()
    view = reading.reader.view()
    assert "I feel sa" not in as_json(picture_of(view, view.said, WORDS)) + repr(view.draft)
    reading.spoken().says("yes").spoken().chooses(Action.CORRECT).spoken()
    assert reading.reader.view().draft == "I feel sa"
    assert takes(reading.chooses(Action.DROP_TYPED).spoken(), 2).reader.now.draft == ""


# Taking out, marking, hearing ----------------------------------------------------------------


def test_a_part_is_taken_out_and_erased_only_once_nothing_can_bring_it_back() -> None:
    reading = waiting().chooses(Action.SCRATCH)
    assert "Taken out" in reading.said()
    reading.spoken()
    assert sheet(reading).parts[0].text == "This part was taken out."
    assert "save" not in as_json(picture(reading))
    assert not reading.all(EraseSegments)
    takes(reading, 2)
    assert reading.all(EraseSegments) == [EraseSegments("s1 safe", ("segment-0",))]
    assert "This part was taken out." in reading.happens(OptionChosen(1, Means.PAGE)).said()
    assert not reading.reader.accepts(Action.CORRECT)


def test_what_was_taken_out_is_brought_back_as_it_was() -> None:
    before = sheet(waiting()).parts
    reading = waiting().chooses(Action.SCRATCH).spoken().chooses(Action.UNDO).spoken()
    assert sheet(reading).parts == before
    reading.says("next").spoken().says("stop").spoken()
    assert not reading.all(EraseSegments)


def test_a_part_that_is_noted_says_so() -> None:
    reading = takes(waiting(), 2).chooses(Action.BRING).spoken()
    assert reading.all(FlagSegment) == [FlagSegment("s1 safe", "segment-1")]
    paper = Paper(marked="marked for my session")
    marked = told(list(reading.reader.now.pieces), paper)
    assert [part.note for part in sheet(marked).parts] == ["", "marked for my session", ""]


def test_on_the_page_for_a_therapist_nothing_is_taken_out_or_noted_again() -> None:
    noted = one(segment("i feel save", 0), flagged=frozenset({"segment-0"}))
    reading = told(pieces_marked([noted], WORDING, day), Paper(heading="Questions", note="Mine."))
    assert not reading.reader.accepts(Action.SCRATCH)
    assert not reading.reader.accepts(Action.BRING)
    assert reading.reader.accepts(Action.CORRECT)
    seen = sheet(reading)
    assert (seen.heading, seen.note) == ("Questions", "Mine.")
    assert seen.parts[0].headings == ("On 24 November 2026:", "Question 1. What is safe?")


def test_ones_own_voice_is_played_where_it_was_kept() -> None:
    assert not waiting().reader.accepts(Action.HEAR)
    heard = one(segment("i feel save", 0), sounds=frozenset({"segment-0"}))
    reading = told(pieces_of_sessions([heard], WORDING, day)).chooses(Action.HEAR)
    (spoken,) = [c for c in reading.last if isinstance(c, Speak)]
    assert [(line.recording, line.private) for line in spoken.lines] == [("s1 segment-0", True)]
    assert reading.spoken().state is Reading.WAITING


# What else is no part of it ------------------------------------------------------------------


def test_one_question_through_time_stands_day_beside_day() -> None:
    sessions = (session("s1", "i feel save"), session("s2", "much safer now"))
    pieces = pieces_of_question(sessions, "safe", WORDING, day)
    reading = told(pieces, Paper(heading="What is safe?", side_by_side=True))
    assert picture(reading).side_by_side
    assert [part.headings for part in sheet(reading).parts] == [("On 24 November 2026:",)] * 2


@pytest.mark.parametrize(
    "gone",
    [
        lambda r: r.left_alone(),
        lambda r: r.left_alone().spoken(),
        lambda r: r.says("crisis"),
        lambda r: r.says("stop"),
        lambda r: r.says("add to this"),
    ],
)
def test_no_part_is_in_a_view_that_does_not_show_it(gone) -> None:
    view: View = gone(waiting()).reader.view()
    assert view.sheet is None
    assert "My sister" not in as_json(picture_of(view, view.said, WORDS))


def test_a_page_of_a_session_of_twenty_thousand_parts_is_as_small_as_any() -> None:
    long = session("s1", *(["i feel save"] * 20_000))
    reading = takes(waiting(long), 19_999)
    assert len(sheet(reading).parts) == 20_001 % MOST_ON_SHEET
    assert len(as_json(picture(reading))) < 20_000


def test_a_reading_of_several_sessions_names_the_one_that_is_read() -> None:
    reading = waiting(SESSION, session("s2", "now safe"))
    assert sheet(takes(reading, 4)).parts[3].here
