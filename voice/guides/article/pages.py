"""The lines of printed pages as the lines of one text: without what the printing put into them.

Pure functions over lines: running heads, page numbers and words divided at a line's end.
"""

import re
from collections import Counter

from voice.guides.article.blocks import LINES_A_PAGE
from voice.guides.article.bullets import without_bullet
from voice.guides.article.columns import Numbered
from voice.guides.article.cues import Cues
from voice.guides.article.sentences import asks

_EDGE_LINES = 2
"""How many lines at a page's head and foot may be repeated on every page."""

_PAGE_NUMBER = re.compile(
    r"\W{0,3}(?:(?:page|seite|página|p\.|s\.)\s{0,2})?\d{1,4}(?:\s?(?:/|of|von|de|sur)\s?\d{1,4})?\W{0,3}",
    re.I,
)
_NO_LETTERS = re.compile(r"[\W\d_]+")
_DIVIDED = re.compile(r"([^\W\d_]+(?:['’-][^\W\d_]+)*)[-\u2010\u00ad]$")
_WORD = re.compile(r"[^\W\d_]+")
_HEAD = re.compile(r"([^\W\d_]+)[^\s\w]*")
_HYPHENED = re.compile(r"[^\W\d_]+-[^\W\d_]+")
_SUSPENDED = frozenset(["und", "oder", "bzw", "sowie", "bis", "and", "or", "to", "et", "ou"])
""" "Vor- und Nachteile": the hyphen stays, and the space after it."""


def lines_of(pages: list[list[str]], cues: Cues) -> list[Numbered]:
    """All pages' lines one after the other, numbered by page and line."""
    shown = [[at for at, line in enumerate(page) if line.strip()] for page in pages]
    heads = _running(pages, [lines[:_EDGE_LINES] for lines in shown])
    feet = _running(pages, [lines[-_EDGE_LINES:] for lines in shown])
    title = next((key for page in pages for line in page if (key := _key(line))), "")
    out: list[Numbered] = []
    for number, page in enumerate(pages):
        lines = shown[number]
        edge = {at for at in lines[:_EDGE_LINES] if _is_repeated(page[at], heads)}
        if number == 0 and title in heads:
            edge -= set(lines[:1])  # there it is the title
        edge |= {at for at in lines[-_EDGE_LINES:] if _is_repeated(page[at], feet)}
        kept = [at for at in lines if at not in edge]
        edge |= {at for at in (*kept[:1], *kept[-1:]) if _PAGE_NUMBER.fullmatch(page[at].strip())}
        inner = range(kept[0], kept[-1] + 1) if kept else range(0)
        first_line = (number + 1) * LINES_A_PAGE + 1
        out += [(first_line + at, page[at]) for at in inner if at not in edge]
    return _mended(out, cues)


def _running(pages: list[list[str]], edges: list[list[int]]) -> frozenset[str]:
    """What stands at the edge of two pages or more."""
    counts: Counter[str] = Counter()
    for page, edge in zip(pages, edges, strict=True):
        counts.update({_key(page[at]) for at in edge} - {""})
    return frozenset(key for key, count in counts.items() if count > 1)


def _key(line: str) -> str:
    """A line's letters, so that "Page 1 of 2" and "Page 2 of 2" are the same."""
    return _NO_LETTERS.sub(" ", line).strip().lower()


def _is_repeated(line: str, running: frozenset[str]) -> bool:
    return _key(line) in running and not asks(line) and without_bullet(line) is None


def _mended(lines: list[Numbered], cues: Cues) -> list[Numbered]:
    """Words divided at a line's end put together, at the end of the first line."""
    whole = " ".join(line for _, line in lines)
    known = {word.lower() for word in _WORD.findall(whole)}
    hyphened = {word.lower() for word in _HYPHENED.findall(whole)}
    out: list[Numbered] = []
    for number, line in lines:
        before = out[-1][1].rstrip() if out else ""
        found = _DIVIDED.search(before)
        head = _HEAD.match(line.lstrip())
        if found and head:
            hyphen = _hyphen(found[1], head[1], cues, known, hyphened)
            out[-1] = (out[-1][0], f"{before[:-1]}{hyphen}{head[0]}")
            line = line.lstrip()[head.end() :]
            if not line.strip():
                continue  # all of it went up
        out.append((number, line))
    return out


def _hyphen(first: str, second: str, cues: Cues, known: set[str], hyphened: set[str]) -> str:
    """What stands between the two parts of a word: nothing, where only the line divided it."""
    a, b = first.lower(), second.lower()
    if b in _SUSPENDED:
        return "- "
    if f"{a}-{b}" in hyphened or "-" in first:
        return "-"
    if a + b in known:
        return ""
    if second[0].isupper() and not first.isupper():
        return "-"
    return "-" if a in cues.hyphen_first or b in cues.hyphen_second else ""
