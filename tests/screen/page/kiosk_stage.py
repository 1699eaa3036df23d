"""A whole kiosk in the simulated room behind the page, moved on frame by frame by the test."""

import queue
from collections.abc import Callable
from pathlib import Path

from tests.doubles import Deaf
from tests.kiosk.configs import clinic
from tests.screen.page.stage import Tone
from voice.app.kiosk import desk_of, prepare_kiosk
from voice.floor.events import Event
from voice.floor.view import View
from voice.hearing.listener import GUARD_SECONDS
from voice.hearing.vosk_recognizer import VoskRecognizer, open_model
from voice.models.choosing import rehearsal_model
from voice.rehearsal.acoustics import RoomKind
from voice.rehearsal.client import REACTION_SECONDS, to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.rehearse import Rehearsal, Watching, room_of
from voice.rehearsal.room import VOICE_DBFS, at_level
from voice.rehearsal.visitors import KioskRehearsal
from voice.scenes.visit.commands import Occurrence
from voice.screen.page.kiosk import KioskPage
from voice.screen.page.server import PageServer
from voice.speaking.program_voice import ProgramVoice
from voice.stage.ports import FRAME_SECONDS

LONGEST_SECONDS = 600.0
"""Of the room's time: no wait in a test is longer."""


class KioskStage:
    """A kiosk whose visitor has the page in front of them, and is silent but for `says`.

    Only where it `hears` has it real ears: they cost most of the time.
    """

    def __init__(
        self,
        server: PageServer,
        folder: Path,
        keeper: str = "both",
        room_kind: RoomKind = RoomKind.QUIET,
        hears: bool = False,
    ) -> None:
        self.made = clinic(folder, keeper=keeper)
        self.view: View | None = None
        self.chosen: queue.SimpleQueue[object] = queue.SimpleQueue()
        self.told: list[tuple[Occurrence, str]] = []
        parts = prepare_kiosk(self.made.path)
        self._voice = ProgramVoice(Tone())
        self.screen = KioskPage(server, self.chosen.put, server.shell.words)

        def show(view: View) -> None:
            self.view = view
            self.screen.show(view)

        def report(occurrence: Occurrence, detail: str) -> None:
            self.told.append((occurrence, detail))

        self._room = room_of(room_kind, 1)
        recognizer = VoskRecognizer(open_model(rehearsal_model())) if hears else Deaf()
        desk = desk_of(parts, report)
        rehearsal = Rehearsal(
            parts.kiosk,
            lambda _press: None,
            self._room,
            self._voice,
            recognizer,
            desk.journal,
            Watching(show, self.screen.notice, lambda _said: None),
            GUARD_SECONDS,
            desk=desk,
        )
        self.rehearsal = KioskRehearsal(rehearsal, lambda _said: None)
        self.rehearsal.open()

    def says(self, text: str) -> None:
        """The visitor begins to say this; the room's time has to pass for it to be heard."""
        self.rehearsal.pass_seconds(REACTION_SECONDS)
        self._room.speak(at_level(to_room(espeak().say(text, "en-us+f2", 150)), VOICE_DBFS))

    def happens(self, event: Event) -> None:
        """Something happens from outside: a device is lost, or is back."""
        self.rehearsal.post(event)
        self.rehearsal.step()

    def until(self, reached: Callable[[View], bool]) -> View:
        """Let the room's time pass until a view is so."""
        for _ in range(round(LONGEST_SECONDS / FRAME_SECONDS)):
            if self.view is not None and reached(self.view):
                return self.view
            self.rehearsal.step()
        raise AssertionError(f"never so; the last state was {self.view and self.view.state}")

    def until_state(self, state: str) -> View:
        """Let the room's time pass until the kiosk, or the session inside, is in this state."""
        return self.until(lambda view: view.state is state)

    def take(self) -> object:
        """Wait for what was done at the page and give it to the kiosk."""
        event = self.chosen.get(timeout=15)
        self.rehearsal.post(event)  # type: ignore[arg-type]
        self.rehearsal.step()
        return event

    def drafted(self, text: str) -> None:
        """Wait until the session inside has all of this in the line that is open."""
        while self.view is None or self.view.draft != text:
            self.take()

    def close(self) -> None:
        """End whatever is left of it."""
        self.rehearsal.stage.finish()
        self.screen.close()
        self._voice.close()
