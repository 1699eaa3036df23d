"""An export as CommonMark: headings, quotations for what is marked, everything else escaped."""

import re

from voice.export.document import Document
from voice.export.text import block_text

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&!]|:(?=//))")
_AT_LINE_START = re.compile(r"^(\s*)([-+]|\d+(?=[.)]))")


def markdown(document: Document) -> str:
    """The whole export as Markdown; no text in it can become a link, a tag or a list."""
    lines = [f"# {escaped(document.title)}", ""]
    for note in document.notes:
        lines += [f"*{escaped(note)}*", ""]
    for chapter in document.chapters:
        lines += [f"## {escaped(chapter.heading)}", ""]
        if chapter.guide_title:
            lines += [escaped(chapter.guide_title), ""]
        for entry in chapter.entries:
            lines += [f"### {entry.number}. {escaped(entry.question)}", ""]
            for block in entry.blocks:
                text = escaped(block_text(block))
                if block.marked and document.room_to_write:
                    lines += [f"> {text}", ""]
                elif block.marked:
                    lines += [f"> {text}", ">", f"> *{escaped(document.paper.marked)}*", ""]
                else:
                    lines += [text, ""]
            if entry.left:
                lines += [f"*{escaped(entry.left)}*", ""]
            if document.room_to_write:
                lines += [f"**{escaped(document.paper.room)}**", "", "&nbsp;", "", "---", ""]
    return "\n".join(lines)


def escaped(text: str) -> str:
    """The text so that CommonMark shows it as it is, on one line."""
    one_line = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return _AT_LINE_START.sub(_guarded, one_line)


def _guarded(start: re.Match[str]) -> str:
    mark = start.group(2)
    return f"{start.group(1)}{mark}\u200b" if mark.isdecimal() else f"{start.group(1)}\\{mark}"
