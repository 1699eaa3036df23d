"""How large, long and late anything in a record may be: the types of its fields.

Whoever has the public key can seal anything, so what is opened is checked like any other input.
Each bound is far above what the program writes.
"""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field

from voice.values.problems import is_plain

LARGEST_SEQUENCE = 1_000_000
"""Fifty times the longest session that is measured: 20,000 passages."""

MOST_WORDS = 5000
"""A passage ends after a minute: eighty words a second."""

MOST_QUESTIONS = 1000
"""A guide has at most 360."""


def _plain(text: str) -> str:
    if not is_plain(text):
        raise ValueError("holds a control character")
    return text


def _moment(text: str) -> str:
    datetime.fromisoformat(text)  # raises ValueError
    return text


Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
"""Of whatever is named: safe in a file's name, on a terminal, and where words are parted."""

Text = Annotated[str, Field(max_length=2000), AfterValidator(_plain)]
"""A guide's questions are at most 600 letters long, and as plain."""

OneWord = Annotated[str, Field(min_length=1, max_length=400)]
"""A correction that is typed is at most 400 letters in all."""

Moment = Annotated[
    str,
    Field(
        pattern=r"^(19[7-9]|20\d|21\d)\d-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)$"
    ),
    AfterValidator(_moment),
]
"""ISO 8601 with an offset, from 1970, where a clock that was never set begins, to 2199."""

Seconds = Annotated[float, Field(ge=-4e9, le=4e9, allow_inf_nan=False)]
"""From a session's first sample; what is added later lies years after it at most."""

Confidence = Annotated[float, Field(ge=0, le=2, allow_inf_nan=False)]
"""0 to 1, and a recogniser may round above it."""

Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]

Sequence = Annotated[int, Field(ge=0, le=LARGEST_SEQUENCE)]

Digest = Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]
"""A SHA-256 in hexadecimal, or nothing."""
