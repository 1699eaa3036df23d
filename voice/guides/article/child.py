"""Reading one article in a process of its own: `python -m voice.guides.article.child`.

Reads a JSON line (suffix, language, what is wanted) and then the article from stdin, and answers
on stdout with a JSON line. Before it looks at the article it gives up what an article could
misuse: time, memory, files and sockets. The parent may kill it at any moment.
"""

import codecs
import contextlib
import importlib
import json
import pkgutil
import sys
from dataclasses import asdict
from typing import Any, cast

from voice.guides.article.decoding import GIVE_A_PART, declared_encoding
from voice.guides.article.reading import Wanted, modules_for, read_article
from voice.machine.rationing import give_up_powers
from voice.values.errors import GuideError

CPU_SECONDS = 2.0
"""An article of the largest size takes 0.8 to 1.6 s, by the machine and what else it does
(measured on two); the system ends the process when these are used up, whatever library is at work.
Computing time, not the clock: waiting for a busy machine refuses nothing."""

MEMORY_BYTES = 1 << 30
"""Ten times what the largest article needs."""

_WARM_UP = (
    (b"# A\n\nBy B\n\n- Who are you?\n", "md"),
    ("Wer sind Sie? é\n".encode("cp1252"), "txt"),
)
"""What makes every library load what it needs while files may still be opened."""


def main() -> None:
    """Answer one request: the reading, or a fact and a hint."""
    suffix, language, numbers, is_all = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    missing = warm_up(data, suffix)
    give_up_powers(CPU_SECONDS, MEMORY_BYTES)
    try:
        reading = read_article(data, suffix, language, Wanted(frozenset(numbers), is_all))
        answer: dict[str, Any] = {"reading": asdict(reading)}
    except GuideError as error:
        answer = _told(error)
    except ModuleNotFoundError as error:
        answer = {"missing": missing.get(error.name or "", error.name)}
    except MemoryError:
        answer = _told(GuideError("the article needs too much memory to be read", GIVE_A_PART))
    except RecursionError:
        answer = _told(GuideError("the article is nested too deeply to be read", GIVE_A_PART))
    sys.stdout.write(json.dumps(answer, default=str) + "\n")


def _told(error: GuideError) -> dict[str, Any]:
    fact, hint = error.phrases
    return {"fact": fact.as_json(), "hint": hint.as_json()}


def warm_up(data: bytes, suffix: str) -> dict[str, str]:
    """Load whatever is loaded late; what a module of ours needs and lacks, by module."""
    with contextlib.suppress(LookupError):
        codecs.lookup(declared_encoding(data) or "utf-8")
    for sample, named in _WARM_UP:
        read_article(sample, named)
    missing: dict[str, str] = {}
    needed = modules_for(data, suffix)
    for module in needed:
        try:
            importlib.import_module(module)
        except (ImportError, OSError) as error:  # OSError: a shared library that does not load
            missing[module] = getattr(error, "name", None) or "a library"
            cast(Any, sys.modules)[module] = None  # so that it is not looked for again
    if "voice.guides.article.html" in needed and not missing:
        read_article(b"<html><body><p>Who are you?</p></body></html>", "html")
    if "voice.guides.article.pdf" in needed and not missing:
        _import_all("pypdf")
        _import_all("encodings")  # a PDF's fonts may use any
    return missing


def _import_all(package: str) -> None:
    """Every module of a package that can be imported here."""
    for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
        with contextlib.suppress(ImportError):
            importlib.import_module(module.name)


if __name__ == "__main__":
    main()
