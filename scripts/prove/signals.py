"""Whatever ends or disturbs a session: nothing that was said is lost, and the person hears of it.

Storms of signals (`storms`); single signals in every state that lasts; the sound server killed and
restarted; the microphone removed and back, or muted for a while as a noise gate does; the program
stopped in mid-speech and going on; the clock set back and forth between records.
"""

import math
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from benchmarks.figure import Figure

from prove.needs import need_sound_server
from prove.passages import header, passage
from prove.size import Progress, Size
from prove.stage import HEARD_SECONDS, PERSON_LINE, Session, Stage, say_until, stage
from prove.storms import storms
from voice.vault.checking import check_vault
from voice.vault.vault import Vault

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SAID, SAID_LATER = "i feel safe when i can say what i think", "i trust people when they listen"
OUT_SECONDS = 2.0
NOTICE = "notice "
FAREWELL = "oodbye"
"""In every farewell, whatever was kept."""

HEARD_LATER = "trust people"
"""Of `SAID_LATER`: what any recogniser here hears of it."""

SHUT_SECONDS = 20.0
"""A noise gate stays shut as long as nobody speaks: four times as long as is looked at."""

INTO_SPEECH_SECONDS, ASLEEP_SECONDS = 1.5, 20.0
GIVEN_WORDS = frozenset({"listening", "paused", "stopping"})
"""States that are reached by saying something that is sealed first."""


class Trouble(StrEnum):
    """What befalls a session that listens."""

    SERVER = "the sound server is killed and back"
    MICROPHONE = "the microphone is removed and back"
    GATE = "a noise gate is shut for a while"
    ASLEEP = "the program is stopped in mid-speech and goes on"


@dataclass(slots=True)
class Signalled:
    """What came of all the signals."""

    tried: int = 0
    stuck: list[str] = field(default_factory=list[str])
    """Sessions that could not be brought where they should be, or did not answer or end."""
    told_seconds: list[float] = field(default_factory=list[float])
    out_seconds: list[float] = field(default_factory=list[float])
    damaged: int = 0
    unsealed: int = 0
    errors: int = 0


def prove(size: Size, progress: Progress) -> list[Figure]:
    """The signals in the states, one session each; then each device trouble."""
    need_sound_server()
    stormed = storms(size.storms, progress)
    done = Signalled()
    for number, state in enumerate(size.signal_states):
        for place in range(size.signals_each):
            chosen = SIGNALS[(number + place) % len(SIGNALS)]
            progress(f"{chosen.name} while {state}")
            _send(chosen, state, done)
    for stuck in done.stuck:
        print(f"  {stuck}", file=sys.stderr)
    figures = [
        *stormed,
        Figure("signals in states", done.tried),
        Figure("sessions that answered no longer", len(done.stuck), goal=0),
        Figure(
            "slowest goodbye (its line) after a signal",
            max(done.told_seconds, default=math.inf),
            "s",
            OUT_SECONDS,
        ),
        Figure(
            "slowest end after a second one",
            max(done.out_seconds, default=math.inf),
            "s",
            OUT_SECONDS,
        ),
        Figure("records damaged by signals", done.damaged, goal=0),
        Figure("sessions that lost what had been sealed", done.unsealed, goal=0),
    ]
    lost = told = back = 0
    count = size.device_rounds
    for trouble in Trouble:
        for round_number in range(count):
            progress(f"{trouble}, {round_number + 1} of {count}")
            with stage() as room:
                kept, was_told, is_back = _trouble(room, trouble)
                lost += not kept
                told += was_told
                back += is_back
                done.errors += room.tracebacks
    figures += [
        Figure(
            f"server and microphone lost: told; gate shut and program asleep: not, of {4 * count}",
            told,
            "",
            4 * count,
            True,
        ),
        Figure(
            f"heard and kept the next words by itself, of {4 * count}", back, "", 4 * count, True
        ),
        Figure("sealed passages lost", lost, goal=0),
        Figure("sessions that ended with an error nobody expected", done.errors, goal=0),
    ]
    progress("clocks that jump")
    return [*figures, Figure("records out of order after clock jumps", _clock_jumps(), goal=0)]


