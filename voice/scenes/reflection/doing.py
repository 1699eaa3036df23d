"""What each action does: one short function per action, and the table that names them.

Each takes the `Step` being made. Nothing else may start an action.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from voice.floor.actions import RULE_OF, Action, Means, Safety
from voice.floor.commands import USUAL_WPM, CancelTimer, Line
from voice.floor.doing import HELPING, SAID_AGAIN
from voice.floor.step import quicker
from voice.floor.turn import Turn
from voice.floor.wording import Say
from voice.scenes.reflection.situation import Corrected, Doubt, Dropped, Erasure, Noted
from voice.scenes.reflection.states import State
from voice.scenes.reflection.step import UNDO_TIMER, Step
from voice.values.transcript import AnswerState, Correction, prose

LONG_ANSWER_WORDS = 120
"""About a minute of speech: after so much a person may want to draw a breath."""


def do(step: Step, action: Action, means: Means) -> None:
    """Carry out an offered action; those that `ASK` are carried out by their yes."""
    if RULE_OF[action].safety is Safety.ASK:
        step.change(doubt=Doubt(action))
        step.tell(step.line(Say.ASK_START_OVER), then=State.CONFIRMING, prompt=True)
        return
    if action is Action.STOP and means is Means.SIGNAL:
        step.close("stopped")
        return
    DOING[action](step)


def begin(step: Step) -> None:
    """The first question; before it, where the person may want the sound kept, that one."""
    if step.plan.keep_sound:
        step.tell(step.line(Say.ASK_TO_KEEP_SOUND), then=State.AGREEING, prompt=True)
    else:
        step.ask(0, *told_before(step))


def told_before(step: Step) -> tuple[Line, ...]:
    """What is said before the first question; at its end, whose voice that is, or would be."""
    told, plan = step.plan.told_before, step.plan
    how = (step.line(Say.HOW_TO_ANSWER),) if told is None else told
    reader = plan.read_by or plan.not_opened_of
    say = Say.READ_BY if plan.read_by else Say.NOT_OPENED
    return (*how, step.line(say, reader=reader)) if reader else how


def _agree(step: Step, keeps_sound: bool) -> None:
    step.change(keeps_sound=keeps_sound)
    said = Say.SOUND_IS_KEPT if keeps_sound else Say.SOUND_IS_NOT_KEPT
    step.ask(0, step.line(said), *told_before(step))


def _next(step: Step) -> None:
    if step.now.waiting_state is State.CHOOSING:
        _look_at(step, step.now.candidate + 1)
    elif step.plan.ask_to_keep and step.now.answer.is_said:
        step.change(turn=Turn())
        step.tell(step.line(Say.ASK_TO_KEEP), then=State.REVIEWING, prompt=True)
    else:
        step.leave(step.left_as(), *_breath(step))


def _breath(step: Step) -> tuple[Line, ...]:
    """Room after a long answer, where another question follows."""
    words = sum(len(segment.words) for segment in step.now.answer.said)
    last = step.now.question_index + 1 == len(step.plan.questions)
    return () if last or words < LONG_ANSWER_WORDS else (step.line(Say.BREATH),)


def _skip(step: Step) -> None:
    answered = step.now.answer.is_said
    step.leave(AnswerState.ANSWERED if answered else AnswerState.SKIPPED)


def _pass(step: Step) -> None:
    step.leave(AnswerState.PASSED)


def _keep(step: Step) -> None:
    step.leave(step.left_as(), step.line(Say.KEPT))


def _let_go(step: Step) -> None:
    step.let_go(step.now.answer.segments)
    step.leave(AnswerState.UNANSWERED, step.line(Say.LET_GO))


def _back(step: Step) -> None:
    index = step.now.question_index
    if step.now.waiting_state is State.CHOOSING:
        _look_at(step, step.now.candidate - 1)
    elif step.now.waiting_state is State.REVIEWING:
        step.ask(index, introduced=False)
    elif index == 0:
        step.ask(0, step.line(Say.FIRST_QUESTION), introduced=False)
    else:
        _return_to(step, index - 1, Say.SAID_BEFORE)


def _return_to(step: Step, index: int, said_before: Say) -> None:
    said = step.now.answers[index].is_said
    step.ask(index, *([step.line(said_before)] if said else []), introduced=False)


def _choose(step: Step) -> None:
    step.change(candidate=step.now.question_index)
    number, count = step.now.question_index + 1, len(step.plan.questions)
    line = step.line(Say.WHICH_QUESTION, number=number, count=count)
    step.tell(line, then=State.CHOOSING, prompt=True)


def _look_at(step: Step, index: int) -> None:
    index = min(max(0, index), len(step.plan.questions) - 1)
    step.change(candidate=index)
    question = step.plan.questions[index].text
    line = step.line(Say.THIS_QUESTION, number=index + 1, question=question)
    step.tell(line, then=State.CHOOSING, prompt=True)


def go_to(step: Step, index: int) -> None:
    """Ask the question of this index, or say that there is none."""
    if 0 <= index < len(step.plan.questions):
        _return_to(step, index, Say.SAID_HERE_BEFORE)
    else:
        step.tell(step.line(Say.NO_SUCH_QUESTION, count=len(step.plan.questions)))


def _pause(step: Step) -> None:
    step.tell(step.line(Say.PAUSED), then=State.PAUSED, prompt=True)


def _resume(step: Step) -> None:
    step.change(doubt=None)
    step.tell(step.line(Say.GOING_ON), then=State.LISTENING)


def _minute(step: Step) -> None:
    step.change(turn=replace(step.now.turn, undisturbed=True))
    step.tell(step.line(Say.TAKE_YOUR_TIME))


def _read_back(step: Step) -> None:
    paragraphs = prose(step.now.answer.said_corrected).split("\n\n")
    said = tuple(Line(paragraph, private=True) for paragraph in paragraphs)
    step.tell(step.line(Say.YOU_SAID), *said)


def _scratch(step: Step) -> None:
    step.let_go(step.now.answer.said[-1:])
    step.tell(step.line(Say.SCRATCHED))


def _correct(step: Step) -> None:
    step.tell(step.line(Say.HOW_TO_CORRECT))


def make_correction(step: Step, correction: Correction) -> None:
    """Correct the present answer and say what stands there now."""
    step.correct(correction)
    meant = " ".join(correction.meant)
    step.tell(step.line(Say.CORRECTED, private=True, meant=meant))


def _add(step: Step) -> None:
    step.tell(step.line(Say.ADDING), then=State.LISTENING)


def _type(step: Step) -> None:
    step.forget_dropped()
    how = Say.HOW_TO_TYPE_BY_HAND if step.now.is_deaf else Say.HOW_TO_TYPE
    _open_line(step, "", step.line(how))


def _open_line(step: Step, draft: str, line: Line) -> None:
    step.change(typing_turn_id=step.now.turn_id + 1, draft=draft)
    step.tell(line, then=State.TYPING)


def _keep_typed(step: Step) -> None:
    say = Say.TYPED_KEPT if step.take_draft() else Say.LEFT_AS_IT_IS
    step.tell(step.line(say), then=State.LISTENING)


def _drop_typed(step: Step) -> None:
    say = Say.TYPED_DROPPED if step.drop_draft() else Say.LEFT_AS_IT_IS
    step.tell(step.line(say), then=State.LISTENING)


def _start_over(step: Step) -> None:
    step.let_go(step.now.answer.segments)
    step.change(turn=Turn())
    step.tell(step.line(Say.STARTED_OVER), then=State.LISTENING)


def _undo(step: Step) -> None:
    undoable = step.now.undoable
    match undoable:
        case None:
            return
        case Corrected():
            step.take_back(undoable)
        case Erasure():
            _bring_back(step, undoable)
        case Noted():
            step.take_note_back(undoable)
        case Dropped():
            pass
    step.out.append(CancelTimer(UNDO_TIMER))
    step.change(undoable=None)
    if isinstance(undoable, Dropped):
        _open_line(step, undoable.draft, step.line(Say.BROUGHT_BACK))
    else:
        step.tell(step.line(Say.UNMARKED if isinstance(undoable, Noted) else Say.BROUGHT_BACK))


def _bring_back(step: Step, erasure: Erasure) -> None:
    answer = step.now.answers[erasure.question_index]
    segments = tuple(
        sorted((*answer.segments, *erasure.segments), key=lambda segment: segment.start_seconds)
    )
    answer = replace(answer, segments=segments, state=erasure.state)
    step.now = step.now.with_answer(erasure.question_index, answer)


def _bring(step: Step) -> None:
    step.note()
    step.tell(step.line(Say.MARKED))


def _where(step: Step) -> None:
    if step.now.waiting_state in {State.READY, State.AGREEING}:
        step.tell(
            step.line(Say.WHERE_BEFORE, title=step.plan.title, count=len(step.plan.questions))
        )
        return
    question = step.plan.questions[step.now.question_index]
    step.tell(
        step.line(
            Say.WHERE,
            number=step.now.question_index + 1,
            count=len(step.plan.questions),
            theme=question.theme,
        )
    )


def _who(step: Step) -> None:
    if step.plan.keeps:
        kept = Say.WHO_WITH_SOUND if step.now.keeps_sound else Say.WHO
        says = (kept, Say.WRITTEN if step.now.said_anything else Say.WRITTEN_NOTHING)
    else:
        says = (Say.WHO_NOTHING_KEPT,)
    step.tell(*map(step.line, says), Line(step.plan.keeper))


def _yes(step: Step) -> None:
    if step.now.waiting_state is State.AGREEING:
        _agree(step, keeps_sound=True)
        return
    if step.now.waiting_state is State.CHOOSING:
        go_to(step, step.now.candidate)
        return
    doubt = step.now.doubt
    if doubt is None:
        _no(step)
        return
    step.learn_sound(doubt.own_sound, right=True)
    step.take_floor()
    step.change(doubt=None, asked_about=None, state=State.LISTENING, then=State.LISTENING)
    if doubt.heard is not None:
        step.erase(doubt.heard)
    if doubt.correction is not None:
        make_correction(step, doubt.correction)
    else:
        DOING[doubt.action](step)


def _no(step: Step) -> None:
    if step.now.waiting_state is State.AGREEING:
        _agree(step, keeps_sound=False)
        return
    if step.now.doubt is not None:
        step.learn_sound(step.now.doubt.own_sound, right=False)
    step.change(doubt=None)
    step.tell(step.line(Say.LEFT_AS_IT_IS), then=State.LISTENING)


def _stop(step: Step) -> None:
    if step.now.waiting_state in {State.READY, State.AGREEING, State.STOPPING}:
        step.close("stopped")
    else:
        step.change(doubt=None)
        taken = (step.line(Say.DRAFT_KEPT),) if step.take_draft() and step.plan.keeps else ()
        kept = step.plan.keeps and step.now.said_anything
        say = Say.STOPPING if kept else Say.STOPPING_NOTHING_KEPT
        step.tell(*taken, step.line(say), then=State.STOPPING, prompt=True)


def _slower(step: Step) -> None:
    """A recorded voice goes along a little; then only the program's own does."""
    slower = quicker(step.now.manner, -1)
    asked = step.now.waiting_state is State.LISTENING and not step.now.card
    read = step.plan.questions[step.now.question_index].recording
    if asked and read and slower.rate_wpm < slower.recorded_pace * USUAL_WPM:
        step.change(owed=(*step.now.owed, step.line(Say.SLOWED_A_LITTLE)))
    SAID_AGAIN[Action.SLOWER](step)


DOING: Mapping[Action, Callable[[Step], None]] = {
    **SAID_AGAIN,
    **HELPING,
    Action.SLOWER: _slower,
    Action.BEGIN: begin,
    Action.YES: _yes,
    Action.NO: _no,
    Action.NEXT: _next,
    Action.RESUME: _resume,
    Action.UNDO: _undo,
    Action.KEEP: _keep,
    Action.LET_GO: _let_go,
    Action.PAUSE: _pause,
    Action.MINUTE: _minute,
    Action.SKIP: _skip,
    Action.PASS: _pass,
    Action.BACK: _back,
    Action.CHOOSE: _choose,
    Action.READ_BACK: _read_back,
    Action.SCRATCH: _scratch,
    Action.CORRECT: _correct,
    Action.ADD: _add,
    Action.TYPE: _type,
    Action.KEEP_TYPED: _keep_typed,
    Action.DROP_TYPED: _drop_typed,
    Action.START_OVER: _start_over,
    Action.BRING: _bring,
    Action.WHERE: _where,
    Action.WHO: _who,
    Action.STOP: _stop,
}
