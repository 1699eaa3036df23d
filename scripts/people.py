#!/usr/bin/env python3
"""People's own recordings through the real listener: is anybody unheard, or taken for another?

A folder holds recordings (WAV or FLAC, any rate) and people.json, a list of objects such as
  {"file": "a.flac", "kind": "read aloud", "speaker": "ann",
   "words": [{"word": "hello", "start_seconds": 0.4, "end_seconds": 0.8}]}
`speaker` may be left out; without `words` a recording counts as one word. Each is played in quiet
rooms, beside a fan and a kitchen, softer, with bursts, and with another as bystander. Exit code 1:
a goal is missed; 2: something could not be read. All takes about ten minutes, `--quick` two. With
`--own FOLDER` own sounds are judged instead, on that folder's own.json (docs/people.md).
"""

import argparse
import json
import sys
import time
from pathlib import Path

from progress import counted
from recorded_people.echo import own_voice_segments, questions_read_by
from recorded_people.figures import as_json, goals
from recorded_people.own import measure_own, own_as_json, own_report, read_own, rows
from recorded_people.recordings import LIST, Recording, read_folder, read_sound
from recorded_people.report import report
from recorded_people.rooms import Noises
from recorded_people.running import (
    ECHO_RECORDINGS,
    QUICK_ECHO_RECORDINGS,
    Wanted,
    measure,
    quick_part,
)

from voice.hearing.vosk_recognizer import VoskRecognizer, open_model
from voice.models.choosing import rehearsal_model
from voice.models.trial import check_model
from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer
from voice.values.errors import VoiceError

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "people"
"""Where recordings may lie beside a checkout; none of them is the project's."""


def main() -> int:
    """Parse the command line, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, help=f"default: {BESIDE}, if it is there")
    parser.add_argument("--model", type=Path, metavar="DIR", help="judge this Vosk model too")
    parser.add_argument("--kitchen", type=Path, metavar="FILE", help="a recorded kitchen's noise")
    parser.add_argument("--own", type=Path, metavar="FOLDER", help="judge own sounds, on these")
    parser.add_argument("--only", metavar="NAMES", help="recordings that begin so, with commas")
    parser.add_argument("--quick", action="store_true", help="a part of it, for every change")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    if options.own is None and options.folder is None and not BESIDE.is_dir():
        print(f"people: no recordings beside this checkout ({BESIDE}): nothing was measured")
        return 0
    try:
        return _measure(options) if options.own is None else _measure_own(options)
    except VoiceError as error:
        print(f"people: {error.fact}\n  next: {error.hint}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\npeople: interrupted, nothing was measured", file=sys.stderr)
        return 130


def _measure(options: argparse.Namespace) -> int:
    recordings = _chosen(read_folder(options.folder or BESIDE), options)
    noises = Noises(read_sound(options.kitchen) if options.kitchen else None)
    directory = options.model or rehearsal_model()
    check_model(directory)
    model = open_model(directory)
    wanted = Wanted(recordings, noises, options.quick, options.model is not None)
    began = time.monotonic()
    figures = measure(
        wanted, model, lambda done: counted(done, len(recordings), "recordings", began, 10)
    )
    count = QUICK_ECHO_RECORDINGS if options.quick else ECHO_RECORDINGS
    longest = sorted(recordings, key=lambda r: -len(r.words))
    answers, others = longest[:count], longest[count:]
    synthesizer = Pyttsx3Synthesizer(None)
    try:
        figures.own_voice = own_voice_segments(answers, synthesizer, VoskRecognizer(model))
        if others:
            read = questions_read_by(others)
            heard = own_voice_segments(answers, synthesizer, VoskRecognizer(model), read)
            figures.read_voice = heard
    finally:
        synthesizer.close()
    seconds = sum(recording.seconds for recording in recordings)
    if options.json:
        print(json.dumps(as_json(figures, len(recordings), seconds), indent=2))
    else:
        print(report(figures, recordings, options.kitchen is not None, sys.argv[1:]))
    return 0 if all(goal.reached for goal in goals(figures)) else 1


def _measure_own(options: argparse.Namespace) -> int:
    found = read_own(options.own)
    if options.only:
        names = tuple(name.strip() for name in options.only.split(","))
        found = {who: words for who, words in found.items() if who in names}
        if not found:
            raise VoiceError("nobody is called {only}", "look into own.json", only=options.only)
    figures = measure_own(found, options.quick)
    if options.json:
        print(json.dumps(own_as_json(figures), indent=2))
    else:
        print(own_report(figures, sys.argv[1:]))
    return 0 if all(row.reached for row in rows(figures)) else 1


def _chosen(recordings: list[Recording], options: argparse.Namespace) -> tuple[Recording, ...]:
    if options.only:
        names = tuple(name.strip() for name in options.only.split(","))
        recordings = [recording for recording in recordings if recording.name.startswith(names)]
        if not recordings:
            raise VoiceError(
                "no recording begins with {only}", "look into {list}", only=options.only, list=LIST
            )
    return quick_part(recordings) if options.quick else tuple(recordings)


if __name__ == "__main__":
    sys.exit(main())
