"""An export as plain text: indented, without any mark-up; also what is shown as a preview."""

import textwrap

from voice.export.document import Block, Document
from voice.values.transcript import UNSURE_MARK

WIDTH = 78
INDENT = "   "
ROOM_LINES = 3


def plain_text(document: Document) -> str:
    """The whole export as lines of at most 78 letters."""
    lines = [document.title, "=" * min(WIDTH, len(document.title)), ""]
    for note in document.notes:
        lines += [*textwrap.wrap(note, WIDTH), ""]
    for chapter in document.chapters:
        heading = f"{chapter.heading}: {chapter.guide_title}"
        lines += [*textwrap.wrap(heading, WIDTH), "-" * min(WIDTH, len(heading)), ""]
        for entry in chapter.entries:
            lines += textwrap.wrap(
                f"{entry.number}. {entry.question}", WIDTH, subsequent_indent=INDENT
            )
            for block in entry.blocks:
                marked = block.marked and not document.room_to_write
                mark = f" [{document.paper.marked}]" if marked else ""
                lines += _wrapped(block_text(block) + mark)
            if entry.left:
                lines += _wrapped(f"({entry.left})")
            if document.room_to_write:
                lines += ["", INDENT + document.paper.room]
                lines += [INDENT + "_" * (WIDTH - len(INDENT))] * ROOM_LINES
            lines.append("")
    return "\n".join(lines)


def block_text(block: Block) -> str:
    """A block's sentences, with the words that were not heard well marked."""
    end = "" if block.typed else "."
    return " ".join(
        " ".join(f"{word.text} {UNSURE_MARK}" if word.unsure else word.text for word in sentence)
        + end
        for sentence in block.sentences
        if sentence
    )


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT)
