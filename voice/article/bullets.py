"""Where a list item begins: any bullet, number or letter that lists are written with.

Pure functions over one line.
"""

import re
import unicodedata

_OPENING = {"Ps", "Pi"}
_NO_BULLETS = frozenset("¿¡\"'…&@$€£%\\/_^`|.,;:!?؟#")
_LONGEST_BULLET = 8
"""An emoji of a family is seven code points."""

_NUMBER = re.compile(
    r"""(?:
        [\[(]?\d{1,3}(?:\.\d{1,2}){0,2}[.):\]]{1,2}    # 1.  (2)  1.2)
        | [\[(]?(?:[a-z]|[ivx]{1,5})[.)\]]              # a.  iv)
        | [\[(]?(?:[A-Z]|[IVX]{1,5})[)\]]               # A)  IV)
    )(?=\s|¿|\")""",
    re.VERBOSE,
)
_LABELLED = re.compile(
    r"(?:Q|Question|Frage|Pregunta|No\.?|Nr\.?|N°|#)\s?\d{1,3}\s?[.):–-]\s", re.I
)
_HOLLOW = re.compile(r"o(?:\t|\s{2})")
"""What a word processor's hollow bullet becomes in plain text; "o" alone is Spanish for "or"."""

_CIRCLED = re.compile(r"[\u2460-\u24ff\u2776-\u2793\u3251-\u325f]\s?|[0-9]\ufe0f?\u20e3\s?")


def without_bullet(line: str) -> str | None:
    """What follows the bullet or number this line begins with; None where it has none."""
    line = line.strip()
    if not line:
        return None
    for pattern in (_CIRCLED, _LABELLED, _NUMBER):
        found = pattern.match(line)
        if found and line[found.end() :].strip():
            return line[found.end() :].strip()
    head, *rest = line.split(None, 1)
    if _is_glued(head):
        return line[1:]
    if not rest or not (_is_bullet(head) or _HOLLOW.match(line)):
        return None
    return without_checkbox(rest[0])


def without_checkbox(text: str) -> str:
    """ "[ ] Who?" as "Who?"."""
    return re.sub(r"^\[[ xX]?\]\s{1,9}", "", text)


def _is_bullet(token: str) -> bool:
    if len(token) > _LONGEST_BULLET or any(char.isalnum() for char in token):
        return False
    if any(char in _NO_BULLETS for char in token):
        return False
    return not any(unicodedata.category(char) in _OPENING for char in token)


def _is_glued(word: str) -> bool:
    return word[0] in "•‣◦▪●○■□►➤✓✔" and len(word) > 1


def is_rule(line: str) -> bool:
    """Whether a line is drawn and not written: "-----", "* * *"."""
    drawn = line.replace(" ", "")
    return len(drawn) >= 3 and len(set(drawn)) == 1 and drawn[0] in "-=_*~#.·•–—+"
