#!/usr/bin/env python3
"""A panel of simulated speakers: is anybody cut off, unheard, or misunderstood as a command?

Sessions in the simulated room with the real Vosk, the real pyttsx3 and the real conversation,
deterministic by seed. Exit code 1: a goal with the default patience is missed. Takes a few
minutes; `--quick` about one.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from progress import counted
from speaker_panel import unclear
from speaker_panel.figures import Figures, Goal, as_json, goals, total
from speaker_panel.interruptions import (
    CONDITIONS,
    QUICK_CONDITIONS,
    Condition,
    Found,
    interruption_goals,
    of_people,
    table,
)
from speaker_panel.people import Kind
from speaker_panel.recordings import folder
from speaker_panel.report import Held, goals_table, mistaken_table, tables
from speaker_panel.running import PATIENCES, cases, hold_all, interrupt_all, quick_cases

from voice.hearing.vosk_recognizer import VoskRecognizer, open_model
from voice.models.choosing import rehearsal_model
from voice.rehearsal.acoustics import RoomKind
from voice.values.errors import VoiceError

SESSIONS = 504
"""Three of each patience with each kind of speaker in each room."""

INTERRUPTIONS, QUICK_INTERRUPTIONS = 100, 20
"""Lines spoken over in each condition, each by a voice and with a seed of its own."""

UNCLEAR_SPEAKERS = 8
"""One in each of espeak-ng's variants that are held out of everything."""

SESSIONS_A_LINE = 20
"""How often progress is told where there is no terminal."""


def main() -> int:
    """Parse the command line, hold the sessions, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same samples")
    parser.add_argument("--sessions", type=int, default=SESSIONS, help=f"default {SESSIONS}")
    parser.add_argument("--quick", action="store_true", help="a small fixed part, about a minute")
    parser.add_argument(
        "--interruptions", action="store_true", help="only speech that interrupts, no sessions"
    )
    parser.add_argument(
        "--unclear", action="store_true", help="only commands in unclear speech, no sessions"
    )
    parser.add_argument("--write", type=Path, metavar="FILE.md", help="write the tables there")
    parser.add_argument(
        "--kinds",
        type=lambda names: tuple(Kind(name) for name in names.split(",")),
        default=tuple(Kind),
        metavar="NAMES",
        help=f"these speakers only, with commas: {', '.join(Kind)}",
    )
    parser.add_argument(
        "--rooms",
        type=lambda names: tuple(RoomKind(name) for name in names.split(",")),
        default=tuple(RoomKind),
        metavar="NAMES",
        help=f"these rooms only, with commas: {', '.join(RoomKind)}",
    )
    parser.add_argument(
        "--patiences",
        type=lambda names: tuple(PATIENCES[PATIENCES.index(name)] for name in names.split(",")),
        default=PATIENCES,
        metavar="NAMES",
        help=f"with these only, with commas: {', '.join(PATIENCES)}",
    )
    parser.add_argument(
        "--voice", metavar="NAME", help="the program's, a natural one that is installed"
    )
    options = parser.parse_args()
    if options.sessions < 1:
        parser.error("--sessions must be at least 1")
    if options.unclear:
        return _unclear(options.seed)
    planned = (
        [case for case in quick_cases(options.seed) if case.room in options.rooms]
        if options.quick
        else cases(options.seed, options.sessions, options.kinds, options.rooms, options.patiences)
    )
    began = time.monotonic()
    try:
        held = []
        if not options.interruptions:
            held = hold_all(
                planned,
                lambda done: counted(done, len(planned), "sessions", began, SESSIONS_A_LINE),
                options.voice,
            )
        times = QUICK_INTERRUPTIONS if options.quick else INTERRUPTIONS
        interrupted = (
            interrupt_all(options.seed, times, _conditions(options.quick), options.voice)
            if (options.kinds, options.rooms, options.patiences)
            == (tuple(Kind), tuple(RoomKind), PATIENCES)
            else []  # they are not what was asked about
        )
    except VoiceError as error:
        print(f"panel: {error.fact}\n  next: {error.hint}", file=sys.stderr)
        return 1
    of_interruptions = interruption_goals(interrupted) if interrupted else []
    if options.interruptions:
        print(f"{goals_table(tuple(of_interruptions))}\n\n{table(interrupted)}")
        return 0 if all(goal.reached for goal in of_interruptions) else 1
    everything, unhurried = total(f for _, f in held), _part(held)
    quiet, fan = _part(held, room=RoomKind.QUIET), _part(held, room=RoomKind.NOISY)
    soft = _part(held, room=RoomKind.NOISY, kind=Kind.SOFT)
    reached = (*goals(unhurried, quiet, fan, soft), *of_interruptions)
    if options.quick:  # too few commands for a share of them
        reached = tuple(goal for goal in reached if not goal.is_share)
    report = _report(held, reached, interrupted, sys.argv[1:])
    if options.write:
        options.write.write_text(report, "utf-8")
    told = as_json(everything, unhurried, quiet, fan, soft)
    told["interruptions"] = {c.name: asdict(figures) for c, figures in interrupted}
    print(json.dumps(told, indent=2) if options.json else report)
    return 0 if all(goal.reached for goal in reached) else 1


def _part(held: Held, room: RoomKind | None = None, kind: Kind | None = None) -> Figures:
    """The sessions with `unhurried`, in this room, of this kind of speaker."""
    return total(
        figures
        for case, figures in held
        if case.patience == "unhurried" and room in {None, case.room} and kind in {None, case.kind}
    )


def _conditions(quick: bool) -> Sequence[Condition]:
    people = folder()
    if quick or people is None:
        return QUICK_CONDITIONS if quick else CONDITIONS
    return (*CONDITIONS, *of_people(people))


def _report(
    held: Held,
    reached: tuple[Goal, ...],
    interrupted: Found,
    arguments: list[str],
) -> str:
    mistaken = total(figures for _, figures in held).mistaken
    return _ABOUT.format(
        command=" ".join(["scripts/panel.py", *arguments]),
        date=date.today().isoformat(),
        sessions=len(held),
        hours=sum(figures.seconds for _, figures in held) / 3600,
        traps=sum(figures.trap_sentences for _, figures in held),
        goals=goals_table(reached),
        tables=tables(held),
        mistaken=_MISTAKEN.format(table=mistaken_table(mistaken)) if mistaken else "",
        interruptions=_INTERRUPTIONS.format(table=table(interrupted)) if interrupted else "",
    )


_ABOUT = """\
# The panel: figures instead of hopes

