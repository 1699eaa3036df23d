"""Several parts at once, as a screen that has the room shows them: one page, and never all.

Which parts stand together and how they are set out; which of them is read is `step`'s.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from voice.floor.view import Kind, Part, Run, Sheet
from voice.floor.wording import Say, Wording
from voice.scenes.reading.pieces import Piece
from voice.values.transcript import UNCLEAR, UNSURE_MARK, Segment, on_paper

MOST_ON_SHEET = 9
"""Parts, as many as a key of one digit can name. Every event makes a view of them."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on every page, and the signs of what is no word of the person's."""

    heading: str = ""
    """Where empty, the session that the part belongs to."""
    side_by_side: bool = False
    """One question through time: every day beside the one before."""
    note: str = ""
    unsure_note: str = ""
    """What is to be known where words were not heard well."""
    unclear: str = "unclear"
    others: str = "voices nearby"
    typed: str = "typed"
    marked: str = ""


def sheet_of(pieces: Sequence[Piece], index: int, paper: Paper, wording: Wording) -> Sheet:
    """The page that this part is on."""
    first = index - index % MOST_ON_SHEET
    seen = pieces[first : first + MOST_ON_SHEET]
    parts: list[Part] = []
    for at, piece in enumerate(seen):
        begins = at == 0 or not piece.same_answer(seen[at - 1])
        parts.append(
            Part(
                first + at + 1,
                wording.line(Say.READING_PART, number=first + at + 1),
                tuple(runs_of(piece, paper)),
                piece.under if begins else (),
                paper.marked if piece.marked and not piece.stays else "",
                here=first + at == index,
            )
        )
    here = pieces[index]
    unsure = any(run.kind is Kind.SIGN for part in parts for run in part.runs)
    notes = (paper.note, paper.unsure_note if unsure else "")
    return Sheet(
        paper.heading or wording.line(Say.READING_SESSION, date=here.day),
        tuple(parts),
        paper.side_by_side,
        " ".join(filter(None, notes)),
        frozenset({*here.before, here.text, here.left}),
    )


def runs_of(piece: Piece, paper: Paper) -> Iterator[Run]:
    """A part as it is written, with what was not heard well and where others talked set apart."""
    others = Run(f"[{paper.others}]", Kind.OTHERS)
    if not piece.passages and piece.left:
        yield Run(piece.left, Kind.LEFT)
    for at, passage in enumerate(piece.shown):
        if at in piece.others:
            yield others
        yield from _sentence(passage, paper)
        if at + 1 < len(piece.passages):
            yield Run(" ")
    if len(piece.passages) in piece.others:
        yield others


def _sentence(passage: Segment, paper: Paper) -> Iterator[Run]:
    said = ""
    for index, (text, unsure) in enumerate(on_paper(passage)):
        said += " " if index else ""
        if text == UNCLEAR:
            yield from _run(said)
            yield Run(f"[{paper.unclear}]", Kind.SIGN)
        elif unsure:
            yield from _run(said)
            yield Run(text, Kind.UNSURE)
            yield Run(f"\u00a0{UNSURE_MARK}", Kind.SIGN)
        else:
            said += text
            continue
        said = ""
    if passage.typed:
        yield from _run(said)
        yield Run(f" [{paper.typed}]", Kind.SIGN)
    else:
        yield Run(f"{said}.")


def _run(text: str) -> Iterator[Run]:
    if text:
        yield Run(text)