def _send(chosen: signal.Signals, state: str, done: Signalled) -> None:
    """One session, one signal in this state, then a second one."""
    with stage() as room:
        session = room.session([])
        done.tried += 1
        try:
            _reach(room, session, state)
            began = time.monotonic()
            before = len(session.lines)
            os.kill(session.process.pid, chosen)
            session.wait_for(FAREWELL, 20, before)
            done.told_seconds.append(time.monotonic() - began)
            os.kill(session.process.pid, signal.SIGINT)  # the second ends it at once
            again = time.monotonic()
            session.process.wait(30)
            done.out_seconds.append(time.monotonic() - again)
        except (TimeoutError, subprocess.TimeoutExpired) as error:
            done.stuck.append(f"{chosen.name} while {state}: {error}")
            return
        done.damaged += len(check_vault(room.vault, room.vault.identity()).problems)
        done.unsealed += state in GIVEN_WORDS and not _has_words(room)
        done.errors += room.tracebacks


def _reach(room: Stage, session: Session, state: str) -> None:
    at = session.wait_for("program ")
    if state == "welcoming":
        return
    at = session.wait_for("Ready when you are; say", 60, at)
    if state == "ready":
        return
    if state == "asking":
        say_until(room, session, "i'm ready", "program ", at)
        return
    at = say_until(room, session, "i'm ready", "I am listening, Question 1", at)
    at = say_until(room, session, SAID, PERSON_LINE, at)
    if state != "listening":
        shown = f"state    {state.capitalize()}"
        say_until(room, session, "pause" if state == "paused" else "stop", shown, at)


def _has_words(room: Stage) -> bool:
    reading = room.vault.read(room.vault.identity())
    return any(answer.segments for s in reading.sessions for answer in s.answers)


def _trouble(room: Stage, trouble: Trouble) -> tuple[bool, bool, bool]:
    """Whether what was sealed is there, it was told as it should, and the session went on."""
    session = room.session([])
    told = back = False
    try:
        _reach(room, session, "listening")
        at = len(session.lines)
        match trouble:
            case Trouble.SERVER:
                room.stop_sound()
                session.wait_for(NOTICE, 30, at)
                told = True
                room.start_sound()
                session.wait_for("I am listening", 30, at)
            case Trouble.MICROPHONE:
                room.server.pactl("unload-module", "module-remap-source")
                session.wait_for(NOTICE, 30, at)
                told = _count(session, at) == 1
                remapped = ("module-remap-source", "master=room.monitor", "source_name=mic")
                room.server.pactl("load-module", *remapped)
                room.server.pactl("set-default-source", "mic")
                session.wait_for("I am listening", 30, at)
            case Trouble.GATE:
                room.server.pactl("set-source-mute", "mic", "1")
                time.sleep(SHUT_SECONDS)
                told = _count(session, at) == 0
                room.server.pactl("set-source-mute", "mic", "0")
            case Trouble.ASLEEP:
                speaking = threading.Thread(target=room.say, args=(SAID, SAID))
                speaking.start()
                time.sleep(INTO_SPEECH_SECONDS)
                os.kill(session.process.pid, signal.SIGSTOP)
                speaking.join()
                time.sleep(ASLEEP_SECONDS)
                os.kill(session.process.pid, signal.SIGCONT)
                room.say(SAID_LATER)  # the very next sentence, and once
                session.wait_for(HEARD_LATER, HEARD_SECONDS, at)
                told = _count(session, at) == 0
        say_until(room, session, SAID_LATER, PERSON_LINE, len(session.lines))
        back = True
    except TimeoutError as error:
        print(f"  {trouble}: {error}", file=sys.stderr)
    os.kill(session.process.pid, signal.SIGTERM)
    os.kill(session.process.pid, signal.SIGINT)
    session.process.wait(30)
    return _has_words(room), told, back


def _count(session: Session, after: int) -> int:
    """How many troubles were shown since."""
    return sum(line.startswith(NOTICE) for line in session.lines[after:])


def _clock_jumps() -> int:
    """Times of files say nothing true any more; the order inside does."""
    with tempfile.TemporaryDirectory(prefix="reflect-prove-") as name:
        vault, _ = Vault.create(Path(name) / "vault")
        journal = vault.begin_session(header(1))
        known: set[Path] = set()
        for number, seconds in enumerate((0, 4e9, 1, 2e9, 1e9, 3e9)):
            journal.seal_segment("one", passage(number))
            now = set(vault.records_folder.rglob("*.age"))
            for path in now - known:
                os.utime(path, (seconds, seconds))
            known = now
        journal.close()
        reading = vault.read(vault.identity(), "last")
        ids = [segment.segment_id for segment in reading.sessions[0].answers[0].segments]
        wrong = sum(a != passage(n).segment_id for n, a in enumerate(ids))
        return wrong + len(reading.problems) + (len(ids) != 6)
