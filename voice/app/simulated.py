"""One way to put a scene into the simulated room, beside `devices`: no sound card.

The scene, its stage and everything that hears and speaks are the same as on real devices.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from voice.app.devices import STOP_BY_SIGNAL
from voice.app.devices_in_use import DevicesInUse
from voice.app.ending import Ending, ending
from voice.floor.commands import Keeping
from voice.floor.events import Event
from voice.hearing.no_words import NoWords
from voice.hearing.own_sounds.ear import OwnSoundsEar
from voice.hearing.vosk_recognizer import VoskRecognizer, open_model
from voice.rehearsal.client import Client
from voice.rehearsal.rehearse import Person, Rehearsal
from voice.rehearsal.room import Heard, Room
from voice.rehearsal.script import Script
from voice.rehearsal.watching import Rehearsed, Watching
from voice.speaking.program_voice import ProgramVoice, Recordings, no_recordings
from voice.stage.ports import Desk, EchoCanceller, Journal, Post, Synthesizer
from voice.stage.stage import AnyScene


@dataclass(frozen=True, slots=True)
class Simulated:
    """A room, and what a scene speaks and listens with in it."""

    room: Room
    synthesizer: Synthesizer | None
    """None: what the program says is only shown."""
    model_path: Path | None
    """None: no words are understood."""
    guard_seconds: float
    headset: bool = False
    canceller: EchoCanceller | None = None
    recordings: Recordings = no_recordings
    own_sounds: OwnSoundsEar | None = None
    in_use: DevicesInUse = field(default_factory=DevicesInUse)


def rehearse_scene(
    scene: AnyScene,
    simulated: Simulated,
    script: Script,
    journal: Callable[[Keeping | None], Callable[[], Journal]],
    watching: Watching,
    at_once_every: int = 0,
) -> Rehearsed:
    """Let a scene happen to a synthetic client who does as the script says."""
    room, says = simulated.room, watching.client_says

    def enter(press: Callable[[str], None]) -> Client:
        return Client(script, room, press, says, at_once_every)

    with rehearsing(scene, simulated, journal, watching, enter) as (rehearsal, end):
        return rehearsal.run(lambda: end.at_once() or watching.left())


def nobody(_press: Callable[[str], None]) -> None:
    """The room is empty; people come later."""


@contextmanager
def rehearsing(
    scene: AnyScene,
    simulated: Simulated,
    journal: Callable[[Keeping | None], Callable[[], Journal]],
    watching: Watching,
    enter: Callable[[Callable[[str], None]], Person | None] = nobody,
    desk: Desk | None = None,
    to_end: Event = STOP_BY_SIGNAL,
) -> Generator[tuple[Rehearsal, Ending]]:
    """A scene in the room, not begun; what was heard by the end is sealed in any case.

    `to_end` is what a signal says to it.
    """
    synthesizer, voice, path = simulated.synthesizer, None, simulated.model_path
    if synthesizer is not None:
        voice = ProgramVoice(synthesizer, simulated.recordings)
        simulated.in_use.change_voice = voice.change
    try:
        rehearsal = Rehearsal(
            scene,
            enter,
            simulated.room,
            voice,
            NoWords() if path is None else VoskRecognizer(open_model(path)),
            journal,
            watching,
            simulated.guard_seconds,
            simulated.canceller,
            simulated.headset,
            desk,
            simulated.own_sounds,
        )

        def asked() -> None:
            if not watching.signalled():
                rehearsal.post(to_end)

        with ending(asked) as end:
            yield rehearsal, end
    finally:
        if voice is not None:
            voice.close()


def with_sound(
    watching: Watching, in_use: DevicesInUse, *connected: Callable[[Post], None]
) -> Watching:
    """The same, where what the microphone gives can be recorded, and desks post to the scene."""

    def may_choose(post: Post) -> None:
        for connect in connected:
            connect(post)
        watching.may_choose(post)

    def heard(now: Heard) -> None:
        in_use.heard(now.microphone)

    return replace(watching, may_choose=may_choose, heard=heard)
