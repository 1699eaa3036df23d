"""Markdown as blocks, read by markdown-it.

Pure functions.
"""

import re

from markdown_it import MarkdownIt

from voice.guides.article.blocks import Block, Piece, Why
from voice.guides.article.dates import find_date
from voice.guides.article.decoding import clean
from voice.guides.article.markup import Element, markup_blocks
from voice.guides.article.origin import Told
from voice.guides.article.sentences import asks

_FRONT = re.compile(r"\A---[ \t]*\n(.{0,4000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^([A-Za-z]{2,20}):[ \t]{0,20}(.{1,300}?)[ \t]*$", re.MULTILINE)


def markdown_blocks(text: str) -> tuple[list[Block], Told]:
    """The blocks of a Markdown text, and what its front matter tells."""
    front = _FRONT.match(text)
    told, first_line = Told(), 1
    if front:
        told, first_line = _told(front[1]), 1 + front[0].count("\n")
        text = text[front.end() :]
    return markup_blocks(_tree(text, first_line)), told


def _told(front: str) -> Told:
    fields = {key.lower(): value.strip("\"' ") for key, value in _FIELD.findall(front)}
    dated = find_date(fields.get("date", ""))
    language = fields.get("lang", fields.get("language", ""))[:2].lower()
    published = dated[0] if dated else None
    return Told(fields.get("title", ""), fields.get("author", ""), published, language)


def _tree(text: str, first_line: int) -> Element:
    """The elements of a text; a line break counts where a line was set apart by it."""
    root = Element("body")
    open_ = [root]
    line = first_line
    said = unbold = ""
    for block in MarkdownIt("commonmark", {"html": True}).enable("table").parse(text):
        if block.map:
            line = block.map[0] + first_line
        said = unbold = ""
        for token in block.children or [block]:
            inside = open_[-1].children
            if token.nesting > 0:
                href = str(token.attrs.get("href", "#"))
                made = Element(
                    token.tag,
                    line,
                    aside=Why.QUOTE if token.tag == "blockquote" else None,
                    is_bold=token.tag == "strong",
                    is_italic=token.tag == "em",
                    is_link=token.tag == "a",
                    leads_elsewhere=not href.startswith("#"),
                )
                inside.append(made)
                open_.append(made)
            elif token.nesting < 0:
                open_.pop()
            elif token.type in {"softbreak", "hardbreak"}:
                if token.type == "hardbreak" or (said.strip() and not unbold) or asks(said):
                    inside.append(Element("br"))
                inside.append(Piece("\n", line))
                line += 1
                said = unbold = ""
            elif token.type in {"text", "code_inline"}:
                words = clean(token.content)
                said += words
                if not any(element.is_bold for element in open_):
                    unbold += words.strip()
                inside.append(Piece(words, line))
            elif token.type in {"fence", "code_block", "html_block"}:
                inside.append(Element("pre", line, [Piece(token.content, line)], Why.CODE))
    return root