Written by `{command}` on {date}: {sessions} sessions, {hours:.1f} simulated hours, {traps}
sentences that hold a command's words. Everything is the product's own but the two devices and
the disk; the speakers are espeak-ng voices that the rehearsal model was never trained on, so
these figures say what the program does with speech, not how well it hears people.

{goals}

- **cut-off**: an answer that was ended, or moved past, before the client's script had finished.
- **by words alone**: not among the cut-offs, because by the rule it was a command: a pause of a
  second on both sides left a command's own words alone in the middle of a sentence.
- **lost word**: spoken while the program listened, and less than half of its sounding 20 ms
  frames reached the recogniser. **Clipped**: not quite all of them did.
- **talked over**: the loudspeaker began while the client was speaking.
- **false command**: a sentence acted on as a command. **From nobody**: acted on where nobody had
  spoken. **That destroy or end**: of both, next, skip, pass, back, scratch, start over, let go,
  stop.
- **commands missed**: said where they were offered and not acted on. **By asking**: done after
  "did you mean" and a yes that was understood, so not missed. **Nothing kept**: missed, and not a
  word of it in the answer. **Taken for another**: of the missed.
- **asked about**: of passages that stand alone, are at most four seconds long, and are no command.
- **own voice**: passages of nobody in the session, with a word during half of which the loudspeaker
  sounded.
- **dead air**: from a command's last sounding frame to the program's first sample.

Rooms: quiet (noise at -72 dBFS), echo (the loudspeaker at -12 dB in the microphone), noisy (a fan
15 dB under an ordinary voice), babble (four people 15 dB under it); a soft voice is 14 dB softer,
so 1 dB over the fan. Speakers: plain, slow (85-110 words a minute), fast (200-240), reflective
(pauses to 30 s), hesitant ("um", pauses inside sentences), stuttering (one word in five begun or
said again), soft; and by what people have and espeak lacks: uneven (words 5 to 18 dB under the
loudest), drifting (6 to 10 dB softer from an answer's second sentence on), coughing (bursts of 100
to 300 ms, 10 to 20 dB over the voice), blocking (a word's first sound held softly for 1 to 3 s),
whispering, accompanied (somebody 10 to 20 dB softer talks in the pauses), prompt (answers 0.15 s
after the program, before the microphone opens). All but the plain draw these by seed as well.

{tables}
{mistaken}{interruptions}"""

_MISTAKEN = """
### Taken for a command, and none

{table}
"""


def _unclear(seed: int) -> int:
    began = time.monotonic()
    recognizer = VoskRecognizer(open_model(rehearsal_model()))
    each: list[unclear.Counts] = []
    for counts in unclear.measure(recognizer, UNCLEAR_SPEAKERS, seed):
        each.append(counts)
        counted(len(each), UNCLEAR_SPEAKERS, "speakers", began, 1)
    found = unclear.total(each)
    of_unclear = unclear.goals_of(found)
    print(f"{goals_table(of_unclear)}\n\n{unclear.told(found)}")
    return 0 if all(goal.reached for goal in of_unclear) else 1


_INTERRUPTIONS = """
### Speech that interrupts

The program's lines in the simulated room with somebody speaking over each, at an ordinary level,
and each fourth said alone as well; the echo's level is relative to the loudspeaker's. This part
alone: `scripts/panel.py --interruptions`. Nobody in it was tuned on: the voices are the eight
espeak-ng variants that are held out of everything, and the people those of `../shared/people`
(where it is) but the seven named in `scripts/speaker_panel/recordings.py`. A person's recording
begins at any word, and people pause.

{table}
"""


if __name__ == "__main__":
    sys.exit(main())
