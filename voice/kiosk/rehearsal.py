"""A kiosk in a simulated room: one synthetic visitor after the other, no sound card.

As in `voice.rehearsal`, only the two devices are replaced; the room's count of samples is the
clock, so that a walked-away visitor's two minutes take a few seconds.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from voice.floor.events import Event, ListeningStarted, ListeningStopped
from voice.floor.view import View
from voice.hearing.edge import Edge, Playing
from voice.hearing.interruption import InterruptionDetector
from voice.hearing.listener import Listener
from voice.kiosk.runner import KioskRunner
from voice.rehearsal.client import Client
from voice.rehearsal.rehearse import SimulatedEars, SimulatedMouth
from voice.rehearsal.room import Room
from voice.rehearsal.script import Script, parse_script
from voice.scenes.visit.events import KioskEvent
from voice.scenes.visit.states import KioskState
from voice.screen.keys import event_for_key
from voice.speaking.program_voice import ProgramVoice
from voice.stage.ports import (
    FRAME_SECONDS,
    SAMPLE_RATE_HZ,
    Ears,
    Mouth,
    Notice,
    Recognizer,
    frames_in,
)
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


def built_in_visits() -> tuple[Visit, ...]:
    """Visitors who answer, decline, walk away and erase, in this order."""
    folder = resources.files("voice.kiosk") / "visits"
    names = ("answers", "declines", "walks-away", "erases")
    return tuple(
        Visit(name, parse_script((folder / f"{name}.toml").read_text("utf-8"), Path()))
        for name in names
    )


class KioskRehearsal:
    """A kiosk and its visitors, pumped by the room's frames."""

    def __init__(
        self,
        make_runner: Callable[[Mouth, Ears, Callable[[View], None], Room], KioskRunner],
        room: Room,
        voice: ProgramVoice,
        recognizer: Recognizer,
        guard_seconds: float,
        headset: bool = False,
        says: Callable[[str], None] = lambda _text: None,
        frame_over: Callable[[], None] = lambda: None,
    ) -> None:
        self._room = room
        self._frame_over = frame_over
        self._says = says
        self._inbox: deque[Event | KioskEvent | Notice] = deque()
        self._listening_turn_id: int | None = None
        self._view: View | None = None
        self._client: Client | None = None
        self._at_once: Callable[[], bool] = lambda: False
        self._mouth = SimulatedMouth(voice, room, self._inbox.append)
        self._playing = Playing(interrupts=headset)
        over = self._playing.over
        self._listener = Listener(
            recognizer,
            self._heard,
            guard_seconds,
            InterruptionDetector(over) if over else None,
            edge=Edge(self._playing.at_edge),
        )
        self.runner = make_runner(self._mouth, SimulatedEars(self._listener), self._keep_view, room)

    @property
    def over(self) -> bool:
        """Whether the kiosk has closed, or is to be left."""
        return self.runner.closed or self._at_once()

    def open(self, at_once: Callable[[], bool] = lambda: False) -> None:
        """Start the kiosk, and let it come to rest; `at_once` tells when all is to be left."""
        self._at_once = at_once
        self.runner.start()
        self._until(lambda state: state is KioskState.RESTING)

    def receive(self, visit: Visit) -> Visited:
        """Let one visitor come, and the kiosk come to rest again, or close."""
        started_seconds = self._room.now_seconds()
        client = Client(visit.script, self._room, self._press, self._says)
        self._client = client
        self._until(lambda state: state is not KioskState.RESTING)
        self._until(lambda state: state is KioskState.RESTING)
        self._client = None
        seconds = self._room.now_seconds() - started_seconds
        return Visited(visit.name, seconds, client.finished)

    def stay(self) -> None:
        """Stay open for whoever comes to the screen, until the kiosk closes."""
        while not self.over:
            self.step()

    def finish(self) -> None:
        """Whatever ended it: what was heard until now is sealed and handed over."""
        self._listener.finish()
        self._drain()
        self.runner.finish()

    def post(self, event: Event | KioskEvent | Notice) -> None:
        """Something happens from outside, on any thread: a choice, a lost device, a shutdown."""
        self._inbox.append(event)

    def pass_seconds(self, seconds: float) -> None:
        """Let so much time pass in the room."""
        for _ in range(frames_in(seconds)):
            self.step()

    def step(self) -> None:
        """Let 20 ms pass."""
        self._drain()
        self.runner.tick()
        heard = self._room.next_frame()
        self._mouth.notice_end()
        self._playing.put(heard.loudspeaker.tobytes(), SAMPLE_RATE_HZ)
        self._listener.hear(heard.microphone)
        self._drain()
        if self._client is not None:
            self._client.live(heard.loudspeaker_sounds, self._floor_of_the_client())
        self._frame_over()

    def _floor_of_the_client(self) -> int | None:
        """While the room is measured the visitor waits, as anybody would."""
        measuring = self._view is not None and self._view.state is KioskState.MEASURING
        return None if measuring else self._listening_turn_id

    def _until(self, reached: Callable[[str], bool]) -> None:
        frames = 0
        while not self.over and (self._view is None or not reached(self._view.state)):
            self.step()
            frames += 1
            if frames * FRAME_SECONDS > LONGEST_VISIT_SECONDS:
                state = "nothing" if self._view is None else self._view.state
                raise VoiceError(
                    f"the kiosk stays in {state} for an hour", "report this as a defect"
                )

    def _drain(self) -> None:
        while self._inbox and not self.runner.closed:
            self.runner.take(self._inbox.popleft())

    def _heard(self, event: Event | Notice) -> None:
        match event:
            case ListeningStarted():
                self._listening_turn_id = event.turn_id
            case ListeningStopped():
                self._listening_turn_id = None
            case _:
                pass
        self._inbox.append(event)

    def _keep_view(self, view: View) -> None:
        self._view = view

    def _press(self, key: str) -> None:
        chosen = None if self._view is None else event_for_key(self._view, key)
        if chosen is not None:
            self._inbox.append(chosen)
