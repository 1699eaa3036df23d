#!/usr/bin/env python3
"""The edge of a question: what becomes of a command that begins before the microphone is open.

In the simulated room a question is asked and a command begins from a second before its last word
is over to a second after it, through an open loudspeaker, with a headset, and with the echo
canceller; every second voice was kept aside while this was tuned. With `--devices`: forty such
commands on the devices of a private PulseAudio, an open loudspeaker, and twelve questions nobody
speaks into. Exit code 1: a goal is missed.
"""

import argparse
import importlib.util
import json
import sys
from dataclasses import asdict
from typing import Any

from question_edges.devices import tried_on_devices
from question_edges.simulated import MODES, Bench
from question_edges.tries import Counts
from sound_server import PACKAGES, installed

OFFSETS_SECONDS = tuple(round(tenth / 10, 1) for tenth in range(-10, 11))
VOICES = 20
TRIES = 40
UNSPOKEN = 12
"""Twice each question: the program's own voice was taken for somebody's in 1 of 12."""

ON_DEVICES = "devices"


def main() -> int:
    """Parse the command line, say everything, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--voices", type=int, default=VOICES, help=f"default {VOICES}")
    parser.add_argument("--aside", action="store_true", help="only voices nothing was tuned on")
    parser.add_argument("--mode", choices=[mode.name for mode in MODES], help="only this one")
    parser.add_argument("--offsets", type=float, nargs="+", default=OFFSETS_SECONDS)
    parser.add_argument("--devices", type=int, nargs="?", const=TRIES, help=f"default {TRIES}")
    parser.add_argument(
        "--unspoken", type=int, default=UNSPOKEN, help="questions on devices nobody speaks into"
    )
    options = parser.parse_args()
    modes = [mode for mode in MODES if options.mode in {None, mode.name}]
    if importlib.util.find_spec("livekit") is None:
        modes = [mode for mode in modes if not mode.canceller]
    if options.devices and not installed():
        parser.error(f"PulseAudio is missing\n  next: apt install {PACKAGES}")
    numbers = [n for n in range(options.voices) if not options.aside or n % 2]
    found: Found = {}
    own: dict[str, int] = {}
    if options.devices:
        found[ON_DEVICES], own[ON_DEVICES] = tried_on_devices(
            options.devices, options.offsets, options.seed, options.unspoken
        )
    else:
        bench = Bench()
        for mode in modes:
            found[mode.name] = bench.measure(mode, options.offsets, numbers, options.seed)
            own[mode.name] = bench.own_voice(mode, options.seed)
    goals = goals_of(found, own)
    if options.json:
        print(json.dumps(as_json(found, own, goals), indent=2))
    else:
        print(table(found))
        for name, value, least, most in goals:
            verdict = "" if least <= value <= most else "  MISSED"
            print(f"{name}: {value:.3g}{verdict}")
    return 0 if all(least <= value <= most for _, value, least, most in goals) else 1


Found = dict[str, dict[float, Counts]]


Goals = list[tuple[str, float, float, float]]


def goals_of(found: Found, own: dict[str, int]) -> Goals:
    """Name, value, and between what it has to be."""
    goals: Goals = []
    for mode, by_offset in found.items():
        goals.append((f"{mode}: vanished", sum(c.vanished for c in by_offset.values()), 0, 0))
        if mode in own:
            goals.append((f"{mode}: passages of the program's own voice", own[mode], 0, 0))
        if mode not in {"open loudspeaker", ON_DEVICES}:
            worst = min(c.answered / c.said for c in by_offset.values())
            goals.append((f"{mode}: acted or asked, worst offset", worst, 0.9, 1))
            continue
        before = [counts for offset, counts in by_offset.items() if offset < 0]
        after = [counts for offset, counts in by_offset.items() if offset >= 0]
        for name, part, least in (("after", after, 0.95), ("before", before, 0.5)):
            said = sum(counts.said for counts in part)
            if not said:
                continue
            answered = sum(counts.answered for counts in part) / said
            goals.append((f"{mode}: acted or asked, {name} the last word", answered, least, 1))
            known = sum(counts.answered + counts.told for counts in part) / said
            goals.append((f"{mode}: or told, {name} the last word", known, 0.95, 1))
    return goals


def table(found: Found) -> str:
    """The figures for people, as Markdown."""
    rows = [
        "| how | begun, s after the last word | said | acted | asked | told | kept | for another "
        "| vanished |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for mode, by_offset in found.items():
        for offset, counts in by_offset.items():
            cells = (mode, f"{offset:+.1f}", *asdict(counts).values())
            rows.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(rows)


def as_json(found: Found, own: dict[str, int], goals: Goals) -> dict[str, Any]:
    """The same, and whether each goal is reached."""
    return {
        "goals": {
            name: {"value": value, "least": least, "most": most, "reached": least <= value <= most}
            for name, value, least, most in goals
        },
        "own voice": own,
        "counts": {
            mode: {f"{offset:+.1f}": asdict(counts) for offset, counts in by_offset.items()}
            for mode, by_offset in found.items()
        },
    }


if __name__ == "__main__":
    sys.exit(main())
