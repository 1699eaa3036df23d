"""Problems of a TOML file, found all at once and named by their key path.

Turning Pydantic's findings into sentences; what is done about them is the
caller's business. Values are shown only where they are settings, never where they may be words
that somebody spoke.
"""

import difflib
import json
import re
import tomllib
import unicodedata
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ValidationError

from voice.values.phrase import PhraseError

JOINERS = ("\u200c", "\u200d")
"""Two format characters that scripts need in order to be spelled."""


def parse_toml(text: str) -> dict[str, Any]:
    """TOML as a dictionary.

    Raises:
        PhraseError: not TOML, with the line; or nested beyond reason.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PhraseError("not valid TOML: {reason}", reason=error) from None
    except RecursionError:
        raise PhraseError("not valid TOML: nested too deeply") from None


def problems_of(error: ValidationError, known_keys: Iterable[str]) -> list[str]:
    """Each finding as "key path: what is wrong", with a near key where one is unknown."""
    keys = sorted(set(known_keys))
    found: list[str] = []
    for finding in error.errors(include_url=False, include_input=False):
        path = key_path(finding["loc"])
        if finding["type"] == "extra_forbidden":
            near = difflib.get_close_matches(str(finding["loc"][-1]), keys, n=1)
            hint = f", did you mean {near[0]}?" if near else ""
            found.append(f"{path}: unknown key{hint}")
        else:
            message = finding["msg"].removeprefix("Value error, ")
            found.append(f"{path}: {message[0].lower()}{message[1:]}")
    return found


def key_path(loc: Iterable[int | str]) -> str:
    """("themes", 0, "title") as "themes[0].title"."""
    parts = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
    return parts.lstrip(".") or "the file"


def keys_of(*models: type[BaseModel]) -> list[str]:
    """Every key of these models."""
    return [name for model in models for name in model.model_fields]


def is_plain(text: str) -> bool:
    """Whether a text holds no control, separator or format character but the two joiners."""
    return not any(
        unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"} and char not in JOINERS
        for char in text
    )


MOST_MARKS = 4
"""Combining marks on one letter: Vietnamese needs two, Hebrew with accents three."""


_USUAL = re.compile("[\n -~\u00a0-\u00ac\u00ae-\u02ff]*")
"""Latin letters and signs, all of them printable: twenty megabytes of them take no time."""


def counted(number: int, what: str) -> str:
    """A number with its noun: "1 session", "2 sessions"."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def printable(text: str) -> str:
    """The text without what could move a cursor, hide, reverse or cover: line ends stay.

    What stands for no letter (C0 and C1 controls, bidirectional and zero-width marks but the two
    joiners) is left out, as are marks piled on one letter; a letter of nobody's is shown as such.
    """
    if _USUAL.fullmatch(text):
        return text
    shown: list[str] = []
    marks = 0
    for char in text:
        category = unicodedata.category(char)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if char == "\n" or char in JOINERS:
            shown.append(char)
        elif category in {"Zl", "Zp"}:
            shown.append(" ")
        elif category in {"Co", "Cs"}:
            shown.append("\ufffd")
        elif category not in {"Cc", "Cf"} and marks <= MOST_MARKS:
            shown.append(char)
    return "".join(shown)


def in_one_line(text: str) -> str:
    """The same, without line ends: what stands in a line of ours must not begin another."""
    return " ".join(printable(text).split())


def printable_json(value: object) -> str:
    """A value as JSON, every letter as it is and what is not printable escaped: nothing is lost."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    if printable(text) == text:
        return text
    return "".join(char if printable(char) == char else json.dumps(char)[1:-1] for char in text)


def piles_marks(text: str) -> bool:
    """Whether more combining marks stand on one letter than any language writes."""
    run = 0
    for char in unicodedata.normalize("NFD", text):
        run = run + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        if run > MOST_MARKS:
            return True
    return False
