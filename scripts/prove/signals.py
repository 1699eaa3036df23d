"""Whatever ends or disturbs a session: nothing sealed is lost, and the person hears of it.

Signals in every state that lasts; the sound server killed and restarted; the microphone removed
and back; the clock set back and forth between records.
"""

import os
import signal
import tempfile
import time
from pathlib import Path

from benchmarks.figure import Figure

from prove.needs import need_sound_server
from prove.passages import header, passage
from prove.size import Progress, Size
from prove.stage import Session, Stage, say_until, stage
from voice.vault.checking import check_vault
from voice.vault.vault import Vault

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STATES = ("welcoming", "ready", "asking", "listening", "paused", "stopping")
OUT_SECONDS = 2.0


def prove(size: Size, progress: Progress) -> list[Figure]:
    """Each signal in each state, so many times; each device trouble as often."""
    need_sound_server()
    told_seconds: list[float] = []
    out_seconds: list[float] = []
    tried = damaged = unsealed = 0
    for round_number in range(size.signal_rounds):
        for number, state in enumerate(STATES):
            # at the small size each state meets one of the signals, at the full size all
            some = SIGNALS if size.signal_rounds > 1 else (SIGNALS[number % len(SIGNALS)],)
            for chosen in some:
                progress(f"{chosen.name} while {state}, round {round_number + 1}")
                with stage() as room:
                    session = room.session([])
                    _reach(room, session, state)
                    tried += 1
                    began = time.monotonic()
                    before = len(session.lines)
                    os.kill(session.process.pid, chosen)
                    session.wait_for("program ", 20, before)
                    told_seconds.append(time.monotonic() - began)
                    os.kill(session.process.pid, signal.SIGINT)  # the second ends it at once
                    again = time.monotonic()
                    session.process.wait(30)
                    out_seconds.append(time.monotonic() - again)
                    damaged += len(check_vault(room.vault, room.vault.identity()).problems)
                    unsealed += state in {"listening", "paused"} and not _has_words(room)
    figures = [
        Figure("signals in states", tried),
        Figure("slowest answer aloud to a signal", max(told_seconds), "s", OUT_SECONDS),
        Figure("slowest end after a second one", max(out_seconds), "s", OUT_SECONDS),
        Figure("records damaged by signals", damaged, goal=0),
        Figure("sessions that lost what had been sealed", unsealed, goal=0),
    ]
    lost = told = back = 0
    count = size.signal_rounds
    for trouble in ("server", "microphone"):
        for round_number in range(count):
            progress(f"{trouble} lost and back, {round_number + 1} of {count}")
            with stage() as room:
                kept, was_told, is_back = _device_trouble(room, trouble)
                lost += not kept
                told += was_told
                back += is_back
    figures += [
        Figure(f"sound lost and back, of {2 * count}: told", told, goal=2 * count, at_least=True),
        Figure(f"went on by itself, of {2 * count}", back, goal=2 * count, at_least=True),
        Figure("sealed passages lost", lost, goal=0),
    ]
    progress("clocks that jump")
    return [*figures, Figure("records out of order after clock jumps", _clock_jumps(), goal=0)]


def _reach(room: Stage, session: Session, state: str) -> None:
    at = session.wait_for("program ")
    if state == "welcoming":
        return
    at = session.wait_for("ready; say", 60, at)
    if state == "ready":
        return
    if state == "asking":
        say_until(room, session, "i'm ready", "program ", at)
        return
    at = say_until(room, session, "i'm ready", "listening, question 1", at)
    at = say_until(room, session, "i feel safe when i can say what i think", "you ", at)
    if state != "listening":
        say_until(room, session, "pause" if state == "paused" else "stop", state, at)


def _has_words(room: Stage) -> bool:
    reading = room.vault.read(room.vault.identity())
    return any(answer.segments for s in reading.sessions for answer in s.answers)


def _device_trouble(room: Stage, trouble: str) -> tuple[bool, bool, bool]:
    """Whether what was sealed is there, whether it was told, whether the session went on."""
    session = room.session([])
    _reach(room, session, "listening")
    at = len(session.lines)
    if trouble == "server":
        room.stop_sound()
    else:
        room.server.pactl("unload-module", "module-remap-source")
    told = back = False
    try:
        session.wait_for("notice ", 30, at)
        told = True
        if trouble == "server":
            room.start_sound()
        else:
            room.server.pactl(
                "load-module", "module-remap-source", "master=room.monitor", "source_name=mic"
            )
            room.server.pactl("set-default-source", "mic")
        session.wait_for("listening, question 1", 30, at)
        back = True
    except TimeoutError:
        pass
    finally:
        os.kill(session.process.pid, signal.SIGTERM)
        os.kill(session.process.pid, signal.SIGINT)
        session.process.wait(30)
    return _has_words(room), told, back


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
