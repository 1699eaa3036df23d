"""Markdown as blocks, read by markdown-it.

Pure functions.
"""

import re
from datetime import date
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from voice.guides.article.blocks import (
    ITALIC,
    STRESS_BEGINS,
    STRESS_ENDS,
    Block,
    Kind,
    Why,
    block_of,
    without_marks,
)
from voice.guides.article.bullets import without_bullet, without_checkbox
from voice.guides.article.dates import find_date
from voice.guides.article.decoding import clean
from voice.guides.article.origin import Told
from voice.guides.article.plain import as_typed
from voice.guides.article.sentences import asks
from voice.guides.article.tables import Row, table_blocks

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
                    out += self._inline(token)
                case "fence" | "code_block" | "html_block":
                    lines = enumerate(token.content.split("\n"), self._line(token))
                    pieces = [(line, number) for number, line in lines]
                    out.append(block_of(Kind.PARAGRAPH, pieces, aside=Why.CODE))
                case _:
                    pass
        return [block for block in out if block is not None]

    def _inline(self, token: Token) -> list[Block | None]:
        parts, is_link = _parts(token, self._line(token))
        if self._rows:
            row = self._rows[-1]
            if row:
                words = " ".join(piece for part in parts for piece, _ in part)
                row[-1] = (words, self._line(token), row[-1][2])
            return []
        aside = Why.NAVIGATION if is_link and self._lists else self._aside()
        if self._heading:
            whole = [piece for part in parts for piece in part]
            return [block_of(Kind.HEADING, whole, self._heading, aside)]
        out: list[Block | None] = []
        for part in parts:
            if self._lists and self._item_is_open:
                self._item_is_open = False
                part[0] = (without_checkbox(part[0][0]), part[0][1])
                made = block_of(Kind.ITEM, part, self._lists - 1, aside)
            else:
                made = block_of(Kind.PARAGRAPH, part, aside=aside)
            out.append(as_typed(made) if made is not None else None)
        return out

    def _aside(self) -> Why | None:
        return Why.QUOTE if self._quotes else None

    def _line(self, token: Token) -> int:
        return (token.map[0] if token.map else 0) + 1 + self._skipped


def _parts(token: Token, line: int) -> tuple[list[list[tuple[str, int]]], bool]:
    """The text of an inline token in its lines, cut where a line is set apart; whether it is a
    link."""
    lines: list[tuple[str, int]] = [("", line)]
    cuts: set[int] = set()
    links = bolds = italics = 0
    outside = thin = ""
    for child in token.children or []:
        kind: Any = child.type
        if kind in {"softbreak", "hardbreak"}:
            said = without_marks(lines[-1][0]).strip()
            if kind == "hardbreak" or (said and not thin.strip()) or asks(said):
                cuts.add(len(lines))
            lines.append(("", lines[-1][1] + 1))
            thin = ""
        elif kind in {"text", "code_inline"}:
            words = clean(child.content)
            thin += "" if bolds else words
            outside += "" if links else words
            if bolds or italics:
                begins = STRESS_BEGINS if bolds else STRESS_BEGINS + ITALIC
                words = f"{begins}{words}{STRESS_ENDS}"
            lines[-1] = (lines[-1][0] + words, lines[-1][1])
        links += _opened(kind, "link")
        bolds += _opened(kind, "strong")
        italics += _opened(kind, "em")
    parts: list[list[tuple[str, int]]] = [[]]
    for number, piece in enumerate(lines):
        if number in cuts and _begins_anew(piece[0]):
            parts.append([])
        parts[-1].append(piece)
    has_link = any(child.type == "link_open" for child in token.children or [])
    return parts, has_link and not outside.strip()


def _begins_anew(piece: str) -> bool:
    """Whether a line may be a question or an item of its own."""
    words = without_marks(piece).strip()
    return without_bullet(words) is not None or not words[:1].islower()


def _opened(kind: str, name: str) -> int:
    return (kind == f"{name}_open") - (kind == f"{name}_close")
