"""What each action does while reading aloud: one short function each, and the table of them."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from voice.floor.actions import Action
from voice.floor.commands import EraseCorrection, FlagSegment, SealCorrection
from voice.floor.doing import HELPING, SAID_AGAIN
from voice.floor.wording import Say
from voice.scenes.reading.states import Reading
from voice.scenes.reading.step import LetGo, Step, answer_key
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
    piece = step.now.piece
    ids = [passage.segment_id for passage in piece.passages]
    step.out += [FlagSegment(answer_key(piece), id_) for id_ in ids if id_ not in piece.flagged]
    step.now = step.now.with_piece(step.now.index, replace(piece, flagged=piece.flagged.union(ids)))
    step.tell(step.line(Say.MARKED))


def _correct(step: Step) -> None:
    step.tell(step.line(Say.HOW_TO_CORRECT))


def make_correction(step: Step, correction: Correction) -> None:
    """Correct the part that was read and say what stands there now."""
    step.settle()
    piece = step.now.piece
    step.out.append(SealCorrection(answer_key(piece), correction))
    _with_corrections(step, (*piece.corrections, correction))
    step.change(undoable=correction)
    step.tell(step.line(Say.CORRECTED, private=True, meant=" ".join(correction.meant)))


def _with_corrections(step: Step, corrections: tuple[Correction, ...]) -> None:
    step.now = step.now.with_piece(step.now.index, replace(step.now.piece, corrections=corrections))


def _add(step: Step) -> None:
    step.settle()
    step.tell(step.line(Say.READING_ADD), then=Reading.ADDING)


def _scratch(step: Step) -> None:
    step.settle()
    piece = step.now.piece
    step.change(undoable=LetGo(piece, piece.passages[-1]))
    step.now = step.now.with_piece(step.now.index, replace(piece, passages=piece.passages[:-1]))
    step.tell(step.line(Say.SCRATCHED))


def _undo(step: Step) -> None:
    piece = step.now.piece
    match step.now.undoable:
        case Correction() as made:
            kept = tuple(c for c in piece.corrections if c != made)
            step.out.append(EraseCorrection(answer_key(piece), made.correction_id))
            _with_corrections(step, kept)
        case LetGo(segment=segment):
            back = replace(piece, passages=(*piece.passages, segment))
            step.now = step.now.with_piece(step.now.index, back)
        case None:
            return
    step.change(undoable=None)
    step.tell(step.line(Say.BROUGHT_BACK))


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
    Action.CORRECT: _correct,
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
