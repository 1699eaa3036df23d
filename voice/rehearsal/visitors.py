"""A kiosk in a simulated room: one synthetic visitor after the other, no sound card.

The room's count of samples is the clock, so that a walked-away visitor's two minutes take a few
seconds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from voice.rehearsal.client import Client
from voice.rehearsal.rehearse import Rehearsal
from voice.rehearsal.script import Script, parse_script
from voice.scenes.reflection.states import State
from voice.scenes.visit.states import KioskState
from voice.stage.ports import FRAME_SECONDS, frames_in
from voice.values.errors import VoiceError

LONGEST_VISIT_SECONDS = 3_600.0
"""Simulated; the longest built-in visit takes five minutes. More is a kiosk that hangs."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One visitor: a name for the report, and what they do."""

    name: str
    script: Script


@dataclass(frozen=True, slots=True)
class Visited:
    """What a visit was, in figures without words."""

    name: str
    simulated_seconds: float
    script_finished: bool
    asked_after_seconds: float | None = None
    """From the kiosk's first word to the end of its first question; None: it came to none."""


def built_in_visits() -> tuple[Visit, ...]:
    """Visitors who answer, decline, walk away and erase, in this order."""
    folder = resources.files("voice.rehearsal") / "visits"
    names = ("answers", "declines", "walks-away", "erases")
    return tuple(
        Visit(name, parse_script((folder / f"{name}.toml").read_text("utf-8"), Path()))
        for name in names
    )


class _Waiting(Client):
    """A visitor who keeps quiet while the room is measured, as anybody would."""

    def __init__(self, script: Script, rehearsal: Rehearsal, says: Callable[[str], None]) -> None:
        super().__init__(script, rehearsal.room, rehearsal.press, says)
        self._rehearsal = rehearsal

    def live(self, loudspeaker_sounds: bool, listening_turn_id: int | None) -> None:
        """Let 20 ms pass."""
        measuring = self._rehearsal.state == KioskState.MEASURING
        super().live(loudspeaker_sounds, None if measuring else listening_turn_id)


class KioskRehearsal:
    """A kiosk and its visitors."""

    def __init__(self, rehearsal: Rehearsal, says: Callable[[str], None]) -> None:
        """`says` is told what visitors say and press."""
        self._rehearsal = rehearsal
        self._says = says
        self._at_once: Callable[[], bool] = lambda: False
        self.room, self.stage = rehearsal.room, rehearsal.stage
        self.post = rehearsal.post
        self.finish = rehearsal.finish
        self.step = rehearsal.step

    @property
    def over(self) -> bool:
        """Whether the kiosk has closed, or is to be left."""
        return self.stage.ended or self._at_once()

    def open(self, at_once: Callable[[], bool] = lambda: False) -> None:
        """Start the kiosk, and let it come to rest; `at_once` tells when all is to be left."""
        self._at_once = at_once
        self.stage.start()
        self._until(lambda state: state == KioskState.RESTING)

    def receive(self, visit: Visit) -> Visited:
        """Let one visitor come, and the kiosk come to rest again, or close."""
        room = self.room
        started_seconds = room.now_seconds()
        client = _Waiting(visit.script, self._rehearsal, self._says)
        self._rehearsal.person = client
        self._until(lambda state: state != KioskState.RESTING)
        approached_seconds = room.now_seconds()
        self._until(lambda state: state in {KioskState.RESTING, State.LISTENING})
        asked = self._rehearsal.state == State.LISTENING
        asked_after_seconds = room.now_seconds() - approached_seconds if asked else None
        self._until(lambda state: state == KioskState.RESTING)
        self._rehearsal.person = None
        took_seconds = room.now_seconds() - started_seconds
        return Visited(visit.name, took_seconds, client.finished, asked_after_seconds)

    def stay(self) -> None:
        """Stay open for whoever comes to the screen, until the kiosk closes."""
        while not self.over:
            self.step()

    def pass_seconds(self, seconds: float) -> None:
        """Let so much time pass in the room."""
        for _ in range(frames_in(seconds)):
            self.step()

    def _until(self, reached: Callable[[str], bool]) -> None:
        frames = 0
        while not self.over:
            state = self._rehearsal.state
            if state is not None and reached(state):
                return
            self.step()
            frames += 1
            if frames * FRAME_SECONDS > LONGEST_VISIT_SECONDS:
                raise VoiceError(
                    "the kiosk stays in {state} for an hour",
                    "report this as a defect",
                    state=state or "?",
                )
