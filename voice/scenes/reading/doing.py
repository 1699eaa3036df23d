"""What each action does while reading aloud: one short function each, and the table of them."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from voice.floor.actions import Action
from voice.floor.commands import EraseCorrection, SealCorrection
from voice.floor.doing import HELPING, SAID_AGAIN
from voice.floor.wording import Say
from voice.scenes.reading.states import Reading
from voice.scenes.reading.step import LetGo, Noted, Step, answer_key
from voice.values.retyping import corrections_typed, line_of, named_after
from voice.values.transcript import Correction


def _next(step: Step) -> None:
    step.settle()
    if step.now.index + 1 < len(step.now.pieces):
        step.read(step.now.index + 1)
    else:
        step.close("finished")


def _skip(step: Step) -> None:
    step.settle()
    for index in range(step.now.index + 1, len(step.now.pieces)):
        if step.now.pieces[index].first:
            step.read(index)
            return
    step.close("finished")


def _back(step: Step) -> None:
    if step.now.index == 0:
        step.tell(step.line(Say.READING_FIRST))
    else:
        step.settle()
        step.read(step.now.index - 1)


def _bring(step: Step) -> None:
    step.note()
    step.tell(step.line(Say.MARKED))


def _unmark(step: Step) -> None:
    step.settle()
    step.take_note_back(step.now.piece.flagged)
    step.tell(step.line(Say.UNMARKED))


def _correct(step: Step) -> None:
    """The part stands in a line then, to be changed by hand; by voice it is changed as before."""
    draft = step.now.draft or line_of(step.now.piece.shown)
    step.change(typing_turn_id=step.now.turn_id + 1, draft=draft)
    how = (step.line(Say.HOW_TO_CORRECT), step.line(Say.READING_RETYPE))
    step.tell(*how, then=Reading.CORRECTING, prompt=True)


def _keep_typed(step: Step) -> None:
    piece = step.now.piece
    wished = corrections_typed(step.now.draft, piece.shown)
    if wished:
        make_corrections(step, *named_after(wished, piece.corrections))
    else:
        _drop_typed(step)


def _drop_typed(step: Step) -> None:
    step.change(draft="")
    step.tell(step.line(Say.LEFT_AS_IT_IS), then=Reading.WAITING)


def make_corrections(step: Step, *corrections: Correction) -> None:
    """Correct the part that was read and say what stands there now."""
    step.settle()
    piece = step.now.piece
    step.out += [SealCorrection(answer_key(piece), each) for each in corrections]
    _with_corrections(step, (*piece.corrections, *corrections))
    step.change(undoable=corrections, draft="")
    meant = ", ".join(" ".join(each.meant) for each in corrections)
    step.tell(step.line(Say.CORRECTED, private=True, meant=meant), then=Reading.WAITING)


def _with_corrections(step: Step, corrections: tuple[Correction, ...]) -> None:
    step.now = step.now.with_piece(step.now.index, replace(step.now.piece, corrections=corrections))


def _add(step: Step) -> None:
    step.settle()
    step.tell(step.line(Say.READING_ADD), then=Reading.ADDING)


def _scratch(step: Step) -> None:
    step.settle()
    piece = step.now.piece
    stay = piece.passages[:-1] if step.now.waiting_state is Reading.ADDING else ()
    left = step.line(Say.READING_TAKEN_OUT).text
    step.change(undoable=LetGo(piece, piece.passages[len(stay) :]))
    rest = replace(piece, passages=stay, left=left, others=frozenset[int]())
    step.now = step.now.with_piece(step.now.index, rest)
    step.tell(step.line(Say.SCRATCHED))


def _undo(step: Step) -> None:
    piece = step.now.piece
    told = Say.BROUGHT_BACK
    match step.now.undoable:
        case LetGo() as gone:
            step.now = step.now.with_piece(step.now.index, gone.piece)
        case Noted() as noted:
            step.take_note_back(noted.ids)
            told = Say.UNMARKED
        case None:
            return
        case made:
            kept = tuple(c for c in piece.corrections if c not in made)
            step.out += [EraseCorrection(answer_key(piece), c.correction_id) for c in made]
            _with_corrections(step, kept)
    step.change(undoable=None)
    step.tell(step.line(told))


def _minute(step: Step) -> None:
    step.change(undisturbed=True)
    step.tell(step.line(Say.TAKE_YOUR_TIME))


def _where(step: Step) -> None:
    now = step.now
    number, count = now.index + 1, len(now.pieces)
    step.tell(step.line(Say.READING_WHERE, number=number, count=count, date=now.piece.day))


def _who(step: Step) -> None:
    step.tell(step.line(Say.READING_WHO))


def _yes(step: Step) -> None:
    step.read(step.now.index)


def _stop(step: Step) -> None:
    step.close("stopped")


DOING: Mapping[Action, Callable[[Step], None]] = {
    **SAID_AGAIN,
    **HELPING,
    Action.NEXT: _next,
    Action.SKIP: _skip,
    Action.BACK: _back,
    Action.BRING: _bring,
    Action.UNMARK: _unmark,
    Action.HEAR: Step.play,
    Action.CORRECT: _correct,
    Action.KEEP_TYPED: _keep_typed,
    Action.DROP_TYPED: _drop_typed,
    Action.ADD: _add,
    Action.SCRATCH: _scratch,
    Action.UNDO: _undo,
    Action.MINUTE: _minute,
    Action.WHERE: _where,
    Action.WHO: _who,
    Action.YES: _yes,
    Action.NO: _stop,
    Action.STOP: _stop,
}
