"""Where a list item begins: any bullet, number, letter, emoji or label that lists are written with.

Pure functions over one line, and over the blocks that a label alone on its line divides.
"""

import re
import unicodedata
from dataclasses import replace

from voice.guides.article.blocks import Block, Kind

_OPENING = {"Ps", "Pi"}
_NO_BULLETS = frozenset("¿¡\"'…&@$€£%\\/_^`|.,;:!?؟#©®™°+=")
_LONGEST_BULLET = 12
"""An emoji of a family is seven code points, eleven with a colour for each."""

_NUMBER = re.compile(
    r"""(?:
        [\[(#]?\d{1,3}(?:\.\d{1,2}){0,2}[.):\]]{1,2}    # 1.  (2)  1.2)  #3:
        | \#\d{1,3}                                     # #3
        | \d{1,3}[ ]?[-–—]                              # 1 –
        | \d{1,3}(?:\.\s?[ºª]|[ºª]\.?)                  # 1.º
        | [\[(]?(?:[a-z]|[ivx]{1,5})[.)\]]              # a.  iv)
        | [\[(]?(?:[A-Z]|[IVX]{1,5})[)\]]               # A)  IV)
    )(?=\s|¿|\"|“|„|«)""",
    re.VERBOSE,
)
_GLUED_NUMBER = re.compile(r"^\d{1,3}[.)](?=[^\W\d_])")

_PROMPT_WORDS = (
    r"(?:[^\W\d_]+ ){0,2}prompt|(?:reflection|reflective|journal(?:ing)?|self-reflection) question"
    r"|reflexionsfrage|impuls(?:frage)?|schreibimpuls|pregunta de reflexión|consigna"
    r"|question de réflexion|piste (?:d'écriture|de réflexion)"
)
_COUNTED_WORDS = (
    r"q|question|day|week|month|step|exercise|reflection|no\.?|nr\.?|n°|#"
    r"|frage|tag|woche|schritt|übung|pregunta|día|semana|paso|ejercicio|jour|semaine|étape|exercice"
)
_NUMBERED = r"\s?(?:#|no\.?\s|nr\.?\s)?\d{1,3}"
_ASIDE = r"(?:\s?\([^()]{1,30}\))?"
_LABEL = re.compile(
    rf"(?:(?:{_PROMPT_WORDS})(?:{_NUMBERED})?|(?:{_COUNTED_WORDS}){_NUMBERED}){_ASIDE}"
    rf"\s{{0,2}}(?:[:.)–—|-]\s{{0,3}}|\Z)",
    re.I,
)
_LONGEST_LABEL_LETTERS = 60

_HOLLOW = re.compile(r"o(?:\t|\s{2})|[ovqØü§]\s{1,9}(?=[A-ZÄÖÜÀ-Þ¿\"“„«])")
"""What a word processor's bullets become in plain text: the letters that its signs lie on."""

_CIRCLED = re.compile(r"[\u2460-\u24ff\u2776-\u2793\u3251-\u325f]\s?|[0-9#*]\ufe0f?\u20e3\s?")
_JOINING = "\ufe0e\ufe0f\u200d"
_CHECKBOX = re.compile(r"^\[[ xX]?\]\s{1,9}")


def without_bullet(line: str) -> str | None:
    """What follows the bullet, number or label this line begins with; None where it has none."""
    line = line.strip()
    if not line:
        return None
    for pattern in (_CIRCLED, _LABEL, _NUMBER):
        found = pattern.match(line)
        if found and any(char.isalnum() for char in line[found.end() :]):
            rest = line[found.end() :].strip()
            return without_bullet(rest) or rest if pattern is not _LABEL else rest
    glued = _emoji_letters(line)
    if glued and any(char.isalnum() for char in line[glued:]):
        return without_checkbox(line[glued:].strip())
    head, *rest = line.split(None, 1)
    if not rest or not (_is_bullet(head) or _HOLLOW.match(line)):
        return None
    return without_checkbox(rest[0])


def without_number(line: str) -> str:
    """A heading's words without the number, label or emoji before them: "1.What?" too."""
    return without_bullet(line) or _GLUED_NUMBER.sub("", line, count=1)


def label_of(line: str) -> str:
    """The label a line begins with, such as "Day 4:"; empty where there is none."""
    found = _LABEL.match(line[:_LONGEST_LABEL_LETTERS])
    return found[0] if found else ""


def is_label(line: str) -> bool:
    """Whether a label is all there is: "Question 1"."""
    return 0 < len(line) < _LONGEST_LABEL_LETTERS and label_of(line) == line


def without_checkbox(text: str) -> str:
    """ "[ ] Who?" as "Who?"."""
    return _CHECKBOX.sub("", text)


def _is_bullet(token: str) -> bool:
    return len(token) <= _LONGEST_BULLET and not any(
        char.isalnum() or char in _NO_BULLETS or unicodedata.category(char) in _OPENING
        for char in token
    )


def _emoji_letters(line: str) -> int:
    """How many letters the signs and emoji take that a line begins with."""
    for at, char in enumerate(line[:_LONGEST_BULLET]):
        is_sign = unicodedata.category(char) in {"So", "Sk"} and char not in _NO_BULLETS
        if not (is_sign or char in (_JOINING if at else "•‣◦·")):
            return at
    return min(len(line), _LONGEST_BULLET)


def is_rule(line: str) -> bool:
    """Whether a line is drawn and not written: "-----", "* * *"."""
    drawn = line.replace(" ", "")
    return len(drawn) >= 3 and len(set(drawn)) == 1 and drawn[0] in "-=_*~#.·•–—+"


def without_labels(blocks: list[Block]) -> list[Block]:
    """The same blocks without such labels; the paragraph under one is the item it labels."""
    out: list[Block] = []
    is_under = False
    for block in blocks:
        is_own = block.aside is None
        is_label_ = is_own and block.kind is not Kind.ITEM and is_label(block.text)
        if is_under and is_own and not is_label_:
            kind = Kind.ITEM if block.kind is Kind.PARAGRAPH else block.kind
            block = replace(block, kind=kind, is_labelled=True)
        if not is_label_:
            out.append(block)
        is_under = is_label_
    return out
