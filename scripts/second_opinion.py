#!/usr/bin/env python3
"""A second opinion by grammar: what it is worth for commands, and what it costs everybody else.

Commands and other words are said alone, by held-out voices and by people (`--recordings DIR`, any
folder of WAV or FLAC files), in a quiet room and beside a fan, through the product's own listener,
recogniser and rules. Exit code 1: asked too often, or something ended or destroyed by a word that
was no command. A few minutes.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from progress import going_on
from question_edges.tries import OFFERED, WORDING, taken
from second_opinions.alone import heard_alone, said_in
from second_opinions.clips import Clip, commands, others, pieces
from speaker_panel.sayings import ENDING

from voice.floor.events import SegmentHeard
from voice.hearing.vosk_recognizer import VoskRecognizer, open_model
from voice.models.choosing import rehearsal_model
from voice.rehearsal.acoustics import ACOUSTICS, RoomKind
from voice.rehearsal.room import VOICE_DBFS, Room, at_level
from voice.scenes.reflection.half_heard import ALWAYS_HARMLESS, is_worth_asking

LARGEST_ASKED_SHARE = 1 / 100

CONDITIONS = ((RoomKind.QUIET, 0.0), (RoomKind.NOISY, -6.0), (RoomKind.NOISY, -14.0))
"""Rooms, and how much softer than an ordinary voice; -14 is 1 dB over the fan."""

BEFORE_SECONDS = 1.5


@dataclass(slots=True)
class Counts:
    """What came of lone passages of one kind in one condition."""

    said: int = 0
    understood: int = 0
    """Done at once, as what was said."""
    asked_right: int = 0
    """Asked about, or done where it harms nothing, as what was said."""
    asked_wrong: int = 0
    """The same, as something else; of what is no command: all of it."""
    taken_for_another: int = 0
    """Done at once, as something else; of what is no command: all of it."""
    ended_or_destroyed: int = 0
    """Of these, what ends an answer or takes something out."""


def main() -> int:
    """Parse the command line, say everything, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recordings", type=Path, help="people's recordings, any folder")
    parser.add_argument("--aside", action="store_true", help="only what nothing was tuned on")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    clips = [*commands(WORDING, OFFERED, options.seed), *others(options.seed)]
    if options.recordings:
        if not options.recordings.is_dir():
            parser.error(f"{options.recordings} is no folder")
        clips += pieces(options.recordings)
    clips = [clip for clip in clips if clip.aside or not options.aside]
    found = measure(clips)
    goals = goals_of(found)
    if options.json:
        print(json.dumps(as_json(found, goals), indent=2))
    else:
        print(
            table(found),
            *(f"{name}: {value:.4g} (at most {most:g})" for name, value, most in goals),
            sep="\n",
        )
    return 0 if all(value <= most for _, value, most in goals) else 1


Found = dict[tuple[str, str], Counts]


def measure(clips: Iterable[Clip]) -> Found:
    """Every clip in every condition."""
    recognizer = VoskRecognizer(open_model(rehearsal_model()))
    found: Found = {}
    clips = list(clips)
    for room, gain_db in CONDITIONS:
        for number, clip in enumerate(clips):
            counts = found.setdefault((clip.kind, f"{room}, {gain_db:g} dB"), Counts())
            signal = at_level(clip.signal, VOICE_DBFS + gain_db)
            frames = said_in(Room(ACOUSTICS[room], number), signal, BEFORE_SECONDS)
            _count(counts, clip, heard_alone(recognizer, frames))
            going_on(f"{room} {number + 1} of {len(clips)}")
    return found


def _count(counts: Counts, clip: Clip, heard: list[SegmentHeard]) -> None:
    counts.said += 1
    done, asked = taken(heard, is_worth_asking)
    destroyed = (done - {clip.action}) & ENDING
    destroyed |= asked & ENDING & ALWAYS_HARMLESS - {clip.action}
    counts.understood += clip.action in done
    counts.taken_for_another += bool(done - {clip.action})
    counts.ended_or_destroyed += bool(destroyed)
    counts.asked_right += not done and clip.action in asked
    counts.asked_wrong += not done and bool(asked - {clip.action})


def goals_of(found: Found) -> list[tuple[str, float, float]]:
    """Name, value and what it may be at most."""
    rest = [counts for (kind, _), counts in found.items() if kind != "command"]
    said = sum(counts.said for counts in rest)
    asked = sum(counts.asked_wrong for counts in rest)
    ended = sum(counts.ended_or_destroyed for counts in rest)
    return [
        ("no command, and asked about", asked / said if said else 0.0, LARGEST_ASKED_SHARE),
        ("no command, and something ended or destroyed", ended, 0),
    ]


def table(found: Found) -> str:
    """The figures for people, as Markdown."""
    rows = [
        "| said alone | room | said | understood | asked, rightly | asked, wrongly | acted wrongly "
        "| of these, ended or destroyed |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for (kind, room), counts in found.items():
        cells = (kind, room, *asdict(counts).values())
        rows.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(rows)


def as_json(found: Found, goals: list[tuple[str, float, float]]) -> dict[str, Any]:
    """The same, and whether each goal is reached."""
    return {
        "goals": {
            name: {"value": value, "at_most": most, "reached": value <= most}
            for name, value, most in goals
        },
        "counts": {f"{kind}; {room}": asdict(counts) for (kind, room), counts in found.items()},
    }


if __name__ == "__main__":
    sys.exit(main())
