"""One step of a session being made: questions, what is kept, and what can still be taken back.

The small vocabulary in which `doing` and `conversation` are written, over the floor's own.
"""

from dataclasses import dataclass, field, replace

from voice.floor.actions import UNDO_SECONDS
from voice.floor.commands import (
    CancelTimer,
    EraseCorrection,
    EraseSegments,
    FlagSegment,
    LearnSound,
    Line,
    Listen,
    MarkAnswer,
    Prepare,
    SealCorrection,
    SealSegment,
    SealSound,
    SetTimer,
    UnflagSegment,
)
from voice.floor.crisis import CrisisCard
from voice.floor.events import OwnSound
from voice.floor.step import FloorStep
from voice.floor.turn import CONFIRM_SECONDS, Patience, Turn, next_wait
from voice.floor.understanding import forms_of
from voice.floor.wording import Say, Wording
from voice.scenes.reflection.situation import (
    Corrected,
    Dropped,
    Erasure,
    Noted,
    QuestionToAsk,
    Situation,
    Undoable,
)
from voice.scenes.reflection.states import KEEPING, TABLE, State
from voice.values.transcript import AnswerState, Correction, PassageSound, Segment
from voice.values.typing import typed_passage

UNDO_TIMER = "undo"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a session is given at its start and never changes."""

    questions: tuple[QuestionToAsk, ...]
    wording: Wording
    title: str
    author: str
    patience: Patience = field(default_factory=Patience)
    ask_to_keep: bool = False
    keep_sound: bool = False
    """Whether the person is asked, before the first question, to have the sound kept too."""
    keeper: str = ""
    """Who holds the key, in words that can be spoken; empty where nothing is kept."""
    keeps: bool = True
    """Whether what is said is written down for keeping at all."""
    crisis: CrisisCard = field(default_factory=CrisisCard)
    yours: bool = True
    """Whether the person can hear it again: not at a kiosk, which says itself what follows."""
    loudest: float = 1.0
    told_before: tuple[Line, ...] | None = None
    """What is said before the first question, which comes at once, to whoever has been welcomed
    already; None: the welcome is said here, and waits for "begin"."""
    read_by: str = ""
    """Whose recordings of the questions are played; empty where the program reads them all."""
    not_opened_of: str = ""
    """Who has read them, where none of it can be played."""
    stays: bool = False
    """Whether the person goes on with the scene around it: then nobody says goodbye here."""


@dataclass(slots=True)
class Step(FloorStep[Plan, Situation]):
    """The situation as it becomes, and the commands so far."""

    # The person has the floor ----------------------------------------------------------------

    def listen(self) -> None:
        """Give the floor to the person in the state that was to follow."""
        FloorStep[Plan, Situation].listen(self)
        undoable = self.now.undoable
        if undoable is not None and undoable.timer_turn_id is None:
            self.start_undo_timer(undoable, UNDO_SECONDS)
        if self.now.state is State.LISTENING:
            self.out.append(Prepare(self._upcoming(), self.now.manner))

    def listening(self) -> Listen:
        """With the sound where that was agreed, and all that can be asked for here."""
        state = self.now.state
        sound = self.now.keeps_sound and state in KEEPING
        return Listen(
            self.now.turn_id, sound, spoken_forms(state, self.plan.wording, self.now.card)
        )

    def learn_sound(self, own_sound: OwnSound | None, right: bool) -> None:
        """An own sound that was asked about, if it was one, was that action or was not."""
        if own_sound is not None:
            self.out.append(LearnSound(own_sound.action, own_sound.example, right))

    def belongs_to(self) -> int:
        """The present question."""
        return self.now.question_index

    def silence_leads_to(self) -> tuple[str, float, bool] | None:
        """What is asked for waits its time; an answer as long as the person's patience."""
        state, turn = self.now.state, self.now.turn
        match state:
            case State.CONFIRMING | State.AGREEING | State.CHOOSING:
                return "give up", CONFIRM_SECONDS, False
            case State.STOPPING:
                return "close", UNDO_SECONDS, False
            case State.LISTENING | State.READY | State.REVIEWING:
                # whoever types is not told that somebody listens, nor moved on from
                waiting = None if self.now.is_deaf else next_wait(turn, self.plan.patience)
                if waiting is not None and (state is State.LISTENING or not turn.spoke):
                    return waiting[0], waiting[1], True
            case _:
                pass
        return None

    def start_undo_timer(self, undoable: Undoable, seconds: float) -> None:
        """From now on the last change can be taken back for so long."""
        self.change(undoable=replace(undoable, timer_turn_id=self.now.turn_id))
        self.out.append(SetTimer(UNDO_TIMER, self.now.turn_id, seconds))

    def say_again(self, *before: Line) -> None:
        """The question, or what is asked for."""
        if self.now.waiting_state is State.LISTENING:
            self.ask(self.now.question_index, *before, introduced=False)
        elif self.now.waiting_state is State.TYPING:
            self.tell(*self._question_lines(self.now.question_index, introduced=False))
        else:
            self.tell(*(self.now.prompt or (self.line(Say.HOW_TO_BEGIN),)))

    # Questions ------------------------------------------------------------------------------

    def ask(self, question_index: int, *before: Line, introduced: bool = True) -> None:
        """Say a question, with its theme's introduction where it is the theme's first."""
        if introduced or question_index != self.now.question_index:
            self.change(turn=Turn())
        if question_index != self.now.question_index:
            self.forget_dropped()  # it was typed to another question
            self.mark_left_open()
        self.change(question_index=question_index, asked=True, doubt=None)
        lines = (*before, *self._question_lines(question_index, introduced))
        self.speak(State.ASKING, *lines, then=State.LISTENING)

    def _question_lines(self, question_index: int, introduced: bool) -> tuple[Line, ...]:
        return self.plan.questions[question_index].lines(introduced)

    def _upcoming(self) -> tuple[Line, ...]:
        """What is most likely to be said next; prepared while the person thinks."""
        following = self.now.question_index + 1
        if following < len(self.plan.questions):
            return self._question_lines(following, introduced=True)
        return (self.line(Say.LAST_QUESTION_DONE), *self._farewell())

    def leave(self, state: AnswerState, *before: Line) -> None:
        """Keep how the present question was left and go on to the next, or close."""
        index = self.now.question_index
        self.mark(state)
        if index + 1 < len(self.plan.questions):
            self.ask(index + 1, *before)
        else:
            self.close("finished", *before, self.line(Say.LAST_QUESTION_DONE))

    def mark(self, state: AnswerState) -> None:
        """Keep how the present question was left."""
        answer = self.now.answer
        if answer.state is not state:
            index = self.now.question_index
            self.now = self.now.with_answer(index, replace(answer, state=state))
            self.out.append(MarkAnswer(answer.question_id, state))

    def mark_left_open(self) -> None:
        """Keep that the present question was asked, where that is all there is to know of it."""
        answer = self.now.answer
        if self.now.asked and answer.state is AnswerState.NOT_ASKED and not answer.is_said:
            self.mark(AnswerState.UNANSWERED)

    def left_as(self) -> AnswerState:
        """How a question that is simply moved past is left."""
        return AnswerState.ANSWERED if self.now.answer.is_said else AnswerState.UNANSWERED

    # Keeping --------------------------------------------------------------------------------

    def keep(
        self, question_index: int, segment: Segment, sound: PassageSound | None = None
    ) -> None:
        """Add a passage to an answer and have it sealed, and its sound where that was agreed."""
        answer = self.now.answers[question_index]
        answer = replace(answer, segments=(*answer.segments, segment))
        self.now = self.now.with_answer(question_index, answer)
        self.out.append(SealSegment(answer.question_id, segment))
        if sound is not None and self.now.keeps_sound and not segment.background:
            self.out.append(SealSound(answer.question_id, segment.segment_id, sound))

    def take_draft(self) -> bool:
        """Make what stands in the line a passage of the present answer; whether there was any.

        Nobody is moved on from after it until they speak: typing more takes its time.
        """
        now = self.now
        name = f"typed-{now.turn_id}-{now.question_index}"
        passage = typed_passage(now.draft, name, now.latest_seconds)
        self.change(draft="")
        if passage is None:
            return False
        self.keep(now.question_index, passage)
        self.change(turn=replace(now.turn, spoke=True, undisturbed=True))
        return True

    def drop_draft(self) -> bool:
        """Leave out what stands in the line; it can come back until the undo timer."""
        draft = self.now.draft
        self.change(draft="")
        if not draft.strip():
            return False
        self.settle()
        self.change(undoable=Dropped(draft))
        return True

    def forget_dropped(self) -> None:
        """What was typed and left out can no longer come back."""
        if isinstance(self.now.undoable, Dropped):
            self.settle()

    def let_go(self, segments: tuple[Segment, ...]) -> None:
        """Take passages out of the present answer; they can come back until the undo timer."""
        self.settle()
        index, answer = self.now.question_index, self.now.answer
        gone = {segment.segment_id for segment in segments}
        left = tuple(s for s in answer.segments if s.segment_id not in gone)
        self.now = self.now.with_answer(index, replace(answer, segments=left))
        self.change(undoable=Erasure(index, segments, answer.state))

    def erase(self, segment: Segment) -> None:
        """Take a passage that was no answer out for good; an earlier change can still come back."""
        index, answer = self.now.question_index, self.now.answer
        left = tuple(s for s in answer.segments if s.segment_id != segment.segment_id)
        self.now = self.now.with_answer(index, replace(answer, segments=left))
        self.out.append(EraseSegments(answer.question_id, (segment.segment_id,)))

    def correct(self, correction: Correction) -> None:
        """Lay a correction over the present answer; it can be taken back until the undo timer."""
        self.settle()
        index, answer = self.now.question_index, self.now.answer
        answer = replace(answer, corrections=(*answer.corrections, correction))
        self.now = self.now.with_answer(index, answer)
        self.out.append(SealCorrection(answer.question_id, correction))
        self.change(undoable=Corrected(index, correction))

    def take_back(self, made: Corrected) -> None:
        """Read the words as they were recognised again."""
        answer = self.now.answers[made.question_index]
        kept = tuple(c for c in answer.corrections if c != made.correction)
        self.now = self.now.with_answer(made.question_index, replace(answer, corrections=kept))
        self.out.append(EraseCorrection(answer.question_id, made.correction.correction_id))

    def note(self) -> None:
        """Note the latest passage for a session; that can be undone until the undo timer."""
        index, answer = self.now.question_index, self.now.answer
        segment_id = next(s.segment_id for s in reversed(answer.segments) if not s.background)
        if segment_id in answer.flagged:
            return
        self.settle()
        answer = replace(answer, flagged=answer.flagged | {segment_id})
        self.now = self.now.with_answer(index, answer)
        self.out.append(FlagSegment(answer.question_id, segment_id))
        self.change(undoable=Noted(index, segment_id))

    def take_note_back(self, noted: Noted) -> None:
        """It is not to be brought to a session any more."""
        answer = self.now.answers[noted.question_index]
        answer = replace(answer, flagged=answer.flagged - {noted.segment_id})
        self.now = self.now.with_answer(noted.question_index, answer)
        self.out.append(UnflagSegment(answer.question_id, noted.segment_id))

    def settle(self) -> None:
        """The last change can no longer be taken back: what was let go is erased for good."""
        undoable = self.now.undoable
        if undoable is None:
            return
        self.out.append(CancelTimer(UNDO_TIMER))
        if isinstance(undoable, Erasure):
            question_id = self.plan.questions[undoable.question_index].question_id
            gone = tuple(segment.segment_id for segment in undoable.segments)
            self.out.append(EraseSegments(question_id, gone))
        self.change(undoable=None)

    # Ending ---------------------------------------------------------------------------------

    def close(self, reason: str, *before: Line) -> None:
        """Say goodbye; what was let go is erased now, and what is being typed kept."""
        self.take_draft()
        self.settle()
        self.mark_left_open()
        self.say_goodbye(reason, *before, *self._farewell())

    def kept_passages(self) -> int:
        """All that are part of an answer now."""
        return sum(len(answer.segments) for answer in self.now.answers)

    def left_open(self) -> int:
        """Those that were neither answered nor left on purpose."""
        return self.now.left_open

    def _farewell(self) -> tuple[Line, ...]:
        """Only what is true of what was said, and what the person can do now."""
        stays = self.plan.stays
        if not (self.now.said_anything and self.plan.keeps and self.plan.keeper):
            return (self.line(Say.NOTHING_KEPT if stays else Say.FAREWELL_NOTHING_KEPT),)
        if self.now.writing_trouble:
            return (self.line(Say.UNSAVED if stays else Say.FAREWELL_UNSAVED),)
        yours = (self.line(Say.FAREWELL_YOURS),) if self.plan.yours and not stays else ()
        return (self.line(Say.FAREWELL), *yours)


def spoken_forms(state: State, wording: Wording, card: bool = False) -> tuple[str, ...]:
    """Everything by which an action can be asked for in this state."""
    return forms_of(TABLE.ways(state, card), wording)
