"""Markdown as blocks, read by markdown-it.

Pure functions.
"""

import re
from datetime import date
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from voice.article.blocks import Block, Kind, Why, block_of
from voice.article.bullets import without_checkbox
from voice.article.dates import find_date
from voice.article.origin import Told
from voice.article.plain import as_typed
from voice.article.tables import Row, table_blocks

_FRONT = re.compile(r"\A---[ \t]*\n(.{0,4000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^([A-Za-z]{2,20}):[ \t]{0,20}(.{1,300}?)[ \t]*$", re.MULTILINE)


def markdown_blocks(text: str) -> tuple[list[Block], Told]:
    """The blocks of a Markdown text, and what its front matter tells."""
    told = Told()
    skipped = 0
    front = _FRONT.match(text)
    if front:
        told = _told(front[1])
        skipped = front[0].count("\n")
        text = text[front.end() :]
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    return list(_Walk(tokens, skipped).blocks()), told


def _told(front: str) -> Told:
    fields = {key.lower(): value.strip("\"' ") for key, value in _FIELD.findall(front)}
    published: date | None = None
    if dated := find_date(fields.get("date", "")):
        published = dated[0]
    language = fields.get("lang", fields.get("language", ""))[:2].lower()
    return Told(fields.get("title", ""), fields.get("author", ""), published, language)


class _Walk:
    """One pass over the tokens."""

    def __init__(self, tokens: list[Token], skipped_lines: int) -> None:
        self._tokens = tokens
        self._skipped = skipped_lines
        self._lists = 0
        self._quotes = 0
        self._heading = 0
        self._item_is_open = False
        self._rows: list[Row] = []

    def blocks(self) -> "list[Block]":
        out: list[Block | None] = []
        for token in self._tokens:
            match token.type:
                case "bullet_list_open" | "ordered_list_open":
                    self._lists += 1
                case "bullet_list_close" | "ordered_list_close":
                    self._lists -= 1
                case "list_item_open":
                    self._item_is_open = True
                case "blockquote_open":
                    self._quotes += 1
                case "blockquote_close":
                    self._quotes -= 1
                case "heading_open":
                    self._heading = int(token.tag[1])
                case "heading_close":
                    self._heading = 0
                case "tr_open":
                    self._rows.append([])
                case "th_open" | "td_open":
                    self._rows[-1].append(("", self._line(token), token.type == "th_open"))
                case "table_close":
                    out += table_blocks(self._rows, self._aside())
                    self._rows = []
                case "inline":
                    out.append(self._inline(token))
                case "fence" | "code_block" | "html_block":
                    lines = enumerate(token.content.split("\n"), self._line(token))
                    pieces = [(line, number) for number, line in lines]
                    out.append(block_of(Kind.PARAGRAPH, pieces, aside=Why.CODE))
                case _:
                    pass
        return [block for block in out if block is not None]

    def _inline(self, token: Token) -> Block | None:
        pieces, is_link, is_bold = _pieces(token, self._line(token))
        if self._rows:
            row = self._rows[-1]
            if row:
                row[-1] = (" ".join(piece for piece, _ in pieces), self._line(token), row[-1][2])
            return None
        aside = Why.NAVIGATION if is_link and self._lists else self._aside()
        if self._heading:
            return block_of(Kind.HEADING, pieces, self._heading, aside=aside)
        if self._lists and self._item_is_open:
            self._item_is_open = False
            if pieces:
                pieces[0] = (without_checkbox(pieces[0][0]), pieces[0][1])
            return block_of(Kind.ITEM, pieces, self._lists - 1, aside=aside)
        made = block_of(Kind.PARAGRAPH, pieces, aside=aside)
        return as_typed(made, is_bold) if made is not None else None

    def _aside(self) -> Why | None:
        return Why.QUOTE if self._quotes else None

    def _line(self, token: Token) -> int:
        return (token.map[0] if token.map else 0) + 1 + self._skipped


def _pieces(token: Token, line: int) -> tuple[list[tuple[str, int]], bool, bool]:
    """The text of an inline token by line, and whether all of it is a link, and bold."""
    pieces: list[tuple[str, int]] = [("", line)]
    links = bolds = 0
    outside = thin = ""
    for child in token.children or []:
        kind: Any = child.type
        if kind in {"softbreak", "hardbreak"}:
            pieces.append(("", pieces[-1][1] + 1))
        elif kind in {"text", "code_inline"}:
            pieces[-1] = (pieces[-1][0] + child.content, pieces[-1][1])
            outside += "" if links else child.content
            thin += "" if bolds else child.content
        elif kind == "link_open":
            links += 1
        elif kind == "link_close":
            links -= 1
        elif kind == "strong_open":
            bolds += 1
        elif kind == "strong_close":
            bolds -= 1
    has_link = any(child.type == "link_open" for child in token.children or [])
    return pieces, has_link and not outside.strip(), not thin.strip()
