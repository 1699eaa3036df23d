"""Storms of signals: Ctrl-C held, a terminal closed over it, a service manager that insists.

Two to thirty signals at a random moment, in whatever listens or speaks. A sentence that somebody
has begun is in the vault afterwards, as far as it was said; and the process is over.
"""

import math
import os
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import tomli_w
from benchmarks.figure import Figure

from prove.passages import header, passage
from prove.size import Progress
from prove.stage import RATE_WPM, Session, Stage, stage
from voice.app.ending import ASKING, ENDING_SECONDS
from voice.floor.actions import RULE_OF, Action
from voice.vault.checking import check_vault

FEWEST, MOST = 2, 30
BETWEEN_SECONDS = (0.0, 0.002, 0.033, 0.3)
"""All at once; a program that insists; a key that is held; somebody who presses again and again."""

SENTENCE = "i feel safe when i can say what i think"
INTO_THE_SENTENCE_SECONDS = (1.2, 3.0)
"""After its sound was given to the room, where it takes 3 s; its first word is over by then."""

TOO_LONG_SECONDS = 20.0
EXITING_SECONDS = 1.0
"""What the interpreter takes to leave on a busy machine, after everything is sealed and closed."""


@dataclass(slots=True)
class Stormed:
    """What came of all the storms."""

    begun: int = 0
    lost: list[str] = field(default_factory=list[str])
    hangs: list[str] = field(default_factory=list[str])
    damaged: int = 0
    errors: int = 0
    end_seconds: list[float] = field(default_factory=list[float])


def storms(count: int, progress: Progress) -> list[Figure]:
    """So many storms, each in a process of its own."""
    rng, done = random.Random(13), Stormed()
    for number in range(count):
        name, scene = _SCENES[number % len(_SCENES)]
        progress(f"storm {number + 1} of {count}, {name}")
        with stage() as room:
            try:
                scene(room, rng, done)
            except TimeoutError as error:
                done.hangs.append(f"storm {number + 1}, {name}: {error}")
            done.damaged += len(check_vault(room.vault, room.vault.identity()).problems)
            if room.tracebacks:
                done.errors += 1
                print(f"  storm {number + 1}, {name}:\n{room.told_on_stderr}", file=sys.stderr)
    for line in (*done.lost, *done.hangs):
        print(f"  {line}", file=sys.stderr)
    return [
        Figure("storms of signals", count),
        Figure("sentences that had begun", done.begun),
        Figure("of them lost", len(done.lost), goal=0),
        Figure("programs that did not end", len(done.hangs), goal=0),
        Figure(
            "slowest end after the second signal",
            max(done.end_seconds, default=math.inf),
            "s",
            ENDING_SECONDS + EXITING_SECONDS,
        ),
        Figure("records damaged by storms", done.damaged, goal=0),
        Figure("storms that ended with an error nobody expected", done.errors, goal=0),
    ]


def _in_a_sentence(room: Stage, rng: random.Random, done: Stormed) -> None:
    with _terminal() as (keys, press):
        session = room.run(room.session_options(), keys=keys)
        at = session.wait_for("program ")
        press(RULE_OF[Action.BEGIN].key)
        session.wait_for("I am listening, Question 1", after=at)
        _speak_and_strike(room, session, rng, done)


def _speak_and_strike(room: Stage, session: Session, rng: random.Random, done: Stormed) -> None:
    saying = threading.Thread(target=room.say, args=(SENTENCE,))
    saying.start()
    time.sleep(rng.uniform(*INTO_THE_SENTENCE_SECONDS))
    done.begun += 1
    _strike(session, rng, done)
    saying.join()
    reading = room.vault.read(room.vault.identity())
    segments = [s for one in reading.sessions for a in one.answers for s in a.segments]
    if not any(segment.words for segment in segments):
        done.lost.append(f"storm in a sentence: {len(reading.sessions)} sessions, no word")


@contextmanager
def _terminal() -> Iterator[tuple[int, Callable[[str], None]]]:
    """A terminal to read keys from, and what presses one."""
    ours, theirs = os.openpty()
    try:
        yield theirs, lambda key: os.write(ours, key.encode()) and None
    finally:
        os.close(theirs)
        os.close(ours)


def _at_any_moment(room: Stage, rng: random.Random, done: Stormed) -> None:
    session = room.session([])
    session.wait_for("program ")
    time.sleep(rng.uniform(0.0, 8.0))
    _strike(session, rng, done)


def _in_a_rehearsal(room: Stage, rng: random.Random, done: Stormed) -> None:
    session = room.run(["rehearse", "--vault", str(room.vault.directory)])
    session.wait_for("program ")
    time.sleep(rng.uniform(0.0, 2.0))
    _strike(session, rng, done)


def _while_reading_aloud(room: Stage, rng: random.Random, done: Stormed) -> None:
    journal = room.vault.begin_session(header(1))
    for number in range(5):
        journal.seal_segment("one", passage(number))
    journal.close()
    options = ["--vault", str(room.vault.directory), "--model", "rehearsal-en", "--plain"]
    session = room.run(["read", "last", "--aloud", *options])
    session.wait_for("program ")
    time.sleep(rng.uniform(0.0, 8.0))
    _strike(session, rng, done)


def _in_a_kiosk(room: Stage, rng: random.Random, done: Stormed) -> None:
    config = room.folder / "kiosk" / "kiosk.toml"  # no secret key may lie beside it
    config.parent.mkdir()
    values = {
        "clinic": "The Clinic",
        "keeper": "clinic",
        "recipients": [{"name": "nobody", "key": room.vault.recipients[0].public_key}],
        "folder": str(config.parent / "kept"),
        "status": str(config.parent / "status.json"),
        "guide": str(room.guide),
        "model": "rehearsal-en",
        "screen": "none",
        "rate_wpm": int(RATE_WPM),
    }
    config.write_text(tomli_w.dumps(values))
    session = room.run(["kiosk", "--config", str(config)])
    session.wait_for("kiosk: ")
    time.sleep(rng.uniform(0.0, 5.0))
    _strike(session, rng, done)


def _strike(session: Session, rng: random.Random, done: Stormed) -> None:
    """The storm, and the end of the program; raises `TimeoutError` where it does not come."""
    between = rng.choice(BETWEEN_SECONDS)
    second_seconds = 0.0
    for number in range(rng.randint(FEWEST, MOST)):
        session.process.send_signal(rng.choice(ASKING))
        if number == 1:
            second_seconds = time.monotonic()
        time.sleep(between)
    if not session.ended.wait(TOO_LONG_SECONDS):
        raise TimeoutError(f"it went on: {session.lines[-3:]}")
    done.end_seconds.append(session.ended_seconds - second_seconds)


_SCENES: tuple[tuple[str, Callable[[Stage, random.Random, Stormed], None]], ...] = (
    ("in a sentence", _in_a_sentence),
    ("in a kiosk", _in_a_kiosk),
    ("in a rehearsal", _in_a_rehearsal),
    ("in a sentence", _in_a_sentence),
    ("while reading aloud", _while_reading_aloud),
    ("at any moment", _at_any_moment),
    ("in a sentence", _in_a_sentence),
    ("in a sentence", _in_a_sentence),
    ("in a sentence", _in_a_sentence),
    ("in a sentence", _in_a_sentence),
)
