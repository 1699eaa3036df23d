"""The front door's times: how long somebody waits there before they can answer.

Both are taken in the simulated room, whose time passes only while something happens in it: what is
spoken takes there as long as it takes to be heard, and on a real clock only the machine's own work
counts. As a program it tells one process's times, which begin with the process.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from benchmarks.figure import Figure
from voice.app.home import Stayed
from voice.app.rehearsing import rehearse_home
from voice.app.simulated import Simulated
from voice.floor.view import View
from voice.models.choosing import rehearsal_model
from voice.rehearsal.acoustics import RoomKind
from voice.rehearsal.client import Client
from voice.rehearsal.rehearse import Person, Rehearsed, Watching, room_of
from voice.rehearsal.room import Room
from voice.rehearsal.script import parse_script
from voice.scenes.reflection.states import State
from voice.settings import Settings
from voice.speaking.chosen_voice import ChosenVoice
from voice.stage.ports import Post
from voice.vault.vault import Vault

MOST_SECONDS_TO_THE_OPEN_MICROPHONE = 12.0
"""From "begin", for whoever has been here before."""
MOST_SECONDS_TO_THE_FIRST_QUESTION = 30.0
"""Of the machine's work, where the recognition model is at hand."""

SCRIPTS = Path(__file__).parents[1]
VISIT = ("begin", "i feel safe with my sister", "stop", "goodbye", "goodbye")
"""What is said, one a turn; it leaves a session, so that the next time is not the first."""

Views = Sequence[tuple[float, View]]
"""What was shown, each with the room's time."""


def measure(rounds: int, progress: Callable[[str], None]) -> list[Figure]:
    """Medians over so many empty homes, each in a process of its own."""
    told = []
    for number in range(rounds):
        progress(f"front door, {number + 1} of {rounds}")
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.front_door"],
            cwd=SCRIPTS,
            env={
                **os.environ,
                "BENCH_BEGAN": str(time.monotonic()),
                "PYTHONPATH": f"{SCRIPTS.parent}",
            },
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        told.append(json.loads(done.stdout.splitlines()[-1]))
    first, again, machine = (
        float(np.median([each[key] for each in told])) for key in ("first", "again", "machine")
    )
    return [
        Figure("'begin' to the open microphone, the first time", first, "s"),
        Figure(
            "'begin' to the open microphone, been here before",
            again,
            "s",
            MOST_SECONDS_TO_THE_OPEN_MICROPHONE,
        ),
        Figure(
            "machine time from an empty home to the first question, model at hand",
            machine,
            "s",
            MOST_SECONDS_TO_THE_FIRST_QUESTION,
        ),
    ]


def stay(
    settings: Settings,
    enter: Callable[[Room, Callable[[str], None]], Person],
    show: Callable[[float, View], None],
    may_choose: Callable[[Post], None] = lambda _post: None,
) -> tuple[Stayed, Rehearsed]:
    """A stay at home in a quiet room; `enter` is given the room and what presses a key."""
    room = room_of(RoomKind.QUIET, 1)
    simulated = in_room(room, settings)

    def shown(view: View) -> None:
        show(room.now_seconds(), view)

    watching = Watching(shown, lambda _notice: None, lambda _text: None, may_choose)
    return rehearse_home(settings, simulated, lambda press: enter(room, press), watching)


def in_room(room: Room, settings: Settings) -> Simulated:
    """What a scene speaks and listens with there, where anything is to be heard."""
    voice = None if settings.no_voice_out else ChosenVoice(None, "en").settled(lambda _error: None)
    return Simulated(room, voice, rehearsal_model(), settings.guard_seconds)


def seconds_to_the_open_microphone(views: Views) -> float:
    """From the session's beginning until its first answer is listened for."""
    begun = next(at for at, view in views if view.state is State.ASKING)
    opened = next(
        at for at, view in views if view.state is State.LISTENING and view.microphone_open
    )
    return opened - begun


def main() -> None:
    """Two visits to one home, and what they took."""
    began = float(os.environ["BENCH_BEGAN"])
    asked: list[float] = []
    took: list[float] = []
    script = parse_script("".join(f"[[turn]]\nsay = ['{said}']\n" for said in VISIT), Path())
    with tempfile.TemporaryDirectory(prefix="reflect-bench-") as folder:
        vault, _ = Vault.create(Path(folder) / "vault")
        settings = Settings(guide="trust-and-power", vault=vault.directory)
        for _ in range(2):
            views: list[tuple[float, View]] = []

            def show(
                at_seconds: float, view: View, views: list[tuple[float, View]] = views
            ) -> None:
                views.append((at_seconds, view))
                if view.state is State.ASKING:
                    asked.append(time.monotonic())

            def enter(room: Room, press: Callable[[str], None]) -> Client:
                return Client(script, room, press, lambda _text: None)

            stayed, figures = stay(settings, enter, show)
            kept = [outcome.kept_passages for outcome in stayed.sessions]
            if not figures.script_finished or kept != [1]:
                raise RuntimeError(f"the visit went otherwise: {kept}")
            took.append(seconds_to_the_open_microphone(views))
    print(json.dumps({"first": took[0], "again": took[1], "machine": asked[0] - began}))


if __name__ == "__main__":
    main()
