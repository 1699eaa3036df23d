"""Measure what `docs/benchmarks.md` says: costs as ratios to the bare library, waits, memory.

Every ratio is taken within this one run. Exit code 1: a goal is missed.
"""

import argparse
import os
import platform
import sys
from datetime import date
from pathlib import Path

from benchmarks import hearing, page, rehearsing, session, sound
from benchmarks.figure import HEADING, Figure
from sound_server import PACKAGES, installed

PARTS = {
    "hearing": hearing.measure,
    "session": session.measure,
    "rehearsal": rehearsing.measure,
    "page": page.measure,
    "sound": sound.measure,
}


def main() -> int:
    """Parse the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; or all")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    parser.add_argument("--write", type=Path, metavar="FILE.md", help="write the table there")
    options = parser.parse_args()
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    figures: list[Figure] = []
    for name in options.parts or PARTS:
        if name == "session" and not installed():
            print(f"session: left out; next: apt install {PACKAGES}", file=sys.stderr)
            continue
        figures += PARTS[name](options.rounds, _progress)
    _progress("")
    print("\n".join([HEADING, *(figure.row() for figure in figures)]))
    if options.write:
        options.write.write_text(page_of(figures), "utf-8")
    return 0 if all(figure.reached for figure in figures) else 1


def page_of(figures: list[Figure]) -> str:
    """The figures as `docs/benchmarks.md`."""
    rows = [
        "# Benchmarks",
        "",
        f"Written by `scripts/bench.py --write docs/benchmarks.md` on {date.today()}, on "
        f"{platform.machine()} with {os.cpu_count()} cores, Python {platform.python_version()}.",
        "Every ratio was taken within that one run: machines differ in speed, ratios differ less.",
        "",
        HEADING,
        *(figure.row() for figure in figures),
        "",
        "Bare Vosk is a `KaldiRecognizer` loop over the same recording with the rehearsal model;",
        "waits and memory are those of real sessions on the devices of a private PulseAudio.",
        "Silence is decoded for a second before and a second after speech: with a pause of 3 s",
        "after every sentence, not pauses of 1 to 20 s, hearing costs about 0.9 of bare Vosk.",
    ]
    return "\n".join(rows) + "\n"


def _progress(what: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{what}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
