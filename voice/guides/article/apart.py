"""Reading an article in a child process, because what reads HTML and PDF can be made to hang.

The only module of this package that starts anything. The article goes through a pipe.
"""

import json
import subprocess
import sys
from typing import Any

from pydantic import TypeAdapter

from voice.guides.article.decoding import refuse_too_large
from voice.guides.article.reading import Reading, Wanted
from voice.machine.extras import Extra, how_to_install
from voice.values.errors import GuideError
from voice.values.phrase import phrase_of

LONGEST_SECONDS = 20.0
"""The child's computing time is limited to little more than two seconds by itself; this is for a
machine so busy, or without such a limit, that the wait is no use."""

_PLAIN_PART = "give only the part with the questions, as plain text"
_READING = TypeAdapter(Reading)


def read_apart(data: bytes, suffix: str, language: str, wanted: Wanted | None = None) -> Reading:
    """What `reading.read_article` finds, under hard limits of time, memory, files and sockets.

    Raises:
        GuideError: it is no article that can be read, or it takes too much to read.
    """
    refuse_too_large(data)
    wanted = wanted or Wanted()
    request = [suffix, language, sorted(wanted.numbers), wanted.all]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "voice.guides.article.child"],
            input=json.dumps(request).encode() + b"\n" + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=LONGEST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _too_hard() from None
    except OSError as error:
        raise GuideError(
            "the reader could not be started ({reason})",
            "close other programs",
            reason=error.strerror,
        ) from None
    if done.returncode < 0:  # ended by the system: time or memory
        raise _too_hard()
    if done.returncode or not done.stdout:
        raise GuideError("the article could not be read", _PLAIN_PART)
    answer: dict[str, Any] = json.loads(done.stdout)
    if "missing" in answer:
        raise GuideError(
            "reading this format needs {library}, which is missing or damaged",
            "install it: {command}; or give the article as plain text",
            library=answer["missing"],
            command=how_to_install(Extra.ARTICLES),
        )
    if "fact" in answer:
        raise GuideError(phrase_of(answer["fact"]), phrase_of(answer["hint"]))
    return _READING.validate_python(answer["reading"])


def _too_hard() -> GuideError:
    return GuideError("the article takes too long or too much memory to read", _PLAIN_PART)
