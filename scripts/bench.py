"""Measure what `docs/benchmarks.md` says: costs as ratios to the bare library, waits, memory.

Every ratio is taken within this one run. Exit code 1: a goal is missed.
"""

import argparse
import os
import platform
import sys
from datetime import date
from pathlib import Path

from benchmarks import (
    articles,
    front_door,
    growth,
    hearing,
    launch,
    lists,
    models,
    page,
    rehearsing,
    session,
    sound,
    voice,
)
from benchmarks.figure import HEADING, Figure
from progress import going_on
from sound_server import PACKAGES, installed

PARTS = {
    "articles": articles.measure,
    "hearing": hearing.measure,
    "models": models.measure,
    "session": session.measure,
    "launch": launch.measure,
    "front-door": front_door.measure,
    "rehearsal": rehearsing.measure,
    "page": page.measure,
    "lists": lists.measure,
    "sound": sound.measure,
    "voice": voice.measure,
    "growth": growth.measure,
}


def main() -> int:
    """Parse the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; or all")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    parser.add_argument(
        "--write",
        type=Path,
        metavar="FILE.md",
        help="write the table there; all that was not measured stays as it is",
    )
    options = parser.parse_args()
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    figures: list[Figure] = []
    for name in options.parts or PARTS:
        if name == "session" and not installed():
            print(f"session: left out; next: apt install {PACKAGES}", file=sys.stderr)
            continue
        figures += PARTS[name](options.rounds, going_on)
    going_on("")
    print("\n".join([HEADING, *(figure.row() for figure in figures)]))
    if options.write:
        measured = " ".join(options.parts or PARTS)
        rows, sections = kept_of(options.write)
        options.write.write_text(page_of(figures, measured, rows) + sections, "utf-8")
    return 0 if all(figure.reached for figure in figures) else 1


def kept_of(path: Path) -> tuple[list[str], str]:
    """The rows of the table that is there already, and the sections that people wrote below it."""
    text = path.read_text("utf-8") if path.exists() else ""
    table, heading, sections = text.partition("\n## ")
    rows = [line for line in table.splitlines() if line.startswith("| ") and line not in HEADING]
    return rows, heading + sections


def page_of(figures: list[Figure], measured: str, kept: list[str]) -> str:
    """The figures as `docs/benchmarks.md`, in place of the kept rows of the same names."""
    rows = {_name_of(row): row for row in (*kept, *(figure.row() for figure in figures))}
    lines = [
        "# Benchmarks",
        "",
        f"Written by `scripts/bench.py --write docs/benchmarks.md`, last ({measured}) on "
        f"{date.today()}, on {platform.machine()} with {os.cpu_count()} cores, "
        f"Python {platform.python_version()}.",
        "Every ratio was taken within one run: machines differ in speed, ratios differ less.",
        "",
        HEADING,
        *rows.values(),
        "",
        "Bare Vosk is a `KaldiRecognizer` loop over the same recording with the rehearsal model;",
        "waits and memory are those of real sessions on the devices of a private PulseAudio.",
        "Silence is decoded for a second before and a second after speech: with a pause of 3 s",
        "after every sentence, not pauses of 1 to 20 s, hearing costs about 0.9 of bare Vosk.",
        "The front door's are those of the simulated room with the rehearsal model: how long it",
        "speaks there, and all that a new process did. With setting up, on real devices, it is",
        "`pytest -s tests/room/test_setting_up.py` that prints the last of them.",
        "The page is in a headless Chromium without a graphics card: from an event in our process",
        "to the frame that shows it. At rest: all of Chromium's processes, and our whole process.",
        "A list's next part: from the choice, carried out by the real scene, to that frame.",
    ]
    return "\n".join(lines) + "\n"


def _name_of(row: str) -> str:
    return row.split("|")[1].strip()


if __name__ == "__main__":
    sys.exit(main())
